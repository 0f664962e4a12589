"""Classes, courses and people by the names under which one asks for them in words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Refused
from desktop.models.people import Staff
from desktop.models.school import Course, SchoolClass
from desktop.queries.class_book import BookHeading, heading_of
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.names import fold
from desktop.rules.permissions import Person


@dataclass(frozen=True, slots=True)
class NamedClass:
    """A class of the year of today."""

    class_id: UUID
    name: str
    year: YearFacts


def classes_of_today(
    session: Session,
    by: Person,
    today: date,
) -> tuple[NamedClass, ...]:
    """The classes of this school year, by grade and name."""
    year = school_year(session, by, today)
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name)
        .where(SchoolClass.school_year_id == year.school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    return tuple(NamedClass(class_id, name, year) for class_id, name in rows)


def class_named(session: Session, by: Person, name: str, today: date) -> NamedClass:
    """The class of this year of that name, case apart; Refused(MISSING) names those there are."""
    classes = classes_of_today(session, by, today)
    wanted = [one for one in classes if fold(one.name) == fold(name)]
    if not wanted:
        known = ", ".join(one.name for one in classes) or "chưa có lớp nào"
        raise Refused(
            Code.MISSING,
            f"Năm học này không có lớp {name} nên chưa làm gì cả. Các lớp trong sổ: {known}.",
        )
    return wanted[0]


def course_named(
    session: Session, by: Person, class_name: str, subject: str, today: date
) -> CourseFacts:
    """The course of a class by the subject's code, name or short name, tones apart."""
    of_class = class_named(session, by, class_name, today)
    courses = course_facts(session, Course.class_id == of_class.class_id, today)
    wanted = fold(subject)
    for course in courses:
        if wanted in {fold(course.subject_code), fold(course.subject), fold(course.label)}:
            return course
    known = ", ".join(f"{course.subject_code} ({course.subject})" for course in courses)
    raise Refused(
        Code.MISSING,
        f"Lớp {of_class.name} không học môn {subject} nên chưa làm gì cả. "
        f"Các môn của lớp: {known or 'chưa có môn nào'}.",
    )


def pupil_named(session: Session, by: Person, of_class: NamedClass, text: str) -> ClassPupil:  # noqa: ARG001 - as above
    """A pupil of a class by code or full name, tones as they may; two of one name need the code."""
    wanted = fold(text)
    pupils = class_pupils(session, of_class.class_id)
    found = [one for one in pupils if wanted and fold(one.code) == wanted]
    found = found or [one for one in pupils if fold(one.full_name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(one.code or f"số {one.number}, chưa có mã" for one in found)
        raise Refused(
            Code.INVALID,
            f"Lớp {of_class.name} có {len(found)} em tên {found[0].full_name} nên chưa làm gì cả. "
            f"Ghi mã học sinh thay cho tên: {codes}.",
        )
    raise Refused(
        Code.MISSING,
        f"Lớp {of_class.name} không có em nào có mã hoặc họ tên là {text} nên chưa làm gì cả. "
        "Xem lại rồi làm lại.",
    )


def staff_named(session: Session, by: Person, account: str) -> UUID:  # noqa: ARG001 - as above
    """A member of staff by account, case apart."""
    rows = session.execute(select(Staff.account, Staff.id))
    found = [staff_id for known, staff_id in rows if known.casefold() == account.casefold()]
    if not found:
        raise Refused(
            Code.MISSING,
            f"Danh sách cán bộ không có tài khoản {account} nên chưa làm gì cả. "
            "Xem lại tên tài khoản rồi làm lại.",
        )
    return found[0]


def school_year(session: Session, by: Person, today: date) -> YearFacts:  # noqa: ARG001 - as above
    """The school year of today."""
    year = year_on(school_years(session), today)
    if year is None:
        raise Refused(Code.MISSING, "Tệp này chưa có năm học nào. Lập năm học trước rồi làm lại.")
    return year


def school_heading(session: Session, by: Person) -> BookHeading:  # noqa: ARG001 - on every form
    """The lines at the head of forms and sheets."""
    return heading_of(session)[0]
