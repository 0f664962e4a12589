"""What goes with a pupil from class to class: who may hold it changes, the rows stay the same."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.models.consents import Consent, ConsentProof
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.models.profile import Paper, PolicyGroup, StudentPhoto
from desktop.models.transfers import Transfer
from desktop.rules.permissions import AudienceKind, audience

_OF_CLASS: Final[tuple[tuple[Any, Any], ...]] = (
    (Student, Student.id),
    (Consent, Consent.student_id),
)
_OF_CARE: Final[tuple[tuple[Any, Any], ...]] = (
    (StudentCare, StudentCare.student_id),
    (Guardian, Guardian.student_id),
    (PolicyGroup, PolicyGroup.student_id),
    (StudentPhoto, StudentPhoto.student_id),
    (Paper, Paper.student_id),
    (ConsentProof, ConsentProof.student_id),
    (Transfer, Transfer.student_id),
)


def hand_over(books: Books, pupils: Collection[UUID], class_id: UUID) -> None:
    """From now on the pupils' own rows lie with that class (sync.md 27).

    Their names stay readable in the class where they lay before: see `keep_names`.
    """
    for tables, kind in ((_OF_CLASS, AudienceKind.CLASS), (_OF_CARE, AudienceKind.CARE)):
        lies_in = audience(kind, class_id)
        for table, key in tables:
            for row in books.session.scalars(select(table).where(key.in_(list(pupils)))):
                row.audience = lies_in


def keep_names(books: Books, pupils: Collection[UUID], class_id: UUID) -> None:
    """Write into the class's own book who the pupils are, before their rows go on."""
    rows = books.session.execute(
        select(Enrolment, Student)
        .join(Student, Student.id == Enrolment.student_id)
        .where(Enrolment.class_id == class_id, Enrolment.student_id.in_(list(pupils)))
    )
    for enrolment, student in rows:
        enrolment.book_name, enrolment.book_birth_date = student.full_name, student.birth_date
        enrolment.book_sex = student.sex
        enrolment.book_code, enrolment.book_moet_id = student.code, student.moet_id


def forget_names(row: Enrolment) -> None:
    """The pupil's rows are back with this class: its book needs no names of its own."""
    row.book_name = row.book_sex = row.book_code = row.book_moet_id = ""
    row.book_birth_date = None
