"""The log of who looked at sensitive data: many looks in one command, nothing ever changed."""

from typing import ClassVar, Final
from uuid import UUID

import msgspec

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Refused
from desktop.models.access import SensitiveAccess
from desktop.rules.access import AccessKind
from desktop.rules.permissions import OFFICE_AUDIENCE, Person

MOST_LOOKS: Final = 500


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look or export; `at` by the computer's clock (UTC microseconds)."""

    what: AccessKind
    at: int
    student_id: UUID | None = None
    class_id: UUID | None = None
    count: int = 1
    note: str = ""


class LogAccess(Command, frozen=True, tag="log_access"):
    """Record one's own looks at sensitive data (D-9.4); the window gathers them."""

    TITLE: ClassVar[str] = "Ghi lượt xem dữ liệu nhạy cảm"
    looks: tuple[Look, ...]

    def check(self, books: Books, by: Person) -> None:  # noqa: ARG002 - everybody logs their own
        """A bounded number of them."""
        if not 0 < len(self.looks) <= MOST_LOOKS:
            raise Refused(Code.INVALID, f"Mỗi lần ghi từ 1 đến {MOST_LOOKS} lượt xem.")

    def apply(self, books: Books, by: Person) -> None:
        """Add a row a look."""
        for number, look in enumerate(self.looks):
            books.session.add(
                SensitiveAccess(
                    id=books.derive(f"look/{number}"), staff_id=by.staff_id,
                    what=look.what.value, student_id=look.student_id, class_id=look.class_id,
                    count=look.count, note=look.note, said_at=look.at, at=books.at,
                    audience=OFFICE_AUDIENCE,
                )
            )  # fmt: skip
