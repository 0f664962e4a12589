"""Classes of a school year."""

from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Refused, require
from desktop.models.people import Enrolment
from desktop.models.school import Course, SchoolClass, SchoolYear
from desktop.rules.names import nfc
from desktop.rules.permissions import SCHOOL, SCHOOL_AUDIENCE, Capability, Person


class ClassFacts(msgspec.Struct, frozen=True):
    """A class: grade and name."""

    grade: int
    name: str


class AddClasses(Command, frozen=True, tag="add_classes"):
    """Add classes to a school year."""

    TITLE: ClassVar[str] = "Thêm lớp"
    school_year_id: UUID
    classes: tuple[ClassFacts, ...]

    def ids(self, own_id: UUID) -> tuple[UUID, ...]:
        """The ids that the classes get."""
        return tuple(derived_id(own_id, f"class/{n}") for n in range(len(self.classes)))

    def check(self, books: Books, by: Person) -> None:
        """The right, the year, and names that are free in it."""
        require(books, by, Capability.COURSE_EDIT, SCHOOL)
        if books.session.get(SchoolYear, self.school_year_id) is None:
            raise Refused(Code.MISSING, "Năm học này không còn trong sổ. Chọn lại năm học.")
        taken = set(_class_names(books, self.school_year_id))
        for facts in self.classes:
            _require_class(facts, taken)
            taken.add(facts.name)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the classes."""
        for class_id, facts in zip(self.ids(books.command_id), self.classes, strict=True):
            books.session.add(
                SchoolClass(
                    id=class_id, school_year_id=self.school_year_id, grade=facts.grade,
                    name=nfc(facts.name), audience=SCHOOL_AUDIENCE,
                )
            )  # fmt: skip


class EditClass(Command, frozen=True, tag="edit_class"):
    """Change a class's grade and name, or with `facts` None remove a class without pupils."""

    TITLE: ClassVar[str] = "Sửa lớp"
    class_id: UUID
    facts: ClassFacts | None

    def check(self, books: Books, by: Person) -> None:
        """The right, a free name, and nobody in a class that is removed."""
        require(books, by, Capability.COURSE_EDIT, SCHOOL)
        row = self._row(books)
        if self.facts is not None:
            names = _class_names(books, row.school_year_id)
            _require_class(self.facts, {name for name in names if name != row.name})
            return
        pupils = select(Enrolment.student_id).where(Enrolment.class_id == self.class_id)
        courses = select(Course.id).where(Course.class_id == self.class_id)
        if any(books.session.scalar(query.limit(1)) is not None for query in (pupils, courses)):
            raise Refused(
                Code.IN_USE,
                f"Lớp {row.name} còn học sinh hoặc lớp–môn nên không xóa được. "
                "Chuyển học sinh và bỏ phân công môn trước.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Change or remove the class."""
        row = self._row(books)
        if self.facts is None:
            books.session.delete(row)
        else:
            row.grade, row.name = self.facts.grade, nfc(self.facts.name)

    def _row(self, books: Books) -> SchoolClass:
        row = books.session.get(SchoolClass, self.class_id)
        if row is None:
            raise Refused(Code.MISSING, "Lớp này không còn trong sổ. Mở lại danh sách lớp.")
        return row


def _class_names(books: Books, school_year_id: UUID) -> list[str]:
    return list(
        books.session.scalars(
            select(SchoolClass.name).where(SchoolClass.school_year_id == school_year_id)
        )
    )


def _require_class(facts: ClassFacts, taken: set[str]) -> None:
    if not facts.name.strip() or not 1 <= facts.grade <= 12:  # noqa: PLR2004 - grades of school
        raise Refused(Code.INVALID, "Lớp cần có tên và khối từ 1 đến 12. Xem lại rồi lưu.")
    if nfc(facts.name) in taken:
        raise Refused(Code.CONFLICT, f"Năm học này đã có lớp {facts.name}. Chọn tên khác.")
