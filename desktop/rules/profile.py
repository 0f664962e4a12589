"""Knows the fields of a pupil's profile, which of them the regulations ask for, and what fits."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.rules.ethnicities import ETHNICITIES
from desktop.rules.places import commune, province

MOST_LETTERS: Final = 500
EARLIEST_YEAR: Final = 1920  # of a guardian's birth
_PHONE: Final = re.compile(r"0\d{9,10}")
_CITIZEN_ID: Final = re.compile(r"\d{12}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

SEXES: Final = {"": "", "nam": "Nam", "nu": "Nữ"}
RELIGIONS: Final = (
    "Không", "Phật giáo", "Công giáo", "Tin lành", "Cao Đài", "Phật giáo Hòa Hảo", "Hồi giáo",
    "Bà-la-môn", "Bahá’í", "Tịnh độ cư sĩ Phật hội", "Tứ Ân Hiếu Nghĩa", "Bửu Sơn Kỳ Hương",
)  # fmt: skip
"""To choose from; another may be written."""
DISABILITIES: Final = (
    "Không", "Khuyết tật vận động", "Khuyết tật nghe, nói", "Khuyết tật nhìn",
    "Khuyết tật thần kinh, tâm thần", "Khuyết tật trí tuệ", "Khuyết tật khác",
)  # fmt: skip
"""The kinds of the Law on persons with disabilities; to choose from."""
HOME_NATIONALITY: Final = "Việt Nam"


class ProfileField(StrEnum):
    """A field by its place in the pupil's line: that of the pupil, or of a parent after a dot."""

    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    CODE = "code"
    MOET_ID = "moet_id"
    CITIZEN_ID = "citizen_id"
    BIRTH_PLACE = "birth_place"
    NATIONALITY = "nationality"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    DISABILITY = "disability"
    PROVINCE = "province"
    COMMUNE = "commune"
    ADDRESS = "address"
    FORMER_ADDRESS = "former_address"
    PHONE = "phone"
    NOTE = "note"
    FATHER_NAME = "father.full_name"
    FATHER_BORN = "father.birth_year"
    FATHER_WORK = "father.occupation"
    FATHER_PHONE = "father.phone"
    FATHER_EMAIL = "father.email"
    MOTHER_NAME = "mother.full_name"
    MOTHER_BORN = "mother.birth_year"
    MOTHER_WORK = "mother.occupation"
    MOTHER_PHONE = "mother.phone"
    MOTHER_EMAIL = "mother.email"
    GUARDIAN_NAME = "guardian.full_name"
    GUARDIAN_BORN = "guardian.birth_year"
    GUARDIAN_WORK = "guardian.occupation"
    GUARDIAN_PHONE = "guardian.phone"
    GUARDIAN_EMAIL = "guardian.email"

    @property
    def label(self) -> str:
        """The words beside the field."""
        return LABELS[self]

    @property
    def is_care(self) -> bool:
        """Whether only the class's carers may know it (D-2)."""
        return self not in OPEN_FIELDS


OPEN_FIELDS: Final = frozenset(
    {
        ProfileField.FULL_NAME,
        ProfileField.BIRTH_DATE,
        ProfileField.SEX,
        ProfileField.CODE,
        ProfileField.MOET_ID,
    }
)
"""What every teacher of the class may know."""

_PARENT_LABELS: Final = {
    "full_name": "Họ tên", "birth_year": "Năm sinh", "occupation": "Nghề nghiệp",
    "phone": "Điện thoại", "email": "Thư điện tử",
}  # fmt: skip
_RELATIONS: Final = {"father": "cha", "mother": "mẹ", "guardian": "người giám hộ"}
LABELS: Final[Mapping[ProfileField, str]] = {
    ProfileField.FULL_NAME: "Họ và tên",
    ProfileField.BIRTH_DATE: "Ngày sinh",
    ProfileField.SEX: "Giới tính",
    ProfileField.CODE: "Mã học sinh",
    ProfileField.MOET_ID: "Mã định danh Bộ GD&ĐT",
    ProfileField.CITIZEN_ID: "Số định danh cá nhân",
    ProfileField.BIRTH_PLACE: "Nơi sinh",
    ProfileField.NATIONALITY: "Quốc tịch",
    ProfileField.ETHNICITY: "Dân tộc",
    ProfileField.RELIGION: "Tôn giáo",
    ProfileField.DISABILITY: "Khuyết tật",
    ProfileField.PROVINCE: "Tỉnh, thành phố",
    ProfileField.COMMUNE: "Xã, phường",
    ProfileField.ADDRESS: "Địa chỉ thường trú",
    ProfileField.FORMER_ADDRESS: "Địa chỉ theo đơn vị cũ",
    ProfileField.PHONE: "Điện thoại liên hệ",
    ProfileField.NOTE: "Ghi chú",
} | {
    field: f"{_PARENT_LABELS[part]} {_RELATIONS[who]}"
    for field in ProfileField
    if "." in field.value
    for who, part in (field.value.split("."),)
}


class Minimum(StrEnum):
    """What the roster must hold of every pupil (M-11; nguyen-khuyen Điều 7.1, vinh-hao Điều 6).

    The policy groups belong to it too, but most pupils have none, so none is no gap.
    """

    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    ADDRESS = "address"
    PARENT = "parent"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """The words in the list of gaps."""
        return _MINIMUM_LABELS[self]

    @property
    def fields(self) -> tuple[ProfileField, ...]:
        """Any of these fills it; the first is where one goes."""
        return _FILLED_BY[self]


_MINIMUM_LABELS: Final = {
    Minimum.FULL_NAME: "họ và tên",
    Minimum.BIRTH_DATE: "ngày sinh",
    Minimum.SEX: "giới tính",
    Minimum.ETHNICITY: "dân tộc",
    Minimum.ADDRESS: "địa chỉ thường trú",
    Minimum.PARENT: "cha, mẹ hoặc người giám hộ",
    Minimum.PHONE: "điện thoại liên hệ",
}
_FILLED_BY: Final = {
    Minimum.FULL_NAME: (ProfileField.FULL_NAME,),
    Minimum.BIRTH_DATE: (ProfileField.BIRTH_DATE,),
    Minimum.SEX: (ProfileField.SEX,),
    Minimum.ETHNICITY: (ProfileField.ETHNICITY,),
    Minimum.ADDRESS: (ProfileField.ADDRESS, ProfileField.COMMUNE, ProfileField.FORMER_ADDRESS),
    Minimum.PARENT: (
        ProfileField.FATHER_NAME,
        ProfileField.MOTHER_NAME,
        ProfileField.GUARDIAN_NAME,
    ),
    Minimum.PHONE: (
        ProfileField.PHONE,
        ProfileField.FATHER_PHONE,
        ProfileField.MOTHER_PHONE,
        ProfileField.GUARDIAN_PHONE,
    ),
}


def gaps(filled: frozenset[ProfileField]) -> tuple[Minimum, ...]:
    """What is still missing of the minimum, in the order of the list."""
    return tuple(one for one in Minimum if not filled.intersection(one.fields))


def unfit(field: ProfileField, value: str, today: date) -> str:
    """Why a value cannot stand in a field, "" where it can; an empty one always can.

    Dates come as yyyy-mm-dd, the sex as in SEXES. Of a commune the province decides:
    `unfit_commune`.
    """
    if field is ProfileField.FULL_NAME and not value.strip():
        return "Em nào cũng cần họ và tên. Ghi họ và tên rồi lưu."
    if not value:
        return ""
    if len(value) > MOST_LETTERS:
        return f"{field.label} dài quá {MOST_LETTERS} chữ. Rút gọn rồi ghi lại."
    part = field.value.rpartition(".")[2]
    check = _CHECKS.get(part)
    return check(value, today) if check else ""


def unfit_commune(province_name: str, commune_name: str) -> str:
    """Why the two do not go together, "" where they do."""
    if not commune_name:
        return ""
    if not province_name:
        return f"Ghi tỉnh, thành phố trước, rồi ghi {commune_name}."
    if commune(province_name, commune_name) is None:
        return (
            f"{province_name} không có {commune_name} trong danh mục từ 01/7/2025. Chọn lại xã, "
            "phường; tên cũ ghi ở địa chỉ theo đơn vị cũ."
        )
    return ""


def _birth(value: str, today: date) -> str:
    try:
        born = date.fromisoformat(value)
    except ValueError:
        return f"“{value}” chưa đọc được thành ngày. Gõ lại ngày sinh, ví dụ 05/09/2014."
    if born > today:
        return f"Ngày sinh {born:%d/%m/%Y} sau ngày hôm nay. Gõ lại ngày sinh theo giấy khai sinh."
    return ""


def _phone(value: str, _today: date) -> str:
    if _PHONE.fullmatch(value):
        return ""
    digits = sum(letter.isdecimal() for letter in value)
    if value.isdecimal() and digits not in {10, 11}:
        return f"Số điện thoại {value} có {digits} chữ số, cần 10. Gõ lại số."
    return f"“{value}” chưa phải một số điện thoại. Gõ 10 chữ số, bắt đầu bằng 0."


def _citizen_id(value: str, _today: date) -> str:
    if _CITIZEN_ID.fullmatch(value):
        return ""
    return f"Số định danh cá nhân có 12 chữ số, ở đây là “{value}”. Gõ lại theo giấy tờ."


def _ethnicity(value: str, _today: date) -> str:
    if value in ETHNICITIES:
        return ""
    return f"“{value}” không có trong danh mục 54 dân tộc. Chọn lại tên dân tộc."


def _sex(value: str, _today: date) -> str:
    return "" if value in SEXES else "Giới tính là Nam hoặc Nữ. Chọn lại."


def _province(value: str, _today: date) -> str:
    found = province(value)
    if found is not None and found.name == value:
        return ""
    return (
        f"“{value}” không có trong danh mục 34 tỉnh, thành phố từ 01/7/2025. Chọn lại; tên cũ ghi "
        "ở địa chỉ theo đơn vị cũ."
    )


def _year(value: str, today: date) -> str:
    if value.isdecimal() and EARLIEST_YEAR <= int(value) <= today.year:
        return ""
    return f"“{value}” chưa phải năm sinh của người lớn. Gõ bốn chữ số, ví dụ 1985."


def _email(value: str, _today: date) -> str:
    if _EMAIL.fullmatch(value):
        return ""
    return f"“{value}” chưa phải địa chỉ thư điện tử. Gõ lại, ví dụ ten@truong.edu.vn."


_CHECKS: Final = {
    "birth_date": _birth,
    "phone": _phone,
    "citizen_id": _citizen_id,
    "ethnicity": _ethnicity,
    "sex": _sex,
    "province": _province,
    "birth_year": _year,
    "email": _email,
}
