"""Editing a pupil's profile field by field: two people in different fields do not meet."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.enrolled import require_pupil
from desktop.commands.gradebook import summary
from desktop.commands.identifiers import Wanted, doubled
from desktop.commands.pupil import Pupil, text_of, unfit_values, with_text
from desktop.commands.pupil_rows import load_pupils, write_pupil
from desktop.models.people import Enrolment
from desktop.rules.names import nfc
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.profile import ProfileField


class FieldChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field as it shall stand and as its author saw it; dates as yyyy-mm-dd.

    `after` is the author's own unanswered command that wrote the seen value (sync.md 22).
    """

    field: ProfileField
    value: str = ""
    seen: str = ""
    after: UUID | None = None


class EditProfile(Command, frozen=True, tag="edit_profile"):
    """Change fields of one pupil's profile; the class is that in which the pupil is now."""

    TITLE: ClassVar[str] = "Sửa hồ sơ học sinh"
    class_id: UUID
    student_id: UUID
    changes: tuple[FieldChange, ...]

    def check(self, books: Books, by: Person) -> None:
        """The right to each field, values that fit, identifiers of one's own, fields as seen."""
        where = require_pupil(books, self.class_id, self.student_id)
        place = Place(class_id=self.class_id)
        require(books, by, Capability.ROSTER_EDIT, place)
        if any(change.field.is_care for change in self.changes):
            require(books, by, Capability.CARE_EDIT, place)
        current = self._current(books)
        wanted = self._written(current)
        bad = [
            *unfit_values(self.student_id, wanted, current, books.today),
            *doubled(books, [Wanted(self.student_id, wanted, current)], where.school_class),
            *self._conflicts(books, current),
        ]
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.changes), "mục"), bad)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the fields; a new name also stands in the books of earlier classes."""
        rows = load_pupils(books, self.class_id, [self.student_id])
        current = rows.pupil(self.student_id)
        if current is None:
            return
        wanted = self._written(current)
        write_pupil(books, self.student_id, wanted, rows, current)
        if any(not change.field.is_care for change in self.changes):
            self._tell_older_books(books, wanted)

    def inverse(self, own_id: UUID) -> "EditProfile":
        """The fields before."""
        back = tuple(
            FieldChange(c.field, value=c.seen, seen=c.value, after=own_id) for c in self.changes
        )
        return msgspec.structs.replace(self, changes=back)

    def _current(self, books: Books) -> Pupil:
        found = load_pupils(books, self.class_id, [self.student_id]).pupil(self.student_id)
        return found or Pupil(full_name="")

    def _written(self, pupil: Pupil) -> Pupil:
        for change in self.changes:
            pupil = with_text(pupil, change.field, nfc(change.value.strip()))
        return pupil

    def _conflicts(self, books: Books, current: Pupil) -> Iterator[Detail]:
        for change in self.changes:
            stands = text_of(current, change.field)
            if stands not in (nfc(change.value.strip()), self._expected(books, change)):
                yield Detail(
                    Code.CONFLICT,
                    f"{change.field.label} đã được đổi từ lúc mở: trong sổ là "
                    f"{stands or 'để trống'}. Giá trị vừa nhập được giữ lại để chọn.",
                    student_id=self.student_id,
                )

    def _expected(self, books: Books, change: FieldChange) -> str:
        """What the author saw; if the own command that wrote it was refused, what that one saw."""
        expected, after = change.seen, change.after
        while after is not None:
            row = journal.find(books.session, after)
            known = row is not None and row.settled != journal.ERASED
            turned_down = row is not None and known and row.state in {"refused", "failed"}
            earlier = journal.command_of(row) if row and turned_down else None
            if not isinstance(earlier, EditProfile) or earlier.student_id != self.student_id:
                return expected
            same = [one for one in earlier.changes if one.field == change.field]
            if not same:
                return expected
            expected, after = same[0].seen, same[0].after
        return expected

    def _tell_older_books(self, books: Books, pupil: Pupil) -> None:
        """The names that earlier classes keep (sync.md 27) are those of today."""
        kept = books.session.scalars(
            select(Enrolment).where(
                Enrolment.student_id == self.student_id, Enrolment.book_name != ""
            )
        )
        for row in kept:
            keep_in_book(row, pupil)


def keep_in_book(row: Enrolment, pupil: Pupil) -> None:
    """What stays readable in a class that the pupil has left for another."""
    row.book_name, row.book_birth_date, row.book_sex = pupil.full_name, pupil.birth_date, pupil.sex
    row.book_code, row.book_moet_id = pupil.code, pupil.moet_id
