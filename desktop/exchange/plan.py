"""Knows what every import has in common: kinds of lines, problems, settlements, fixes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class LineKind(StrEnum):
    """What a line or a cell of the file would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"
    LOCKED = "locked"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The word of the preview."""
        return _KIND_LABELS[self]


_KIND_LABELS: Final = {
    LineKind.NEW: "mới",
    LineKind.CHANGED: "thay đổi",
    LineKind.UNCHANGED: "không đổi",
    LineKind.PROBLEM: "cần xem",
    LineKind.LOCKED: "đã khóa",
    LineKind.SKIPPED: "bỏ qua",
}


class Way(StrEnum):
    """How a person may settle a problem."""

    VALUE = "value"
    EMPTY = "empty"
    SKIP = "skip"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the person decided: another value, leave empty, skip the line, or take it as it is."""

    way: Way
    text: str = ""
    label: str = ""


def with_value(text: str, label: str = "") -> Settlement:
    return Settlement(Way.VALUE, text, label or text)


LEAVE_EMPTY: Final = Settlement(Way.EMPTY, label="Để trống")
SKIP_LINE: Final = Settlement(Way.SKIP, label="Bỏ qua dòng này")
TAKE_AS_IT_IS: Final = Settlement(Way.ACCEPT, label="Đúng như tệp ghi")

TITLE_LINE: Final = "tiêu đề"
"""Stands for the address of a problem that concerns the whole sheet."""

Settlements = Mapping[str, Settlement]
"""By Excel address."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that a person has to look at: `what` says what is wrong and what to do.

    `ways` are the offered settlements; where `typed` is true, any other value may be typed.
    """

    address: str
    row: int
    who: str
    what: str
    found: str = ""
    ways: tuple[Settlement, ...] = ()
    typed: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is to be replaced, as texts for the preview."""

    field: str
    address: str
    old: str
    new: str


class FixKind(StrEnum):
    """What the reader puts right by itself; the sentence counts how often."""

    PHONE_ZERO = "phone_zero"
    PHONE_MARKS = "phone_marks"
    IDENTIFIER_ZERO = "identifier_zero"
    COMPOSED = "composed"
    SPACES = "spaces"
    CAPITALS = "capitals"
    SHORT_YEAR = "short_year"
    SPELLING = "spelling"
    EMPTY_LINE = "empty_line"
    HEADING = "heading"
    TOTAL = "total"
    SIGNATURE = "signature"
    REMARK = "remark"
    OTHER_CLASS = "other_class"
    MARK_SPACES = "mark_spaces"
    BY_NAME = "by_name"


_SENTENCES: Final = {
    FixKind.PHONE_ZERO: "{} số điện thoại được thêm lại số 0 ở đầu",
    FixKind.PHONE_MARKS: "{} số điện thoại được bỏ dấu chấm, dấu cách",
    FixKind.IDENTIFIER_ZERO: "{} mã số được thêm lại số 0 ở đầu",
    FixKind.COMPOSED: "{} ô được đổi sang kiểu gõ dấu thống nhất",
    FixKind.SPACES: "{} ô được bỏ dấu cách thừa",
    FixKind.CAPITALS: "{} tên viết hoa toàn bộ được đổi thành chữ thường, hoa đầu từ",
    FixKind.SHORT_YEAR: "{} ngày sinh ghi năm hai chữ số được hiểu là năm 20…",
    FixKind.SPELLING: "{} ô được viết lại theo danh mục",
    FixKind.EMPTY_LINE: "{} dòng trống ở giữa được bỏ qua",
    FixKind.HEADING: "{} dòng tiêu đề lặp lại được bỏ qua",
    FixKind.TOTAL: "{} dòng tổng cộng được bỏ qua",
    FixKind.SIGNATURE: "{} dòng chữ kí ở cuối được bỏ qua",
    FixKind.REMARK: "{} dòng ghi chú được bỏ qua",
    FixKind.OTHER_CLASS: "{} dòng của lớp khác được bỏ qua",
    FixKind.MARK_SPACES: "{} ô điểm được bỏ dấu cách thừa",
    FixKind.BY_NAME: "{} dòng thiếu mã được nhận ra theo họ tên và ngày sinh",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing put right, at an address or, for a skipped line, at its first cell."""

    kind: FixKind
    address: str
    before: str = ""
    after: str = ""


def fix_counts(fixes: Iterable[Fix]) -> dict[FixKind, int]:
    counts: dict[FixKind, int] = {}
    for fix in fixes:
        counts[fix.kind] = counts.get(fix.kind, 0) + 1
    return counts


def fix_sentences(fixes: Iterable[Fix]) -> tuple[str, ...]:
    """What stands under `Đã tự sửa, không cần xem`."""
    counts = fix_counts(fixes)
    return tuple(_SENTENCES[kind].format(counts[kind]) for kind in FixKind if kind in counts)


def problem_report(problem: Problem) -> dict[str, Any]:
    return {
        "address": problem.address,
        "row": problem.row,
        "who": problem.who,
        "found": problem.found,
        "what": problem.what,
        "ways": [
            {"way": str(way.way), "text": way.text, "label": way.label} for way in problem.ways
        ],
        "may_type": problem.typed,
    }


def changes_report(changes: Sequence[Change]) -> list[dict[str, str]]:
    return [{"field": c.field, "address": c.address, "old": c.old, "new": c.new} for c in changes]


def fixes_report(fixes: Sequence[Fix]) -> list[dict[str, Any]]:
    counts = fix_counts(fixes)
    return [
        {
            "kind": str(kind),
            "count": counts[kind],
            "sentence": _SENTENCES[kind].format(counts[kind]),
            "addresses": [fix.address for fix in fixes if fix.kind is kind],
        }
        for kind in FixKind
        if kind in counts
    ]
