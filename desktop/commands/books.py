"""The books as one command sees them: the rows, the time, ids that follow from the command."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Staff
from desktop.rules.instants import school_day

NO_COMMAND = UUID(int=0)


@dataclass(slots=True)
class Books:
    """What a command works on: a fresh session within a transaction that somebody else ends.

    `held` are the audiences whose rows lie here, None for all of them: a look-up in another
    audience is unknown rather than missing (sync.md 26).
    """

    session: Session
    held: frozenset[UUID] | None = None
    command_id: UUID = NO_COMMAND
    at: int = 0
    names: dict[UUID, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The school day of the command."""
        return school_day(self.at)

    def derive(self, name: str) -> UUID:
        """The id of a row that this command makes."""
        return derived_id(self.command_id, name)

    def holds(self, audience: UUID) -> bool:
        """Whether the rows of that audience lie here."""
        return self.held is None or audience in self.held

    def staff_name(self, staff_id: UUID) -> str:
        """The name of a member of staff, for sentences."""
        if staff_id not in self.names:
            found = self.session.scalar(select(Staff.full_name).where(Staff.id == staff_id))
            self.names[staff_id] = found or "một người không còn trong danh sách"
        return self.names[staff_id]


def derived_id(command_id: UUID, name: str) -> UUID:
    """A UUIDv8 that follows from a command: its time in front, so that keys stay in order."""
    digest = sha256(command_id.bytes + name.encode()).digest()
    return _uuid(command_id.bytes[:6] + digest[:10], version=8)


def new_id(at: int, chance: bytes) -> UUID:
    """A UUIDv7 of an instant (UTC microseconds) and ten random bytes."""
    return _uuid((at // 1000).to_bytes(6, "big") + chance[:10], version=7)


def _uuid(raw: bytes, version: int) -> UUID:
    bits = bytearray(raw)
    bits[6] = (bits[6] & 0x0F) | version << 4
    bits[8] = (bits[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(bits))
