"""What a teacher's own book (4.4) is drawn from, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Refused
from desktop.models.gradebook import Comment
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, SchoolClass, SchoolYear, Subject
from desktop.queries.book_marks import TermMarks, YearMark, cells_of, term_marks, year_marks
from desktop.queries.book_pupils import BookPupil, pupils_of
from desktop.queries.class_book import (
    BookHeading,
    SchoolLevel,
    heading_of,
    printed_year,
    require_print,
    term_ends,
)
from desktop.rules.permissions import Capability, Person, Place, Role, may
from desktop.rules.rule_set import rule_set_for
from desktop.rules.terms import Assessment, Term


@dataclass(frozen=True, slots=True)
class TeacherSheet:
    """One course of the teacher in one term."""

    code: str
    """Stable name of the course in keys of pages, such as 6A/toan."""
    class_name: str
    subject: str
    term: Term
    term_end: date | None
    assessment: Assessment
    regular: int
    pupils: tuple[BookPupil, ...]
    marks: Mapping[UUID, TermMarks] = field(default_factory=dict)
    year: Mapping[UUID, YearMark] = field(default_factory=dict)
    comments: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeacherBook:
    """Sổ theo dõi và đánh giá học sinh (của giáo viên) of one teacher and year."""

    heading: BookHeading
    level: SchoolLevel
    teacher: str
    year: str
    sheets: tuple[TeacherSheet, ...]


Taught = tuple[Course, Subject, SchoolClass]


def teacher_book(
    session: Session, by: Person, staff_id: UUID, school_year_id: UUID, today: date
) -> TeacherBook:
    """A teacher's book of a year: the courses taught today that the person may see.

    Raises Refused where the person may print none of them.
    """
    staff, year = session.get(Staff, staff_id), session.get(SchoolYear, school_year_id)
    if staff is None or year is None:
        raise Refused(Code.MISSING, "Giáo viên hoặc năm học này không còn trong sổ. Chọn lại.")
    taught = _taught(session, staff_id, school_year_id, today)
    allowed = [row for row in taught if _may_print(by, row, today)]
    if not allowed:
        everywhere = Place(staff_id=staff_id)
        require_print(by, Capability.TEACHER_BOOK_PRINT, everywhere, today)
    heading, level = heading_of(session)
    sheets = _sheets(session, allowed, year)
    return TeacherBook(heading, level, staff.full_name, printed_year(year), sheets)


def _taught(session: Session, staff_id: UUID, school_year_id: UUID, today: date) -> list[Taught]:
    rows = session.execute(
        select(Course, Subject, SchoolClass, RoleAssignment.to_day)
        .join(Subject, Subject.id == Course.subject_id)
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .join(RoleAssignment, RoleAssignment.reach_id == Course.id)
        .where(
            SchoolClass.school_year_id == school_year_id,
            RoleAssignment.staff_id == staff_id,
            RoleAssignment.role == Role.SUBJECT_TEACHER.value,
            RoleAssignment.from_day <= today,
        )
        .order_by(Subject.position, SchoolClass.grade, SchoolClass.name)
    )
    return [(c, s, k) for c, s, k, to_day in rows if to_day is None or to_day >= today]


def _may_print(by: Person, row: Taught, today: date) -> bool:
    course, subject, school_class = row
    place = Place(class_id=school_class.id, course_id=course.id, team_id=subject.team_id)
    return may(by, Capability.TEACHER_BOOK_PRINT, place, today)


def _sheets(session: Session, taught: list[Taught], year: SchoolYear) -> tuple[TeacherSheet, ...]:
    rules = rule_set_for(year.start_year)
    ends = term_ends(session, year.id)
    ids = [course.id for course, _, _ in taught]
    cells, comments = cells_of(session, ids), _comments_of(session, ids)
    classes = {school_class.id for _, _, school_class in taught}
    pupils = {class_id: pupils_of(session, class_id, with_care=False) for class_id in classes}
    sheets = []
    for course, subject, school_class in taught:
        assessment = Assessment(subject.assessment)
        terms = term_marks(cells.get(course.id), assessment, course.regular, rules)
        years = year_marks(terms, assessment, rules)
        sheets += [
            TeacherSheet(
                f"{school_class.name}/{subject.code}",
                school_class.name,
                subject.name,
                term,
                ends.get(term),
                assessment,
                course.regular,
                pupils[school_class.id],
                terms[term],
                years,
                comments.get((course.id, term), {}),
            )
            for term in Term
        ]
    return tuple(sheets)


def _comments_of(
    session: Session, course_ids: list[UUID]
) -> dict[tuple[UUID, Term], dict[UUID, str]]:
    found: dict[tuple[UUID, Term], dict[UUID, str]] = {}
    rows = session.execute(
        select(Comment.course_id, Comment.term, Comment.student_id, Comment.text).where(
            Comment.course_id.in_(course_ids)
        )
    )
    for course_id, term, student_id, text in rows:
        found.setdefault((course_id, Term(term)), {})[student_id] = text
    return found
