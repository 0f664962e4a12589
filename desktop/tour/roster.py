"""The office: a class list from the teacher's own Excel file, with what is wrong in it."""

import unicodedata
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.queries.roster import class_list
from desktop.queries.shelf import shelf
from desktop.tour.stage import Stage
from desktop.ui.places import Destination

OFFICE: Final = "vanphong"
CLASS: Final = "7B"
HEADS: Final = ("TT", "Họ và đệm", "Tên", "Ngày sinh", "Nữ", "Chỗ ở hiện nay", "Số ĐT")
LINES: Final = (
    ("Nguyễn Thử", "An", "12/12/2014", "", 371463086),
    ("  Trần Bảo", "Bình ", "3-6-14", "x", "0948.589.848"),
    ("Lê Thử", "Cường", "31/02/2014", "", 806905664),
    (unicodedata.normalize("NFD", "Đỗ Thị"), "Dung", "22/06/2014", "x", "0717.526.202"),
    ("Võ Thử", "Giang", "6-9-14", "", "0386501"),
)
WRONG: Final = ("D7", "G9")  # a day that does not exist, a phone number that is too short


def roster_list(stage: Stage) -> None:
    """The class list."""
    stage.sign_in(OFFICE)
    classes = stage.ask(shelf, stage.today()).others
    into = stage.memory["class"] = next(c for c in classes if c.name == CLASS)
    tab = stage.tab("roster")
    stage.must(tab.go(Destination("roster", class_id=into.class_id)), f"the list of {CLASS} opens")
    stage.must(tab.page.view.sheet_model.rows, "pupils are listed")
    stage.picture("danh-sach-lop", "Lớp học: danh sách sửa như bảng tính")


def _workbook(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(CLASS)
    sheet.append(["TRƯỜNG THCS HOA SEN"])
    sheet.append([f"DANH SÁCH LỚP {CLASS} NĂM HỌC 2026-2027"])
    sheet.append([])
    sheet.append(HEADS)
    for number, (family, given, born, girl, phone) in enumerate(LINES, 1):
        sheet.append([number, family, given, born, girl, f"Thôn {number}", phone])
    sheet.append(["", f"Tổng số: {len(LINES)} học sinh"])
    book.save(path)


def import_with_problems(stage: Stage) -> None:
    """A teacher's own file comes in; what is wrong in it is listed by cell."""
    path = stage.folder / f"danh-sach-{CLASS}.xlsx"
    _workbook(path)
    tab = stage.window.tab
    stage.click(tab.page.bring)
    page = tab.importing
    stage.picture("chon-tep", "Nhập Excel: chọn tệp, xem trước rồi mới ghi")
    stage.choose_file(page.empty.act.click, path)
    stage.until(lambda: page.review.preview is not None, "the file is read")
    found = tuple(problem.address for problem in page.review.preview.problems)
    stage.must(found == WRONG, f"two cells are wrong: {found}")
    stage.picture("nhap-excel", "Nhập Excel: xem trước từng dòng, chỗ cần xem ngay bên cạnh")


def settle_in_place(stage: Stage) -> None:
    """What is wrong is settled where it stands: beside the list, or in the cell."""
    page = stage.window.tab.importing
    review = page.review
    review.go_to(WRONG[0])
    stage.focus(review.panel.card_of(WRONG[0]).field)
    stage.enter("28/02/2014")
    stage.must(len(review.preview.problems) == 1, "the day is settled in the panel")
    stage.focus(review.view)
    review.go_to(WRONG[1])
    stage.enter("0386501123")
    stage.must(not review.preview.problems, "the number is settled in its cell")
    stage.must(page.primary.text() == f"Ghi {len(LINES)} dòng", "the act says how many go in")
    stage.picture("nhap-excel-xong", "Đã sửa tại chỗ: mọi dòng sẵn sàng để ghi")


def _names(stage: Stage) -> list[str]:
    found = stage.ask(class_list, stage.memory["class"].class_id, stage.today())
    return [line.pupil.full_name for line in found.lines]


def import_written_and_undone(stage: Stage) -> None:
    """One command writes it, one undo takes it back."""
    tab = stage.window.tab
    before = _names(stage)
    stage.click(tab.importing.primary)
    stage.must(len(_names(stage)) == len(before) + len(LINES), "all lines are written")
    stage.must("Đỗ Thị Dung" in _names(stage), "names are composed (NFC)")
    stage.picture("nhap-excel-da-ghi", "Đã ghi cả tệp trong một bước, hoàn tác được cả bước")
    notice: Any = tab.page.notice
    stage.focus(notice.act)
    stage.press(Qt.Key.Key_Space, " ")
    stage.must(_names(stage) == before, "one undo takes the file back")
    stage.picture("nhap-excel-hoan-tac", "Hoàn tác cả lần nhập: danh sách như trước")
