"""Dates, phones, identifiers, names and listed words as they stand in real cells."""

from datetime import date, datetime

import pytest

from desktop.exchange import values
from desktop.exchange.plan import FixKind
from desktop.exchange.workbook import Cell

D = date(2014, 9, 5)


@pytest.mark.parametrize(
    "cell",
    [
        D,
        datetime(2014, 9, 5, 0, 0),  # noqa: DTZ001 - Excel knows no zone
        "05/09/2014",
        "5/9/2014",
        "5-9-14",
        "05.09.2014",
        " 05/ 09/2014 ",
        "2014-09-05",
        "'05/09/2014",
        41887.0,
        41887,
    ],
)
def test_dates_in_every_writing(cell: Cell):
    assert values.read_date(cell).value == D


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("31/02/2014", "Không có ngày 31/02/2014"),
        ("29-2-14", "Không có ngày 29/02/2014"),
        ("0/9/2014", "Không có ngày 00/09/2014"),
        ("tháng 9", "“tháng 9” chưa đọc được thành ngày"),
        ("5/9", "chưa đọc được thành ngày"),
        (2014.0, "Chỉ có năm sinh 2014"),
        ("05/09/1914", "không thể là của học sinh"),
        (True, "chưa đọc được thành ngày"),
        (1e12, "chưa đọc được thành ngày"),
    ],
)
def test_impossible_dates_say_what_to_do(cell: Cell, what: str):
    read = values.read_date(cell)
    assert read.value is None
    assert what in read.problem
    assert "Gõ" in read.problem


def test_month_and_day_the_american_way_are_proposed():
    read = values.read_date("12/25/2014")
    assert read.value is None
    assert [way.text for way in read.ways] == ["25/12/2014"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (371463086.0, "0371463086"),
        ("371463086", "0371463086"),
        ("0948.589.848", "0948589848"),
        ("0948 589 848", "0948589848"),
        ("+84 948 589 848", "0948589848"),
        ("+84 0948589848", "0948589848"),
        ("84948589848", "0948589848"),
        ("0225 3 847 123", "02253847123"),
    ],
)
def test_phones_get_their_zero_back(cell: Cell, number: str):
    assert values.read_phone(cell).value == number


def test_phone_fixes_are_counted_apart():
    assert values.read_phone(371463086.0).fixes == (FixKind.PHONE_ZERO,)
    assert values.read_phone("0948.589.848").fixes == (FixKind.PHONE_MARKS,)
    assert values.read_phone("0948589848").fixes == ()


@pytest.mark.parametrize(
    ("cell", "what", "ways"),
    [
        ("0912 345", "Số điện thoại có 7 chữ số, cần 10", []),
        (12345.0, "có 5 chữ số", []),
        ("01634567890", "đầu số cũ 11 chữ số", ["0334567890"]),
        ("0948589848 / 0371463086", "2 số điện thoại", ["0948589848", "0371463086"]),
        ("không có", "“không có” không phải số điện thoại", []),
        ("1948589848", "bắt đầu bằng 19", []),
    ],
)
def test_wrong_phones(cell: Cell, what: str, ways: list[str]):
    read = values.read_phone(cell)
    assert read.value is None
    assert what in read.problem
    assert [way.text for way in read.ways] == ways


@pytest.mark.parametrize(
    ("cell", "sex"), [("Nam", "Nam"), ("NỮ", "Nữ"), ("nu", "Nữ"), ("Trai", "Nam"), ("F", "Nữ")]
)
def test_sex(cell: Cell, sex: str):
    assert values.read_sex(cell).value == sex


@pytest.mark.parametrize(
    ("cell", "sex"), [("x", "Nữ"), ("X ", "Nữ"), ("", "Nam"), (1.0, "Nữ"), ("Nam", "Nam")]
)
def test_a_tick_in_the_column_of_girls(cell: Cell, sex: str):
    assert values.read_female_tick(cell).value == sex


def test_unknown_sex_offers_both():
    read = values.read_sex("khác")
    assert [way.text for way in read.ways] == ["Nam", "Nữ"]


def test_identifiers_keep_their_zeros_as_text():
    assert values.read_code("000001").value == "000001"
    assert values.read_moet_id("0950803549").value == "0950803549"
    assert values.read_citizen_id("031 215 000 123").value == "031215000123"


def test_identifiers_that_lost_a_zero_are_proposed_not_changed():
    read = values.read_moet_id(950803549.0)
    assert read.value is None
    assert read.problem == "Mã định danh có 9 chữ số, cần 10. Có thể Excel đã bỏ số 0 ở đầu."
    assert [way.label for way in read.ways] == ["Thêm số 0: 0950803549"]
    read = values.read_citizen_id(31215000123.0)
    assert "có 11 chữ số, cần 12" in read.problem
    assert [way.text for way in read.ways] == ["031215000123"]
    assert values.read_citizen_id("1234").ways == ()
    assert "kí tự khác chữ số" in values.read_citizen_id("03121500O123").problem


@pytest.mark.parametrize(
    ("cell", "name", "fixes"),
    [
        ("Lê Phương Giang", "Lê Phương Giang", ()),
        ("  Lê  Phương Giang ", "Lê Phương Giang", (FixKind.SPACES,)),
        ("Le\u0302 Giang", "Lê Giang", (FixKind.COMPOSED,)),
        ("LÊ PHƯƠNG GIANG", "Lê Phương Giang", (FixKind.CAPITALS,)),
        ("H'HEN NIÊ", "H'Hen Niê", (FixKind.CAPITALS,)),
    ],
)
def test_names(cell: str, name: str, fixes: tuple[FixKind, ...]):
    read = values.read_name(cell)
    assert (read.value, read.fixes) == (name, fixes)


def test_a_name_with_a_remark_proposes_the_name_alone():
    read = values.read_name("Lê Phương Giang (lớp trưởng)")
    assert read.value is None
    assert [way.text for way in read.ways] == ["Lê Phương Giang"]


@pytest.mark.parametrize(
    ("cell", "group"),
    [("Kinh", "Kinh"), ("KHMER", "Khơ-me"), ("H’Mông", "Mông"), ("dân tộc Tày", "Tày")],
)
def test_ethnicity_however_it_is_spelt(cell: str, group: str):
    assert values.read_ethnicity(cell).value == group


def test_unknown_listed_words_ask():
    assert "54 dân tộc" in values.read_ethnicity("Kin").problem
    assert "Chưa rõ trạng thái “đi đâu rồi”" in values.read_status("đi đâu rồi").problem
    assert "Chưa rõ diện chính sách “x”" in values.read_policy("x").problem


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Đang học", "Đang học"),
        ("1", "Đang học"),
        (4.0, "Bỏ học"),
        ("chuyển trường", "Chuyển khỏi trường"),
    ],
)
def test_status(cell: Cell, status: str):
    assert values.read_status(cell).value == status


def test_policy_groups_several_in_one_cell():
    assert values.read_policy("Con TB, hộ nghèo").value == ("Con thương binh", "Hộ nghèo")
    assert values.read_policy("Không").value is None


@pytest.mark.parametrize(
    "reader",
    [
        values.read_name, values.read_date, values.read_phone, values.read_sex, values.read_code,
        values.read_moet_id, values.read_citizen_id, values.read_ethnicity, values.read_status,
        values.read_policy, values.read_text,
    ],
)  # fmt: skip
def test_an_empty_cell_says_nothing(reader: values.Reader):
    for cell in ("", "   "):
        assert reader(cell) == values.NOTHING
