"""A teacher signs in, enters a column, asks why, and looks at the class."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.queries.gradebook import course_sheet
from desktop.queries.shelf import shelf
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from desktop.tour.stage import Stage
from desktop.ui.grid.sheet import State
from desktop.ui.places import Destination

TEACHER = "chaupg"  # teaches Ngữ văn, homeroom teacher of 6A
COLUMN = 3  # ĐĐGtx 3 of term II: nobody has marks there yet
TYPED = ("8", "7,5", "9", "6.5", "10", "5", "8,3", "4,8")


def sign_in(stage: Stage) -> None:
    """Sign in: a wrong password first, then the right one."""
    stage.picture("dang-nhap", "Đăng nhập: nhãn vở trên giấy ô li")
    stage.type(stage.page.password, "sai mat khau")
    stage.press(stage.page.password, Qt.Key.Key_Return, "\r")
    stage.until(stage.page.said.text, "a wrong password is told")
    stage.picture("dang-nhap-sai", "Mật khẩu chưa đúng: còn mấy lần, làm gì tiếp")
    stage.sign_in(TEACHER)


def tasks(stage: Stage) -> None:
    """What there is to do."""
    tab = stage.tab("tasks")
    stage.must(tab is not None, "the tab of tasks")
    stage.picture("viec-can-lam", "Việc cần làm, đến hạn trong tuần, mốc sắp tới")


def open_course(stage: Stage, term: Term) -> Any:
    """The first course that this teacher has, open in the gradebook."""
    shown = stage.ask(shelf, stage.today(), None, term)
    course = shown.teaching[0]
    tab = stage.tab("gradebook")
    place = Destination("gradebook", course_id=course.course_id, term=term)
    stage.must(tab.go(place), "the course opens")
    stage.settle()
    stage.memory["course"] = course
    return tab.course


def _mark(stage: Stage, row: int) -> Mark | None:
    """What stands in the book, read anew."""
    course = stage.memory["course"].course_id
    sheet = stage.ask(course_sheet, course, Term.II, stage.today())
    fact = sheet.cells.get((sheet.pupils[row].student_id, COLUMN))
    return fact.mark if fact else None


def column_by_keys(stage: Stage) -> None:
    """Enter a column by keys: comma or point, Enter goes down."""
    page = open_course(stage, Term.II)
    view, at = page.view, page.book.find(str(COLUMN))
    view.go(0, at)
    for text in TYPED:
        stage.type(view, text)
        stage.press(view, Qt.Key.Key_Return, "\r")
    stage.must(view.current[0] == len(TYPED), "Enter goes down")
    stored = [_mark(stage, row) for row in range(len(TYPED))]
    written = [mark.tenths for mark in stored if mark]
    stage.must(written == [80, 75, 90, 65, 100, 50, 83, 48], f"marks are in the book: {written}")
    stage.picture("nhap-diem", "Nhập một cột bằng bàn phím: mỗi ô ghi ngay khi nhấn Enter")


def refused_entry(stage: Stage) -> None:
    """What is no mark stays red as typed, with its reason."""
    view = stage.window.tab.course.view
    row, at = view.current
    stage.type(view, "8,75")
    stage.press(view, Qt.Key.Key_Return, "\r")
    stage.must(_mark(stage, row) is None, "8,75 is not written")
    stage.must(view.sheet_model.cell(row, at).state & State.INVALID, "8,75 is kept red")
    view.go(row, at)
    stage.picture("o-sai", "8,75 chưa vào sổ: giữ nguyên như đã gõ, kèm lí do và cách sửa")
    stage.press(view, Qt.Key.Key_Escape)
    stage.type(view, "8,8")
    stage.press(view, Qt.Key.Key_Return, "\r")
    stage.must(_mark(stage, row) == Mark(tenths=88), "it is settled by typing again")


def paste_and_undo(stage: Stage) -> None:
    """A pasted block is one step; so is taking it back."""
    view = stage.window.tab.course.view
    row, at = view.current
    QApplication.clipboard().setText("7\n7,5\n8\n8,5\n9\n")
    view.entry.paste()
    stage.must(_mark(stage, row + 4) == Mark(tenths=90), "five marks are pasted")
    stage.picture("dan-tu-excel", "Dán một khối từ Excel: một bước, hoàn tác được cả khối")
    view.entry.undo()
    stage.must([_mark(stage, row + n) for n in range(5)] == [None] * 5, "one undo takes all back")
    view.go(row, at)


def why_average(stage: Stage) -> None:
    """Why is this the average."""
    page = open_course(stage, Term.I)
    at = next(n for n, c in enumerate(page.book.columns) if "ĐTB" in c.name)
    page.view.go(4, at)
    stage.settle()
    page.acts.ask_why()
    stage.picture("vi-sao", "Vì sao: điểm, hệ số, tổng, phép chia, làm tròn")
    stage.press(QApplication.focusWidget() or page, Qt.Key.Key_Escape)


def history(stage: Stage) -> None:
    """Each value of a cell, who and when."""
    page = open_course(stage, Term.II)
    page.view.go(8, page.book.find(str(COLUMN)))
    stage.settle()
    page.acts.show_history()
    stage.picture("lich-su", "Lịch sử của ô: từng giá trị, ai ghi, lúc nào")
    stage.press(QApplication.focusWidget() or page, Qt.Key.Key_Escape)


def class_view(stage: Stage) -> None:
    """The homeroom teacher's view of the class, and why a level is what it is."""
    tab = stage.tab("gradebook")
    home = stage.ask(shelf, stage.today()).homeroom[0]
    stage.must(tab.go(Destination("gradebook", class_id=home.class_id, term=Term.I)), "class opens")
    page = tab.class_page
    stage.picture("xem-theo-lop", "Xem theo lớp: mọi môn, kết quả học tập, rèn luyện, buổi nghỉ")
    book = page.book
    level = next(n for n, c in enumerate(book.columns) if c.title == "Học tập")
    raised = [r for r in range(len(book.rows)) if book.cell(r, level).state & State.RAISED]
    page.view.go(raised[0] if raised else 0, level)
    stage.settle()
    page.ask_why()
    stage.picture("vi-sao-muc", "Vì sao có mức này: môn quyết định, có được nâng mức hay không")
    stage.press(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    stage.must(tab.go(Destination("gradebook", class_id=home.class_id, part="year")), "the year")
    stage.picture("ca-nam", "Cả năm: kết quả, lên lớp, danh hiệu khi đã đủ dữ liệu")
