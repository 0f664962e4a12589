"""Knows what parents are asked to agree to, and when their agreement holds (D-3, D-4, D-9)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

AGE_OF_OWN_SAY: Final = 7
"""From this age on the child agrees too where something is disclosed (D-3)."""
AGE_OF_OWN_RIGHT: Final = 16
"""From this age on a pupil is no child any more and may agree alone (D-3)."""


class Purpose(StrEnum):
    """What is asked; taking a picture and publishing it are two things."""

    PHOTO_TAKEN = "photo_taken"
    PHOTO_PORTAL = "photo_portal"
    NAME_HONOURS = "name_honours"
    HEALTH_CLINIC = "health_clinic"
    MESSAGES = "messages"

    @property
    def label(self) -> str:
        """The words in the register and on the form."""
        return _LABELS[self]

    @property
    def discloses(self) -> bool:
        """Whether something of the child becomes known outside, so that the child is asked too."""
        return self is not Purpose.MESSAGES


_LABELS: Final = {
    Purpose.PHOTO_TAKEN: "Chụp ảnh, quay phim trong hoạt động của trường",
    Purpose.PHOTO_PORTAL: "Đăng ảnh trên cổng thông tin của trường",
    Purpose.NAME_HONOURS: "Nêu tên trong danh sách khen thưởng",
    Purpose.HEALTH_CLINIC: "Chuyển dữ liệu sức khỏe cho cơ sở y tế",
    Purpose.MESSAGES: "Liên hệ với gia đình qua tin nhắn",
}


class GivenBy(StrEnum):
    """Who answered."""

    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN = "guardian"
    SELF = "self"

    @property
    def label(self) -> str:
        """The word in the register."""
        return {"father": "cha", "mother": "mẹ", "guardian": "người giám hộ", "self": "học sinh"}[
            self.value
        ]


class Method(StrEnum):
    """How it can be proved (D-4)."""

    PAPER = "paper"
    DIGITAL = "digital"
    RECORDED = "recorded"

    @property
    def label(self) -> str:
        """The words in the register."""
        return _METHODS[self]


_METHODS: Final = {
    Method.PAPER: "phiếu có chữ kí",
    Method.DIGITAL: "biểu mẫu điện tử",
    Method.RECORDED: "ghi âm, ghi hình",
}


class Standing(StrEnum):
    """What an answer is worth on a day."""

    VALID = "valid"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    CHILD_REFUSED = "child_refused"
    CHILD_NOT_ASKED = "child_not_asked"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"  # the pupil's register does not lie here

    @property
    def label(self) -> str:
        """The words in the register."""
        return _STANDING[self]


_STANDING: Final = {
    Standing.VALID: "đồng ý",
    Standing.NOT_ASKED: "chưa hỏi",
    Standing.REFUSED: "không đồng ý",
    Standing.CHILD_REFUSED: "em không đồng ý",
    Standing.CHILD_NOT_ASKED: "chưa có ý kiến của em",
    Standing.NOT_YET: "chưa đến ngày",
    Standing.EXPIRED: "hết hạn",
    Standing.WITHDRAWN: "đã rút",
    Standing.UNKNOWN: "chưa rõ",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a family; `child_agreed` None where the child was not asked."""

    purpose: Purpose
    agreed: bool
    day: date
    child_agreed: bool | None = None
    expires_on: date | None = None
    withdrawn_on: date | None = None


def age_on(born: date | None, day: date) -> int | None:
    """Completed years."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def child_is_asked(purpose: Purpose, born: date | None, day: date) -> bool:
    """Whether the child's own agreement is needed; of unknown age it is."""
    age = age_on(born, day)
    return purpose.discloses and (age is None or age >= AGE_OF_OWN_SAY)


def standing(answer: Answer | None, born: date | None, day: date) -> Standing:
    """What the last answer is worth on that day. Silence is not consent (D-4)."""
    if answer is None:
        return Standing.NOT_ASKED
    if answer.withdrawn_on is not None and day >= answer.withdrawn_on:
        return Standing.WITHDRAWN
    if not answer.agreed:
        return Standing.REFUSED
    if day < answer.day:
        return Standing.NOT_YET
    if answer.expires_on is not None and day > answer.expires_on:
        return Standing.EXPIRED
    if child_is_asked(answer.purpose, born, day) and not answer.child_agreed:
        refused = answer.child_agreed is False
        return Standing.CHILD_REFUSED if refused else Standing.CHILD_NOT_ASKED
    return Standing.VALID
