"""Knows the ways in which a pupil comes to a class and goes from it, and the words for them."""

from enum import StrEnum
from typing import Final


class TransferKind(StrEnum):
    """What happened to the pupil."""

    IN = "in"
    OUT = "out"
    DROP_OUT = "drop_out"
    RETURN = "return"
    MOVE = "move"

    @property
    def label(self) -> str:
        """The words in the list."""
        return _LABELS[self]

    @property
    def leaves_school(self) -> bool:
        return self in {TransferKind.OUT, TransferKind.DROP_OUT}


_LABELS: Final = {
    TransferKind.IN: "Chuyển đến",
    TransferKind.OUT: "Chuyển đi",
    TransferKind.DROP_OUT: "Thôi học",
    TransferKind.RETURN: "Học lại",
    TransferKind.MOVE: "Chuyển lớp",
}

LEFT_SCHOOL: Final = "Chuyển khỏi trường"
DROPPED_OUT: Final = "Bỏ học"
"""The words of the national database, which stand as the reason in the class list."""


def moved_to(class_name: str) -> str:
    """Why the pupil is struck through in the old class."""
    return f"Chuyển sang lớp {class_name}"


def moved_from(class_name: str) -> str:
    """Where the pupil came from, in the new class."""
    return f"Lớp {class_name}"


class Item(StrEnum):
    """What is given back or handed over before a pupil leaves the school."""

    BOOKS = "books"
    EQUIPMENT = "equipment"
    SCHOOL_REPORT = "school_report"
    FEES = "fees"

    @property
    def label(self) -> str:
        """The words of the checklist."""
        return _ITEMS[self]


_ITEMS: Final = {
    Item.BOOKS: "Trả sách, tài liệu mượn của thư viện",
    Item.EQUIPMENT: "Trả đồ dùng, thiết bị mượn của trường",
    Item.SCHOOL_REPORT: "Giao học bạ và giấy giới thiệu chuyển trường",
    Item.FEES: "Thanh toán các khoản thu, chi còn lại",
}


class PupilStatus(StrEnum):
    """How a pupil stands in the school, in the words of the national database."""

    STUDYING = "Đang học"
    ARRIVED = "Chuyển đến"
    LEFT = "Chuyển khỏi trường"
    DROPPED_OUT = "Bỏ học"

    @property
    def is_here(self) -> bool:
        return self in {PupilStatus.STUDYING, PupilStatus.ARRIVED}


def status_of(came_from: str, leave_reason: str, *, has_left: bool) -> PupilStatus:
    """The status that an enrolment says; a move between classes is none."""
    if has_left and leave_reason.startswith(moved_to("")):
        return PupilStatus.STUDYING
    if has_left:
        dropped = leave_reason == DROPPED_OUT
        return PupilStatus.DROPPED_OUT if dropped else PupilStatus.LEFT
    if came_from and not came_from.startswith(moved_from("")):
        return PupilStatus.ARRIVED
    return PupilStatus.STUDYING
