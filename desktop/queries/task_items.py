"""What is missing, said as tasks of the one who owes it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment, Student
from desktop.models.school import Course
from desktop.queries.courses import CourseFacts
from desktop.queries.frame import TermFrame
from desktop.queries.missing import MissingItem, MissingKind
from desktop.queries.pupils import counted_in
from desktop.queries.task import Page, Target, Task, TaskKind, when_words
from desktop.rules.marks import MarkState, column_name
from desktop.rules.terms import Assessment, Term

AHEAD = timedelta(days=28)
"""So long before its deadline something becomes a task."""
_NO_DAY = date.max


def marks_tasks(frame: TermFrame, items: Sequence[MissingItem], now: Term) -> list[Task]:
    """One task for a column of a subject, over all classes in which I teach it."""
    groups: dict[tuple[UUID, int, bool], list[tuple[date | None, MissingItem]]] = defaultdict(list)
    for item in items:
        if item.course is None or item.column is None or item.locked or not item.missing:
            continue
        due = _due(frame, item)
        if _is_near(frame, item, due):
            late = due is not None and due < frame.today
            groups[item.course.subject_id, item.column, late].append((due, item))
    return [_marks_task(frame, group, now) for group in groups.values()]


def _due(frame: TermFrame, item: MissingItem) -> date | None:
    """The deadline; without a test date the end of the term, once its tests have begun."""
    if item.deadline is not None:
        return item.deadline.day
    exams = frame.span.exams_from or frame.span.ends_on - AHEAD
    return frame.span.ends_on if frame.today >= exams else None


def _is_near(frame: TermFrame, item: MissingItem, due: date | None) -> bool:
    if due is None:
        return item.entered > 0
    return due <= frame.today + AHEAD


def _marks_task(
    frame: TermFrame, group: Sequence[tuple[date | None, MissingItem]], now: Term
) -> Task:
    due, first = min(group, key=lambda pair: (pair[0] or _NO_DAY, pair[1].class_name))
    course, column = first.course, first.column
    if course is None or column is None:
        raise ValueError("a task of marks is about a column of a course")
    unit = "mức" if course.assessment is Assessment.COMMENT else "điểm"
    begun = any(item.entered for _, item in group)
    return Task(
        kind=TaskKind.MARKS,
        title=f"Nhập {column_name(column)} môn {course.label}{of_term(frame.term, now)}",
        detail=" · ".join(f"{i.class_name} còn {i.missing} {unit}" for _, i in group),
        verb="Nhập tiếp" if begun else f"Nhập {unit}",
        target=Target(
            Page.COURSE, course.course_id, course.class_id, frame.term, column
        ),
        due=due,
        when=when_words(frame, due),
        late=due is not None and due < frame.today,
    )  # fmt: skip


def of_term(term: Term, now: Term) -> str:
    """Named only when it is not the present one."""
    return "" if term is now else f", học kì {term.name}"


def text_tasks(frame: TermFrame, items: Sequence[MissingItem]) -> Iterator[Task]:
    """Comments of my courses and conduct of my class, as the end of the term comes near."""
    for item in items:
        if not item.missing or item.locked or frame.today < frame.span.ends_on - AHEAD:
            continue
        yield _text_task(frame, item)


def _text_task(frame: TermFrame, item: MissingItem) -> Task:
    due = frame.span.ends_on
    done = f"{item.entered}/{item.expected}"
    if item.kind is MissingKind.CONDUCT or item.course is None:
        kind, title, detail = TaskKind.CONDUCT, "Kết quả rèn luyện", f"đã xếp {done}"
        where = f"Lớp {item.class_name}"
        target = Target(Page.CLASS_VIEW, class_id=item.class_id, term=frame.term)
        verb = "Xếp tiếp" if item.entered else "Xếp mức"
    else:
        kind, title, detail = TaskKind.COMMENTS, "Nhận xét", f"đã viết {done}"
        where = f"{item.course.label} {item.class_name}"
        target = Target(
            Page.COURSE, item.course.course_id, item.class_id, frame.term, comments=True
        )
        verb = "Viết tiếp" if item.entered else "Viết nhận xét"
    return Task(
        kind, f"{title} cuối học kì {frame.term.name}", f"{where} · {detail}", verb, target, due,
        when_words(frame, due), late=due < frame.today,
    )  # fmt: skip


def makeup_tasks(session: Session, frame: TermFrame, courses: Sequence[CourseFacts]) -> list[Task]:
    """Every make-up test that my courses still await (G-34)."""
    by_id = {course.course_id: course for course in courses}
    rows = session.execute(
        select(
            MarkRow.course_id, MarkRow.column, MarkRow.student_id, MarkRow.due, Student.full_name
        )
        .join(Course, Course.id == MarkRow.course_id)
        .join(
            Enrolment,
            (Enrolment.student_id == MarkRow.student_id) & (Enrolment.class_id == Course.class_id),
        )
        .join(Student, Student.id == MarkRow.student_id)
        .where(
            MarkRow.course_id.in_(list(by_id)),
            MarkRow.term == int(frame.term),
            MarkRow.state == MarkState.MAKEUP.value,
            counted_in(frame.span, frame.today),
        )
        .order_by(MarkRow.due, Student.full_name)
    )
    return [
        _makeup_task(frame, by_id[course_id], (column, student_id), due, name)
        for course_id, column, student_id, due, name in rows
    ]


def _makeup_task(
    frame: TermFrame, course: CourseFacts, cell: tuple[int, UUID], due: date | None, name: str
) -> Task:
    column, student_id = cell
    late = due is not None and due < frame.today
    if late:
        title, verb = "Đã qua ngày kiểm tra bù", "Quyết định"
    else:
        title, verb = "Kiểm tra bù", "Mở ô điểm" if due else "Hẹn ngày"
    return Task(
        kind=TaskKind.MAKEUP,
        title=title,
        detail=f"{course.label} {course.class_name} · {name} · {column_name(column)}",
        verb=verb,
        target=Target(
            Page.COURSE, course.course_id, course.class_id, frame.term, column, student_id
        ),
        due=due,
        when=when_words(frame, due) if due else "chưa hẹn ngày",
        late=late,
    )


def done_tasks(frame: TermFrame, items: Sequence[MissingItem]) -> Iterator[Task]:
    """What is complete: columns of a subject in all my classes, comments, conduct."""
    groups: dict[tuple[UUID, int], list[MissingItem]] = defaultdict(list)
    for item in items:
        if item.course is not None and item.column is not None:
            groups[item.course.subject_id, item.column].append(item)
        elif item.expected and item.entered == item.expected:
            yield replace(_text_task(frame, item), verb="Xem lại", when="", late=False)
    for of_column in groups.values():
        course, column = of_column[0].course, of_column[0].column
        group = [i for i in of_column if i.expected]  # a class without pupils owes nothing
        whole = bool(group) and all(i.entered == i.expected for i in group)
        if not whole or course is None or column is None:
            continue
        yield Task(
            TaskKind.MARKS,
            f"Đã nhập đủ {column_name(column)} môn {course.label}",
            " · ".join(f"{i.class_name} {i.entered}/{i.expected}" for i in group),
            "Xem lại",
            Target(Page.COURSE, course.course_id, course.class_id, frame.term, column),
        )
