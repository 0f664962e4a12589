"""A central database made by hand: the rows of a file, numbered, and what a pull of it sends.

What the real server sends is tried in tests/sync; here each page is as a test wants it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.people import person_of
from desktop.rules.permissions import CourseOf, audiences
from desktop.store.applying import key_columns, synced_tables
from desktop.store.engine import opened, reader_engine
from desktop.store.link import Link
from desktop.store.pulled import Asked, Decided, GoneBatch, Pulled, RowBatch
from desktop.store.slots import DATABASE
from desktop.sync.digests import counts_here
from tests.store.conftest import DAY, START, Founded

TODAY = date(2026, 9, 12)
Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class Central:
    """Rows by table and key, as drivers know them; `seq` is the number of the last change."""

    epoch: UUID = field(default_factory=uuid4)
    seq: int = 0
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    graves: list[tuple[str, Key, UUID, int]] = field(default_factory=list)
    rights: dict[UUID, frozenset[UUID]] = field(default_factory=dict)

    def next(self) -> int:
        self.seq += 1
        return self.seq

    def put(self, table: str, row: Row) -> Row:
        """A row as a command left it."""
        stored = {**row, "seq": self.next()}
        self.rows.setdefault(table, {})[key_of(table, stored)] = stored
        return stored

    def change(self, table: str, key: Key, **values: Any) -> Row:
        return self.put(table, {**self.rows[table][key], **values})

    def remove(self, table: str, key: Key) -> None:
        gone = self.rows[table].pop(key)
        self.graves.append((table, key, UUID(bytes=gone["audience"]), self.next()))

    def pull(self, staff_id: UUID, asked: Asked, verdicts: Iterable[Decided] = ()) -> Pulled:
        """All above the cursor, from zero what is not held."""
        held, final = asked.held, self.rights[staff_id]
        batches: list[RowBatch | GoneBatch] = []
        total = 0
        for table, stored in self.rows.items():
            wanted = [
                row
                for row in stored.values()
                if (audience := UUID(bytes=row["audience"])) in final
                and (audience not in held or row["seq"] > asked.cursor)
            ]
            if wanted:
                columns = tuple(wanted[0])
                rows = [tuple(row[name] for name in columns) for row in wanted]
                batches.append(RowBatch(table, columns, rows))
                total += len(rows)
        for table, key, audience, seq in self.graves:
            if audience in held & final and seq > asked.cursor:
                batches.append(GoneBatch(table, [(key, audience.bytes, seq)]))
                total += 1
        return Pulled(
            asked=asked,
            ceiling=self.seq,
            batches=lambda: batches,
            rows=total,
            audiences=None if final == held else final,
            verdicts=tuple(verdicts),
            differing=lambda connection, _step: self.differing(connection, final),
        )

    def differing(self, connection: Connection, audiences: frozenset[UUID]) -> frozenset[UUID]:
        here = counts_here(connection, audiences)
        return frozenset(a for a in audiences if here[a][0] != self.count(a))

    def count(self, audience: UUID) -> int:
        return sum(
            row["audience"] == audience.bytes
            for rows in self.rows.values()
            for row in rows.values()
        )


def key_of(table: str, row: Row) -> Key:
    return tuple(row[column.name] for column in key_columns(synced_tables()[table]))


def central_of(founded: Founded) -> Central:
    """What a server would hold that has taken this school over."""
    central = Central()
    with opened(founded.folder / DATABASE, founded.unlocked.file_key) as driver:
        for name in synced_tables():
            found = driver.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - ours
            columns = [told[0] for told in found.description]
            for values in found.fetchall():
                central.put(name, dict(zip(columns, values, strict=True)))
    for staff_id in (founded.teacher, founded.unlocked.staff_id):
        central.rights[staff_id] = rights_of(founded, staff_id)
    return central


def rights_of(founded: Founded, staff_id: UUID) -> frozenset[UUID]:
    engine = reader_engine(founded.folder / DATABASE, founded.unlocked.file_key)
    with Session(engine) as session:
        courses = session.execute(
            select(Course.id, Course.class_id, Subject.team_id).join(
                Subject, Subject.id == Course.subject_id
            )
        )
        held = audiences(
            person_of(session, staff_id),
            session.scalars(select(SchoolClass.id)).all(),
            [CourseOf(*row) for row in courses],
            TODAY,
        )
    engine.dispose()
    return held


def new_link(central: Central, staff_id: UUID) -> Link:
    return Link(
        school="hoa-sen",
        staff_id=staff_id,
        epoch=central.epoch,
        device=uuid4(),
        signed_in_at=START + DAY,
    )
