"""Titles and headings as offices write them."""

from pathlib import Path

import pytest

from desktop.exchange.headings import find_table, heading_key
from desktop.exchange.marks_sheet import ALIASES as MARKS
from desktop.exchange.roster_fields import ALIASES, READERS, Field
from desktop.exchange.workbook import SheetText
from desktop.rules.terms import Term


def sheet(*rows: tuple[object, ...], name: str = "Sheet1") -> SheetText:
    return SheetText(name, tuple(tuple(row) for row in rows))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("HỌ VÀ TÊN (*)", "ho va ten"), ("Ngày, tháng,\nnăm sinh", "ngay, thang, nam sinh"),
        ("Mã HS:", "ma hs"), ("ĐĐGtx", "ddgtx"), (" Giới  tính ", "gioi tinh"),
    ],
)  # fmt: skip
def test_headings_are_compared_without_tones_stars_and_breaks(text: str, key: str):
    assert heading_key(text) == key


@pytest.mark.parametrize(
    ("title", "class_name"),
    [
        ("Lớp: 6A", "6A"), ("DANH SÁCH LỚP 10A12 NĂM HỌC 2026-2027", "10A12"),
        ("Lớp 7/3 - Năm học", "7/3"), ("lớp 6 A", "6A"), ("Bảng điểm lớp 9Đ", "9Đ"),
        ("Lớp học sinh giỏi", None), ("Danh sách", None),
    ],
)  # fmt: skip
def test_the_class_in_a_title(title: str, class_name: str | None):
    table = find_table(sheet((title,), ("STT", "Họ và tên")), ALIASES)
    assert table is not None
    assert table.titles.class_name == class_name


@pytest.mark.parametrize(
    ("title", "subject", "term"),
    [
        ("BẢNG ĐIỂM MÔN NGỮ VĂN - HỌC KỲ I", "NGỮ VĂN", Term.I),
        ("Môn: Tiếng Anh, học kì II", "Tiếng Anh", Term.II),
        ("Môn học: Hoạt động trải nghiệm, hướng nghiệp - HK2",
         "Hoạt động trải nghiệm, hướng nghiệp", Term.II),
        ("Bảng điểm môn Lịch sử và Địa lí lớp 6A", "Lịch sử và Địa lí", None),
        ("Giáo viên bộ môn: Trần Văn An", None, None),
    ],
)  # fmt: skip
def test_subject_and_term_in_a_title(title: str, subject: str | None, term: Term | None):
    table = find_table(sheet((title,), ("STT", "Họ và tên", "TX1")), MARKS)
    assert table is not None
    assert (table.titles.subject, table.titles.term) == (subject, term)


def test_the_sheets_name_may_tell_the_class():
    table = find_table(sheet(("STT", "Họ và tên"), name="8C"), ALIASES)
    assert table is not None
    assert table.titles.class_name == "8C"


def test_no_heading_row_no_table():
    assert find_table(sheet(("abc",), (1, 2, 3)), ALIASES) is None
    assert find_table(sheet(), ALIASES) is None


@pytest.mark.parametrize(
    "captions",
    [
        ("TX1", "TX2", "GK", "CK"), ("ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGgk", "ĐĐGck"),
        ("ĐĐG TX1", "ĐĐG TX2", "ĐĐG GK", "ĐĐG CK"), ("ĐĐGtx", "ĐĐGtx", "Giữa kỳ", "Cuối kì"),
        ("KTTX 1", "KTTX 2", "KTGK", "KTCK"),
    ],
)  # fmt: skip
def test_mark_columns_by_every_name(captions: tuple[str, ...]):
    table = find_table(sheet(("STT", "Họ và tên", *captions, "ĐTBmhkI")), MARKS)
    assert table is not None
    found = [table.columns[f"mark {n}"] for n in (1, 2, 10, 20)]
    assert found == [2, 3, 4, 5]
    assert table.columns["computed"] == 6


def test_every_field_has_a_reader_a_label_and_a_heading():
    assert set(READERS) == set(Field)
    assert all(field.label for field in Field)
    assert set(Field) <= set(ALIASES.values())


def test_samples_lie_here(request: pytest.FixtureRequest):
    folder = Path(__file__).parent / "samples"
    assert len(list(folder.glob("*.xlsx"))) == 4
