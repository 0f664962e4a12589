"""One command as a client's file says it, read as far as it can be read here."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec

from desktop.commands.command import Command, TooNew, decode, kinds
from desktop.commands.journal import pack
from desktop.sync.protocol import Envelope, Verdict
from desktop.sync.server.verdicts import Stored

_LATEST: Final = 2**62  # microseconds; what a clock may say and the journal can keep
# An upgrade of an old payload meets whatever somebody sent in its place.
# No text of the database holds U+0000; the pairs in front are escaped backslashes.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
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

    def decided(self, by: UUID, verdict: Verdict) -> Stored:
        """As it is known from now on, with its verdict."""
        return Stored(self.kind, self.schema, by, self.digest, self.undoes, verdict)


def read(envelope: Envelope) -> Said:
    """Each payload on its own, so that one which cannot be read costs no other (sync.md 13)."""
    payload = bytes(envelope.payload)
    command, too_new = None, envelope.kind not in kinds()
    try:
        if envelope.schema > 0 and not _NUL.search(payload):
            command = decode(envelope.kind, envelope.schema, payload)
    except TooNew:
        too_new = True
    except (*_UNREADABLE, RecursionError):
        command = None
    packed, content = pack(payload)
    return Said(
        id=envelope.id, number=envelope.number, kind=envelope.kind, schema=max(0, envelope.schema),
        said_at=max(0, min(envelope.at, _LATEST)), undoes=envelope.undoes, packed=packed,
        content=content, digest=sha256(payload).digest(), command=command, too_new=too_new,
    )  # fmt: skip
