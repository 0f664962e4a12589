"""What this person's file still has with the server, in words: what waits, what was turned down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Command, TooNew
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import ConductValue, RateConduct, conduct_value
from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import ERASED, command_of
from desktop.commands.refusals import (
    Choice,
    Now,
    SettleRefusal,
    StoredRefusal,
    choices,
    follow_up,
    place_of,
    refusal_of,
    rest_of,
)
from desktop.models.gradebook import Comment, Conduct, Mark
from desktop.models.journal import Journal
from desktop.models.people import Student
from desktop.models.school import Course, SchoolClass, SchoolYear
from desktop.queries.courses import one_course
from desktop.queries.journal_lines import Words
from desktop.queries.marks import mark_value
from desktop.queries.results import plain_term_outcome, required_regular
from desktop.queries.settings import rule_set
from desktop.rules.marks import Mark as MarkValue
from desktop.rules.marks import column_name, show_mark
from desktop.rules.permissions import Person

WAITING: Final = ("pending", "accepted")
TURNED_DOWN: Final = ("refused", "failed")
EMPTY: Final = "để trống"
GONE: Final = "một em không còn trong phần được xem"


@dataclass(frozen=True, slots=True)
class OutboxCell:
    """One cell: whose, which column, from what to what, and for a bad one what stands and why."""

    pupil: str
    column: str
    old: str
    new: str
    stands: str = ""
    who: str = ""
    when: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One command; `since` in UTC microseconds. `cells` are the bad ones of a refused command.

    `rest` cells of it could be entered, and go again with whatever is chosen but DISCARDED. Of a
    conflict on one mark, `averages` are the term's with the own value and with the other's.
    """

    command_id: UUID
    title: str
    place: str
    since: int
    count: int = 0
    cells: tuple[OutboxCell, ...] = ()
    reason: str = ""
    incident: str = ""
    choices: tuple[Choice, ...] = ()
    rest: int = 0
    averages: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What carries a choice out: the follow-up, if any, and what tells the server of it."""

    further: Command | None
    settles: SettleRefusal


def waiting(session: Session, by: Person, most: int = 200) -> tuple[OutboxLine, ...]:
    """What waits to be sent or to come back, the oldest first."""
    rows = _rows(session, by, Journal.state.in_(WAITING), most)
    words = Words(session) if rows else None
    return tuple(_waiting(session, words, row) for row in rows if words)


def turned_down(
    session: Session, by: Person, settled: str = "", most: int = 200
) -> tuple[OutboxLine, ...]:
    """What the server refused and its author has not decided on; with "kept" the drafts."""
    rows = _rows(session, by, Journal.state.in_(TURNED_DOWN) & (Journal.settled == settled), most)
    words = Words(session) if rows else None
    return tuple(_refused(session, words, row) for row in rows if words)


def decision(session: Session, by: Person, command_id: UUID, choice: Choice) -> Decision | None:
    """How to carry out a choice; None where the command is settled or was never refused."""
    row = session.scalar(select(Journal).where(Journal.id == command_id, Journal.by == by.staff_id))
    if row is None or row.state not in TURNED_DOWN or row.settled not in ("", Choice.KEPT):
        return None
    command, refusal = command_of(row), refusal_of(row.refusal)
    further = follow_up(command, refusal, choice, _now(session, command))
    return Decision(further, SettleRefusal(command_id=command_id, choice=choice))


def _rows(session: Session, by: Person, wanted: Any, most: int) -> list[Journal]:
    return list(
        session.scalars(
            select(Journal)
            .where(Journal.by == by.staff_id, wanted, Journal.settled != ERASED)
            .order_by(Journal.number)
            .limit(most)
        )
    )


def _waiting(session: Session, words: Words, row: Journal) -> OutboxLine:
    line = words.line(row)
    try:
        command = command_of(row)
    except TooNew:
        return OutboxLine(row.id, line.what, line.about, row.at)
    cells = _cells(session, command, getattr(command, "cells", ())[:1])
    return OutboxLine(row.id, line.what, words.place(command), row.at, _count(command), cells)


def _refused(session: Session, words: Words, row: Journal) -> OutboxLine:
    line, refusal = words.line(row), refusal_of(row.refusal)
    try:
        command = command_of(row)
    except TooNew:
        return OutboxLine(
            row.id, line.what, line.about, row.at, reason=refusal.message,
            incident=refusal.incident, choices=(Choice.DISCARDED,),
        )  # fmt: skip
    return OutboxLine(
        row.id, line.what, words.place(command), row.at, _count(command),
        _bad_cells(session, command, refusal), refusal.message, refusal.incident,
        choices(command, refusal), rest_of(command, refusal), _averages(session, command, refusal),
    )  # fmt: skip


def _averages(session: Session, command: Command, refusal: StoredRefusal) -> tuple[str, str] | None:
    """What the term's result would be with either value: the consequence of a choice."""
    if not isinstance(command, EnterMarks) or len(refusal.detail) != 1:
        return None
    course = one_course(session, command.course_id, date.max)
    start_year = session.scalar(
        select(SchoolYear.start_year)
        .join(SchoolClass, SchoolClass.school_year_id == SchoolYear.id)
        .join(Course, Course.class_id == SchoolClass.id)
        .where(Course.id == command.course_id)
    )
    place = place_of(refusal.detail[0])
    mine = next((cell.mark for cell in command.cells if place_of(cell) == place), None)
    if course is None or start_year is None:
        return None
    rules = rule_set(session, start_year)
    required = required_regular(course, rules)
    row = {c: mark for (pupil, c), mark in _now(session, command).items() if pupil == place[0]}

    def outcome(mark: MarkValue | None) -> str:
        marks = {**row, place[1]: mark}
        given = {column: one for column, one in marks.items() if one is not None}
        return plain_term_outcome(course, required, rules, given).shown

    return outcome(mine), outcome(row.get(place[1]))


def _count(command: Command) -> int:
    return len(getattr(command, "cells", ()))


def _bad_cells(
    session: Session, command: Command, refusal: StoredRefusal
) -> tuple[OutboxCell, ...]:
    bad = {place_of(detail): detail for detail in refusal.detail}
    cells = [cell for cell in getattr(command, "cells", ()) if place_of(cell) in bad]
    return _cells(session, command, cells, bad, _now(session, command) if cells else {})


def _cells(
    session: Session,
    command: Command,
    cells: Iterable[Any],
    bad: Mapping[Any, Any] | None = None,
    now: Now | None = None,
) -> tuple[OutboxCell, ...]:
    wanted = tuple(cells)
    if not isinstance(command, EnterMarks | WriteComments | RateConduct):
        return ()
    ids = {cell.student_id for cell in wanted}
    names = dict(
        iter(session.execute(select(Student.id, Student.full_name).where(Student.id.in_(ids))))
    )
    found = []
    for cell in wanted:
        detail = (bad or {}).get(place_of(cell))
        found.append(
            OutboxCell(
                names.get(cell.student_id, GONE), _column(command, cell), _shown(cell.seen),
                _shown(_wanted(cell)),
                _shown((now or {}).get(place_of(cell))) if detail else "",
                detail.who if detail else "", detail.when if detail else 0,
                detail.sentence if detail else "",
            )
        )  # fmt: skip
    return tuple(found)


def _wanted(cell: Any) -> Any:
    for name in ("mark", "text", "value"):
        if name in cell.__struct_fields__:
            return getattr(cell, name)
    return None


def _column(command: Command, cell: Any) -> str:
    if isinstance(command, EnterMarks):
        return column_name(cell.column)
    return "Nhận xét" if isinstance(command, WriteComments) else "Rèn luyện, buổi nghỉ"


def _shown(value: Any) -> str:
    if isinstance(value, MarkValue):
        return show_mark(value)
    if isinstance(value, ConductValue):
        return _conduct(value) or EMPTY
    return value or EMPTY


def _conduct(value: ConductValue) -> str:
    parts = [
        value.level.label if value.level is not None else "",
        f"{value.excused} P" if value.excused is not None else "",
        f"{value.unexcused} K" if value.unexcused is not None else "",
        value.remark,
    ]
    return " · ".join(part for part in parts if part)


def _now(session: Session, command: Command) -> Now:
    """What stands in the cells of a command, by pupil and column."""
    if isinstance(command, EnterMarks):
        rows = session.scalars(
            select(Mark).where(Mark.course_id == command.course_id, Mark.term == int(command.term))
        )
        return {(row.student_id, row.column): mark_value(row) for row in rows}
    if isinstance(command, WriteComments):
        texts = session.scalars(
            select(Comment).where(
                Comment.course_id == command.course_id, Comment.term == int(command.term)
            )
        )
        return {(row.student_id, 0): row.text for row in texts}
    if isinstance(command, RateConduct):
        lines = session.scalars(
            select(Conduct).where(
                Conduct.class_id == command.class_id, Conduct.term == int(command.term)
            )
        )
        return {(row.student_id, 0): conduct_value(row) for row in lines}
    return {}
