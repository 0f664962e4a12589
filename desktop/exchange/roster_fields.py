"""Knows the columns of a class list: their names in Excel and on screen, and their readers."""

from enum import StrEnum
from typing import Final

from desktop.exchange import values
from desktop.exchange.headings import FAMILY_NAME, GIVEN_NAME, WHOLE_NAME, alias_map


class Field(StrEnum):
    """What a line of a class list says of a pupil."""

    NAME = WHOLE_NAME
    BIRTH = "birth_date"
    SEX = "sex"
    CODE = "code"
    MOET_ID = "moet_id"
    CITIZEN_ID = "citizen_id"
    CLASS = "class_name"
    STATUS = "status"
    ETHNICITY = "ethnicity"
    POLICY = "policy"
    BIRTH_PLACE = "birth_place"
    NATIONALITY = "nationality"
    RELIGION = "religion"
    DISABILITY = "disability"
    PROVINCE = "province"
    COMMUNE = "commune"
    ADDRESS = "address"
    FORMER_ADDRESS = "former_address"
    PHONE = "phone"
    FATHER = "father"
    FATHER_BORN = "father_born"
    FATHER_WORK = "father_work"
    FATHER_PHONE = "father_phone"
    MOTHER = "mother"
    MOTHER_BORN = "mother_born"
    MOTHER_WORK = "mother_work"
    MOTHER_PHONE = "mother_phone"
    GUARDIAN = "guardian"
    GUARDIAN_BORN = "guardian_born"
    GUARDIAN_WORK = "guardian_work"
    GUARDIAN_PHONE = "guardian_phone"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The heading of the preview."""
        return LABELS[self]


LABELS: Final = {
    Field.NAME: "Họ và tên",
    Field.BIRTH: "Ngày sinh",
    Field.SEX: "Giới tính",
    Field.CODE: "Mã học sinh",
    Field.MOET_ID: "Mã định danh Bộ GD&ĐT",
    Field.CITIZEN_ID: "Số định danh",
    Field.CLASS: "Lớp",
    Field.STATUS: "Trạng thái",
    Field.ETHNICITY: "Dân tộc",
    Field.POLICY: "Diện chính sách",
    Field.BIRTH_PLACE: "Nơi sinh",
    Field.NATIONALITY: "Quốc tịch",
    Field.RELIGION: "Tôn giáo",
    Field.DISABILITY: "Khuyết tật",
    Field.PROVINCE: "Tỉnh, thành phố",
    Field.COMMUNE: "Xã, phường",
    Field.ADDRESS: "Chỗ ở",
    Field.FORMER_ADDRESS: "Địa chỉ theo đơn vị cũ",
    Field.PHONE: "Điện thoại",
    Field.FATHER: "Họ tên bố",
    Field.FATHER_BORN: "Năm sinh bố",
    Field.FATHER_WORK: "Nghề nghiệp bố",
    Field.FATHER_PHONE: "Điện thoại bố",
    Field.MOTHER: "Họ tên mẹ",
    Field.MOTHER_BORN: "Năm sinh mẹ",
    Field.MOTHER_WORK: "Nghề nghiệp mẹ",
    Field.MOTHER_PHONE: "Điện thoại mẹ",
    Field.GUARDIAN: "Người giám hộ",
    Field.GUARDIAN_BORN: "Năm sinh người giám hộ",
    Field.GUARDIAN_WORK: "Nghề nghiệp người giám hộ",
    Field.GUARDIAN_PHONE: "Điện thoại người giám hộ",
    Field.NOTE: "Ghi chú",
}

ORDINAL: Final = "ordinal"
FEMALE: Final = "female"
GRADE: Final = "grade"

READERS: Final[dict[Field, values.Reader]] = {
    Field.NAME: values.read_name,
    Field.BIRTH: values.read_date,
    Field.SEX: values.read_sex,
    Field.CODE: values.read_code,
    Field.MOET_ID: values.read_moet_id,
    Field.CITIZEN_ID: values.read_citizen_id,
    Field.CLASS: values.read_text,
    Field.STATUS: values.read_status,
    Field.ETHNICITY: values.read_ethnicity,
    Field.POLICY: values.read_policy,
    Field.BIRTH_PLACE: values.read_text,
    Field.NATIONALITY: values.read_nationality,
    Field.RELIGION: values.read_text,
    Field.DISABILITY: values.read_text,
    Field.PROVINCE: values.read_province,
    Field.COMMUNE: values.read_text,
    Field.ADDRESS: values.read_text,
    Field.FORMER_ADDRESS: values.read_text,
    Field.PHONE: values.read_phone,
    Field.FATHER: values.read_name,
    Field.FATHER_BORN: values.read_birth_year,
    Field.FATHER_WORK: values.read_text,
    Field.FATHER_PHONE: values.read_phone,
    Field.MOTHER: values.read_name,
    Field.MOTHER_BORN: values.read_birth_year,
    Field.MOTHER_WORK: values.read_text,
    Field.MOTHER_PHONE: values.read_phone,
    Field.GUARDIAN: values.read_name,
    Field.GUARDIAN_BORN: values.read_birth_year,
    Field.GUARDIAN_WORK: values.read_text,
    Field.GUARDIAN_PHONE: values.read_phone,
    Field.NOTE: values.read_text,
}

_FATHERS: Final = ("bố", "cha", "ba")
_MOTHERS: Final = ("mẹ", "má")
_GUARDIANS: Final = ("người giám hộ", "giám hộ")
_BORN: Final = ("Năm sinh", "Năm sinh của", "Sinh năm", "NS")
_WORK: Final = ("Nghề nghiệp", "Nghề nghiệp của", "Công việc", "Nghề")
_PHONES: Final = ("Điện thoại", "Số điện thoại", "Số ĐT", "SĐT", "ĐT", "Di động", "Số di động")


def _of(words: tuple[str, ...], people: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{word} {who}" for who in people for word in words)


ALIASES: Final = alias_map(
    {
        ORDINAL: ("STT", "TT", "Số TT", "Số thứ tự", "Thứ tự", "No"),
        WHOLE_NAME: (
            "Họ và tên", "Họ tên", "Họ & tên", "Họ, tên", "Họ và tên học sinh", "Họ tên học sinh",
            "Tên học sinh", "Học sinh", "Họ và tên trẻ", "Họ và tên HS", "Họ tên HS",
            "Họ và tên khai sinh", "Họ đệm và tên", "Họ, đệm và tên", "Họ và tên học viên",
        ),
        FAMILY_NAME: (
            "Họ và đệm", "Họ đệm", "Họ và tên đệm", "Họ tên đệm", "Họ lót", "Họ và chữ lót",
            "Họ và tên lót", "Họ",
        ),
        GIVEN_NAME: ("Tên",),
        Field.BIRTH: (
            "Ngày sinh", "Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Năm sinh", "NTNS", "NS",
            "Sinh ngày", "Ngày/tháng/năm sinh", "Ng/sinh",
        ),
        Field.SEX: ("Giới tính", "Phái", "GT", "Nam/Nữ", "Nam, nữ", "Nam nữ"),
        FEMALE: ("Nữ", "Là nữ", "Nữ (x)", "HS nữ"),
        Field.CODE: (
            "Mã học sinh", "Mã HS", "Mã số học sinh", "MSHS", "Số hiệu học sinh", "Mã số",
        ),
        Field.MOET_ID: (
            "Mã định danh", "Mã định danh bộ GD&ĐT", "Mã định danh bộ GDĐT", "Mã định danh bộ",
            "Mã định danh Bộ GD&ĐT (trên CSDL ngành)", "Mã định danh trên CSDL ngành",
            "Mã CSDL ngành", "Mã định danh học sinh", "Mã ĐD Bộ GD&ĐT",
        ),
        Field.CITIZEN_ID: (
            "Số định danh", "Số định danh cá nhân", "Mã số định danh cá nhân", "Số ĐDCN", "ĐDCN",
            "Mã định danh cá nhân", "Mã định danh công dân", "CCCD", "Số CCCD", "CMND/CCCD",
            "Số CMND/CCCD", "CCCD/Số định danh", "Số CCCD/ĐDCN",
        ),
        Field.CLASS: ("Lớp", "Lớp học", "Tên lớp", "Tên lớp học"),
        GRADE: ("Khối", "Khối học", "Khối học/Nhóm lớp", "Khối học/Nhóm tuổi"),
        Field.STATUS: ("Trạng thái", "Tình trạng", "Trạng thái học sinh", "Trạng thái HS"),
        Field.ETHNICITY: ("Dân tộc", "DT"),
        Field.POLICY: (
            "Diện chính sách", "Đối tượng chính sách", "Con GĐ chính sách", "Chế độ chính sách",
            "Con gia đình chính sách", "Diện ưu tiên", "Đối tượng ưu tiên", "Đối tượng", "Ưu tiên",
            "Con liệt sĩ, con thương binh",
        ),
        Field.BIRTH_PLACE: ("Nơi sinh",),
        Field.ADDRESS: (
            "Chỗ ở", "Chỗ ở hiện nay", "Nơi ở hiện nay", "Nơi ở", "Địa chỉ", "Địa chỉ hiện nay",
            "Thường trú", "Hộ khẩu thường trú", "Địa chỉ thường trú", "Nơi ở hiện tại",
            "Chỗ ở hiện tại", "Nơi thường trú",
        ),
        Field.PHONE: (
            *_PHONES, "Điện thoại liên hệ", "SĐT liên hệ", "SĐT phụ huynh", "Điện thoại phụ huynh",
            "Số điện thoại liên hệ", "Số điện thoại phụ huynh", "ĐT phụ huynh", "Số ĐT phụ huynh",
            "SĐT PH", "ĐT liên hệ",
        ),
        Field.FATHER: tuple(
            f"{before}{who}" for who in _FATHERS
            for before in ("Họ tên ", "Họ và tên ", "Tên ", "")
        ),
        Field.FATHER_PHONE: tuple(f"{phone} {who}" for who in _FATHERS for phone in _PHONES),
        Field.MOTHER: tuple(
            f"{before}{who}" for who in ("mẹ", "má")
            for before in ("Họ tên ", "Họ và tên ", "Tên ", "")
        ),
        Field.MOTHER_PHONE: tuple(f"{phone} {who}" for who in ("mẹ", "má") for phone in _PHONES),
        Field.GUARDIAN: ("Người giám hộ", "Họ tên người giám hộ", "Họ và tên người giám hộ"),
        Field.GUARDIAN_PHONE: tuple(f"{phone} người giám hộ" for phone in _PHONES),
        Field.NATIONALITY: ("Quốc tịch", "QT"),
        Field.RELIGION: ("Tôn giáo",),
        Field.DISABILITY: ("Khuyết tật", "Loại khuyết tật", "Dạng khuyết tật"),
        Field.PROVINCE: (
            "Tỉnh", "Tỉnh, thành phố", "Tỉnh/Thành phố", "Tỉnh/TP", "Tỉnh, TP", "Tỉnh (thành phố)",
            "Tỉnh thành", "Thường trú Tỉnh",
        ),
        Field.COMMUNE: (
            "Xã", "Xã, phường", "Xã/Phường", "Xã/Phường/Đặc khu", "Phường/Xã", "Phường, xã",
            "Xã (phường)", "Thường trú Xã", "Xã/Phường/Thị trấn",
        ),
        Field.FORMER_ADDRESS: (
            "Địa chỉ theo đơn vị cũ", "Địa chỉ cũ", "Địa chỉ trước 01/7/2025",
            "Địa chỉ theo đơn vị hành chính cũ",
        ),
        Field.FATHER_BORN: _of(_BORN, _FATHERS),
        Field.FATHER_WORK: _of(_WORK, _FATHERS),
        Field.MOTHER_BORN: _of(_BORN, _MOTHERS),
        Field.MOTHER_WORK: _of(_WORK, _MOTHERS),
        Field.GUARDIAN_BORN: _of(_BORN, _GUARDIANS),
        Field.GUARDIAN_WORK: _of(_WORK, _GUARDIANS),
        Field.NOTE: ("Ghi chú",),
    }
)  # fmt: skip
