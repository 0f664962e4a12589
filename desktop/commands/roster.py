"""The pupils of a class: an import or an edit is one command, undoable as a whole."""

from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.commands.pupil import (
    CARE_FIELDS,
    Pupil,
    PupilRows,
    load_pupils,
    remove_pupil,
    write_pupil,
)
from desktop.commands.shelves import class_of
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.rules.permissions import Capability, Person, Place, may


class NewPupil(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pupil who joins the list; without an id, the id follows from the command."""

    pupil: Pupil
    student_id: UUID | None = None


class PupilChange(msgspec.Struct, frozen=True):
    """A pupil's line as it shall stand, and as its author saw it."""

    student_id: UUID
    pupil: Pupil
    seen: Pupil


class UpdateRoster(Command, frozen=True, tag="update_roster"):
    """Add, change and take out pupils of one class; `source` names the file it came from."""

    TITLE: ClassVar[str] = "Cập nhật danh sách lớp"
    class_id: UUID
    add: tuple[NewPupil, ...] = ()
    change: tuple[PupilChange, ...] = ()
    take_out: tuple[PupilChange, ...] = ()  # entered by mistake; `pupil` is not used
    source: str = ""

    def check(self, books: Books, by: Person) -> None:
        """Right, names, doubles, lines as they were seen, and nobody with marks taken out."""
        school_class = class_of(books, self.class_id)
        place = Place(class_id=self.class_id)
        require(books, by, Capability.ROSTER_EDIT, place)
        if self._touches_care() and not may(by, Capability.CARE_EDIT, place, books.today):
            require(books, by, Capability.CARE_EDIT, place)
        rows = load_pupils(books, self.class_id)
        bad = [
            *_bad_names([n.pupil for n in self.add] + [c.pupil for c in self.change]),
            *_doubles(books, self, school_class),
            *_conflicts((*self.change, *self.take_out), rows),
            *_with_entries(books, self.take_out),
        ]
        if bad:
            lines = len(self.add) + len(self.change) + len(self.take_out)
            raise Refused(bad[0].code, summary(bad, lines).replace("ô", "dòng"), bad)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write pupils, their care and their enrolments."""
        rows = load_pupils(books, self.class_id)
        for new, student_id in zip(self.add, self.new_ids(books.command_id), strict=True):
            write_pupil(books, self.class_id, student_id, new.pupil, rows)
        for change in self.change:
            write_pupil(books, self.class_id, change.student_id, change.pupil, rows)
        for change in self.take_out:
            remove_pupil(books, change.student_id, rows)

    def new_ids(self, own_id: UUID) -> tuple[UUID, ...]:
        """The ids that the added pupils get."""
        return tuple(
            new.student_id or derived_id(own_id, f"student/{n}") for n, new in enumerate(self.add)
        )

    def inverse(self, own_id: UUID) -> "UpdateRoster":
        """The list as it was."""
        added = zip(self.new_ids(own_id), self.add, strict=True)
        return UpdateRoster(
            class_id=self.class_id,
            add=tuple(NewPupil(c.seen, c.student_id) for c in self.take_out),
            change=tuple(PupilChange(c.student_id, c.seen, c.pupil) for c in self.change),
            take_out=tuple(PupilChange(i, n.pupil, n.pupil) for i, n in added),
        )

    def _touches_care(self) -> bool:
        fresh = Pupil(full_name="")
        pairs = [(n.pupil, fresh) for n in self.add] + [(c.pupil, c.seen) for c in self.change]
        return any(getattr(new, f) != getattr(old, f) for new, old in pairs for f in CARE_FIELDS)


def _bad_names(pupils: list[Pupil]) -> list[Detail]:
    if all(pupil.full_name.strip() for pupil in pupils):
        return []
    return [Detail(Code.INVALID, "Có dòng chưa có họ và tên. Ghi họ và tên rồi làm lại.")]


def _doubles(books: Books, command: UpdateRoster, school_class: SchoolClass) -> list[Detail]:
    """Identifiers that another pupil of this year has already."""
    ids = command.new_ids(books.command_id)
    wanted = [(i, new.pupil) for i, new in zip(ids, command.add, strict=True)]
    wanted += [(c.student_id, c.pupil) for c in command.change]
    moving = {c.student_id for c in (*command.change, *command.take_out)}
    everywhere = _identifiers(books, school_class.school_year_id)
    taken = {value: who for value, who in everywhere.items() if who[0] not in moving}
    bad = []
    for student_id, pupil in wanted:
        for value in filter(None, (pupil.code, pupil.moet_id)):
            owner = taken.get(value)
            if owner and owner[0] != student_id:
                sentence = (
                    f"Mã {value} của {pupil.full_name} đã là mã của {owner[1]}, lớp {owner[2]}. "
                    "Đối chiếu hồ sơ rồi sửa mã, hoặc chuyển lớp cho em đó."
                )
                bad.append(Detail(Code.INVALID, sentence, student_id=owner[0]))
            taken[value] = (student_id, pupil.full_name, school_class.name)
    return bad


def _identifiers(books: Books, school_year_id: UUID) -> dict[str, tuple[UUID, str, str]]:
    """Identifier -> (pupil, name, class) over all classes of a year that lie here."""
    found: dict[str, tuple[UUID, str, str]] = {}
    rows = books.session.execute(
        select(Student.id, Student.full_name, Student.code, Student.moet_id, SchoolClass.name)
        .join(Enrolment, Enrolment.student_id == Student.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(SchoolClass.school_year_id == school_year_id)
    )
    for student_id, name, code, moet_id, class_name in rows:
        for value in filter(None, (code, moet_id)):
            found[value] = (student_id, name, class_name)
    return found


def _conflicts(changes: tuple[PupilChange, ...], rows: PupilRows) -> list[Detail]:
    bad = []
    for change in changes:
        current = rows.pupil(change.student_id)
        if current is None:
            sentence = f"{change.seen.full_name} không còn trong danh sách lớp. Mở lại để xem."
            bad.append(Detail(Code.MISSING, sentence, student_id=change.student_id))
        elif current not in (change.seen, change.pupil):
            sentence = (
                f"Dòng của {current.full_name} đã được đổi từ lúc mở. "
                "Phần vừa nhập chưa ghi; mở lại để xem rồi nhập tiếp."
            )
            bad.append(Detail(Code.CONFLICT, sentence, student_id=change.student_id))
    return bad


def _with_entries(books: Books, changes: tuple[PupilChange, ...]) -> list[Detail]:
    """Pupils who have marks, comments or conduct cannot be taken out as a mistake."""
    ids = [change.student_id for change in changes]
    used: set[UUID] = set()
    for table in (MarkRow, Comment, Conduct):
        column = table.student_id
        used |= set(books.session.scalars(select(column).where(column.in_(ids)).distinct()))
    return [
        Detail(
            Code.IN_USE,
            f"{change.seen.full_name} đã có điểm hoặc nhận xét nên không xóa khỏi danh sách được. "
            "Nếu em chuyển đi hoặc thôi học, ghi ngày và lí do.",
            student_id=change.student_id,
        )
        for change in changes
        if change.student_id in used
    ]
