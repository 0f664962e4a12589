"""What a command is, how it travels, and how it is refused."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec

from desktop.commands.books import Books
from desktop.rules.marks import Mark
from desktop.rules.permissions import Capability, Person, Place, may


class Code(StrEnum):
    """Why a command is refused: a closed list, each with a sentence of its own in the refusal."""

    NOT_PERMITTED = "not_permitted"
    LOCKED = "locked"
    CONFLICT = "conflict"
    INVALID = "invalid"
    MISSING = "missing"
    PAST_DEADLINE = "past_deadline"
    IN_USE = "in_use"
    NEEDS_REASON = "needs_reason"  # it can be done all the same, once a reason is given


class Detail(msgspec.Struct, frozen=True, omit_defaults=True):
    """One bad part of a refused command; all of them are listed (sync.md 24).

    `current` is what stands in the book instead, by `who` since `when` (UTC microseconds). A cell
    of a roll is named by `day` and `part`, and `stands` is its letter.
    """

    code: Code
    sentence: str
    student_id: UUID | None = None
    column: int = 0
    current: Mark | None = None
    who: str = ""
    when: int = 0
    day: date | None = None
    part: int = 0
    stands: str = ""


class Refused(Exception):
    """A command that may not be carried out: nothing was written; `message` says what to do."""

    def __init__(self, code: Code, message: str, detail: Sequence[Detail] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = tuple(detail)


class TooNew(Exception):
    """A payload from a newer program: kind or schema number is unknown here."""


class NamedFile(msgspec.Struct, frozen=True):
    """A file that a command names: it lies at the server before the command comes.

    `sha256` in hex; `kind` as sniffed from its bytes; whoever holds the audience may read it.
    """

    sha256: str
    kind: str
    size: int
    audience: UUID


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What a person did, in the words of the school; the payload of one journal row.

    `UPGRADES` turn the plain payload of schema 1, 2, … into the next one; old payloads are
    never rewritten on disk.
    """

    UPGRADES: ClassVar[tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]] = ()
    TITLE: ClassVar[str] = ""  # Vietnamese, for the journal's readers

    @classmethod
    def schema(cls) -> int:
        """The number of the payload's present form."""
        return len(cls.UPGRADES) + 1

    def check(self, books: Books, by: Person) -> None:  # noqa: ARG002 - the shape for all
        """Raise Refused when this person may not do this now."""
        raise TypeError(f"{kind_of(self)} has no check of its own")

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002 - the shape for all
        """Write the rows; reads no clock, makes no random id (sync.md 25)."""
        raise TypeError(f"{kind_of(self)} writes nothing of its own")

    def inverse(self, own_id: UUID) -> "Command | None":  # noqa: ARG002 - some need their id
        """The command that takes this one back, from the payload alone; None if it cannot be."""
        return None

    def files(self) -> tuple[NamedFile, ...]:
        """The files that the rows of this command will name."""
        return ()

    @classmethod
    def from_payload(cls, schema: int, payload: bytes) -> Self:
        """Read a payload of this kind, of this schema or an older one."""
        if schema > cls.schema():
            raise TooNew(cls.__struct_config__.tag)
        if schema == cls.schema():
            return msgspec.json.decode(payload, type=cls)
        plain = msgspec.json.decode(payload)
        for upgrade in cls.UPGRADES[schema - 1 :]:
            plain = upgrade(plain)
        return msgspec.convert(plain, type=cls, str_keys=False)


def decode(kind: str, schema: int, payload: bytes) -> Command:
    """The command of a journal row; raises TooNew for a kind or schema not known here."""
    known = kinds()
    if kind not in known:
        raise TooNew(kind)
    return known[kind].from_payload(schema, payload)


def kinds() -> dict[str, type[Command]]:
    """Every command that is known here, by its tag."""
    return {str(c.__struct_config__.tag): c for c in Command.__subclasses__()}


def kind_of(command: Command) -> str:
    """The tag under which a command travels."""
    return str(command.__struct_config__.tag)


def require(books: Books, by: Person, capability: Capability, place: Place) -> None:
    """Refuse when the person does not have the right there today."""
    if not may(by, capability, place, books.today):
        raise Refused(
            Code.NOT_PERMITTED,
            f"Việc {capability.label} ở đây cần người được phân công. Sổ giữ nguyên như cũ; "
            "cần đổi phân công thì hỏi hiệu trưởng hoặc quản trị CSDL.",
        )
