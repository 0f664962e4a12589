"""Teachers at a server, many at once: what each does, in processes of their own."""

import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import msgspec

from desktop.commands.books import new_id
from desktop.commands.command import Command, kind_of
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.demo.accounts import PASSWORD
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from desktop.store import clock
from desktop.sync.client import Client
from desktop.sync.protocol import Envelope, Outcome, Pull, Push
from desktop.sync.reach import Reach


class Shelf(msgspec.Struct, frozen=True):
    """A column of a teacher's course: its pupils, and the tenths that stand in it."""

    course_id: UUID
    column: int
    pupils: tuple[UUID, ...]
    there: dict[UUID, int]


class Job(msgspec.Struct, frozen=True):
    """What one teacher does: so many columns, one after another."""

    account: str
    shelves: tuple[Shelf, ...]
    columns: int


@dataclass
class Teacher:
    """A signed-in client with a file's numbering, without the file: the server is measured."""

    job: Job
    client: Client
    epoch: UUID
    device: UUID = field(default_factory=uuid4)
    number: int = 0
    cursor: int = 0
    held: tuple[UUID, ...] = ()
    there: dict[tuple[UUID, int, UUID], int] = field(default_factory=dict)

    def push(self, commands: Iterable[Command]) -> bool:
        """Whether all of them were accepted."""
        said = []
        for command in commands:
            self.number += 1
            said.append(
                Envelope(
                    id=new_id(clock.now(), os.urandom(10)), number=self.number,
                    kind=kind_of(command), schema=command.schema(), at=clock.now(),
                    payload=msgspec.Raw(msgspec.json.encode(command)),
                )
            )  # fmt: skip
        answer = self.client.push(Push(self.epoch, self.device, tuple(said)))
        return answer.problem is None and all(
            verdict.outcome is Outcome.ACCEPTED for verdict in answer.verdicts
        )

    def column(self, turn: int) -> EnterMarks:
        """A value for every pupil of one column; new ones first, then others."""
        shelf = self.job.shelves[turn % len(self.job.shelves)]
        cells = []
        for at, pupil in enumerate(shelf.pupils):
            place = shelf.course_id, shelf.column, pupil
            before = self.there.get(place, shelf.there.get(pupil))
            tenths = (31 * turn + 7 * at + 1) % 101
            tenths = tenths if tenths != before else (tenths + 1) % 101
            self.there[place] = tenths
            seen = Mark(tenths=before) if before is not None else None
            cells.append(MarkCell(pupil, shelf.column, Mark(tenths=tenths), seen))
        return EnterMarks(course_id=shelf.course_id, term=Term.II, cells=tuple(cells))

    def pull(self) -> int:
        """Fetch what changed; returns the rows."""
        rows = 0
        asked = Pull(epoch=self.epoch, cursor=self.cursor, held=self.held, limit=0)
        page = self.client.pull(asked)
        rows += page.rows
        end = page.end
        self.cursor = end.ceiling
        if end.audiences is not None:
            self.held = end.audiences
        return rows


def signed_in(reach: Reach, job: Job) -> Teacher:
    """At the server, with a first look at what there is to know."""
    client = Client(reach)
    there = client.sign_in(job.account, PASSWORD)
    return Teacher(job, client, there.epoch)


def save_columns(reach: Reach, jobs: tuple[Job, ...]) -> tuple[list[float], int, float, float]:
    """All of a process's teachers at once; latencies in ms, errors, first and last instant."""
    teachers = [signed_in(reach, job) for job in jobs]
    with ThreadPoolExecutor(len(teachers)) as pool:
        began = time.time()
        done = list(pool.map(_columns, teachers))
        ended = time.time()
    return [ms for one, _ in done for ms in one], sum(bad for _, bad in done), began, ended


def _columns(teacher: Teacher) -> tuple[list[float], int]:
    took, bad = [], 0
    for turn in range(teacher.job.columns):
        command = teacher.column(turn)
        start = time.perf_counter()
        bad += not teacher.push((command,))
        took.append((time.perf_counter() - start) * 1000)
    return took, bad


def save_singles(reach: Reach, jobs: tuple[Job, ...]) -> tuple[int, int, float, float]:
    """One mark a command, fifty to a push: marks, errors, first and last instant."""
    teachers = [signed_in(reach, job) for job in jobs]
    with ThreadPoolExecutor(len(teachers)) as pool:
        began = time.time()
        bad = sum(pool.map(_singles, teachers))
        ended = time.time()
    return sum(50 * job.columns for job in jobs), bad, began, ended


def _singles(teacher: Teacher) -> int:
    bad = 0
    for turn in range(teacher.job.columns):
        column = teacher.column(turn)
        cells = column.cells[:50]
        bad += not teacher.push(msgspec.structs.replace(column, cells=(cell,)) for cell in cells)
    return bad


def sync_day(reach: Reach, jobs: tuple[Job, ...]) -> list[float]:
    """A day's work of each: two columns and a look at what is new; seconds until it has all."""
    teachers = [signed_in(reach, job) for job in jobs]
    for teacher in teachers:
        teacher.pull()
    with ThreadPoolExecutor(len(teachers)) as pool:
        return list(pool.map(_day, teachers))


def _day(teacher: Teacher) -> float:
    start = time.perf_counter()
    teacher.push([teacher.column(turn) for turn in range(teacher.job.columns)])
    teacher.pull()
    return time.perf_counter() - start
