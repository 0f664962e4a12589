"""Carrying a pupil's year into the books of another class: marks, comments, conduct, absences.

What stands in the old class's books stays there. The copies keep who entered them when; a mark
that is settled comes as one brought in, so that only the office changes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.gradebook import revision_of
from desktop.models.attendance import Absence, AbsenceBefore
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.school import Course, SchoolClass
from desktop.queries.locks import locks_in_force
from desktop.queries.pupil_year import PupilYear, pupil_year
from desktop.rules.locks import Lock, LockKind, Shelf, kind_of_column, lock_over
from desktop.rules.marks import MarkState, required_columns
from desktop.rules.permissions import AudienceKind, Person, audience
from desktop.rules.terms import Term

Row = MarkRow | Comment | Conduct | Absence | AbsenceBefore
_CONDUCT = ("level", "remark", "excused", "unexcused")
_ABSENCE = ("mark", "note")
_BEFORE = ("excused", "unexcused", "note")
_VALUE = ("state", "tenths", "passed", "reason", "due")


@dataclass(frozen=True, slots=True)
class Carrying:
    """What of a pupil's year can be carried into a class, by course of that class."""

    student_id: UUID
    to_class: SchoolClass
    year: PupilYear
    courses: dict[UUID, Course]
    """By subject."""

    def marks(self) -> Iterator[tuple[Course, MarkRow]]:
        """The marks that the new class's books have a cell for, and where."""
        for (subject_id, _term, column), row in self.year.marks.items():
            course = self.courses.get(subject_id)
            if course and course.id != row.course_id and column in required_columns(course.regular):
                yield course, row

    def left_behind(self) -> int:
        """How many marks have no cell in the new class's books: they stay in the old ones."""
        fitting = sum(
            course.id == row.course_id or column in required_columns(course.regular)
            for (subject_id, _, column), row in self.year.marks.items()
            if (course := self.courses.get(subject_id))
        )
        return len(self.year.marks) - fitting

    def comments(self) -> Iterator[tuple[Course, Comment]]:
        """The comments on subjects that the new class has too."""
        for (subject_id, _term), row in self.year.comments.items():
            course = self.courses.get(subject_id)
            if course and course.id != row.course_id:
                yield course, row

    def conduct(self) -> Iterator[Conduct]:
        """Levels, remarks and absences of the terms."""
        return (row for row in self.year.conduct.values() if row.class_id != self.to_class.id)


def carrying(books: Books, student_id: UUID, to_class: SchoolClass) -> Carrying:
    """What lies here of the pupil's year, set against the courses of a class."""
    courses = books.session.scalars(select(Course).where(Course.class_id == to_class.id))
    return Carrying(
        student_id,
        to_class,
        pupil_year(books.session, student_id, to_class.school_year_id),
        {course.subject_id: course for course in courses},
    )


def lock_in_the_way(books: Books, carried: Carrying, from_class: SchoolClass) -> Lock | None:
    """The earliest lock over what would be carried, in the old books or the new ones."""
    locks = locks_in_force(books.session, carried.to_class.school_year_id)
    found = [
        lock
        for term, kind, course_ids in _touched(carried)
        for school_class, course_id in zip((from_class, carried.to_class), course_ids, strict=True)
        if (lock := lock_over(locks, Shelf(school_class.grade, school_class.id, course_id), term,
                              kind))
    ]  # fmt: skip
    return min(found, key=lambda lock: (lock.at, lock.lock_id), default=None)


def _touched(
    carried: Carrying,
) -> Iterator[tuple[Term, LockKind, tuple[UUID | None, UUID | None]]]:
    for course, mark in carried.marks():
        yield Term(mark.term), kind_of_column(mark.column), (mark.course_id, course.id)
    for course, comment in carried.comments():
        yield Term(comment.term), LockKind.COMMENT, (comment.course_id, course.id)
    for conduct in carried.conduct():
        yield Term(conduct.term), LockKind.CONDUCT, (None, None)


def carry(books: Books, by: Person, carried: Carrying) -> None:
    """Write the copies; where the pupil was in that class before, what stands there gives way."""
    _carry_marks(books, by, carried)
    _carry_comments(books, carried)
    _carry_conduct(books, carried)
    _carry_absences(books, carried)
    _carry_absences_before(books, carried)


def _carry_marks(books: Books, by: Person, carried: Carrying) -> None:
    session = books.session
    there = {
        (row.course_id, row.term, row.column): row
        for row in session.scalars(
            select(MarkRow).where(
                MarkRow.student_id == carried.student_id,
                MarkRow.course_id.in_([course.id for course in carried.courses.values()]),
            )
        )
    }
    for course, row in carried.marks():
        settled = row.state != MarkState.MAKEUP.value
        target = there.get((course.id, row.term, row.column))
        if target is None:
            session.add(
                MarkRow(
                    course_id=course.id, term=row.term, column=row.column,
                    student_id=row.student_id, state=row.state, tenths=row.tenths,
                    passed=row.passed, reason=row.reason, due=row.due,
                    brought_in=row.brought_in or settled, entered_by=row.entered_by,
                    entered_at=row.entered_at, audience=course.id,
                )
            )  # fmt: skip
        elif not same_mark(target, row):
            session.add(revision_of(target, books, by))
            for name in (*_VALUE, "entered_by", "entered_at"):
                setattr(target, name, getattr(row, name))
            target.brought_in = row.brought_in or settled


def _carry_comments(books: Books, carried: Carrying) -> None:
    for course, row in carried.comments():
        target = books.session.get(Comment, (course.id, row.term, row.student_id))
        if target is None:
            target = Comment(
                course_id=course.id, term=row.term, student_id=row.student_id, text="",
                entered_by=row.entered_by, entered_at=row.entered_at, audience=course.id,
            )  # fmt: skip
            books.session.add(target)
        target.text, target.entered_by, target.entered_at = (
            row.text, row.entered_by, row.entered_at,
        )  # fmt: skip


def _carry_conduct(books: Books, carried: Carrying) -> None:
    to_class = carried.to_class.id
    for row in carried.conduct():
        target = books.session.get(Conduct, (to_class, row.term, row.student_id))
        if target is None:
            target = Conduct(
                class_id=to_class, term=row.term, student_id=row.student_id,
                entered_by=row.entered_by, entered_at=row.entered_at,
                audience=audience(AudienceKind.CARE, to_class),
            )  # fmt: skip
            books.session.add(target)
        for name in (*_CONDUCT, "entered_by", "entered_at"):
            setattr(target, name, getattr(row, name))


def _carry_absences(books: Books, carried: Carrying) -> None:
    """A class's rows alone say what its pupils have missed in the year (G-27)."""
    to_class = carried.to_class.id
    for row in carried.year.absences.values():
        if row.class_id == to_class:
            continue
        target = books.session.get(Absence, (to_class, row.day, row.part, row.student_id))
        if target is None:
            target = Absence(
                class_id=to_class, day=row.day, part=row.part, student_id=row.student_id,
                mark="", entered_by=row.entered_by, entered_at=row.entered_at,
                audience=audience(AudienceKind.ROLL, to_class),
            )  # fmt: skip
            books.session.add(target)
        for name in (*_ABSENCE, "entered_by", "entered_at"):
            setattr(target, name, getattr(row, name))


def _carry_absences_before(books: Books, carried: Carrying) -> None:
    to_class = carried.to_class.id
    for row in carried.year.absences_before.values():
        if row.class_id == to_class:
            continue
        target = books.session.get(AbsenceBefore, (to_class, row.term, row.student_id))
        if target is None:
            target = AbsenceBefore(
                class_id=to_class, term=row.term, student_id=row.student_id, excused=0,
                unexcused=0, entered_by=row.entered_by, entered_at=row.entered_at,
                audience=audience(AudienceKind.ROLL, to_class),
            )  # fmt: skip
            books.session.add(target)
        for name in (*_BEFORE, "entered_by", "entered_at"):
            setattr(target, name, getattr(row, name))


def same_mark(one: MarkRow, other: MarkRow) -> bool:
    """Whether two cells say the same; that one was brought in makes no difference."""
    return _same(one, other, _VALUE)


def copies_in(books: Books, student_id: UUID, to_class: SchoolClass) -> list[Row] | None:
    """The rows that a move carried into a class; None where anything else was entered there."""
    here = pupil_year(books.session, student_id, to_class.school_year_id, only=to_class.id)
    rest = pupil_year(books.session, student_id, to_class.school_year_id, without=to_class.id)
    parts: tuple[tuple[dict[Any, Any], dict[Any, Any], tuple[str, ...]], ...] = (
        (here.marks, rest.marks, _VALUE),
        (here.comments, rest.comments, ("text",)),
        (here.conduct, rest.conduct, _CONDUCT),
        (here.absences, rest.absences, _ABSENCE),
        (here.absences_before, rest.absences_before, _BEFORE),
    )
    rows: list[Row] = []
    for new, old, names in parts:
        for key, row in new.items():
            if key not in old or not _same(row, old[key], names):
                return None
            rows.append(row)
    return rows


def _same(one: Row, other: Row, names: tuple[str, ...]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in names)
