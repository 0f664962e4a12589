"""What a teacher's own book (4.4) is drawn from, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Refused
from desktop.models.gradebook import Comment
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, SchoolClass
from desktop.queries.book_marks import TermMarks, YearMark, cells_of, term_marks, year_marks
from desktop.queries.book_pupils import BookPupil, pupils_of
from desktop.queries.class_book import BookHeading, heading_of, printed_year, require_print
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.settings import rule_set
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.permissions import Capability, Person, Place, Role, may
from desktop.rules.subjects import SchoolLevel
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
    course_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TeacherBook:
    """Sổ theo dõi và đánh giá học sinh (của giáo viên) of one teacher and year."""

    heading: BookHeading
    level: SchoolLevel
    teacher: str
    year: str
    sheets: tuple[TeacherSheet, ...]


def teacher_book(
    session: Session, by: Person, staff_id: UUID, school_year_id: UUID, today: date
) -> TeacherBook:
    """A teacher's book of a year: the courses taught today, as far as the person may print them.

    Raises Refused where that is none of them.
    """
    staff = session.get(Staff, staff_id)
    year = year_of(school_years(session), school_year_id)
    if staff is None or year is None:
        raise Refused(Code.MISSING, "Giáo viên hoặc năm học này không còn trong sổ. Chọn lại.")
    courses = [
        course
        for course in _taught_by(session, staff_id, school_year_id, today)
        if may(by, Capability.TEACHER_BOOK_PRINT, course.place, today)
    ]
    if not courses:
        require_print(by, Capability.TEACHER_BOOK_PRINT, Place(staff_id=staff_id), today)
    heading, level = heading_of(session)
    sheets = _sheets(session, courses, year)
    return TeacherBook(heading, level, staff.full_name, printed_year(year), sheets)


def _taught_by(
    session: Session, staff_id: UUID, school_year_id: UUID, today: date
) -> tuple[CourseFacts, ...]:
    taught = select(RoleAssignment.reach_id).where(
        RoleAssignment.staff_id == staff_id,
        RoleAssignment.role == Role.SUBJECT_TEACHER.value,
        RoleAssignment.from_day <= today,
        or_(RoleAssignment.to_day.is_(None), RoleAssignment.to_day >= today),
    )
    in_year = SchoolClass.school_year_id == school_year_id
    return course_facts(session, and_(in_year, Course.id.in_(taught)), today)


def _sheets(
    session: Session, courses: list[CourseFacts], year: YearFacts
) -> tuple[TeacherSheet, ...]:
    rules = rule_set(session, year.start_year)
    ids = [course.course_id for course in courses]
    cells, comments = cells_of(session, ids), _comments_of(session, ids)
    classes = {course.class_id for course in courses}
    pupils = {class_id: pupils_of(session, class_id) for class_id in classes}
    sheets = []
    for course in courses:
        terms = term_marks(cells.get(course.course_id), course, rules)
        years = year_marks(terms, course, rules)
        sheets += [
            TeacherSheet(
                f"{course.class_name}/{course.subject_code}",
                course.class_name,
                course.subject,
                term,
                year.span(term).ends_on,
                course.assessment,
                course.regular,
                pupils[course.class_id],
                terms[term],
                years,
                comments.get((course.course_id, term), {}),
                course.course_id,
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
