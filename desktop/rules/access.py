"""Knows which looks at sensitive data are recorded (D-9.4)."""

from enum import StrEnum
from typing import Final


class AccessKind(StrEnum):
    """What was looked at or taken out."""

    CARD = "card"
    CARE_LIST = "care_list"
    PAPER = "paper"
    ROSTER_EXPORT = "roster_export"
    ROSTER_PRINT = "roster_print"
    PUPIL_EXPORT = "pupil_export"
    CONTACTS_PRINT = "contacts_print"
    BOOK_PRINT = "book_print"

    @property
    def label(self) -> str:
        """The words in the list."""
        return _LABELS[self]

    @property
    def is_export(self) -> bool:
        """Whether the data left the program."""
        return self not in {AccessKind.CARD, AccessKind.CARE_LIST, AccessKind.PAPER}


_LABELS: Final = {
    AccessKind.CARD: "Xem hồ sơ học sinh",
    AccessKind.CARE_LIST: "Xem gia đình, địa chỉ của lớp",
    AccessKind.PAPER: "Mở giấy tờ đính kèm",
    AccessKind.ROSTER_EXPORT: "Xuất danh sách ra Excel",
    AccessKind.ROSTER_PRINT: "In danh sách lớp",
    AccessKind.PUPIL_EXPORT: "Xuất toàn bộ dữ liệu của một em",
    AccessKind.CONTACTS_PRINT: "In danh bạ phụ huynh",
    AccessKind.BOOK_PRINT: "In sơ yếu lí lịch trong sổ lớp",
}
