"""One push on its way through the writer's transactions: epoch, device numbers, each command.

A device is one client file. Its numbers have no holes: a command is taken when it is the next one
or has its verdict already. The first push of a file in an epoch says where its numbers begin.
A number that is already taken by another command shows that the file was copied and both copies
are in use: the problem GAP says which number is awaited, one that lies behind the command's own;
that copy goes on under a new device id, with all that it has not got a verdict for.
"""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.postgresql import insert

from desktop.models.central import Device
from desktop.sync.protocol import Outcome, Problem, ProblemCode, Push, Verdict, Verdicts
from desktop.sync.server.problems import SENTENCE
from desktop.sync.server.said import Said, read
from desktop.sync.server.turns import Sender, Turn
from desktop.sync.server.verdicts import Stored, stored

MOST_AT_ONCE: Final = 50  # commands in one transaction, and …
LONGEST_TURN: Final = 0.2  # … seconds of it (sync.md 12)

_DEVICE: Final = cast("Table", Device.__table__)
_LARGEST_NUMBER: Final = 2**62
_REUSED: Final = (
    "Mã của việc này đã được dùng cho một việc khác nên máy chủ không ghi gì. Nội dung vẫn còn "
    "trên máy này. Nhập lại việc ấy; nếu gặp lại câu này, hãy báo cho người quản trị."
)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _File:
    """The device's row; `last` is 0 until the first number of the epoch is known."""

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
    def is_done(self) -> bool:
        """Whether every command has a verdict, or the rest is to have none."""
        decided = len(self.verdicts) + len(self.fresh)
        return self.problem is not None or decided == len(self.commands)

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
    commands: int = MOST_AT_ONCE

    @property
    def is_left(self) -> bool:
        """Whether another command may begin."""
        return self.commands > 0 and monotonic() < self.until


def waiting(staff_id: UUID, push: Push) -> Waiting:
    """A push with its commands read; nothing has been asked of the database yet."""
    said = tuple(read(envelope) for envelope in push.commands)
    return Waiting(Sender(staff_id, push.device), push.epoch, said)


def carry_on(turn: Turn, push: Waiting, room: Room) -> None:
    """Decide on the push's next commands as far as this transaction has room for them."""
    if push.epoch != turn.epoch:  # sync.md 15
        push.problem = _problem(ProblemCode.EPOCH, epoch=turn.epoch)
        return
    left = push.commands[len(push.verdicts) :]
    file = _file(turn.connection, push)
    if file is None:
        push.problem = _problem(ProblemCode.NOT_PERMITTED)
        return
    known = stored(turn.connection, [said.id for said in left])
    for said in left:
        if not room.is_left:
            break
        push.problem = _in_order(said, file, known)
        if push.problem is not None:
            break
        push.fresh.append(_decide(turn, push.sender, said, known, room))
        if said.number == file.last + 1:
            file.last, file.moved = said.number, True
    if file.moved:
        _keep(turn, push.sender, file)


def _in_order(said: Said, file: _File, known: dict[UUID, Stored]) -> Problem | None:
    """Why this command cannot be decided on now (sync.md 13, 14)."""
    if not 0 < said.number < _LARGEST_NUMBER:
        return _problem(ProblemCode.MALFORMED)
    if said.id in known:
        return None
    if file.last and said.number != file.last + 1:
        if said.number <= file.last:
            logger.warning("a file's number %d is taken, %d awaited", said.number, file.last + 1)
        return _problem(ProblemCode.GAP, expected=file.last + 1)
    return _problem(ProblemCode.SERVER_TOO_OLD) if said.too_new else None


def _decide(
    turn: Turn, sender: Sender, said: Said, known: dict[UUID, Stored], room: Room
) -> Verdict:
    before = known.get(said.id)
    if before is None:
        room.commands -= 1
        verdict = turn.carry_out(said, sender)
        known[said.id] = Stored(
            said.kind, said.schema, sender.staff_id, said.digest, said.undoes, verdict
        )
        return verdict
    if said.is_again(before, sender.staff_id):
        return before.verdict
    logger.error(
        "a command's id came again for another command: journal seq %d", before.verdict.seq
    )
    return Verdict(said.id, Outcome.ID_REUSED, message=_REUSED)


def _file(connection: Connection, push: Waiting) -> _File | None:
    """The device as it stands; None where it is somebody else's."""
    device = push.sender.device
    row = connection.execute(
        select(_DEVICE.c.staff_id, _DEVICE.c.last_number).where(_DEVICE.c.id == device)
    ).first()
    if row is not None and row.staff_id != push.sender.staff_id:
        logger.error("a device id came with another person's token")
        return None
    if row is not None and row.last_number:
        return _File(row.last_number)
    return _File(push.commands[0].number - 1 if push.commands else 0)


def _keep(turn: Turn, sender: Sender, file: _File) -> None:
    row = {
        "id": sender.device, "staff_id": sender.staff_id, "last_number": file.last,
        "seen_at": max(turn.last_at, turn.clock()),
    }  # fmt: skip
    put = insert(_DEVICE).values(row)
    fresh = {"last_number": put.excluded.last_number, "seen_at": put.excluded.seen_at}
    turn.connection.execute(put.on_conflict_do_update(index_elements=["id"], set_=fresh))


def _problem(code: ProblemCode, expected: int = 0, epoch: UUID | None = None) -> Problem:
    return Problem(code, SENTENCE[code], expected=expected, epoch=epoch)
