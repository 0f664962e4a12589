"""Carrying out what clients push: batches under the school's counter, a verdict a command.

    writer = SchoolWriter(engine, schema, clock, committed=keep_a_copy)
    verdicts = writer.push(staff_id, push)          # from any number of threads

One writer a school and process. Requests that come while a transaction runs wait in a row, and
the first of them carries out what waits for all in one further transaction: 20 teachers who save
at once cost one commit instead of 20. Where the database goes away, `push` raises what SQLAlchemy
raised (`OperationalError`, `InterfaceError`, `InternalError`, `TimeoutError`): of that push some
commands may be decided and some not, and it may come again as it is.
"""

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine

from desktop.commands.command import Command, Refused, kind_of
from desktop.models.journal import Journal
from desktop.sync.protocol import Envelope, Outcome, Push, Verdicts
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.pushes import Round, Waiting, waiting
from desktop.sync.server.said import read
from desktop.sync.server.turns import Clock, Sender, take_turn

NO_FILE: Final = UUID(int=0)  # the device of what the server itself does
Committed = Callable[[UUID, Sequence[Journal]], None]  # epoch, and the rows now in the journal


class SchoolWriter:
    """Everybody's pushes to one school within this process."""

    def __init__(
        self, engine: Engine, schema: str, clock: Clock, committed: Committed | None = None
    ) -> None:
        """`committed` is told of journal rows, in order, before their senders get the verdicts."""
        self._engine = engine
        self._schema = schema
        self._clock = clock
        self._committed = committed
        self._lock = Lock()
        self._row: list[_Place] = []
        self._led = False

    def push(self, staff_id: UUID, push: Push) -> Verdicts:
        """The verdicts on a push, or on its beginning and why the rest has none."""
        place = _Place(waiting(staff_id, push))
        with self._lock:
            self._row.append(place)
            leads, self._led = not self._led, True
        if not leads:
            place.called.wait()
        if not place.is_settled:
            self._lead(place)
        elif place.error is not None:
            raise place.error
        return place.push.answer()

    def _lead(self, own: "_Place") -> None:
        """Run transactions for all who wait until the own push is through, then hand on."""
        try:
            while not own.is_settled:
                self._transaction()
        finally:
            with self._lock:
                self._led = bool(self._row)
                if self._row:
                    self._row[0].called.set()

    def _transaction(self) -> None:
        """One turn for as many of those who wait as there is room for."""
        served: list[_Place] = []
        try:
            with school_transaction(self._engine, self._schema) as connection:
                turn = take_turn(connection, self._clock)
                one = Round(turn)
                while one.room.is_left and (row := self._take_row()):
                    served += row
                    one.admit([place.push for place in row])
                    for place in row:
                        one.carry_on(place.push)
                one.end()
            if self._committed is not None and turn.written:
                self._committed(turn.epoch, turn.written)
        except BaseException as error:
            self._give_up(served, error)
            raise
        self._settle(served)

    def _settle(self, served: Sequence["_Place"]) -> None:
        """The transaction is committed: answers for those who are through, places for the others.

        Who got nothing comes first, who got something last: a long push keeps nobody waiting.
        """
        begun = {id(place) for place in served if place.push.fresh}
        for place in served:
            place.push.settle()
            if place.push.is_done:
                place.settle()
        left = [place for place in served if not place.is_settled]
        with self._lock:
            self._row = [
                *(place for place in left if id(place) not in begun),
                *self._row,
                *(place for place in left if id(place) in begun),
            ]

    def _take_row(self) -> "list[_Place]":
        with self._lock:
            row, self._row = self._row, []
        return row

    def _give_up(self, served: Sequence["_Place"], error: BaseException) -> None:
        """The transaction came to nothing: nobody who waits is left waiting."""
        with self._lock:
            waiting_too = list(self._row)
            self._row.clear()
        for place in (*served, *waiting_too):
            place.settle(error)


class _Place:
    """A push in the row, and the thread that waits with it."""

    def __init__(self, push: Waiting) -> None:
        self.push = push
        self.called = Event()  # it is settled, or its thread is to lead now
        self.error: BaseException | None = None
        self.is_settled = False

    def settle(self, error: BaseException | None = None) -> None:
        self.error, self.is_settled = error, True
        self.called.set()


def execute_as_server(
    connection: Connection, command: Command, staff_id: UUID, command_id: UUID, clock: Clock
) -> Journal:
    """Carry out a command of the server's own, such as founding a school; returns its row.

    Within the caller's transaction in the school's schema. Raises Refused, and RuntimeError where
    it met a fault (the log has it under the incident); then the caller's transaction must go.
    """
    turn = take_turn(connection, clock)
    said = Envelope(
        id=command_id, number=0, kind=kind_of(command), schema=command.schema(), at=clock(),
        payload=msgspec.Raw(msgspec.json.encode(command)),
    )  # fmt: skip
    verdict = turn.carry_out(read(said), Sender(staff_id, NO_FILE))
    if verdict.outcome is Outcome.REFUSED and verdict.code is not None:
        raise Refused(verdict.code, verdict.message, verdict.detail)
    if verdict.outcome is not Outcome.ACCEPTED:
        raise RuntimeError(f"incident {verdict.incident}")
    turn.end()
    return turn.written[-1]
