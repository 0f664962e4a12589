"""Knows how dates, phones, identifiers, names and listed words stand in cells, and reads them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from desktop.exchange.plan import FixKind, Settlement, with_value
from desktop.exchange.workbook import Cell
from desktop.rules.ethnicities import ethnicity
from desktop.rules.names import fold, is_all_caps, nfc, tidy_name, title_name
from desktop.rules.places import province
from desktop.rules.policy_groups import POLICY_GROUPS, policy_group
from desktop.rules.profile import HOME_NATIONALITY

Value = str | date | tuple[str, ...]

EARLIEST_BIRTH: Final = 1980
LATEST_BIRTH: Final = 2040
MOET_LENGTHS: Final = (10, 12)
CITIZEN_LENGTH: Final = 12
SEXES: Final = ("Nam", "Nữ")
STATUSES: Final = (
    "Đang học", "Chuyển đến", "Chuyển khỏi trường", "Bỏ học", "Bảo lưu", "Đã tốt nghiệp"
)  # fmt: skip

_EPOCH: Final = date(1899, 12, 30)  # Excel's day 0, once its wrong 29/02/1900 is behind
_DMY = re.compile(r"(\d{1,2})\s*[/.\-–, ]\s*(\d{1,2})\s*[/.\-–, ]\s*(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_MOBILE_WITHOUT_ZERO = re.compile(r"[35789]\d{8}")
_PHONE = re.compile(r"0[35789]\d{8}|02\d{8,9}")
_OLD_MOBILE: Final = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083",
    "0124": "084", "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033",
    "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
"""Mobile prefixes of eleven digits and what they became in 2018."""
_SEX_WORDS: Final = {
    "nam": "Nam", "trai": "Nam", "male": "Nam", "m": "Nam", "nu": "Nữ", "gai": "Nữ",
    "female": "Nữ", "f": "Nữ", "n": "Nữ",
}  # fmt: skip
_HOME: Final = frozenset({"viet nam", "vietnam", "vn", "viet"})
_TICKS: Final = frozenset({"x", "v", "nu", "1", "✓", "✔", "có", "co"})
_STATUS_WORDS: Final = {
    "1": "Đang học", "hoc": "Đang học", "dang hoc": "Đang học", "3": "Chuyển khỏi trường",
    "chuyen truong": "Chuyển khỏi trường", "chuyen di": "Chuyển khỏi trường",
    "da chuyen truong": "Chuyển khỏi trường", "4": "Bỏ học", "thoi hoc": "Bỏ học",
    "da bo hoc": "Bỏ học", "nghi hoc": "Bỏ học", "moi chuyen den": "Chuyển đến",
    "tot nghiep": "Đã tốt nghiệp",
} | {fold(status): status for status in STATUSES}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, what was put right to get it, or why there is none; an empty cell has neither."""

    value: Value | None = None
    fixes: tuple[FixKind, ...] = ()
    problem: str = ""
    ways: tuple[Settlement, ...] = ()


Reader = Callable[[Cell], Reading]
NOTHING: Final = Reading()


def raw_text(cell: Cell) -> str:
    """What the person sees in the cell, as far as the reader knows it: 950803549.0 is 950803549."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(round(cell, 6))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def read_text(cell: Cell) -> Reading:
    """Free text: composed, without stray spaces."""
    raw = raw_text(cell)
    text = tidy_name(raw)
    return Reading(text, _text_fixes(raw)) if text else NOTHING


def read_name(cell: Cell) -> Reading:
    """A person's name; one in capitals becomes Nguyễn Văn An."""
    plain = read_text(cell)
    name = plain.value
    if not isinstance(name, str):
        return NOTHING
    if _is_odd(name):
        bare = tidy_name(re.sub(r"\([^)]*\)|\[[^\]]*\]|[^\w\s'’\-.]|[\d_]", " ", name))
        return Reading(
            problem=f"Họ tên “{name}” có chữ số hoặc kí hiệu. Gõ lại đúng họ tên.",
            ways=(with_value(bare),) if bare and not _is_odd(bare) else (),
        )
    if is_all_caps(name) and " " in name:
        return Reading(title_name(name), (*plain.fixes, FixKind.CAPITALS))
    return plain


def read_date(cell: Cell) -> Reading:
    """A birth date: a date cell, an Excel day number, or text d/m/yyyy, d-m-yy, dd.mm.yyyy."""
    if isinstance(cell, date):
        return _plausible(cell.date() if isinstance(cell, datetime) else cell)
    text = nfc(raw_text(cell)).strip().strip("'").strip()
    if not text:
        return NOTHING
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    whole = _YMD.fullmatch(text)
    if whole:
        return _day(int(whole[3]), int(whole[2]), int(whole[1]))
    parts = _DMY.fullmatch(text)
    if not parts:
        return _no_date(text)
    year = int(parts[3])
    if len(parts[3]) == len("2014"):
        return _day(int(parts[1]), int(parts[2]), year)
    read = _day(int(parts[1]), int(parts[2]), 2000 + year)
    return Reading(read.value, (FixKind.SHORT_YEAR,)) if read.value else read


def read_phone(cell: Cell) -> Reading:
    """Ten digits from 0 (landlines eleven); zeros that Excel dropped are put back."""
    raw = raw_text(cell).strip()
    if not raw:
        return NOTHING
    digits = re.sub(r"[\s.\-–()'·,]", "", raw)
    digits = re.sub(r"^(?:\+84|0084|84(?=\d{9}$))(?:0(?=\d{9}))?", "0", digits)
    marked = (FixKind.PHONE_MARKS,) if digits != raw and not raw.startswith("+") else ()
    if _MOBILE_WITHOUT_ZERO.fullmatch(digits):
        return Reading("0" + digits, (*marked, FixKind.PHONE_ZERO))
    if _PHONE.fullmatch(digits):
        return Reading(digits, marked)
    return _no_phone(raw, digits)


def read_sex(cell: Cell) -> Reading:
    """Nam or Nữ."""
    text = tidy_name(raw_text(cell))
    if not text:
        return NOTHING
    sex = _SEX_WORDS.get(fold(text))
    return Reading(sex) if sex else _no_sex(text)


def read_female_tick(cell: Cell) -> Reading:
    """The column `Nữ` of class lists: x for a girl, nothing for a boy."""
    text = tidy_name(raw_text(cell)).lower()
    if not text:
        return Reading("Nam")
    if text in _TICKS or fold(text) in _TICKS:
        return Reading("Nữ")
    return read_sex(cell)


def read_code(cell: Cell) -> Reading:
    """The school's own pupil code: any text, its zeros kept."""
    raw = raw_text(cell)
    code = "".join(nfc(raw).split())
    return Reading(code, (FixKind.SPACES,) if code != raw else ()) if code else NOTHING


def read_moet_id(cell: Cell) -> Reading:
    """The ministry's identifier: 10 digits, of some provinces 12."""
    digits = _digits(cell)
    if not digits or (digits.isdecimal() and len(digits) in MOET_LENGTHS):
        return Reading(digits) if digits else NOTHING
    ways = (_add_zeros(digits, 10),) if digits.isdecimal() and len(digits) == 9 else ()  # noqa: PLR2004 - one digit short
    return Reading(
        problem=_wrong_length("Mã định danh", digits, "10", dropped=bool(ways)), ways=ways
    )


def read_citizen_id(cell: Cell) -> Reading:
    """The citizen's number: 12 digits, the first of which is always 0."""
    digits = _digits(cell)
    if not digits or (digits.isdecimal() and len(digits) == CITIZEN_LENGTH):
        return Reading(digits) if digits else NOTHING
    near = digits.isdecimal() and CITIZEN_LENGTH - 3 <= len(digits) < CITIZEN_LENGTH
    ways = (_add_zeros(digits, CITIZEN_LENGTH),) if near else ()
    return Reading(problem=_wrong_length("Số định danh", digits, "12", dropped=near), ways=ways)


def read_ethnicity(cell: Cell) -> Reading:
    """One of the 54 groups, or foreigner."""
    text = tidy_name(raw_text(cell))
    if not text:
        return NOTHING
    name = ethnicity(text)
    if name is None:
        return Reading(
            problem=f"“{text}” không có trong danh mục 54 dân tộc. Gõ lại tên dân tộc, ví dụ Kinh."
        )
    return Reading(name, () if name == text else (FixKind.SPELLING,))


def read_status(cell: Cell) -> Reading:
    """Đang học, Chuyển khỏi trường and so on."""
    text = tidy_name(raw_text(cell))
    if not text:
        return NOTHING
    status = _STATUS_WORDS.get(fold(text))
    if status is None:
        return Reading(
            problem=f"Chưa rõ trạng thái “{text}”. Chọn một trong các trạng thái bên dưới.",
            ways=tuple(with_value(known) for known in STATUSES),
        )
    return Reading(status, () if status == text else (FixKind.SPELLING,))


def read_policy(cell: Cell) -> Reading:
    """Policy groups, several of them with comma or semicolon between."""
    text = tidy_name(raw_text(cell))
    parts = [part.strip() for part in re.split(r"[,;+/]", text) if part.strip()]
    known = [policy_group(part) for part in parts]
    if None in known:
        return Reading(
            problem=f"Chưa rõ diện chính sách “{text}”. Chọn một diện bên dưới hoặc để trống.",
            ways=tuple(with_value(group) for group in POLICY_GROUPS),
        )
    groups = tuple(dict.fromkeys(group for group in known if group))
    if not groups:
        return NOTHING
    return Reading(groups, () if list(groups) == parts else (FixKind.SPELLING,))


def read_province(cell: Cell) -> Reading:
    """A province of since 2025, by its exact name; an older one is asked about."""
    text = tidy_name(raw_text(cell))
    if not text:
        return NOTHING
    found = province(text)
    if found is None:
        return Reading(
            problem=f"“{text}” không có trong danh mục 34 tỉnh, thành phố từ 01/7/2025. Gõ tỉnh, "
            "thành phố mới, hoặc để trống."
        )
    return Reading(found.name, () if found.name == text else (FixKind.SPELLING,))


def read_birth_year(cell: Cell) -> Reading:
    """The year in which a parent was born; of a whole date the year is taken."""
    if isinstance(cell, date):
        return Reading(str(cell.year))
    text = tidy_name(raw_text(cell))
    if not text:
        return NOTHING
    year = re.fullmatch(r"(?:\d{1,2}[/.\-])?(?:\d{1,2}[/.\-])?((?:19|20)\d\d)", text)
    if year is None:
        return Reading(problem=f"“{_short(text)}” chưa phải năm sinh. Gõ bốn chữ số, ví dụ 1985.")
    return Reading(year[1])


def read_nationality(cell: Cell) -> Reading:
    """Free text; the usual one however it is written."""
    read = read_text(cell)
    if isinstance(read.value, str) and fold(read.value) in _HOME:
        return Reading(HOME_NATIONALITY, read.fixes)
    return read


def show_value(value: Value | None) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return value if isinstance(value, str) else ", ".join(value)


def _is_odd(name: str) -> bool:
    """Whether something stands in the name that no name has."""
    return any(c.isdigit() or c in "()[]@#/*_=+" for c in name)


def _text_fixes(raw: str) -> tuple[FixKind, ...]:
    composed = nfc(raw)
    fixes = (FixKind.COMPOSED,) if composed != raw else ()
    return (*fixes, FixKind.SPACES) if composed != tidy_name(composed) else fixes


def _from_number(number: float) -> Reading:
    day = _EPOCH + timedelta(days=int(number)) if 0 < number < 100_000 else None  # noqa: PLR2004 - the year 2173
    if EARLIEST_BIRTH <= number <= LATEST_BIRTH:
        return Reading(
            problem=f"Chỉ có năm sinh {int(number)}. Gõ đủ ngày, tháng, năm theo giấy khai sinh."
        )
    return _plausible(day) if day else _no_date(raw_text(number))


def _day(day: int, month: int, year: int) -> Reading:
    try:
        return _plausible(date(year, month, day))
    except ValueError:
        shown = f"{day:02}/{month:02}/{year}"
    swapped = month > 12 >= day  # noqa: PLR2004 - months
    ways: tuple[Settlement, ...] = ()
    if swapped and (read := _day(month, day, year)).value:
        ways = (with_value(show_value(read.value)),)
    return Reading(
        problem=f"Không có ngày {shown}. Gõ lại ngày sinh theo giấy khai sinh.", ways=ways
    )


def _plausible(day: date) -> Reading:
    if EARLIEST_BIRTH <= day.year <= LATEST_BIRTH:
        return Reading(day)
    return Reading(
        problem=f"Ngày sinh {day:%d/%m/%Y} không thể là của học sinh. "
        "Gõ lại ngày sinh theo giấy khai sinh."
    )


def _no_date(text: str) -> Reading:
    return Reading(
        problem=f"“{_short(text)}” chưa đọc được thành ngày. Gõ lại ngày sinh, ví dụ 05/09/2014."
    )


def _no_sex(text: str) -> Reading:
    return Reading(
        problem=f"Chưa rõ “{_short(text)}” là nam hay nữ. Chọn Nam hoặc Nữ.",
        ways=tuple(with_value(sex) for sex in SEXES),
    )


def _no_phone(raw: str, digits: str) -> Reading:
    several = [
        str(read.value)
        for part in re.split(r"[/;,\n]| - |–|hoặc", raw)
        if part != raw and (read := read_phone(part)).value
    ]
    if several:
        return Reading(
            problem=f"Ô này có {len(several)} số điện thoại. Chọn số cần ghi.",
            ways=tuple(with_value(number) for number in several),
        )
    if not digits.isdecimal():
        return Reading(problem=f"“{_short(raw)}” không phải số điện thoại. Gõ lại số.")
    renewed = _OLD_MOBILE.get(digits[:4]) if len(digits) == 11 else None  # noqa: PLR2004 - as before 2018
    if renewed:
        return Reading(
            problem=f"{digits} là đầu số cũ 11 chữ số, đã đổi năm 2018. Chọn số mới hoặc gõ lại.",
            ways=(with_value(renewed + digits[4:]),),
        )
    if len(digits) != 10:  # noqa: PLR2004 - digits of a mobile number
        return Reading(problem=f"Số điện thoại có {len(digits)} chữ số, cần 10. Gõ lại số.")
    return Reading(problem=f"Không có số điện thoại nào bắt đầu bằng {digits[:2]}. Gõ lại số.")


def _digits(cell: Cell) -> str:
    return re.sub(r"[\s.\-'’]", "", raw_text(cell))


def _add_zeros(digits: str, length: int) -> Settlement:
    whole = digits.zfill(length)
    return with_value(whole, f"Thêm số 0: {whole}")


def _wrong_length(what: str, digits: str, length: str, *, dropped: bool) -> str:
    if not digits.isdecimal():
        return f"{what} “{_short(digits)}” có kí tự khác chữ số. Gõ lại hoặc để trống."
    why = " Có thể Excel đã bỏ số 0 ở đầu." if dropped else " Gõ lại hoặc để trống."
    return f"{what} có {len(digits)} chữ số, cần {length}.{why}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40].rstrip() + "…"  # noqa: PLR2004 - fits the panel
