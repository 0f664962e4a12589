"""Tasks of those who look after the whole school: reminders, reprints, first passwords."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.attendance import AbsenceChange
from desktop.models.gradebook import Conduct, Mark, MarkRevision
from desktop.models.journal import PrintedPage
from desktop.models.school import Course, SchoolClass
from desktop.queries.courses import course_facts
from desktop.queries.frame import TermFrame
from desktop.queries.standing import standings
from desktop.queries.task import Page, Target, Task, TaskKind
from desktop.rules.permissions import SCHOOL, Capability, Person, Place, may, may_somewhere

_NAMED = 3


def office_tasks(
    session: Session, by: Person, frame: TermFrame, first_passwords: Sequence[str]
) -> Iterator[Task]:
    """What this person's rights over the school ask for."""
    today = frame.today
    if may(by, Capability.BOOK_LOCK, SCHOOL, today):
        yield from _reminder(session, frame)
    if may_somewhere(by, Capability.BOOK_PRINT, today):
        yield from _reprints(session, by, frame)
    if first_passwords and may(by, Capability.STAFF_EDIT, SCHOOL, today):
        yield Task(
            TaskKind.PASSWORDS, f"{len(first_passwords)} người chưa đổi mật khẩu được cấp",
            named(first_passwords), "Xem cán bộ", Target(Page.STAFF),
        )  # fmt: skip


def named(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    shown, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return f"{shown} và {more} người nữa" if more > 0 else shown


def _reminder(session: Session, frame: TermFrame) -> Iterator[Task]:
    """Who is past a deadline, in one line that opens the list."""
    where = SchoolClass.school_year_id == frame.year.school_year_id
    courses = course_facts(session, where, frame.today)
    standing = standings(session, frame, courses)
    late = {
        course.course_id: sum(
            c.missing for c in standing[course.course_id].columns if c.overdue and c.lock is None
        )
        for course in courses
    }
    owing = [course for course in courses if late[course.course_id]]
    if not owing:
        return
    cells = sum(late.values())
    people = sorted({name for course in owing for name in course.teachers})
    yield Task(
        TaskKind.OVERDUE, f"{len(owing)} lớp–môn quá hạn nhập điểm",
        f"còn {cells} ô · {named(people)}" if people else f"còn {cells} ô", "Xem ai còn thiếu",
        Target(Page.MISSING, term=frame.term), late=True, when="quá hạn",
    )  # fmt: skip


def _reprints(session: Session, by: Person, frame: TermFrame) -> Iterator[Task]:
    """Classes whose books changed after the last print; which pages differ the print tab finds."""
    rows = session.execute(
        select(PrintedPage.class_id, SchoolClass.name, func.max(PrintedPage.printed_at))
        .join(SchoolClass, SchoolClass.id == PrintedPage.class_id)
        .where(SchoolClass.school_year_id == frame.year.school_year_id)
        .group_by(PrintedPage.class_id, SchoolClass.name)
        .order_by(SchoolClass.name)
    )
    printed = {
        class_id: (name, at)
        for class_id, name, at in rows
        if class_id is not None
        and may(by, Capability.BOOK_PRINT, Place(class_id=class_id), frame.today)
    }
    changed = _last_changes(
        session, list(printed), since=min((at for _, at in printed.values()), default=0)
    )
    stale = [c for c, (_, at) in printed.items() if changed.get(c, 0) > at]
    if stale:
        names = ", ".join(printed[c][0] for c in stale)
        yield Task(
            TaskKind.REPRINT, "Sổ đã in có thay đổi",
            f"Lớp {names} · điểm, rèn luyện hoặc điểm danh đổi sau lần in gần nhất",
            "Xem trang cần in lại",
            Target(Page.PRINT, class_id=stale[0]),
        )  # fmt: skip


def _last_changes(session: Session, classes: list[UUID], since: int) -> dict[UUID, int]:
    """When something that stands in the class's book changed last, of those after `since`."""
    if not classes:
        return {}
    marks: tuple[Any, ...] = tuple(
        select(Course.class_id, func.max(at))
        .join(table, table.course_id == Course.id)
        .where(Course.class_id.in_(classes), at > since)
        .group_by(Course.class_id)
        for table, at in ((Mark, Mark.entered_at), (MarkRevision, MarkRevision.replaced_at))
    )
    conduct: Any = (
        select(Conduct.class_id, func.max(Conduct.entered_at))
        .where(Conduct.class_id.in_(classes), Conduct.entered_at > since)
        .group_by(Conduct.class_id)
    )
    altered: Any = (
        select(AbsenceChange.class_id, func.max(AbsenceChange.changed_at))
        .where(AbsenceChange.class_id.in_(classes), AbsenceChange.changed_at > since)
        .group_by(AbsenceChange.class_id)
    )
    found: dict[UUID, int] = {}
    for asked in (*marks, conduct, altered):
        for class_id, at in session.execute(asked):
            found[class_id] = max(found.get(class_id, 0), at)
    return found
