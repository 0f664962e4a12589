"""One command as a client's file says it, read as far as it can be read here."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec

from desktop.commands.command import Command, TooNew, decode
from desktop.commands.journal import pack
from desktop.sync.protocol import Envelope
from desktop.sync.server.verdicts import Stored

_LATEST: Final = 2**62  # microseconds; what a clock may say and the journal can keep
# An upgrade of an old payload meets whatever somebody sent in its place.
_UNREADABLE: Final = (msgspec.MsgspecError, ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Said:
    """A command on its way; `command` is None where it is `too_new` or cannot be read at all."""

    id: UUID
    number: int
    kind: str
    schema: int
    said_at: int
    undoes: UUID | None
    digest: bytes
    packed: bool
    content: bytes  # the payload as the journal keeps it
    command: Command | None
    too_new: bool = False

    def is_again(self, before: Stored, by: UUID) -> bool:
        """Whether this is the command that was decided before, by the same person."""
        return (self.kind, self.schema, self.digest, self.undoes, by) == (
            before.kind, before.schema, before.digest, before.undoes, before.by,
        )  # fmt: skip


def read(envelope: Envelope) -> Said:
    """Each payload on its own, so that one which cannot be read costs no other (sync.md 13)."""
    payload = bytes(envelope.payload)
    command, too_new = None, False
    try:
        command = decode(envelope.kind, envelope.schema, payload) if envelope.schema > 0 else None
    except TooNew:
        too_new = True
    except (*_UNREADABLE, RecursionError):
        command = None
    packed, content = pack(payload)
    return Said(
        id=envelope.id, number=envelope.number, kind=envelope.kind, schema=envelope.schema,
        said_at=max(0, min(envelope.at, _LATEST)), undoes=envelope.undoes, packed=packed,
        content=content, digest=sha256(payload).digest(), command=command, too_new=too_new,
    )  # fmt: skip
