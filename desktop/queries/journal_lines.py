"""The journal in words: who did what, to what, and when; page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.command import Command, TooNew, kinds
from desktop.commands.journal import ERASED, command_of
from desktop.models.journal import Journal
from desktop.models.people import Student
from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.people import GONE, staff_names
from desktop.rules.names import name_key
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.rules.terms import Term

_COUNTED: Final = {
    "cells": "ô", "people": "người", "classes": "lớp", "subjects": "môn", "pages": "trang",
    "add": "em thêm", "change": "em sửa", "names": "tổ",
}  # fmt: skip
_ERASED: Final = "nội dung không còn trên máy này: nơi ấy không còn thuộc phần được phân công"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One command; `at` in UTC microseconds."""

    number: int
    at: int
    who: str
    what: str
    about: str
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Lines, the newest first; `total` with the same filter, `before` begins the next page."""

    lines: tuple[JournalLine, ...] = ()
    total: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True)
class JournalFilters:
    """Who has written, and which kinds there are, each with its words."""

    people: tuple[tuple[UUID, str], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


def may_read_journal(by: Person, today: date) -> bool:
    """The journal names pupils: it is for who leads or administers the school."""
    return may(by, Capability.SCHOOL_EDIT, SCHOOL, today)


def journal_filters(session: Session, by: Person, today: date) -> JournalFilters:
    """What the journal can be narrowed to."""
    if not may_read_journal(by, today):
        return JournalFilters()
    names = staff_names(session)
    people = [(key, names.get(key, GONE)) for key in session.scalars(select(Journal.by).distinct())]
    people.sort(key=lambda one: name_key(one[1]))
    there = session.scalars(select(Journal.kind).distinct())
    words = sorted((_title(kind), kind) for kind in there)
    return JournalFilters(tuple(people), tuple((kind, title) for title, kind in words))


def journal_page(  # noqa: PLR0913 - each narrows the page in its own way
    session: Session, by: Person, today: date, *, before: int | None = None, size: int = 50,
    who: UUID | None = None, kind: str = "",
) -> JournalPage:  # fmt: skip
    """The newest `size` lines below number `before`; empty for who may not read the journal."""
    if not may_read_journal(by, today):
        return JournalPage()
    wanted = [*([Journal.by == who] if who else []), *([Journal.kind == kind] if kind else [])]
    total = session.scalar(select(func.count()).select_from(Journal).where(*wanted)) or 0
    if before is not None:
        wanted.append(Journal.number < before)
    rows = session.scalars(
        select(Journal).where(*wanted).order_by(Journal.number.desc()).limit(size)
    ).all()
    words = Words(session)
    lines = tuple(words.line(row) for row in rows)
    return JournalPage(lines, total, rows[-1].number if len(rows) == size else None)


class Words:
    """Names of all that commands speak of, read once a page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._staff = staff_names(session)
        self._classes = dict(iter(session.execute(select(SchoolClass.id, SchoolClass.name))))
        self._courses = {
            key: f"{subject.replace('|', ' ')} · {name}"
            for key, subject, name in session.execute(
                select(Course.id, Subject.short_name, SchoolClass.name)
                .join(Subject, Subject.id == Course.subject_id)
                .join(SchoolClass, SchoolClass.id == Course.class_id)
            )
        }

    def line(self, row: Journal) -> JournalLine:
        try:
            about = _ERASED if row.settled == ERASED else self._about(command_of(row))
        except TooNew:
            about = "ghi bằng bản Sổ Trường mới hơn"
        return JournalLine(
            row.number, row.at, self._staff.get(row.by, GONE), _title(row.kind), about,
            row.undoes is not None,
        )  # fmt: skip

    def place(self, command: Command) -> str:
        """The course or class that a command is about."""
        course = self._named(command, "course_id", self._courses)
        return course or self._named(command, "class_id", self._classes, "lớp ")

    def _about(self, command: Command) -> str:
        parts = [self._named(command, "course_id", self._courses)]
        parts.append(self._named(command, "class_id", self._classes, "lớp "))
        parts.append(self._named(command, "staff_id", self._staff))
        student = getattr(command, "student_id", None)
        if student is not None:
            parts.append(self._session.scalar(_STUDENT.where(Student.id == student)) or "")
        term = getattr(command, "term", None)
        if term is not None:
            parts.append(f"học kì {Term(term).name}")
        parts += _counts(command)
        said = (getattr(command, name, None) for name in ("reason", "decision"))
        parts += [text for text in said if isinstance(text, str)]
        return " · ".join(part for part in parts if part)

    @staticmethod
    def _named(command: Command, name: str, names: Mapping[UUID, str], before: str = "") -> str:
        key: Any = getattr(command, name, None)
        return f"{before}{names[key]}" if key in names else ""


_STUDENT = select(Student.full_name)


def _counts(command: Command) -> list[str]:
    found: list[str] = []
    for name, unit in _COUNTED.items():
        value: Any = getattr(command, name, None)
        if isinstance(value, tuple) and value:
            found.append(f"{len(value)} {unit}")
    return found


def _title(kind: str) -> str:
    known = kinds().get(kind)
    return known.TITLE if known and known.TITLE else "Việc của bản mới hơn"
