"""What a class list holds of a pupil, and how it lies in the tables."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.rules.names import nfc
from desktop.rules.permissions import AudienceKind, audience


class Parent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Father, mother or guardian."""

    full_name: str = ""
    occupation: str = ""
    phone: str = ""
    email: str = ""


class Pupil(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that the class list holds of a pupil; identifiers are text, zeros kept.

    `sex` is "nam", "nu" or "". The fields from `citizen_id` on are the class's care (D-2) and
    need the right to edit it.
    """

    full_name: str
    birth_date: date | None = None
    sex: str = ""
    code: str = ""
    moet_id: str = ""
    joined_on: date | None = None
    came_from: str = ""
    left_on: date | None = None
    leave_reason: str = ""
    citizen_id: str = ""
    birth_place: str = ""
    ethnicity: str = ""
    priority_group: str = ""
    address: str = ""
    phone: str = ""
    note: str = ""
    father: Parent = Parent()
    mother: Parent = Parent()
    guardian: Parent = Parent()


CARE_FIELDS: Final = (
    "citizen_id", "birth_place", "ethnicity", "priority_group", "address", "phone", "note",
    "father", "mother", "guardian",
)  # fmt: skip


RELATIONS: Final = ("father", "mother", "guardian")
_STUDENT: Final = ("full_name", "birth_date", "sex", "code", "moet_id")
_ENROLMENT: Final = ("joined_on", "came_from", "left_on", "leave_reason")
_CARE: Final = (
    "citizen_id",
    "birth_place",
    "ethnicity",
    "priority_group",
    "address",
    "phone",
    "note",
)
_PARENT: Final = ("full_name", "occupation", "phone", "email")


class PupilRows(msgspec.Struct):
    """The rows of the pupils of one class, by pupil."""

    students: dict[UUID, Student]
    enrolments: dict[UUID, Enrolment]
    care: dict[UUID, StudentCare]
    guardians: dict[tuple[UUID, str], Guardian]

    def pupil(self, student_id: UUID) -> Pupil | None:
        """The pupil's line as commands carry it; None when not in the class."""
        student, enrolment = self.students.get(student_id), self.enrolments.get(student_id)
        if student is None or enrolment is None:
            return None
        care = self.care.get(student_id)
        fields = {
            **{name: getattr(student, name) for name in _STUDENT},
            **{name: getattr(enrolment, name) for name in _ENROLMENT},
            **{name: getattr(care, name) for name in _CARE if care},
            **{name: _parent(self.guardians.get((student_id, name))) for name in RELATIONS},
        }
        return Pupil(**fields)


def _parent(row: Guardian | None) -> Parent:
    return Parent(**{name: getattr(row, name) for name in _PARENT}) if row else Parent()


def load_pupils(books: Books, class_id: UUID) -> PupilRows:
    """The rows of a class: one SELECT a table (sync.md 33)."""
    session = books.session
    enrolled = session.scalars(select(Enrolment).where(Enrolment.class_id == class_id)).all()
    ids = select(Enrolment.student_id).where(Enrolment.class_id == class_id)
    students = session.scalars(select(Student).where(Student.id.in_(ids)))
    care = session.scalars(select(StudentCare).where(StudentCare.student_id.in_(ids)))
    guardians = session.scalars(select(Guardian).where(Guardian.student_id.in_(ids)))
    return PupilRows(
        students={row.id: row for row in students},
        enrolments={row.student_id: row for row in enrolled},
        care={row.student_id: row for row in care},
        guardians={(row.student_id, row.relation): row for row in guardians},
    )


def write_pupil(
    books: Books, class_id: UUID, student_id: UUID, pupil: Pupil, rows: PupilRows
) -> None:
    """Make or change the rows of one pupil; text is NFC from here on."""
    in_class, in_care = (audience(k, class_id) for k in (AudienceKind.CLASS, AudienceKind.CARE))
    student = rows.students.get(student_id)
    if student is None:
        student = Student(id=student_id, full_name="", audience=in_class)
        books.session.add(student)
    _copy(pupil, student, _STUDENT)
    enrolment = rows.enrolments.get(student_id)
    if enrolment is None:
        enrolment = Enrolment(student_id=student_id, class_id=class_id, audience=in_class)
        books.session.add(enrolment)
    _copy(pupil, enrolment, _ENROLMENT)
    care = rows.care.get(student_id)
    if care is None and any(getattr(pupil, name) for name in _CARE):
        care = StudentCare(student_id=student_id, audience=in_care)
        books.session.add(care)
    if care is not None:
        _copy(pupil, care, _CARE)
    for relation in RELATIONS:
        _write_parent(books, (student_id, relation), getattr(pupil, relation), rows, in_care)


def _write_parent(
    books: Books, who: tuple[UUID, str], parent: Parent, rows: PupilRows, in_care: UUID
) -> None:
    row = rows.guardians.get(who)
    if parent == Parent():
        if row is not None:
            books.session.delete(row)
        return
    if row is None:
        row = Guardian(student_id=who[0], relation=who[1], full_name="", audience=in_care)
        books.session.add(row)
    _copy(parent, row, _PARENT)


def _copy(source: Pupil | Parent, row: object, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(source, name)
        value = nfc(value) if isinstance(value, str) else value
        if getattr(row, name) != value:
            setattr(row, name, value)


def remove_pupil(books: Books, student_id: UUID, rows: PupilRows) -> None:
    """Delete the rows of a pupil who was entered by mistake."""
    gone = [
        rows.students.get(student_id),
        rows.enrolments.get(student_id),
        rows.care.get(student_id),
        *(rows.guardians.get((student_id, relation)) for relation in RELATIONS),
    ]
    for row in gone:
        if row is not None:
            books.session.delete(row)
