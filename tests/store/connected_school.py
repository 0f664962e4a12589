"""Cô Lan's own file at a school that has a server, whose rows a test makes by hand."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.execute import Done
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Image, Journal
from desktop.rules.permissions import Person
from desktop.store.applying import synced_tables
from desktop.store.connected import Connected
from desktop.store.joined import create_joined_file
from desktop.store.keys import NewAccount, Unlocked
from desktop.store.pulled import Decided
from desktop.store.rebase import Rebased, undo_all
from desktop.store.school import School, open_school
from tests.store.central_rows import Central, new_link
from tests.store.conftest import CHEAP, PASSWORD, START, Clock, Founded


@dataclass
class Lan:
    """Her open file, the class that it began with, and the central rows."""

    school: School
    founded: Founded
    central: Central

    @property
    def side(self) -> Connected:
        assert self.school.connected is not None
        return self.school.connected

    def enter(self, tenths: int, *, pupil: int = 0, seen: int | None = None) -> Done:
        return self.school.do(self.founded.marks(tenths, pupil=pupil, seen=seen))

    def pull(self, *verdicts: Decided, **how: Any) -> Rebased | None:
        asked = self.side.asked(**how)
        return self.side.rebase(self.central.pull(self.school.unlocked.staff_id, asked, verdicts))

    def accept(self, done: Done) -> Decided:
        """The server carries out what she entered."""
        decided = Decided(done.command_id, "accepted", 0)
        for table, key in done.changes:
            row = self.row(table, key)
            if row is not None:
                decided = Decided(done.command_id, "accepted", self.central.put(table, row)["seq"])
        return decided

    def refuse(self, done: Done, code: str = "locked", **more: Any) -> Decided:
        refusal = f'{{"id":"{done.command_id}","outcome":"refused","code":"{code}","message":"m"}}'
        return Decided(done.command_id, "refused", self.central.next(), refusal, **more)

    @contextmanager
    def reopened(self, clock: Clock) -> Iterator["Lan"]:
        """Her file once more, after it was closed."""
        school = self.school
        with open_school(school.folder, school.unlocked, clock) as again:
            yield Lan(again, self.founded, self.central)

    def row(self, table: str, key: tuple[Any, ...]) -> dict[str, Any] | None:
        """A row of her file as the driver knows it."""
        values = tuple(part.bytes if isinstance(part, UUID) else part for part in key)
        return self.rows(table).get(values)

    def rows(self, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        return self.school.read(_rows, table)

    def marks(self) -> dict[int, int | None]:
        """Tenths by pupil's place."""
        found = self.school.ask(_marks)
        return {self.founded.pupils.index(pupil): tenths for pupil, tenths in found.items()}

    def states(self) -> list[str]:
        return self.school.ask(_states)

    def images(self) -> int:
        return self.school.ask(_images)

    def agrees(self) -> bool:
        """Whether without pending commands the file holds the server's rows of her audiences."""
        there = {
            table: {
                key: row
                for key, row in rows.items()
                if UUID(bytes=row["audience"]) in self.side.held
            }
            for table, rows in self.central.rows.items()
        }
        here = self.school.write_short(self._bare_rows)
        return all(here[table] == there.get(table, {}) for table in synced_tables())

    def _bare_rows(self) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
        writer = self.school._writer
        found = {}
        with suppress(ZeroDivisionError), writer.connection.begin(), writer.session() as session:
            undo_all(writer.connection)
            found = {table: _rows(session, table) for table in synced_tables()}
            raise ZeroDivisionError  # nothing of this stays
        return found


def lans_file(founded: Founded, central: Central, folder: Path) -> tuple[Path, Unlocked]:
    """An empty file that is to be filled by a first pull."""
    person = NewAccount(founded.teacher, "lan", "Nguyễn Thị Lan", "", PASSWORD, must_change=False)
    own = folder / founded.teacher.hex
    link = new_link(central, founded.teacher)
    return own, create_joined_file(own, "THCS Hoa Sen", person, link, START, CHEAP)


def open_lan(founded: Founded, central: Central, folder: Path, clock: Clock) -> Lan:
    """Her file, opened after its first pull."""
    own, unlocked = lans_file(founded, central, folder)
    lan = Lan(open_school(own, unlocked, clock), founded, central)
    lan.school._writer._pause = 0.01
    lan.pull()
    return lan


def _rows(session: Session, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    names = [column.name for column in synced_tables()[table].primary_key.columns]
    rows = session.connection().exec_driver_sql(f'SELECT * FROM "{table}"').mappings()  # noqa: S608
    return {tuple(row[name] for name in names): dict(row) for row in rows}


def _marks(session: Session, _by: Person) -> dict[UUID, int | None]:
    return {row.student_id: row.tenths for row in session.scalars(select(MarkRow))}


def _states(session: Session, _by: Person) -> list[str]:
    return list(session.scalars(select(Journal.state).order_by(Journal.number)))


def _images(session: Session, _by: Person) -> int:
    return len(session.scalars(select(Image.number)).all())
