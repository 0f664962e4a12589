"""Weeks of work done offline, sent over a line of 50 kbit/s that loses a message in twenty.

Time goes on by what is carried, and by the rests of the worker: nobody waits for it.

    line = send_much(online, commands=10_000, seed=3)

Raises AssertionError unless every command arrived, once, in order, by itself.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from random import Random
from threading import Condition, Event
from typing import Final
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Image, Journal
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from desktop.sync.client import Client
from desktop.sync.problems import Unreachable
from desktop.sync.reach import reach_of
from desktop.sync.step import FileStep
from desktop.sync.transport import ANSWERING, Question, Reply
from desktop.sync.worker import Contact, SyncState, Worker
from tests.sync.online import Computer, Online

BITS_A_SECOND: Final = 50_000
LOSS: Final = 0.05  # of packets, which are sent again, and of whole messages
_PACKET: Final = 1_400  # bytes
_AGAIN: Final = 1.0  # seconds until a lost packet is sent again
_HEADERS: Final = 400  # bytes of TLS, TCP and HTTP around a message
_COLUMNS: Final = (1, 2, 3, 4)
_SECONDS_EACH: Final = 0.1  # real ones that a command may take at most, on a busy machine


@dataclass
class SlowLine:
    """Carries questions as a transport does; `tick` are the seconds that went by."""

    carry: Callable[[Question], Reply]
    chance: Random
    tick: float = 0.0
    met: Counter[str] = field(default_factory=Counter)

    def __call__(self, question: Question) -> Reply:
        self._send(question.body)
        if self._loses("question"):
            raise Unreachable("the line")
        reply = self.carry(question)
        self._send(reply.body)
        if self._loses("reply"):
            raise Unreachable("the line")
        return reply

    def now(self) -> float:
        return self.tick

    def _send(self, body: bytes | None) -> None:
        size = _HEADERS + len(body or b"")
        self.met["bytes"] += size
        self.tick += size * 8 / BITS_A_SECOND
        for _ in range(-(-size // _PACKET)):
            while self.chance.random() < LOSS:
                self.met["packet"] += 1
                self.tick += _AGAIN

    def _loses(self, what: str) -> bool:
        if self.chance.random() >= LOSS:
            return False
        self.met[what] += 1
        self.tick += ANSWERING  # that long nobody knows
        return True


@dataclass
class LinePace:
    """The worker's clock on that line: a rest is over at once, and time has gone by."""

    line: SlowLine

    def now(self) -> float:
        return self.line.tick

    def rest(self, condition: Condition, seconds: float) -> None:
        if seconds == inf:
            condition.wait()
        else:
            self.line.tick += seconds


def send_much(online: Online, commands: int, seed: int) -> SlowLine:
    """A teacher comes back with so many commands; the worker brings them over, nobody helps."""
    ha = online.join("ha")
    entered, marks = _entered(online, ha, commands)
    line = SlowLine(ha.line, Random(seed))  # noqa: S311 - what is lost, no secret
    client = Client(reach_of(online.code), transport=line)
    worker = Worker(FileStep(ha.school, client), LinePace(line))
    sent = Event()

    def look(state: SyncState) -> None:
        if state.contact is Contact.ONLINE and not state.waiting:
            sent.set()

    worker.on_state(look)
    with patch("desktop.sync.once.monotonic", line.now):  # how long a push takes on this line
        worker.start()
        try:
            assert sent.wait(60 + commands * _SECONDS_EACH), worker.state
        finally:
            worker.stop()
    _arrived_once(online, ha, entered, marks)
    return line


Marks = dict[tuple[UUID, int], int | None]


def _entered(online: Online, at: Computer, commands: int) -> tuple[list[UUID], Marks]:
    """Ids in order, and what stands in the end."""
    course, pupils, marks = online.central.ids["toan 6A"], online.central.pupils, Marks()
    entered = []
    for n in range(commands):
        place = pupils[n % len(pupils)], _COLUMNS[n // len(pupils) % len(_COLUMNS)]
        before, marks[place] = marks.get(place), n * 7 % 101
        seen = None if before is None else Mark(tenths=before)
        cell = MarkCell(*place, Mark(tenths=marks[place]), seen)
        done = at.school.do(EnterMarks(course_id=course, term=Term.I, cells=(cell,)))
        entered.append(done.command_id)
    return entered, marks


def _arrived_once(online: Online, at: Computer, entered: list[UUID], marks: Marks) -> None:
    own = select(Journal).where(Journal.kind == "enter_marks").order_by(Journal.number)
    said = online.central.scalars(own)
    assert [row.id for row in said] == entered
    assert {row.state for row in said} == {"accepted"}
    here = at.school.read(_states)
    assert here == (["done"] * len(entered), 0)
    there = {(m.student_id, m.column): m.tenths for m in online.central.scalars(select(MarkRow))}
    assert at.school.read(_marks) == there == marks


def _states(session: Session) -> tuple[list[str], int]:
    """Of the commands, and how many before-images are left."""
    states = session.scalars(select(Journal.state)).all()
    return list(states), len(session.scalars(select(Image.number)).all())


def _marks(session: Session) -> Marks:
    return {(m.student_id, m.column): m.tenths for m in session.scalars(select(MarkRow))}
