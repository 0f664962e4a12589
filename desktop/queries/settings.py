"""What the school has chosen: the rules of grading and of the calendar that follow from it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import SchoolSetting
from desktop.rules.attendance import AttendanceRules, HalfDays
from desktop.rules.calendar import Weekday, WorkingWeek
from desktop.rules.rule_set import (
    CIRCULAR_22,
    Cluster,
    OneTerm,
    RegularNumber,
    RuleSet,
    SingleSubject,
    rule_set_for,
)
from desktop.rules.terms import Term


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _mark_weeks(value: Any) -> Mapping[Term, tuple[int, ...]]:
    return {term: tuple(int(week) for week in value[term - 1]) for term in Term}


GRADING: Final[Mapping[str, Callable[[Any], Any]]] = {
    "regular_number": RegularNumber,
    "regular_most": int,
    "cluster": Cluster,
    "single_subject": SingleSubject,
    "reassess_after_training": _flag,
    "second_language_counts": _flag,
    "one_term": OneTerm,
    "title_despite_absences": _flag,
}
"""Names of settings that are fields of a RuleSet, with what reads their JSON value."""

CALENDAR: Final[Mapping[str, Callable[[Any], Any]]] = {
    "working_week": WorkingWeek,
    "week_ends_on": Weekday,
    "test_day_counts": _flag,
    "mark_weeks": _mark_weeks,  # T-1: [[8, 17], [26, 34]]
}
"""Names of settings that are fields of a SchoolCalendar."""

ATTENDANCE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "late_makes_one": int,
    "half_days": HalfDays,
}
"""Names of settings that are fields of AttendanceRules."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The stored settings; what is not stored, or cannot be read here, has its default."""

    stored: Mapping[str, str]

    def value(self, name: str, default: Any) -> Any:
        """The plain value of a setting that is no rule, such as minutes until the lock screen."""
        read = self._read(name, lambda plain: plain)
        return default if read is None else read

    def rules(self, start_year: int) -> RuleSet:
        """The rules of grading in the school year that begins in `start_year`."""
        earliest = max(start_year, CIRCULAR_22.effective_from)
        return replace(rule_set_for(earliest), **self._fields(GRADING))

    def calendar_fields(self) -> dict[str, Any]:
        """What the settings say of a SchoolCalendar's fields."""
        return self._fields(CALENDAR)

    def attendance(self, start_year: int) -> AttendanceRules:
        """What counts of absences in the school year that begins in `start_year`."""
        allowed = self.rules(start_year).absences_allowed
        return AttendanceRules(allowed=allowed, **self._fields(ATTENDANCE))

    def _fields(self, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
        found = {name: self._read(name, reader) for name, reader in readers.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _read(self, name: str, reader: Callable[[Any], Any]) -> Any:
        """None for a value of a later version of the program."""
        text = self.stored.get(name, "")
        if not text:
            return None
        try:
            return reader(json.loads(text))
        except (ValueError, TypeError, LookupError):
            return None


def load_settings(session: Session) -> Settings:
    """All settings of the school."""
    rows = session.execute(select(SchoolSetting.name, SchoolSetting.value))
    return Settings(dict(rows.all()))


def rule_set(session: Session, start_year: int) -> RuleSet:
    """The rules of grading in the school year that begins in `start_year`."""
    return load_settings(session).rules(start_year)
