"""Knows the marks of the roll, what of them counts, and when absences become many (G-27, X-11)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from desktop.rules.names import fold, nfc


class DayPart(IntEnum):
    """A session of a day in which a roll is taken (T-18)."""

    MORNING = 1
    AFTERNOON = 2
    CLUB = 3

    @property
    def label(self) -> str:
        """The word on screen."""
        return ("Sáng", "Chiều", "CLB")[self - 1]

    @property
    def counts(self) -> bool:
        """Whether missing it counts as a buổi of the plan; clubs are offered beside it (G-27)."""
        return self is not DayPart.CLUB


Sitting = tuple[date, DayPart]
"""A session of a class: a day and a part of it."""


class AbsenceMark(StrEnum):
    """What stands in a cell of the roll; an empty cell is a pupil who was there."""

    EXCUSED = "P"
    UNEXCUSED = "K"
    LATE = "M"

    @property
    def label(self) -> str:
        """The words behind the letter."""
        return _LABELS[self]

    @property
    def is_absent(self) -> bool:
        """Late is there."""
        return self is not AbsenceMark.LATE


_LABELS: Final = {
    AbsenceMark.EXCUSED: "nghỉ có phép",
    AbsenceMark.UNEXCUSED: "nghỉ không phép",
    AbsenceMark.LATE: "đi muộn",
}
PRESENT: Final = "có mặt"
_TYPED: Final = {
    "p": AbsenceMark.EXCUSED, "cp": AbsenceMark.EXCUSED,
    "k": AbsenceMark.UNEXCUSED, "kp": AbsenceMark.UNEXCUSED,
    "m": AbsenceMark.LATE,
}  # fmt: skip
_TYPED_PRESENT: Final = frozenset({"", "x", "+"})
_GRAVEST_FIRST: Final = (AbsenceMark.UNEXCUSED, AbsenceMark.EXCUSED, AbsenceMark.LATE)
_LONGEST_QUOTE: Final = 24


class NotAnAbsence(ValueError):
    """What was typed is no mark of the roll; `sentence` says what is."""

    def __init__(self, typed: str) -> None:
        short = typed if len(typed) <= _LONGEST_QUOTE else typed[:_LONGEST_QUOTE].rstrip() + "…"
        self.sentence = (
            f"{short} chưa được ghi vào sổ. Gõ P (nghỉ có phép), K (nghỉ không phép) hoặc M (đi "
            "muộn); để trống là có mặt."
        )
        super().__init__(self.sentence)


def parse_absence(text: str) -> AbsenceMark | None:
    """The mark that was typed, None for a pupil who is there; raises NotAnAbsence."""
    typed = fold(nfc(text.strip()))
    if typed in _TYPED_PRESENT:
        return None
    if typed not in _TYPED:
        raise NotAnAbsence(text.strip())
    return _TYPED[typed]


class HalfDays(StrEnum):
    """X-11: how the morning and the afternoon of one day count."""

    ONE_A_DAY = "one_a_day"
    SEPARATE = "separate"


@dataclass(frozen=True, slots=True)
class AttendanceRules:
    """What counts, and where it becomes too much; the defaults are those of X-11 and G-27."""

    late_makes_one: int = 0
    """So many times late make one absence without permission; 0: late never counts."""
    half_days: HalfDays = HalfDays.ONE_A_DAY
    allowed: int = 45
    warn_at: tuple[int, int] = (30, 40)


USUAL: Final = AttendanceRules()


class Entry(NamedTuple):
    """One mark of one pupil."""

    day: date
    part: DayPart
    mark: AbsenceMark


@dataclass(frozen=True, slots=True)
class Sums:
    """TS, P, K and M of a pupil; lateness that makes an absence is in `unexcused` too."""

    excused: int = 0
    unexcused: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """TS: with and without permission."""
        return self.excused + self.unexcused

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.excused + other.excused,
            self.unexcused + other.unexcused,
            self.late + other.late,
        )


NO_ABSENCES: Final = Sums()


def sums(entries: Iterable[Entry], rules: AttendanceRules = USUAL, late_before: int = 0) -> Sums:
    """What the marks come to; clubs do not count.

    Of a day that counts once, the graver mark says with or without permission. With
    `late_before`, how often the pupil was late earlier in the year, the sums of months add up to
    that of the year although every n-th time makes an absence.
    """
    days: dict[date, list[AbsenceMark]] = defaultdict(list)
    for day, part, mark in entries:
        if part.counts:
            days[day].append(mark)
    excused = unexcused = late = 0
    for marks in days.values():
        late += marks.count(AbsenceMark.LATE)
        missed_excused = marks.count(AbsenceMark.EXCUSED)
        missed_unexcused = marks.count(AbsenceMark.UNEXCUSED)
        if rules.half_days is HalfDays.ONE_A_DAY:
            missed_unexcused = min(1, missed_unexcused)
            missed_excused = min(1 - missed_unexcused, missed_excused)
        excused += missed_excused
        unexcused += missed_unexcused
    if rules.late_makes_one > 0:
        each = rules.late_makes_one
        unexcused += (late_before + late) // each - late_before // each
    return Sums(excused, unexcused, late)


def day_letter(marks: Mapping[DayPart, AbsenceMark]) -> AbsenceMark | None:
    """The one letter of a day on a sheet that has one cell a day: the gravest that counts."""
    counting = {mark for part, mark in marks.items() if part.counts}
    return next((mark for mark in _GRAVEST_FIRST if mark in counting), None)


def day_letters(marks: Mapping[DayPart, AbsenceMark], rules: AttendanceRules) -> str:
    """What a printed cell of a day says: one letter, or one a session where these count apart."""
    if rules.half_days is HalfDays.SEPARATE:
        return "".join(marks[part] for part in DayPart if part in marks and part.counts)
    return day_letter(marks) or ""


class Nearness(IntEnum):
    """How near a pupil is to the absences that G-27 allows in a school year."""

    FAR = 0
    EARLY = 1  # 30 of 45
    CLOSE = 2  # 40 of 45
    AT_LIMIT = 3  # 45: one more is too many
    OVER = 4


def nearness(total: int, rules: AttendanceRules = USUAL) -> Nearness:
    """Where a year's absences stand (G-27: up to 45 buổi)."""
    if total > rules.allowed:
        return Nearness.OVER
    if total == rules.allowed:
        return Nearness.AT_LIMIT
    return Nearness(sum(total >= step for step in rules.warn_at))


def nearness_sentence(total: int, rules: AttendanceRules = USUAL) -> str:
    """What is said of that many absences; empty while they are few."""
    where = nearness(total, rules)
    if where is Nearness.FAR:
        return ""
    if where is Nearness.OVER:
        return (
            f"đã nghỉ {total} buổi, quá {rules.allowed} buổi cho phép trong năm học "
            "nên chưa đủ điều kiện lên lớp"
        )
    if where is Nearness.AT_LIMIT:
        return f"đã nghỉ {total} buổi, bằng số buổi nhiều nhất cho phép trong năm học"
    left = rules.allowed - total
    return f"đã nghỉ {total} buổi, chỉ còn được nghỉ {left} buổi trong năm học"


RUNNING_DAYS: Final = 3
"""So many school days running absent, and somebody asks at home."""


def days_running(school_days: Sequence[date], absent_on: Collection[date]) -> int:
    """On how many of the last school days, in order, the pupil was absent without a break."""
    count = 0
    for day in reversed(school_days):
        if day not in absent_on:
            break
        count += 1
    return count
