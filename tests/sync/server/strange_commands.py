"""Commands that no client has: they meet what a real one meets once in years."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import text

from desktop.commands.books import Books
from desktop.commands.command import Command
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Staff
from desktop.models.school import Team
from desktop.rules.permissions import SCHOOL_AUDIENCE, Person


def anybody_may(self: Command, books: Books, by: Person) -> None:
    """The check of all of them."""


class PointNowhere(Command, frozen=True, tag="point_nowhere_for_test"):
    """A mark of a pupil who is not there: the foreign key finds out, late."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    course_id: UUID

    def apply(self, books: Books, by: Person) -> None:
        books.session.add(
            MarkRow(
                course_id=self.course_id, term=1, column=1, student_id=UUID(int=1), tenths=50,
                entered_by=by.staff_id, entered_at=books.at, audience=self.course_id,
            )
        )  # fmt: skip


class TakeAccount(Command, frozen=True, tag="take_account_for_test"):
    """A second account of the same name: a unique constraint finds out at the flush."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    account: str

    def apply(self, books: Books, by: Person) -> None:
        books.session.add(
            Staff(
                id=books.derive("staff"), account=self.account, full_name="Người Thứ Hai",
                audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip


class Overflow(Command, frozen=True, tag="overflow_for_test"):
    """A number that the column cannot hold: a DataError."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    course_id: UUID
    student_id: UUID

    def apply(self, books: Books, by: Person) -> None:
        books.session.add(
            MarkRow(
                course_id=self.course_id, term=1, column=1, student_id=self.student_id,
                tenths=99_999, entered_by=by.staff_id, entered_at=books.at,
                audience=self.course_id,
            )
        )  # fmt: skip


class Stumble(Command, frozen=True, tag="stumble_for_test"):
    """A bug, after something was written."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    name: str

    def apply(self, books: Books, by: Person) -> None:
        books.session.add(Team(id=books.derive("team"), name=self.name, audience=SCHOOL_AUDIENCE))
        books.session.flush()
        raise ZeroDivisionError(self.name)


class Lose(Command, frozen=True, tag="lose_for_test"):
    """What the database itself meets, by its number of five letters; or the connection ends."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    sqlstate: str = ""

    def apply(self, books: Books, by: Person) -> None:
        connection = books.session.connection()
        if self.sqlstate:
            raised = f"RAISE EXCEPTION USING ERRCODE = '{self.sqlstate}'"
            connection.execute(text(f"DO $$ BEGIN {raised}; END $$"))
        else:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


class AddTeam(Command, frozen=True, tag="add_team_for_test"):
    """Something small that is always taken, for whom nobody else waits."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    name: str = ""
    audience: UUID = SCHOOL_AUDIENCE
    team_id: UUID | None = None

    def apply(self, books: Books, by: Person) -> None:
        """Make the team, put it into another audience, or with no name take it away."""
        own = self.team_id or books.derive("team")
        row = books.session.get(Team, own)
        if row is None:
            books.session.add(Team(id=own, name=self.name, audience=self.audience))
        elif self.name:
            row.name, row.audience = self.name, self.audience
        else:
            books.session.delete(row)


class Renamed(Command, frozen=True, tag="renamed_team_for_test"):
    """A command whose first form called the name a title."""

    TITLE: ClassVar[str] = "Thử"
    check = anybody_may
    UPGRADES = (lambda plain: {"kind": plain["kind"], "name": plain["title"]},)
    name: str

    def apply(self, books: Books, by: Person) -> None:
        books.session.add(Team(id=books.derive("team"), name=self.name, audience=SCHOOL_AUDIENCE))
