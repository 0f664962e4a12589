"""One push on its way through the writer's transactions: epoch, device numbers, each command.

A device is one client file. Its numbers have no holes: a command is taken when it is the next one
or has its verdict already. The first push of a file in an epoch says where its numbers begin.
A number that is already taken by another command shows that the file was copied and both copies
are in use: the problem GAP says which number is awaited, one that lies behind the command's own;
that copy goes on under a new device id, with all that it has not got a verdict for.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT
from sqlalchemy.dialects.postgresql import UUID as NATIVE

from desktop.models.central import Device
from desktop.sync.protocol import Outcome, Problem, ProblemCode, Push, Verdict, Verdicts
from desktop.sync.server.problems import SENTENCE
from desktop.sync.server.said import Said, read
from desktop.sync.server.turns import Sender, Turn
from desktop.sync.server.verdicts import Stored, stored

MOST_AT_ONCE: Final = 50  # commands in one transaction, and …
LONGEST_TURN: Final = 0.1  # … seconds of it, half of what sync.md 12 allows: none waits for two

_DEVICE: Final = cast("Table", Device.__table__)
_PUT_FILES: Final = text(
    "INSERT INTO device (id, staff_id, last_number, seen_at)"
    " SELECT id, person, number, :now"
    " FROM unnest(:ids, :people, :numbers) AS f (id, person, number)"
    " ON CONFLICT (id) DO UPDATE SET last_number = excluded.last_number, seen_at = excluded.seen_at"
).bindparams(
    bindparam("ids", type_=ARRAY(NATIVE)), bindparam("people", type_=ARRAY(NATIVE)),
    bindparam("numbers", type_=ARRAY(BIGINT)),
)  # fmt: skip
_LARGEST_NUMBER: Final = 2**62
_REUSED: Final = (
    "Mã của việc này đã được dùng cho một việc khác nên máy chủ không ghi gì. Nội dung vẫn còn "
    "trên máy này. Nhập lại việc ấy; nếu gặp lại câu này, hãy báo cho người quản trị."
)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _File:
    """A device's row; `last` is 0 until the first number of the epoch is known."""

    staff_id: UUID
    last: int
    moved: bool = False


@dataclass(slots=True)
class Waiting:
    """A push of which a part may be decided; `fresh` is what the running transaction adds."""

    sender: Sender
    epoch: UUID
    commands: tuple[Said, ...]
    verdicts: list[Verdict] = field(default_factory=list)
    fresh: list[Verdict] = field(default_factory=list)
    problem: Problem | None = None

    @property
    def left(self) -> tuple[Said, ...]:
        """The commands without a verdict that is committed."""
        return self.commands[len(self.verdicts) :]

    @property
    def is_done(self) -> bool:
        """Whether every command has a verdict, or the rest is to have none."""
        return self.problem is not None or not self.left

    def settle(self) -> None:
        """The transaction was committed."""
        self.verdicts += self.fresh
        self.fresh = []

    def answer(self) -> Verdicts:
        """What the client is told."""
        return Verdicts(tuple(self.verdicts), self.problem)


@dataclass(slots=True)
class Room:
    """How much more one transaction takes on."""

    until: float = field(default_factory=lambda: monotonic() + LONGEST_TURN)
    commands: int = field(default_factory=lambda: MOST_AT_ONCE)

    @property
    def is_left(self) -> bool:
        """Whether another command may begin."""
        return self.commands > 0 and monotonic() < self.until


def waiting(staff_id: UUID, push: Push) -> Waiting:
    """A push with its commands read; nothing has been asked of the database yet."""
    said = tuple(read(envelope) for envelope in push.commands)
    return Waiting(Sender(staff_id, push.device), push.epoch, said)


@dataclass(slots=True)
class Round:
    """One turn of the writer for several pushes: it asks and writes for all of them at once."""

    turn: Turn
    room: Room = field(default_factory=Room)
    _known: dict[UUID, Stored] = field(default_factory=dict)
    _files: dict[UUID, _File] = field(default_factory=dict)

    def admit(self, pushes: Sequence[Waiting]) -> None:
        """Ask what was decided before, and where their files' numbers stand."""
        connection = self.turn.connection
        ids = [said.id for push in pushes for said in push.left]
        self._known |= stored(connection, [one for one in ids if one not in self._known])
        devices = {push.sender.device for push in pushes} - self._files.keys()
        if devices:
            rows = connection.execute(select(_DEVICE).where(_DEVICE.c.id.in_(devices)))
            self._files |= {row.id: _File(row.staff_id, row.last_number) for row in rows}

    def carry_on(self, push: Waiting) -> None:
        """Decide on an admitted push's next commands as far as there is room for them."""
        if push.epoch != self.turn.epoch:  # sync.md 15
            push.problem = _problem(ProblemCode.EPOCH, epoch=self.turn.epoch)
            return
        file = self._files.setdefault(push.sender.device, _File(push.sender.staff_id, 0))
        if file.staff_id != push.sender.staff_id:
            logger.error("a device id came with another person's token")
            push.problem = _problem(ProblemCode.NOT_PERMITTED)
            return
        for said in push.left:
            if not self.room.is_left:
                break
            if not file.last:
                file.last = said.number - 1
            push.problem = self._out_of_order(said, file)
            if push.problem is not None:
                break
            push.fresh.append(self._decide(push.sender, said))
            if said.number == file.last + 1:
                file.last, file.moved = said.number, True

    def end(self) -> None:
        """Write the files' numbers and what the turn came to; the caller commits."""
        moved = {device: file for device, file in self._files.items() if file.moved}
        if moved:
            self.turn.connection.execute(
                _PUT_FILES,
                {
                    "ids": list(moved),
                    "people": [file.staff_id for file in moved.values()],
                    "numbers": [file.last for file in moved.values()],
                    "now": max(self.turn.last_at, self.turn.clock()),
                },
            )
        self.turn.end()

    def _out_of_order(self, said: Said, file: _File) -> Problem | None:
        """Why this command cannot be decided on now (sync.md 13, 14)."""
        if not 0 < said.number < _LARGEST_NUMBER:
            return _problem(ProblemCode.MALFORMED)
        if said.id in self._known:
            return None
        if said.number != file.last + 1:
            if said.number <= file.last:
                logger.warning("a file's number %d is taken, %d next", said.number, file.last + 1)
            return _problem(ProblemCode.GAP, expected=file.last + 1)
        return _problem(ProblemCode.SERVER_TOO_OLD) if said.too_new else None

    def _decide(self, sender: Sender, said: Said) -> Verdict:
        before = self._known.get(said.id)
        if before is None:
            self.room.commands -= 1
            verdict = self.turn.carry_out(said, sender)
            self._known[said.id] = said.decided(sender.staff_id, verdict)
            return verdict
        if before == said.decided(sender.staff_id, before.verdict):
            return before.verdict
        logger.error("an id came again for another command than seq %d", before.verdict.seq)
        return Verdict(said.id, Outcome.ID_REUSED, message=_REUSED)


def _problem(code: ProblemCode, expected: int = 0, epoch: UUID | None = None) -> Problem:
    return Problem(code, SENTENCE[code], expected=expected, epoch=epoch)
