"""Files of every kind become rows, or a sentence that says what to do."""

import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from desktop.exchange.marks import read_marks
from desktop.exchange.roster import read_roster
from desktop.exchange.workbook import address, read_sheets
from desktop.store.trouble import Trouble
from tests.exchange.sheets import (
    HEAD,
    book_of,
    compound_file,
    old_workbook,
    open_document,
    workbook,
)

LINES = [HEAD, [1, "000001", "Lê Phương Giang", "11/09/2015", "Nữ"]]


def refused(path: Path) -> str:
    with pytest.raises(Trouble) as trouble:
        read_sheets(path)
    return trouble.value.sentence


@pytest.mark.parametrize(("row", "column", "name"), [(0, 0, "A1"), (9, 3, "D10"), (0, 27, "AB1")])
def test_addresses_are_those_of_excel(row: int, column: int, name: str):
    assert address(row, column) == name


def test_a_file_that_is_no_workbook(tmp_path: Path):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(b"<html><table><tr><td>STT</td></tr></table></html>")
    assert refused(path).startswith("ds.xlsx không phải là tệp Excel đọc được")


def test_a_picture_named_xls_in_a_compound_file(tmp_path: Path):
    path = tmp_path / "ds.xls"
    path.write_bytes(compound_file([("WordDocument", b"x" * 5000)]))
    assert "không phải là tệp Excel đọc được" in refused(path)


def test_a_zip_that_is_no_workbook(tmp_path: Path):
    path = tmp_path / "ds.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "x")
    assert "không phải là tệp Excel đọc được" in refused(path)


@pytest.mark.parametrize("name", ["ds.xlsx", "ds.xls"])
def test_a_file_with_a_password(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(compound_file([("EncryptionInfo", b"x"), ("EncryptedPackage", b"y" * 600)]))
    sentence = refused(path)
    assert sentence.startswith(f"Tệp {name} được đặt mật khẩu")
    assert "bỏ mật khẩu" in sentence


def test_an_old_workbook_with_a_password(tmp_path: Path):
    path = tmp_path / "ds.xls"
    path.write_bytes(old_workbook(LINES, columns=60_000, locked=True))
    assert refused(path).startswith("Tệp ds.xls được đặt mật khẩu")


def test_an_old_workbook_that_claims_an_impossible_size_never_reaches_the_reader(tmp_path: Path):
    path = tmp_path / "ds.xls"
    path.write_bytes(old_workbook(LINES, columns=60_000))
    assert "bị cắt cụt hoặc hỏng" in refused(path)


def test_an_empty_file(tmp_path: Path):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(b"")
    assert "trống, dài 0 byte" in refused(path)


def test_a_truncated_file(tmp_path: Path):
    whole = workbook(tmp_path / "a.xlsx", LINES).read_bytes()
    path = tmp_path / "ds.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    assert "bị cắt cụt hoặc hỏng" in refused(path)


def test_a_damaged_file(tmp_path: Path):
    whole = bytearray(workbook(tmp_path / "a.xlsx", LINES).read_bytes())
    at = whole.index(b"xl/worksheets/sheet1.xml") + 60
    whole[at : at + 40] = b"\xff" * 40
    path = tmp_path / "ds.xlsx"
    path.write_bytes(bytes(whole))
    assert "Chưa có gì được đọc" in refused(path)


@pytest.mark.parametrize("kind", ["xls", "xlsx", "ods"])
def test_flipped_bytes_give_rows_or_a_sentence(tmp_path: Path, kind: str):
    """Among these are files that make the reader panic, and zip directories that lead nowhere."""
    makers = {"xls": old_workbook, "ods": open_document}
    lines = [["Lớp 6A"], HEAD, *[[n, f"{n:06}", "Trần An", "1/2/15", "Nam"] for n in range(30)]]
    whole = (
        makers[kind](lines) if kind in makers else workbook(tmp_path / "a.xlsx", lines).read_bytes()
    )
    chance = random.Random(1)  # noqa: S311 - damage, not secrets
    path = tmp_path / f"ds.{kind}"
    sentences = set()
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(
            damaged[: chance.randrange(len(damaged)) if chance.random() < 0.2 else None]
        )
        try:
            read_sheets(path)
        except Trouble as trouble:
            sentences.add(trouble.sentence)
    assert sentences
    assert all("Chưa có gì được đọc." in sentence for sentence in sentences)


def test_a_folder_and_a_file_that_is_gone(tmp_path: Path):
    assert "là một thư mục" in refused(tmp_path)
    assert "Không tìm thấy tệp mất.xlsx" in refused(tmp_path / "mất.xlsx")


def test_a_file_that_the_computer_does_not_let_us_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = workbook(tmp_path / "ds.xlsx", LINES)

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "đóng lại rồi chọn lại tệp" in refused(path)


def test_200_000_empty_formatted_rows_cost_little(tmp_path: Path):
    path = tmp_path / "ds.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("6A")
    for row in LINES:
        sheet.append(list(row))
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 200_003)
    )
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    roster = read_roster(path)
    assert [line.name for line in roster.lines] == ["Lê Phương Giang"]
    assert not roster.fixes


def test_200_000_empty_rows_before_a_last_cell_are_one_empty_row_each(tmp_path: Path):
    path = tmp_path / "ds.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in LINES:
        sheet.append(list(row))
    sheet.cell(200_000, 1).value = " "
    sheet.cell(200_000, 1).font = Font(bold=True)
    book.save(path)
    roster = read_roster(path)
    assert len(roster.lines) == 1
    assert not roster.fixes


def test_a_cell_at_the_end_of_the_world_is_named(tmp_path: Path):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "STT"
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "ds.xlsx")
    assert "ở rất xa bảng: XFD1048576" in refused(tmp_path / "ds.xlsx")


def test_a_huge_file_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desktop.exchange.workbook.LARGEST_FILE", 100)
    path = workbook(tmp_path / "ds.xlsx", LINES)
    assert "quá lớn" in refused(path)
    monkeypatch.setattr("desktop.exchange.workbook.LARGEST_FILE", 1 << 20)
    monkeypatch.setattr("desktop.exchange.workbook.LARGEST_UNPACKED", 100)
    assert "quá lớn" in refused(path)


@pytest.mark.parametrize(("name", "make"), [("ds.xls", old_workbook), ("ds.ods", open_document)])
def test_xls_and_ods_are_read_like_xlsx(tmp_path: Path, name: str, make):
    path = tmp_path / name
    path.write_bytes(make([["DANH SÁCH LỚP 6A"], [], *LINES]))
    roster = read_roster(path)
    assert roster.titles.class_name == "6A"
    assert [(line.row, line.name) for line in roster.lines] == [(4, "Lê Phương Giang")]


def test_ods_tells_nothing_of_merged_headings_and_they_are_understood(tmp_path: Path):
    path = tmp_path / "ds.ods"
    path.write_bytes(
        open_document(
            [
                ["Lớp 6A"],
                ["STT", "Họ và tên", "", "ĐĐGtx", "", "", "ĐĐGgk"],
                ["", "Họ và đệm", "Tên", 1, 2, 3, ""],
                [1, "Lê Phương", "Giang", 8, 7.5, "", 9],
            ]
        )
    )
    sheet = read_marks(path)
    assert sheet.lines[0].name == "Lê Phương Giang"
    assert {c: cell.text for c, cell in sheet.lines[0].cells.items()} == {
        1: "8",
        2: "7.5",
        3: "",
        10: "9",
    }


def test_the_sheet_with_the_table_is_taken_and_the_choice_is_told(tmp_path: Path):
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Hướng dẫn"
    first["A1"] = "Điền vào trang sau"
    small, large, hidden = (book.create_sheet(name) for name in ("6B", "6A", "cũ"))
    for sheet, count in ((small, 1), (large, 3), (hidden, 9)):
        sheet.append(HEAD)
        for n in range(count):
            sheet.append([n + 1, f"{n:06}", "Trần Văn An", f"0{n + 1}/02/2015", "Nam"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "ds.xlsx")
    roster = read_roster(tmp_path / "ds.xlsx")
    assert roster.sheet == "6A"
    assert len(roster.lines) == 3
    assert roster.titles.class_name == "6A"
    assert roster.reason.startswith("Tệp có 4 trang tính. Đã đọc trang “6A”")


def test_of_one_sheet_a_class_the_chosen_class_is_read(tmp_path: Path):
    book = Workbook()
    for name, count in (("6A", 2), ("6B", 5)):
        sheet = book.create_sheet(name)
        sheet.append(["BẢNG ĐIỂM MÔN TOÁN - HỌC KÌ I"])
        sheet.append([*HEAD, "TX1"])
        for n in range(count):
            sheet.append([n + 1, f"{n:06}", "Trần Văn An", f"0{n + 1}/02/2015", "Nam", 8])
    book.save(tmp_path / "ds.xlsx")
    roster = read_roster(tmp_path / "ds.xlsx", "6a")
    assert (roster.sheet, len(roster.lines)) == ("6A", 2)
    assert "“6A” vì tiêu đề ở đó khớp với nơi đang nhập; chưa đọc: Sheet, 6B." in roster.reason
    assert read_marks(tmp_path / "ds.xlsx").sheet == "6B"
    assert read_marks(tmp_path / "ds.xlsx", book_of([])).sheet == "6A"


def test_no_name_column_says_which_row_was_looked_at(tmp_path: Path):
    path = workbook(tmp_path / "ds.xlsx", [["STT", "Mã học sinh", "Ngày sinh"], [1, "1", "2"]])
    with pytest.raises(Trouble) as trouble:
        read_roster(path)
    assert "Không thấy cột họ tên trong tệp ds.xlsx (đã xem dòng tiêu đề 1)" in str(trouble.value)
    assert "“Họ và đệm” và “Tên”" in str(trouble.value)


def test_a_list_without_mark_columns_is_no_sheet_of_marks(tmp_path: Path):
    with pytest.raises(Trouble) as trouble:
        read_marks(workbook(tmp_path / "ds.xlsx", LINES))
    assert "không có cột điểm nào" in trouble.value.sentence


def test_formulas_without_a_result_are_seen(tmp_path: Path):
    path = workbook(tmp_path / "ds.xlsx", [["a", "=6+2"], ['=A1&"x<y"', 1]])
    assert read_sheets(path)[0].formulas == {"B1": "=6+2", "A2": '=A1&"x<y"'}
