"""Who is in a class now: what every command about one pupil asks first."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Refused
from desktop.commands.shelves import class_of
from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.rules.permissions import AudienceKind, audience


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A pupil with the enrolment in a class that holds the pupil's own rows."""

    student: Student
    enrolment: Enrolment
    school_class: SchoolClass

    @property
    def care(self) -> UUID:
        """The audience of what only the class's carers may know."""
        return audience(AudienceKind.CARE, self.school_class.id)


def require_pupil(books: Books, class_id: UUID, student_id: UUID) -> Enrolled:
    """The pupil in that class, also one who has left the school from it; or Refused(MISSING)."""
    school_class = class_of(books, class_id)
    found = books.session.execute(
        select(Student, Enrolment)
        .join(Enrolment, Enrolment.student_id == Student.id)
        .where(Enrolment.class_id == class_id, Enrolment.student_id == student_id)
    ).first()
    if found is None or found[0].audience != audience(AudienceKind.CLASS, class_id):
        raise Refused(
            Code.MISSING,
            f"Em này không còn trong danh sách lớp {school_class.name}. Phần vừa nhập chưa ghi; "
            "mở lại danh sách để tìm em ở lớp hiện nay.",
        )
    return Enrolled(found[0], found[1], school_class)
