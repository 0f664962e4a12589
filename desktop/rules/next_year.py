"""Knows where a pupil goes when the school year is over: up, once more, or out with a diploma."""

from enum import StrEnum
from typing import Final

from desktop.rules.promotion import Decision


class Outcome(StrEnum):
    """What is decided for the next year."""

    UP = "up"
    REPEAT = "repeat"
    FINISHED = "finished"

    @property
    def label(self) -> str:
        """The words in the list."""
        return {
            "up": "lên lớp", "repeat": "ở lại lớp", "finished": "hoàn thành cấp học"
        }[self.value]  # fmt: skip


_UP: Final = frozenset({Decision.PROMOTED, Decision.PROMOTED_AFTER_SUMMER})


def outcome_of(decision: Decision, *, last_grade: bool) -> Outcome | None:
    """What follows from the year's result; None while it is open (summer, missing results)."""
    if decision in _UP:
        return Outcome.FINISHED if last_grade else Outcome.UP
    return Outcome.REPEAT if decision is Decision.NOT_PROMOTED else None


def next_class_name(name: str, grade: int) -> str:
    """6A1 becomes 7A1; a name that does not begin with its grade stays."""
    head = str(grade)
    return f"{grade + 1}{name[len(head) :]}" if name.startswith(head) else name
