"""What this person's file still has with the server, in words: what waits, what was turned down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.commands.command import Command, Detail, TooNew
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import ConductValue
from desktop.commands.entry_cells import (
    FIELDS,
    Entry,
    EntryCell,
    Place,
    RollEntry,
    cells_of,
    place_of,
    session_of,
    still_wanted,
)
from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import ERASED, command_of
from desktop.commands.meals import EnterMeals, MealValue
from desktop.commands.profile import EditProfile
from desktop.commands.refusals import (
    Choice,
    SettleRefusal,
    StoredRefusal,
    choices,
    follow_up,
    refusal_of,
    rest_of,
    stays_behind,
)
from desktop.commands.roll_cells import AbsenceValue
from desktop.models.journal import Journal
from desktop.queries.entries_now import EntriesNow
from desktop.queries.journal_lines import Words
from desktop.rules.attendance import PRESENT, DayPart
from desktop.rules.marks import Mark as MarkValue
from desktop.rules.marks import column_name, show_mark
from desktop.rules.permissions import Person

WAITING: Final = ("pending", "accepted")
TURNED_DOWN: Final = ("refused", "failed")
EMPTY: Final = "để trống"
AS_THE_ROLL: Final = "theo điểm danh"
NO_MEAL: Final = "không ăn"
MOST: Final = 200  # lines of one list


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
    """One command; `since` in UTC microseconds; `draft`: it is kept for the minutes.

    `cells` are the bad ones of a refused command, of a draft those that do not stand in the book,
    of a pending command the first. `rest` cells could be entered, and go again with whatever is
    chosen but DISCARDED. Of a conflict on one mark, `averages` are the term's with the own value
    and with the other's.
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
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What carries a choice out: what follows, what tells the server of it, and what to note."""

    further: Command | None
    settles: SettleRefusal
    noted: Choice


def waiting(session: Session, by: Person, most: int = MOST) -> tuple[OutboxLine, ...]:
    """What waits to be sent or to come back, the oldest first."""
    return _lines(session, _rows(session, by, Journal.state.in_(WAITING), most))


def turned_down(
    session: Session, by: Person, settled: str = "", most: int = MOST
) -> tuple[OutboxLine, ...]:
    """What the server refused and its author has not decided on; with "kept" the drafts."""
    wanted = Journal.state.in_(TURNED_DOWN) & (Journal.settled == settled)
    return _lines(session, _rows(session, by, wanted, most))


def counts(session: Session, by: Person) -> tuple[int, int, int]:
    """How many wait, were refused, and are kept as drafts: the lists above may be cut."""
    rows = session.execute(
        select(Journal.state, Journal.settled, func.count())
        .where(Journal.by == by.staff_id, Journal.state.in_((*WAITING, *TURNED_DOWN)))
        .group_by(Journal.state, Journal.settled)
    )
    found = [0, 0, 0]
    for state, settled, number in rows:
        if state in WAITING:
            found[0] += number
        elif settled in ("", Choice.KEPT):
            found[2 if settled else 1] += number
    return found[0], found[1], found[2]


def decision(session: Session, by: Person, shown: OutboxLine, choice: Choice) -> Decision | None:
    """How to carry out a choice; None where the line is not any more what was shown.

    So a value that came meanwhile is never overwritten by who has not seen it.
    """
    row = session.scalar(
        select(Journal).where(Journal.id == shown.command_id, Journal.by == by.staff_id)
    )
    if row is None or row.state not in TURNED_DOWN or row.settled not in ("", Choice.KEPT):
        return None
    if choice not in shown.choices or _lines(session, [row]) != (shown,):
        return None
    settles = SettleRefusal(command_id=row.id, choice=choice)
    try:
        command = command_of(row)
    except TooNew:
        return Decision(None, settles, choice)
    now = EntriesNow(session)
    locked = now.locked(command)
    further = follow_up(command, refusal_of(row.refusal), choice, now.standing(command), locked)
    return Decision(further, settles, Choice.KEPT if stays_behind(choice, locked) else choice)


def _rows(session: Session, by: Person, wanted: ColumnElement[bool], most: int) -> list[Journal]:
    return list(
        session.scalars(
            select(Journal)
            .where(Journal.by == by.staff_id, wanted, Journal.settled != ERASED)
            .order_by(Journal.number)
            .limit(most)
        )
    )


def _lines(session: Session, rows: Sequence[Journal]) -> tuple[OutboxLine, ...]:
    if not rows:
        return ()
    words, now = Words(session), EntriesNow(session)
    return tuple(_line(words, now, row) for row in rows)


def _line(words: Words, now: EntriesNow, row: Journal) -> OutboxLine:
    told, refusal, refused = words.line(row), refusal_of(row.refusal), row.state in TURNED_DOWN
    try:
        command = command_of(row)
    except TooNew:
        return OutboxLine(
            row.id, told.what, told.about, row.at, reason=refusal.message,
            incident=refusal.incident, choices=(Choice.DISCARDED,) if refused else (),
        )  # fmt: skip
    line = OutboxLine(
        row.id, told.what, words.place(command) or told.about, row.at, _count(command)
    )
    if not refused:
        return replace(line, cells=_first_cell(now, command))
    draft, locked = bool(row.settled), now.locked(command)
    cells = _bad_cells(now, command, refusal, draft=draft)
    over = draft and not cells  # what was wanted stands there by now
    return replace(
        line, cells=cells, draft=draft,
        reason=refusal.message, incident=refusal.incident,
        choices=_choices(now, command, refusal, draft=draft) if not over else (Choice.DISCARDED,),
        rest=0 if draft else rest_of(command, refusal, locked, now.standing(command)),
        averages=_averages(now, command, refusal),
    )  # fmt: skip


def _choices(
    now: EntriesNow, command: Command, refusal: StoredRefusal, *, draft: bool
) -> tuple[Choice, ...]:
    return choices(command, refusal, now.locked(command), draft=draft, now=now.standing(command))


def _averages(now: EntriesNow, command: Command, refusal: StoredRefusal) -> tuple[str, str] | None:
    """What the term's result would be with either value: the consequence of a choice."""
    if not isinstance(command, EnterMarks) or len(refusal.detail) != 1:
        return None
    place = place_of(refusal.detail[0])
    pupil, column = place
    mine = next((cell.wanted for cell in cells_of(command) if cell.place == place), None)
    if pupil is None:
        return None
    first = now.outcome(command, pupil, column, mine)
    second = now.outcome(command, pupil, column, now.standing(command).get(place))
    return None if first is None or second is None else (first, second)


def _count(command: Command) -> int:
    return len(cells_of(command) if isinstance(command, Entry) else getattr(command, "cells", ()))


def _first_cell(now: EntriesNow, command: Command) -> tuple[OutboxCell, ...]:
    return tuple(_cells(now, command, cells_of(command)[:1])) if isinstance(command, Entry) else ()


def _bad_cells(
    now: EntriesNow, command: Command, refusal: StoredRefusal, *, draft: bool
) -> tuple[OutboxCell, ...]:
    """What was refused; of a draft what does not stand in the book yet."""
    bad = {place_of(detail): detail for detail in refusal.detail}
    if not isinstance(command, Entry):
        return _sentences(now, refusal)
    if draft:
        cells = still_wanted(command, now.standing(command))
    else:
        found = [cell for cell in cells_of(command) if cell.place in bad]
        cells = found or list(cells_of(command))
    return tuple(_cells(now, command, cells, bad))


def _sentences(now: EntriesNow, refusal: StoredRefusal) -> tuple[OutboxCell, ...]:
    """Of a command without cells of its own: whom each sentence is about."""
    names = now.names(d.student_id for d in refusal.detail if d.student_id is not None)
    return tuple(
        OutboxCell(names[d.student_id] if d.student_id else "", "", "", "", reason=d.sentence)
        for d in refusal.detail
        if d.sentence != refusal.message
    )


def _cells(
    now: EntriesNow, command: Entry, cells: Iterable[EntryCell],
    bad: Mapping[Place, Detail] | None = None,
) -> Iterator[OutboxCell]:  # fmt: skip
    """Each cell in words; `bad` (None for a pending command) also says what stands there."""
    wanted = tuple(cells)
    names = now.names(cell.place[0] for cell in wanted if cell.place[0] is not None)
    standing, empty = now.standing(command), _empty(command)
    for cell in wanted:
        detail = (bad or {}).get(cell.place)
        pupil = names[cell.place[0]] if cell.place[0] is not None else ""
        yield OutboxCell(
            pupil, _column(command, cell.place[1]), _shown(cell.seen, empty),
            _shown(cell.wanted, empty),
            "" if bad is None else _shown(standing.get(cell.place), empty),
            detail.who if detail else "", detail.when if detail else 0,
            detail.sentence if detail else "",
        )  # fmt: skip


def _empty(command: Entry) -> str:
    """The words for a cell in which nothing stands."""
    if isinstance(command, RollEntry):
        return PRESENT
    return AS_THE_ROLL if isinstance(command, EnterMeals) else EMPTY


def _column(command: Entry, column: int) -> str:
    if isinstance(command, EnterMarks):
        return column_name(column)
    if isinstance(command, EditProfile):
        return FIELDS[column - 1].label
    if isinstance(command, RollEntry | EnterMeals):
        day, part = session_of(column)
        said = DayPart(part).label if part else "Suất ăn"
        return f"{said} {day:%d/%m}"
    return "Nhận xét" if isinstance(command, WriteComments) else "Rèn luyện, buổi nghỉ"


def _shown(value: Any, empty: str) -> str:
    if isinstance(value, MarkValue):
        return show_mark(value)
    if isinstance(value, ConductValue):
        return _conduct(value) or empty
    if isinstance(value, AbsenceValue):
        return " · ".join(filter(None, (f"{value.mark.value} ({value.mark.label})", value.note)))
    if isinstance(value, MealValue):
        return ", ".join(meal.label for meal in value.meals) or NO_MEAL
    return value or empty


def _conduct(value: ConductValue) -> str:
    parts = [
        value.level.label if value.level is not None else "",
        f"{value.excused} P" if value.excused is not None else "",
        f"{value.unexcused} K" if value.unexcused is not None else "",
        value.remark,
    ]
    return " · ".join(part for part in parts if part)
