"""How a pupil's line lies in the tables: with the class, with its care, with the enrolment."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.pupil import (
    ALL_FIELDS,
    CARE_TEXTS,
    ENROLMENT_FIELDS,
    PARENT_FIELDS,
    RELATIONS,
    STUDENT_FIELDS,
    Parent,
    Pupil,
)
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.models.profile import PolicyGroup, StudentPhoto
from desktop.rules.names import nfc
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.policy_groups import join_groups, split_groups

_NOBODY: Final = Parent()


@dataclass(slots=True)
class PupilRows:
    """The rows of the pupils of one class, by pupil."""

    class_id: UUID
    today: date
    students: dict[UUID, Student]
    enrolments: dict[UUID, Enrolment]
    care: dict[UUID, StudentCare]
    guardians: dict[tuple[UUID, str], Guardian]
    groups: dict[UUID, list[PolicyGroup]]

    def pupil(self, student_id: UUID) -> Pupil | None:
        """The pupil's line as commands carry it; None when not in the class."""
        student, enrolment = self.students.get(student_id), self.enrolments.get(student_id)
        if student is None or enrolment is None:
            return None
        care = self.care.get(student_id)
        fields: dict[str, Any] = {
            **{name: getattr(student, name) for name in STUDENT_FIELDS},
            **{name: getattr(enrolment, name) for name in ENROLMENT_FIELDS},
            **{name: getattr(care, name) for name in CARE_TEXTS if care},
            **{name: parent_of(self.guardians.get((student_id, name))) for name in RELATIONS},
            "priority_group": group_names(self.groups.get(student_id, ()), self.today),
        }
        return Pupil(**fields)

    def documented(self, student_id: UUID, without: str) -> list[PolicyGroup]:
        """The groups in force with a document that a text of groups leaves out."""
        named = split_groups(without)
        return [
            group
            for group in self.groups.get(student_id, ())
            if in_force(group, self.today) and group.document and group.name not in named
        ]

    def went_on(self, student_id: UUID) -> bool:
        """Whether the pupil's own rows lie with another class by now."""
        student = self.students.get(student_id)
        return student is not None and student.audience != audience(
            AudienceKind.CLASS, self.class_id
        )


def parent_of(row: Guardian | None) -> Parent:
    """A guardian's row as commands carry it."""
    return Parent(**{name: getattr(row, name) for name in PARENT_FIELDS}) if row else _NOBODY


def in_force(group: PolicyGroup, day: date) -> bool:
    """Whether the pupil belongs to the group on that day."""
    begun = group.from_day is None or group.from_day <= day
    return begun and (group.to_day is None or group.to_day >= day)


def group_names(groups: Iterable[PolicyGroup], day: date) -> str:
    """The names of the groups in force, in the order of the official list."""
    return join_groups(tuple(group.name for group in groups if in_force(group, day)))


def load_pupils(books: Books, class_id: UUID, only: Collection[UUID] | None = None) -> PupilRows:
    """The rows of a class, or of some of its pupils: one SELECT a table (sync.md 33)."""
    session = books.session
    wanted = Enrolment.class_id == class_id
    if only is not None:
        wanted &= Enrolment.student_id.in_(list(only))
    enrolled = session.scalars(select(Enrolment).where(wanted)).all()
    ids = select(Enrolment.student_id).where(wanted)
    students = session.scalars(select(Student).where(Student.id.in_(ids)))
    care = session.scalars(select(StudentCare).where(StudentCare.student_id.in_(ids)))
    guardians = session.scalars(select(Guardian).where(Guardian.student_id.in_(ids)))
    groups: dict[UUID, list[PolicyGroup]] = defaultdict(list)
    for group in session.scalars(
        select(PolicyGroup).where(PolicyGroup.student_id.in_(ids)).order_by(PolicyGroup.id)
    ):
        groups[group.student_id].append(group)
    return PupilRows(
        class_id=class_id,
        today=books.today,
        students={row.id: row for row in students},
        enrolments={row.student_id: row for row in enrolled},
        care={row.student_id: row for row in care},
        guardians={(row.student_id, row.relation): row for row in guardians},
        groups=groups,
    )


def write_pupil(
    books: Books, student_id: UUID, pupil: Pupil, rows: PupilRows, seen: Pupil | None = None
) -> None:
    """Make or change the rows of one pupil; text is NFC from here on.

    With `seen` only the fields that differ from it are written, so that what somebody else
    changed meanwhile in other fields stays.
    """
    fields = {
        name for name in ALL_FIELDS if seen is None or getattr(pupil, name) != getattr(seen, name)
    }
    in_class, in_care = (
        audience(k, rows.class_id) for k in (AudienceKind.CLASS, AudienceKind.CARE)
    )
    student = rows.students.get(student_id)
    if student is None:
        student = Student(id=student_id, full_name="", audience=in_class)
        books.session.add(student)
    _copy(pupil, student, STUDENT_FIELDS, fields)
    enrolment = rows.enrolments.get(student_id)
    if enrolment is None:
        enrolment = Enrolment(student_id=student_id, class_id=rows.class_id, audience=in_class)
        books.session.add(enrolment)
    _copy(pupil, enrolment, ENROLMENT_FIELDS, fields)
    care = rows.care.get(student_id)
    if care is None and any(getattr(pupil, name) for name in CARE_TEXTS if name in fields):
        care = StudentCare(student_id=student_id, audience=in_care)
        books.session.add(care)
    if care is not None:
        _copy(pupil, care, CARE_TEXTS, fields)
    for relation in RELATIONS:
        if relation in fields:
            before = getattr(seen, relation) if seen else _NOBODY
            pair = getattr(pupil, relation), before
            _write_parent(books, (student_id, relation), pair, rows, in_care)
    if "priority_group" in fields:
        _write_groups(books, student_id, pupil.priority_group, rows, in_care)


def _write_parent(
    books: Books, who: tuple[UUID, str], change: tuple[Parent, Parent], rows: PupilRows,
    in_care: UUID,
) -> None:  # fmt: skip
    """Of a parent too only what differs from what was seen is written."""
    parent, seen = change
    row = rows.guardians.get(who)
    if row is None:
        if parent == _NOBODY:
            return
        row = Guardian(student_id=who[0], relation=who[1], full_name="", audience=in_care)
        books.session.add(row)
    fields = {name for name in PARENT_FIELDS if getattr(parent, name) != getattr(seen, name)}
    _copy(parent, row, PARENT_FIELDS, fields)
    if parent_of(row) == _NOBODY:
        if row in books.session.new:
            books.session.expunge(row)
        else:
            books.session.delete(row)


def _write_groups(
    books: Books, student_id: UUID, text: str, rows: PupilRows, in_care: UUID
) -> None:
    """The groups in force become those that the text names; one with a document stays."""
    wanted = {nfc(name) for name in split_groups(text)}
    standing = [g for g in rows.groups.get(student_id, ()) if in_force(g, books.today)]
    for group in standing:
        if group.name not in wanted and not group.document:
            books.session.delete(group)
    for name in sorted(wanted - {group.name for group in standing}):
        row = PolicyGroup(
            id=books.derive(f"policy/{student_id}/{name}"), student_id=student_id, name=name,
            audience=in_care,
        )  # fmt: skip
        books.session.add(row)


def _copy(
    source: Pupil | Parent, row: object, names: tuple[str, ...], fields: Collection[str]
) -> None:
    for name in names:
        if name not in fields:
            continue
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
        *rows.groups.get(student_id, ()),
        books.session.get(StudentPhoto, student_id),
    ]
    for row in gone:
        if row is not None:
            books.session.delete(row)
