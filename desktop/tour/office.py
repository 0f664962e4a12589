"""The office: lists from Excel, books on paper."""

import unicodedata
from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.printing.editions import Order, Owner, print_order, remember_edition
from desktop.printing.forms import CLASS_BOOK, TEACHER_BOOK
from desktop.printing.options import BookOptions
from desktop.printing.paper import A3, A4
from desktop.queries.printable import printable
from desktop.queries.roster import class_list
from desktop.queries.shelf import shelf
from desktop.rules.marks import MIDTERM
from desktop.rules.terms import Term
from desktop.tour.entering import TEACHER, open_course
from desktop.tour.stage import Stage
from desktop.ui.importing.roster_preview import roster_source
from desktop.ui.places import Destination

OFFICE = "vanphong"
HEADS = ("TT", "Họ và đệm", "Tên", "Ngày sinh", "Nữ", "Chỗ ở hiện nay", "Số ĐT")
LINES = (
    ("Nguyễn Thử", "An", "12/12/2014", "", 371463086),
    ("  Trần Bảo", "Bình ", "3-6-14", "x", "0948.589.848"),
    ("Lê Thử", "Cường", "31/02/2014", "", 806905664),
    (unicodedata.normalize("NFD", "Đỗ Thị"), "Dung", "22/06/2014", "x", "0717.526.202"),
    ("Võ Thử", "Giang", "6-9-14", "", "0386501"),
)


def roster_list(stage: Stage) -> None:
    """The class list."""
    stage.sign_in(OFFICE)
    classes = stage.ask(shelf, stage.today()).others
    stage.memory["class"] = next(c for c in classes if c.name == "7B")
    tab = stage.tab("roster")
    place = Destination("roster", class_id=stage.memory["class"].class_id)
    stage.must(tab.go(place), "the list of 7B opens")
    stage.picture("danh-sach-lop", "Lớp học: danh sách sửa như bảng tính")


def _workbook(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("7B")
    sheet.append(["TRƯỜNG THCS HOA SEN"])
    sheet.append(["DANH SÁCH LỚP 7B NĂM HỌC 2026-2027"])
    sheet.append([])
    sheet.append(HEADS)
    for number, (family, given, born, girl, phone) in enumerate(LINES, 1):
        sheet.append([number, family, given, born, girl, f"Thôn {number}", phone])
    sheet.append(["", f"Tổng số: {len(LINES)} học sinh"])
    book.save(path)


def import_with_problems(stage: Stage) -> None:
    """A teacher's own file comes in; what is wrong in it is listed by cell."""
    path = stage.folder / "danh-sach-7B.xlsx"
    _workbook(path)
    tab, into = stage.window.tab, stage.memory["class"]
    page = tab.importing
    tab.pages.setCurrentWidget(page)
    page.begin(roster_source(stage.window.school, into.class_id, into.name), path)
    stage.until(lambda: page.review.preview is not None, "the file is read")
    review = page.review
    found = [problem.address for problem in review.preview.problems]
    stage.must(found == ["D7", "G9"], f"two cells are wrong, not {found}")
    stage.picture("nhap-excel", "Nhập Excel: xem trước từng dòng, chỗ cần xem ngay bên cạnh")
    for address, typed in zip(found, ("28/02/2014", "0386501123"), strict=True):
        review.go_to(address)
        stage.settle()
        card = review.panel.card_of(address)
        stage.type(card.field, typed)
        stage.press(card.field, Qt.Key.Key_Return, "\r")
    stage.must(not review.preview.problems, "both are settled in place")
    stage.picture("nhap-excel-xong", "Đã sửa tại chỗ: mọi dòng sẵn sàng để ghi")


def _size(stage: Stage) -> int:
    found = stage.ask(class_list, stage.memory["class"].class_id, stage.today())
    return len(found.lines)


def import_written_and_undone(stage: Stage) -> None:
    """One command writes it, one undo takes it back."""
    tab = stage.window.tab
    before = _size(stage)
    tab.importing.primary.click()
    stage.until(lambda: _size(stage) == before + len(LINES), "all lines are written")
    stage.picture("nhap-excel-da-ghi", "Đã ghi cả tệp trong một bước, hoàn tác được cả bước")
    tab.page.notice.act.click()
    stage.until(lambda: _size(stage) == before, "one undo takes the file back")


def print_preview(stage: Stage) -> None:
    """The preview is what is printed."""
    stage.sign_in(OFFICE)
    tab = stage.tab("printing")
    stage.until(lambda: tab.proof is not None, "the preview comes")
    tab.preview.turn_to(4)
    stage.picture("in-an", "In ấn: bản xem trước chính là bản sẽ in")


def printed_books(stage: Stage) -> None:
    """The class book on A3 and a teacher's own book on A4 as PDF."""
    school, books = stage.window.school, stage.ask(printable, stage.today())
    year = books.year.school_year_id
    of_class = Owner(books.classes[0].class_id, books.classes[0].name)
    of_teacher = Owner(books.teachers[0].staff_id, books.teachers[0].name, year)
    for name, order in (
        ("so-lop-A3", Order(CLASS_BOOK, (of_class,), BookOptions(paper=A3))),
        ("so-giao-vien-A4", Order(TEACHER_BOOK, (of_teacher,), BookOptions(paper=A4))),
    ):
        path = stage.folder / f"{name}.pdf"
        for edition in print_order(school, order, path):
            remember_edition(school, edition)
        stage.must(stage.pages_of(path) > 1, f"{name} has its pages")


def reprints(stage: Stage) -> None:
    """After a change exactly the pages that differ are to be printed again."""
    stage.sign_in(TEACHER)
    page = open_course(stage, Term.II)
    page.view.go(0, page.book.find(str(MIDTERM)))  # the regular columns are locked by now
    stage.type(page.view, "9,5")
    stage.press(page.view, Qt.Key.Key_Return, "\r")
    stage.sign_in(OFFICE)
    tab = stage.tab("printing")
    tab.look()
    stage.until(lambda: tab.found, "pages to print again are found")
    stage.until(lambda: tab.proof is not None, "the preview comes")
    stage.must(all("HK2" in one.page for one in tab.found), "only pages of term II differ")
    stage.picture("can-in-lai", "Cần in lại: đúng những trang khác với bản đã in")
