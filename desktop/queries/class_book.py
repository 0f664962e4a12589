"""What the class book of Circular 22 is drawn from, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Refused
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, School, SchoolClass
from desktop.queries.book_marks import TermMarks, YearMark, cells_of, term_marks, year_marks
from desktop.queries.book_pupils import BookPupil, PupilParent, pupils_of
from desktop.queries.book_results import PupilResult, RankedCourse, conduct_of, results_of
from desktop.queries.courses import course_facts, homeroom_teachers
from desktop.queries.results import Outcome
from desktop.queries.roll_pages import PaperRolls, paper_rolls
from desktop.queries.settings import load_settings
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.permissions import Capability, Person, Place, Role, may
from desktop.rules.rule_set import RuleSet
from desktop.rules.subjects import SchoolLevel
from desktop.rules.terms import Assessment, Term

__all__ = [
    "BookCourse",
    "BookHeading",
    "BookPupil",
    "ClassBook",
    "Outcome",
    "PupilParent",
    "PupilResult",
    "SchoolLevel",
    "TermMarks",
    "YearMark",
    "class_book",
]


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
    rolls: PaperRolls = field(default_factory=PaperRolls)


def class_book(session: Session, by: Person, class_id: UUID, today: date) -> ClassBook:
    """The whole book of a class. Raises Refused where the person may not print it.

    Set-wise: one SELECT a table, however many pupils and courses there are.
    """
    place = Place(class_id=class_id)
    require_print(by, Capability.BOOK_PRINT, place, today)
    class_name, year = class_and_year(session, class_id)
    settings = load_settings(session)
    rules = settings.rules(year.start_year)
    sees_care = may(by, Capability.CARE_SEE, place, today)
    pupils = pupils_of(session, class_id, care_on=today if sees_care else None)
    courses = _ranked_courses(session, class_id, rules, today)
    sees_conduct = may(by, Capability.CONDUCT_SEE, place, today)
    ids = [pupil.id for pupil in pupils]
    conduct = conduct_of(session, class_id, ids, year, settings) if sees_conduct else {}
    sees_rolls = may(by, Capability.ROLL_SEE, place, today)
    homeroom = homeroom_teachers(session, [class_id], today).get(class_id, ())
    return ClassBook(
        *heading_of(session),
        class_name,
        printed_year(year),
        ", ".join(homeroom),
        {span.term: span.ends_on for span in year.terms},
        pupils,
        tuple(_book_course(ranked) for ranked in courses),
        results_of(ids, courses, conduct, rules),
        principal_on(session, today),
        paper_rolls(session, class_id, year) if sees_rolls else PaperRolls(),
    )


def require_print(by: Person, capability: Capability, place: Place, today: date) -> None:
    if not may(by, capability, place, today):
        raise Refused(
            Code.NOT_PERMITTED,
            f"Việc {capability.label} này cần người được phân công. Chưa có gì được in; "
            "cần đổi phân công thì hỏi hiệu trưởng hoặc quản trị CSDL.",
        )


def heading_of(session: Session) -> tuple[BookHeading, SchoolLevel]:
    row = session.scalars(select(School)).one()
    heading = BookHeading(row.authority, row.name, row.commune, row.province, row.former_district)
    return heading, SchoolLevel(row.level)


def printed_year(year: YearFacts) -> str:
    """On paper the dash has spaces about it: 2026 – 2027."""
    return f"{year.start_year} – {year.start_year + 1}"


def class_and_year(session: Session, class_id: UUID) -> tuple[str, YearFacts]:
    """Name and year of a class. Raises Refused(MISSING)."""
    row = session.get(SchoolClass, class_id)
    year = year_of(school_years(session), row.school_year_id) if row else None
    if row is None or year is None:
        raise Refused(Code.MISSING, "Lớp này không còn trong sổ. Mở lại danh sách lớp để chọn.")
    return row.name, year


def _ranked_courses(
    session: Session, class_id: UUID, rules: RuleSet, today: date
) -> list[RankedCourse]:
    courses = course_facts(session, Course.class_id == class_id, today)
    cells = cells_of(session, [course.course_id for course in courses])
    ranked = []
    for course in courses:
        terms = term_marks(cells.get(course.course_id), course, rules)
        ranked.append(RankedCourse(course, terms, year_marks(terms, course, rules)))
    return ranked


def _book_course(ranked: RankedCourse) -> BookCourse:
    course = ranked.course
    return BookCourse(
        course.subject_code,
        course.subject,
        course.short_name,
        course.assessment,
        course.regular,
        course.teachers,
        ranked.terms,
        ranked.year,
    )


def principal_on(session: Session, today: date) -> str:
    """Who signs for the school today."""
    name = session.scalar(
        select(Staff.full_name)
        .join(RoleAssignment, RoleAssignment.staff_id == Staff.id)
        .where(
            RoleAssignment.role == Role.PRINCIPAL.value,
            RoleAssignment.from_day <= today,
            or_(RoleAssignment.to_day.is_(None), RoleAssignment.to_day >= today),
        )
        .order_by(RoleAssignment.from_day.desc())
        .limit(1)
    )
    return name or ""
