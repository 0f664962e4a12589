"""What works on every page: search, keys, lock screen, dark theme, the smaller window."""

from typing import Final

from PySide6.QtCore import Qt

from desktop.demo.accounts import PASSWORD
from desktop.rules.terms import Term
from desktop.tour.album import AT_125, SIZE
from desktop.tour.entering import TEACHER, open_course
from desktop.tour.leading import PRINCIPAL
from desktop.tour.of_class import open_class
from desktop.tour.paper import wait_for_preview
from desktop.tour.stage import Stage
from desktop.ui.keys_page import KeysPage
from desktop.ui.palette import Palette

SEARCHED: Final = "nguyen khanh"


def search(stage: Stage) -> None:
    """A few letters without tones find a pupil, and Enter leads there."""
    stage.sign_in(PRINCIPAL)
    stage.tab("gradebook")
    stage.shortcut("Ctrl+K")
    palette = stage.shown(Palette)
    stage.picture("tim-lenh", "Ctrl+K: mọi việc làm được ở trang này")
    palette.field.setFocus()
    stage.type(SEARCHED)
    titles = [item.title for item in palette.list.items if item.key is not None]
    stage.must(titles and "Nguyễn Khánh" in titles[0], f"pupils are found: {titles[:3]}")
    stage.picture("tim-hoc-sinh", "Ctrl+K: tìm học sinh không cần gõ dấu")
    stage.press(Qt.Key.Key_Return)
    stage.must(not palette.isVisible(), "Enter leads to the pupil")
    stage.picture("toi-hoc-sinh", "Enter: tới đúng dòng của em")


def keys_page(stage: Stage) -> None:
    """F1 shows the keys that work here."""
    stage.tab("gradebook")
    stage.shortcut("F1")
    page = stage.shown(KeysPage)
    stage.picture("phim-tat", "F1: các phím của trang này")
    page.accept()
    stage.come_to_front()


def lock_screen(stage: Stage) -> None:
    """The screen is locked and opened again by the same person."""
    stage.shortcut("Ctrl+L")
    lock = stage.window.lock
    stage.must(lock.isVisible() and lock.password.hasFocus(), "the window is covered")
    stage.picture("khoa-man-hinh", "Khóa màn hình: mọi thứ đã nhập vẫn còn nguyên")
    stage.enter(PASSWORD)
    stage.until(lambda: not lock.isVisible(), "the screen opens again")


def dark_theme(stage: Stage) -> None:
    """The same books in the evening."""
    stage.sign_in(TEACHER)
    stage.window.choose_theme("dark")
    open_course(stage, Term.II)
    stage.picture("toi-so-diem", "Giao diện tối: sổ điểm")
    open_class(stage, Term.I)
    stage.picture("toi-xem-theo-lop", "Giao diện tối: xem theo lớp")
    stage.tab("tasks")
    stage.picture("toi-viec-can-lam", "Giao diện tối: việc cần làm")
    wait_for_preview(stage, stage.tab("printing"))
    stage.picture("toi-in-an", "Giao diện tối: in ấn, giấy vẫn trắng")
    stage.window.choose_theme("light")


def smaller_window(stage: Stage) -> None:
    """What Windows leaves at 125 %: nothing is cut off."""
    stage.sign_in(TEACHER)
    stage.resize(AT_125)
    for key, title in (("tasks", "việc cần làm"), ("roster", "lớp học")):
        stage.tab(key)
        stage.picture(f"125-{key}", f"Cửa sổ ở 125 %: {title}")
    open_course(stage, Term.II)
    stage.picture("125-gradebook", "Cửa sổ ở 125 %: sổ điểm")
    open_class(stage, Term.I)
    stage.picture("125-class", "Cửa sổ ở 125 %: xem theo lớp")
    wait_for_preview(stage, stage.tab("printing"))
    stage.picture("125-printing", "Cửa sổ ở 125 %: in ấn")
    stage.sign_in(PRINCIPAL)
    tab = stage.tab("admin")
    for at, kind in enumerate(tab.kinds):
        stage.click(tab.sub_tabs.buttons[at])
        stage.picture(f"125-admin-{kind.KEY}", f"Cửa sổ ở 125 %: quản trị, {kind.TITLE}")
    stage.resize(SIZE)
