"""Locks on the books: what they cover, and which one holds over a cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from desktop.rules.instants import show_moment
from desktop.rules.marks import FINAL, MIDTERM, Column, column_name
from desktop.rules.terms import Term

COMMENTS: Final[Column] = 0  # the columns of words, where a code has to name any column of a book
CONDUCT: Final[Column] = -1


class LockKind(StrEnum):
    """Kinds of column that are locked together."""

    REGULAR = "tx"
    MIDTERM = "gk"
    FINAL = "ck"
    COMMENT = "comment"
    CONDUCT = "conduct"

    @property
    def label(self) -> str:
        """The word on screen."""
        return LOCK_LABELS[self]


LOCK_LABELS = {
    LockKind.REGULAR: "ĐĐGtx",
    LockKind.MIDTERM: "ĐĐGgk",
    LockKind.FINAL: "ĐĐGck",
    LockKind.COMMENT: "nhận xét",
    LockKind.CONDUCT: "rèn luyện",
}


class LockReach(StrEnum):
    """How far a lock reaches."""

    SCHOOL = "school"
    GRADE = "grade"
    CLASS = "class"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a book stands: grade and class, and the course for a subject's pages."""

    grade: int
    class_id: UUID
    course_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock in force; `at` in UTC microseconds, `decision` the number of the written decision."""

    lock_id: UUID
    reach: LockReach
    term: Term
    kinds: frozenset[LockKind]
    by_name: str
    at: int
    reason: str
    decision: str = ""
    grade: int | None = None
    reach_id: UUID | None = None

    def covers(self, shelf: Shelf) -> bool:
        """Whether the lock reaches that book."""
        return {
            LockReach.SCHOOL: True,
            LockReach.GRADE: self.grade == shelf.grade,
            LockReach.CLASS: self.reach_id == shelf.class_id,
            LockReach.COURSE: shelf.course_id is not None and self.reach_id == shelf.course_id,
        }[self.reach]


_KINDS: Final = {
    MIDTERM: LockKind.MIDTERM, FINAL: LockKind.FINAL,
    COMMENTS: LockKind.COMMENT, CONDUCT: LockKind.CONDUCT,
}  # fmt: skip


def kind_of_column(column: Column) -> LockKind:
    """The kind under which a column is locked."""
    return _KINDS.get(column, LockKind.REGULAR)


def column_words(column: Column) -> str:
    """Any column of a book, as sentences name it."""
    kind = kind_of_column(column)
    return kind.label if kind in (LockKind.COMMENT, LockKind.CONDUCT) else column_name(column)


def lock_over(locks: Iterable[Lock], shelf: Shelf, term: Term, kind: LockKind) -> Lock | None:
    """The lock in force over that kind of column, the earliest if several."""
    found = [k for k in locks if k.term == term and kind in k.kinds and k.covers(shelf)]
    return min(found, key=lambda lock: (lock.at, lock.lock_id), default=None)


def locked_sentence(lock: Lock, what: str) -> str:
    """Locked by whom, when, under what, and what to do to have it corrected."""
    under = f", quyết định số {lock.decision}" if lock.decision else ""
    return (
        f"{what} đã được {lock.by_name} khóa lúc {show_moment(lock.at)}. Muốn sửa, cần lập biên "
        "bản sửa chữa điểm hoặc đề nghị hiệu trưởng mở khóa. Sổ giữ nguyên giá trị đang có. "
        f"Lí do khóa: {lock.reason}{under}."
    )
