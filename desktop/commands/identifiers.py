"""Identifiers of pupils: nobody has one that is somebody else's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Detail
from desktop.commands.pupil import Pupil
from desktop.models.people import Enrolment, Student, StudentCare
from desktop.models.school import SchoolClass

_OF_STUDENT: Final = ("code", "moet_id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pupil with the identifiers that the line shall have; `seen` as it was read."""

    student_id: UUID
    pupil: Pupil
    seen: Pupil | None = None

    def fresh(self, name: str) -> str:
        """An identifier that the command brings; empty where it was there before."""
        value: str = getattr(self.pupil, name)
        return "" if self.seen is not None and getattr(self.seen, name) == value else value


@dataclass(frozen=True, slots=True)
class _Owner:
    student_id: UUID
    name: str
    class_name: str


def doubled(
    books: Books, wanted: Iterable[Wanted], school_class: SchoolClass, moving: Collection[UUID] = ()
) -> list[Detail]:
    """Identifiers that another pupil of this year has already; `moving` give theirs up.

    Of citizens' numbers only those count that lie here: elsewhere the server decides (sync.md 26).
    """
    wanted = list(wanted)
    rest = frozenset(moving) | {one.student_id for one in wanted}
    bad = []
    for names, taken in (
        (_OF_STUDENT, _identifiers(books, school_class.school_year_id, rest)),
        (("citizen_id",), _citizen_ids(books, wanted, rest)),
    ):
        for one in wanted:
            for name in names:
                value: str = getattr(one.pupil, name)
                owner = taken.get(value)
                if value and owner and owner.student_id != one.student_id and one.fresh(name):
                    bad.append(_told(one, value, owner))
                if value:
                    taken[value] = _Owner(one.student_id, one.pupil.full_name, school_class.name)
    return bad


def _told(one: Wanted, value: str, owner: _Owner) -> Detail:
    where = f", lớp {owner.class_name}" if owner.class_name else ""
    return Detail(
        Code.INVALID,
        f"Mã {value} của {one.pupil.full_name} đã là mã của {owner.name}{where}. "
        "Đối chiếu hồ sơ rồi sửa mã, hoặc chuyển lớp cho em đó.",
        student_id=owner.student_id,
    )


def _identifiers(books: Books, school_year_id: UUID, rest: Collection[UUID]) -> dict[str, _Owner]:
    """Identifier -> who has it, over all classes of a year that lie here."""
    found: dict[str, _Owner] = {}
    rows = books.session.execute(
        select(Student.id, Student.full_name, Student.code, Student.moet_id, SchoolClass.name)
        .join(Enrolment, Enrolment.student_id == Student.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(SchoolClass.school_year_id == school_year_id)
    )
    for student_id, name, code, moet_id, class_name in rows:
        if student_id in rest:
            continue
        for value in filter(None, (code, moet_id)):
            found[value] = _Owner(student_id, name, class_name)
    return found


def _citizen_ids(
    books: Books, wanted: Iterable[Wanted], rest: Collection[UUID]
) -> dict[str, _Owner]:
    """Citizen's number -> pupil, of the whole school; read only when one is brought.

    The column is sealed on the server: the numbers cannot be asked for, they are all opened.
    """
    if not any(one.fresh("citizen_id") for one in wanted):
        return {}
    rows = books.session.execute(
        select(StudentCare.student_id, StudentCare.citizen_id, Student.full_name).join(
            Student, Student.id == StudentCare.student_id
        )
    )
    return {
        number: _Owner(student_id, name, "")
        for student_id, number, name in rows
        if number and student_id not in rest
    }
