"""Subjects and subject teams of the school."""

from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Refused, require
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.school import Course, Subject, Team
from desktop.rules.names import nfc
from desktop.rules.permissions import SCHOOL, SCHOOL_AUDIENCE, Capability, Person
from desktop.rules.terms import Assessment


class SubjectFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """A subject; see models.school.Subject."""

    code: str
    name: str
    short_name: str
    assessment: Assessment
    position: int
    ranked: bool = True
    team_id: UUID | None = None


class AddSubjects(Command, frozen=True, tag="add_subjects"):
    """Add subjects, usually the presets of the school's level (G-4, G-5)."""

    TITLE: ClassVar[str] = "Thêm môn học"
    subjects: tuple[SubjectFacts, ...]

    def ids(self, own_id: UUID) -> tuple[UUID, ...]:
        """The ids that the subjects get."""
        return tuple(derived_id(own_id, f"subject/{n}") for n in range(len(self.subjects)))

    def check(self, books: Books, by: Person) -> None:
        """The right, and codes that are free."""
        require(books, by, Capability.COURSE_EDIT, SCHOOL)
        taken = set(books.session.scalars(select(Subject.code)))
        for facts in self.subjects:
            if not facts.name.strip() or not facts.code.strip():
                raise Refused(Code.INVALID, "Môn nào cũng cần tên và mã. Ghi đủ rồi lưu lại.")
            if facts.code in taken:
                raise Refused(Code.CONFLICT, f"Môn có mã {facts.code} đã có. Chọn mã khác.")
            taken.add(facts.code)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the subjects."""
        for subject_id, facts in zip(self.ids(books.command_id), self.subjects, strict=True):
            row = Subject(
                id=subject_id, code=facts.code, name="", short_name="", assessment="",
                position=0, audience=SCHOOL_AUDIENCE,
            )  # fmt: skip
            _fill_subject(row, facts)
            books.session.add(row)


class EditSubject(Command, frozen=True, tag="edit_subject"):
    """Change a subject; its way of assessment only while it has no marks."""

    TITLE: ClassVar[str] = "Sửa môn học"
    subject_id: UUID
    facts: SubjectFacts

    def check(self, books: Books, by: Person) -> None:
        """The right, and no marks that another way of assessment would strand."""
        require(books, by, Capability.COURSE_EDIT, SCHOOL)
        row = self._row(books)
        if row.assessment != self.facts.assessment.value and _has_marks(books, self.subject_id):
            raise Refused(
                Code.IN_USE,
                f"Môn {row.name} đã có điểm hoặc mức nên không đổi cách đánh giá được. "
                "Thêm một môn mới cho năm học sau.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the facts."""
        _fill_subject(self._row(books), self.facts)

    def _row(self, books: Books) -> Subject:
        row = books.session.get(Subject, self.subject_id)
        if row is None:
            raise Refused(Code.MISSING, "Môn này không còn trong sổ. Mở lại danh sách môn.")
        return row


class AddTeams(Command, frozen=True, tag="add_teams"):
    """Add subject teams."""

    TITLE: ClassVar[str] = "Thêm tổ chuyên môn"
    names: tuple[str, ...]

    def ids(self, own_id: UUID) -> tuple[UUID, ...]:
        """The ids that the teams get."""
        return tuple(derived_id(own_id, f"team/{n}") for n in range(len(self.names)))

    def check(self, books: Books, by: Person) -> None:
        """The right, and names that are free."""
        require(books, by, Capability.STAFF_EDIT, SCHOOL)
        taken = set(books.session.scalars(select(Team.name)))
        if not all(name.strip() for name in self.names) or taken & set(self.names):
            raise Refused(Code.INVALID, "Tên tổ để trống hoặc đã có. Xem lại tên tổ.")

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the teams."""
        for team_id, name in zip(self.ids(books.command_id), self.names, strict=True):
            books.session.add(Team(id=team_id, name=nfc(name), audience=SCHOOL_AUDIENCE))


def _fill_subject(row: Subject, facts: SubjectFacts) -> None:
    row.code, row.name, row.short_name = facts.code, nfc(facts.name), nfc(facts.short_name)
    row.assessment, row.position = facts.assessment.value, facts.position
    row.ranked, row.team_id = facts.ranked, facts.team_id


def _has_marks(books: Books, subject_id: UUID) -> bool:
    courses = select(Course.id).where(Course.subject_id == subject_id)
    marks = select(MarkRow.student_id).where(MarkRow.course_id.in_(courses)).limit(1)
    return books.session.scalar(marks) is not None
