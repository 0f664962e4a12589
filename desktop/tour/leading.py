"""Leadership and administration: locks, the admin pages, palette, dark theme, 125 %."""

from typing import Any

from PySide6.QtCore import Qt

from desktop.demo.accounts import PASSWORD
from desktop.queries.gradebook import course_sheet
from desktop.queries.shelf import shelf
from desktop.rules.locks import LockKind
from desktop.rules.terms import Term
from desktop.tour.entering import COLUMN, TEACHER, open_course
from desktop.tour.stage import AT_125, SIZE, Stage
from desktop.ui.grid.sheet import State
from desktop.ui.palette import Palette
from desktop.ui.places import Destination
from desktop.ui.theme import apply_theme

VICE_PRINCIPAL, PRINCIPAL = "hp.chuyenmon", "hieutruong"


def lock_columns(stage: Stage) -> None:
    """The vice-principal locks ĐĐGtx of class 6A; the dialog says what is still missing."""
    stage.sign_in(VICE_PRINCIPAL)
    tab = stage.tab("gradebook")
    class_id = stage.memory["course"].course.class_id
    stage.must(tab.go(Destination("gradebook", class_id=class_id, term=Term.II)), "6A opens")

    def fill(dialog: Any) -> None:
        for kind, box in dialog.kinds.items():
            box.setChecked(kind is LockKind.REGULAR)
        stage.type(dialog.reason, "Kiểm tra sổ tháng 3")
        stage.picture("khoa-so", "Khóa sổ: hỏi bằng con số còn thiếu, cần lí do")
        dialog.act.click()

    school = stage.window.school
    year = stage.ask(shelf, stage.today()).year.school_year_id
    from desktop.ui.gradebook.lock_dialog import ask_lock

    stage.in_dialog(lambda: ask_lock(stage.window, school, year, Term.II, class_id=class_id), fill)
    sheet = stage.ask(course_sheet, stage.memory["course"].course_id, Term.II, stage.today())
    stage.must(sheet.column(1).lock is not None, "ĐĐGtx is locked")


def locked_cell(stage: Stage) -> None:
    """A locked cell says by whom, when and what to do; typing there writes nothing."""
    stage.sign_in(TEACHER)
    page = open_course(stage, Term.II)
    at = page.book.find(str(COLUMN))
    page.view.go(0, at)
    before = page.view.sheet_model.cell(0, at)
    stage.must(before.state & State.LOCKED, "the cell shows a padlock")
    stage.type(page.view, "3")
    stage.press(page.view, Qt.Key.Key_Return, "\r")
    page.view.go(0, at)
    stage.must(page.view.sheet_model.cell(0, at).text == before.text, "nothing is written")
    stage.picture("o-da-khoa", "Ô đã khóa: ai khóa, lúc nào, vì sao, muốn sửa thì làm gì")


def admin_pages(stage: Stage) -> None:
    """School, staff, classes and subjects, locks, backup, journal."""
    stage.sign_in(PRINCIPAL)
    tab = stage.tab("admin")
    for at, kind in enumerate(tab.kinds):
        tab.show_page(at)
        stage.settle()
        stage.picture(f"quan-tri-{at + 1}", f"Quản trị: {kind.TITLE}")


def palette_and_keys(stage: Stage) -> None:
    """A few letters without tones find a pupil; F1 shows the keys."""
    stage.tab("gradebook")
    stage.window.open_palette()
    palette = next(w for w in stage.window.findChildren(Palette) if w.isVisible())
    stage.type(palette.field, "nguyen")
    stage.must(palette.list.items, "pupils are found")
    stage.picture("tim-nhanh", "Ctrl+K: tìm học sinh không cần dấu, tìm lệnh")
    palette.close()
    stage.window.show_keys()
    stage.picture("phim-tat", "F1: các phím của trang này")
    for dialog in stage.window.findChildren(type(stage.window).__mro__[1]):
        if dialog.isWindow() and dialog.isVisible():
            dialog.close()


def lock_screen(stage: Stage) -> None:
    """The screen is locked and opened again by the same person."""
    lock = stage.window.lock
    lock.cover()
    stage.picture("khoa-man-hinh", "Khóa màn hình: mọi thứ đã nhập vẫn còn nguyên")
    stage.type(lock.password, PASSWORD)
    stage.press(lock.password, Qt.Key.Key_Return, "\r")
    stage.until(lambda: not lock.isVisible(), "the screen opens again")


def dark_theme(stage: Stage) -> None:
    """The same book in the evening."""
    stage.sign_in(TEACHER)
    apply_theme("dark")
    open_course(stage, Term.II)
    stage.picture("giao-dien-toi", "Giao diện tối: sổ điểm")
    stage.tab("tasks")
    stage.picture("giao-dien-toi-viec", "Giao diện tối: việc cần làm")
    apply_theme("light")


def larger_letters(stage: Stage) -> None:
    """What Windows leaves at 125 %: nothing is cut off."""
    stage.shell.resize(*AT_125)
    for key in ("tasks", "roster", "gradebook", "printing"):
        stage.tab(key)
        stage.picture(f"125-{key}", "Cửa sổ nhỏ (125 %)")
    stage.must(stage.shell.width() == AT_125[0], "the window fits")
    stage.shell.resize(*SIZE)
