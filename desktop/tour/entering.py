"""A teacher signs in, sees what there is to do, and enters marks by keys."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from desktop.queries.gradebook import course_sheet
from desktop.queries.shelf import shelf
from desktop.rules.marks import MIDTERM, Column, Mark, MarkState
from desktop.rules.terms import Term
from desktop.tour.seat import Seat
from desktop.tour.stage import Stage
from desktop.ui.gradebook.history_popover import HistoryPopover
from desktop.ui.gradebook.why_popover import WhyPopover
from desktop.ui.grid.sheet import State
from desktop.ui.places import Destination

TEACHER: Final = "chaupg"  # teaches Ngữ văn, homeroom teacher of 6A
COLUMN: Final = 3  # ĐĐGtx 3 of term II: nobody has marks there yet
TYPED: Final = ("8", "7,5", "9", "6.5", "10", "5", "8,3", "4,8")
WRITTEN: Final = (80, 75, 90, 65, 100, 50, 83, 48)
PASTED: Final = "7\n7,5\n8\n8,5\n9\n"
CONTROL: Final = Qt.KeyboardModifier.ControlModifier


def sign_in(stage: Stage) -> None:
    """Sign in: a wrong password first, then the right one."""
    page = stage.page
    stage.must(page.password.hasFocus(), "the keyboard is in the password")
    stage.picture("dang-nhap", "Đăng nhập: nhãn vở trên giấy ô li")
    stage.enter("sai mat khau")
    stage.until(page.said.text, "a wrong password is told")
    stage.must("Còn 4 lần thử" in page.said.text(), "it says how many tries are left")
    stage.picture("dang-nhap-sai", "Mật khẩu chưa đúng: còn mấy lần, làm gì tiếp")
    stage.sign_in(TEACHER)


def tasks(stage: Stage) -> None:
    """What there is to do, and the way to its cell."""
    tab = stage.tab("tasks")
    stage.must(tab.rows.rows, "there is something to do")
    stage.picture("viec-can-lam", "Việc cần làm: đến hạn trong tuần, tiến độ và mốc sắp tới")
    one = next(row for row in tab.rows.rows if "Ngữ văn" in row.task.title)
    stage.focus(one.verb)
    stage.press(Qt.Key.Key_Space, " ")
    course = stage.window.tab.course
    stage.must(stage.window.tab.KEY == "gradebook", "the verb leads to the gradebook")
    stage.must(course.view.hasFocus(), "the keyboard is in the cell")
    stage.must(course.view.current[1] == course.book.find(str(MIDTERM)), "of that column")


def open_course(stage: Seat, term: Term) -> Any:
    """The first course that this teacher has, open in the gradebook; returns its page."""
    shown = stage.ask(shelf, stage.today(), None, term)
    course = stage.memory["course"] = shown.teaching[0]
    tab = stage.tab("gradebook")
    stage.must(tab.go(Destination("gradebook", course_id=course.course_id, term=term)), "it opens")
    stage.must(tab.course.view.hasFocus(), "the keyboard is in the grid")
    return tab.course


def go_to(stage: Seat, page: Any, row: int, column: Column) -> None:
    """Make a cell of the course the current one."""
    page.view.go(row, page.book.find(str(column)))
    stage.must(page.view.hasFocus(), "the keyboard is in the grid")


def stored(stage: Seat, row: int, column: Column = COLUMN, term: Term = Term.II) -> Mark | None:
    """What stands in the book of the course, read anew."""
    sheet = stage.ask(course_sheet, stage.memory["course"].course_id, term, stage.today())
    fact = sheet.cells.get((sheet.pupils[row].student_id, column))
    return fact.mark if fact else None


def says(stage: Seat, page: Any, words: str) -> None:
    """The cell line must say this of the current cell."""
    line: str = page.pane.line.line.spoken
    stage.must(words in line, f"the cell line says “{words}”, not “{line}”")


def column_by_keys(stage: Stage) -> None:
    """Enter a column by keys: comma or point, Enter goes down."""
    page = open_course(stage, Term.II)
    go_to(stage, page, 0, COLUMN)
    for text in TYPED[:-1]:
        stage.enter(text)
    stage.type(TYPED[-1])
    says(stage, page, "đang nhập")
    stage.picture("dang-nhap-diem", "Đang gõ trong ô: Enter ghi và xuống dòng, Esc bỏ")
    stage.press(Qt.Key.Key_Return)
    stage.must(page.view.current[0] == len(TYPED), "Enter goes down")
    marks = [stored(stage, row) for row in range(len(TYPED))]
    written = tuple(mark.tenths for mark in marks if mark)
    stage.must(written == WRITTEN, f"marks are in the book: {written}")
    stage.picture("nhap-mot-cot", "Nhập một cột bằng bàn phím: mỗi ô ghi ngay khi nhấn Enter")


def refused_entry(stage: Stage) -> None:
    """What is no mark stays red as typed, with its reason."""
    page = stage.window.tab.course
    row, at = page.view.current
    stage.enter("8,75")
    stage.must(stored(stage, row) is None, "8,75 is not written")
    page.view.go(row, at)
    stage.must(page.view.sheet_model.cell(row, at).state & State.INVALID, "8,75 is kept red")
    says(stage, page, "8,75 chưa được ghi vào sổ")
    stage.must(page.pane.ways.isVisible(), "the ways out are offered")
    stage.picture("o-chua-ghi", "8,75 chưa vào sổ: giữ nguyên như đã gõ, kèm lí do và cách sửa")
    stage.press(Qt.Key.Key_Escape)
    stage.enter("8,8")
    stage.must(stored(stage, row) == Mark(tenths=88), "it is settled by typing again")


def paste_and_undo(stage: Stage) -> None:
    """A pasted block is one step; so is taking it back."""
    page = stage.window.tab.course
    row, at = page.view.current
    QApplication.clipboard().setText(PASTED)
    stage.press(Qt.Key.Key_V, modifiers=CONTROL)
    stage.must(stored(stage, row + 4) == Mark(tenths=90), "five marks are pasted")
    stage.picture("dan-tu-excel", "Dán một khối từ Excel: một bước, hoàn tác được cả khối")
    stage.press(Qt.Key.Key_Z, modifiers=CONTROL)
    stage.must([stored(stage, row + n) for n in range(5)] == [None] * 5, "one undo takes all back")
    says(stage, page, "Đã hoàn tác")
    stage.picture("hoan-tac", "Hoàn tác cả khối trong một bước")
    page.view.go(row, at)


def makeup_and_zero(stage: Stage) -> None:
    """Waiting for a make-up, and 0 for want of one, are states of their own."""
    page = open_course(stage, Term.II)
    go_to(stage, page, 1, MIDTERM)

    def fill(dialog: Any) -> None:
        stage.type("Em ốm, có đơn")
        stage.press(Qt.Key.Key_Tab)
        stage.type("31/03")
        stage.picture("hoi-cho-bu", "Vắng lần kiểm tra: hỏi lí do và hạn kiểm tra bù")
        dialog.act.click()

    stage.in_dialog(page.acts.ask_makeup, fill)
    go_to(stage, page, 2, MIDTERM)
    stage.in_dialog(page.acts.ask_zero, lambda dialog: dialog.act.click())
    waits, zero = stored(stage, 1, MIDTERM), stored(stage, 2, MIDTERM)
    stage.must(waits and waits.state is MarkState.MAKEUP, "the first waits for a make-up")
    stage.must(zero and zero.state is MarkState.ZERO, "the second has 0")
    go_to(stage, page, 1, MIDTERM)
    says(stage, page, "chờ kiểm tra bù, hạn 31/03/2027")
    stage.picture("cho-bu-va-khong", "Bốn trạng thái khác nhau: có điểm, chờ bù, 0, chưa nhập")


def history(stage: Stage) -> None:
    """Each value of a cell, who and when."""
    page = open_course(stage, Term.II)
    go_to(stage, page, 0, COLUMN)
    stage.enter("8,5")
    go_to(stage, page, 0, COLUMN)
    says(stage, page, "đã sửa 1 lần")
    page.pane.line.link.click()
    lines = stage.shown(HistoryPopover).lines
    stage.must([value for value, _ in lines] == ["8,5", "8"], "both values are told")
    stage.picture("lich-su", "Lịch sử của ô: từng giá trị, ai ghi, lúc nào")
    stage.press(Qt.Key.Key_Escape)
    stage.must(page.view.hasFocus(), "Esc leads back to the grid")


def why_average(stage: Stage) -> None:
    """Why is this the average."""
    page = open_course(stage, Term.I)
    page.view.go(4, page.book.find("average"))
    shortcut = QKeySequence("Ctrl+?").toString()
    stage.must(shortcut in page.why.toolTip(), "the button names its key")
    page.why.click()
    why = stage.shown(WhyPopover).why
    stage.must(why.title == f"Vì sao {page.book.cell(*page.view.current).text}?", "it explains it")
    stage.picture("vi-sao", "Vì sao: điểm, hệ số, tổng, phép chia, làm tròn")
    stage.press(Qt.Key.Key_Escape)
    stage.must(page.view.hasFocus(), "Esc leads back to the grid")
