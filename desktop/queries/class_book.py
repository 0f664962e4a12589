"""What the class book of Circular 22 is drawn from, and how it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Refused
from desktop.models.school import Course, School, SchoolClass, SchoolYear, Subject, TermSpan
from desktop.queries.book_marks import TermMarks, YearMark, cells_of, term_marks, year_marks
from desktop.queries.book_pupils import BookPupil, PupilParent, holders, pupils_of
from desktop.queries.book_results import PupilResult, RankedCourse, conduct_of, results_of
from desktop.rules.permissions import Capability, Person, Place, Role, may
from desktop.rules.rule_set import RuleSet, rule_set_for
from desktop.rules.terms import Assessment, Term

__all__ = [
    "BookCourse",
    "BookHeading",
    "BookPupil",
    "ClassBook",
    "PupilParent",
    "PupilResult",
    "SchoolLevel",
    "TermMarks",
    "YearMark",
    "class_book",
]


class SchoolLevel(StrEnum):
    THCS = "thcs"
    THPT = "thpt"


@dataclass(frozen=True, slots=True)
class BookHeading:
    """The lines at the head of covers: who is above the school, the school, and where it is."""

    authority: str
    school: str
    commune: str
    province: str
    former_district: str = ""


@dataclass(frozen=True, slots=True)
class BookCourse:
    """A subject of the class with everybody's marks, by pupil."""

    code: str
    name: str
    short_name: str
    assessment: Assessment
    regular: int
    teachers: tuple[str, ...]
    terms: Mapping[Term, Mapping[UUID, TermMarks]]
    year: Mapping[UUID, YearMark]
    corrections: Mapping[Term, int] = field(default_factory=dict)
    """How many marks of a term were corrected by procedure; absent: counted by hand."""


@dataclass(frozen=True, slots=True)
class ClassBook:
    """Sổ theo dõi và đánh giá học sinh (theo lớp học) of one class and year."""

    heading: BookHeading
    level: SchoolLevel
    class_name: str
    year: str
    """As it is printed: 2026 – 2027."""
    homeroom_teacher: str
    term_ends: Mapping[Term, date]
    pupils: tuple[BookPupil, ...]
    courses: tuple[BookCourse, ...]
    results: Mapping[UUID, PupilResult] = field(default_factory=dict)
    principal: str = ""


def class_book(session: Session, by: Person, class_id: UUID, today: date) -> ClassBook:
    """The whole book of a class. Raises Refused where the person may not print it.

    Set-wise: one SELECT a table, however many pupils and courses there are.
    """
    place = Place(class_id=class_id)
    require_print(by, Capability.BOOK_PRINT, place, today)
    school_class, year = class_and_year(session, class_id)
    rules = rule_set_for(year.start_year)
    pupils = pupils_of(session, class_id, with_care=may(by, Capability.CARE_SEE, place, today))
    taught = list(courses_of(session, [class_id]))
    courses = _book_courses(session, taught, rules, today)
    conduct = conduct_of(session, class_id) if may(by, Capability.CONDUCT_SEE, place, today) else {}
    ranked = (
        RankedCourse(course.code, course.assessment, subject.ranked, course.terms, course.year)
        for course, (_, subject) in zip(courses, taught, strict=True)
    )
    return ClassBook(
        *heading_of(session),
        school_class.name,
        printed_year(year),
        ", ".join(one(holders(session, Role.HOMEROOM_TEACHER, [class_id], today))),
        term_ends(session, year.id),
        pupils,
        courses,
        results_of([pupil.id for pupil in pupils], ranked, conduct, rules),
        ", ".join(one(holders(session, Role.PRINCIPAL, None, today))),
    )


def require_print(by: Person, capability: Capability, place: Place, today: date) -> None:
    if not may(by, capability, place, today):
        raise Refused(
            Code.NOT_PERMITTED,
            f"Việc {capability.label} này cần người được phân công. Chưa có gì được in; "
            "cần đổi phân công thì hỏi hiệu trưởng hoặc quản trị CSDL.",
        )


def class_and_year(session: Session, class_id: UUID) -> tuple[SchoolClass, SchoolYear]:
    found = session.execute(
        select(SchoolClass, SchoolYear)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .where(SchoolClass.id == class_id)
    ).first()
    if found is None:
        raise Refused(Code.MISSING, "Lớp này không còn trong sổ. Mở lại danh sách lớp để chọn.")
    return (found[0], found[1])


def courses_of(session: Session, class_ids: Iterable[UUID]) -> list[tuple[Course, Subject]]:
    """The courses of classes with their subjects, in the school's order."""
    rows = session.execute(
        select(Course, Subject)
        .join(Subject, Subject.id == Course.subject_id)
        .where(Course.class_id.in_(list(class_ids)))
        .order_by(Subject.position, Subject.name)
    )
    return [(course, subject) for course, subject in rows]


def heading_of(session: Session) -> tuple[BookHeading, SchoolLevel]:
    row = session.scalars(select(School)).one()
    heading = BookHeading(row.authority, row.name, row.commune, row.province, row.former_district)
    return heading, SchoolLevel(row.level)


def printed_year(year: SchoolYear) -> str:
    return f"{year.start_year} – {year.start_year + 1}"


def term_ends(session: Session, school_year_id: UUID) -> dict[Term, date]:
    rows = session.execute(
        select(TermSpan.term, TermSpan.ends_on).where(TermSpan.school_year_id == school_year_id)
    )
    return {Term(term): ends_on for term, ends_on in rows}


def one(found: Mapping[UUID | None, tuple[str, ...]]) -> tuple[str, ...]:
    """The names where only one place was asked for."""
    return next(iter(found.values()), ())


def _book_courses(
    session: Session, taught: list[tuple[Course, Subject]], rules: RuleSet, today: date
) -> tuple[BookCourse, ...]:
    ids = [course.id for course, _ in taught]
    cells = cells_of(session, ids)
    teachers = holders(session, Role.SUBJECT_TEACHER, ids, today)
    courses = []
    for course, subject in taught:
        assessment = Assessment(subject.assessment)
        terms = term_marks(cells.get(course.id), assessment, course.regular, rules)
        courses.append(
            BookCourse(
                subject.code,
                subject.name,
                subject.short_name,
                assessment,
                course.regular,
                teachers.get(course.id, ()),
                terms,
                year_marks(terms, assessment, rules),
            )
        )
    return tuple(courses)
