"""Which class has which subject, how much of it, and who teaches it."""

from collections import defaultdict
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course
from desktop.rules.marks import MOST_REGULAR
from desktop.rules.permissions import SCHOOL, SCHOOL_AUDIENCE, Capability, Person, ReachKind, Role

Teaching = dict[UUID, list[RoleAssignment]]


class CourseValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A subject taught in a class: periods a year, number of ĐĐGtx a term, teachers."""

    periods: int
    regular: int
    teachers: tuple[UUID, ...] = ()


class CourseCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cell of the grid of classes and subjects; None: not taught there."""

    class_id: UUID
    subject_id: UUID
    value: CourseValue | None = None
    seen: CourseValue | None = None


class PlanCourses(Command, frozen=True, tag="plan_courses"):
    """Who teaches which subject in which class, and how much of it; `source` names the file."""

    TITLE: ClassVar[str] = "Phân công giảng dạy"
    cells: tuple[CourseCell, ...]
    source: str = ""

    def check(self, books: Books, by: Person) -> None:
        """The right, cells as they were seen, teachers that exist, marks not stranded."""
        require(books, by, Capability.COURSE_EDIT, SCHOOL)
        courses, teaching = courses_by_place(books), _teaching(books)
        people = set(books.session.scalars(select(Staff.id)))
        marked = set(books.session.scalars(select(MarkRow.course_id).distinct()))
        bad = []
        for cell in self.cells:
            course = courses.get((cell.class_id, cell.subject_id))
            found = _bad_cell(cell, course, people, marked, course_value(course, teaching))
            if found:
                bad.append(found)
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.cells)), bad)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Make, change or remove courses, and end or begin the teachers' assignments."""
        courses, teaching = courses_by_place(books), _teaching(books)
        for n, cell in enumerate(self.cells):
            course = courses.get((cell.class_id, cell.subject_id))
            if cell.value is None:
                if course is not None:
                    _set_teachers(books, course, teaching, ())
                    books.session.delete(course)
                continue
            if course is None:
                course = Course(
                    id=books.derive(f"course/{n}"), class_id=cell.class_id,
                    subject_id=cell.subject_id, periods=0, regular=0, audience=SCHOOL_AUDIENCE,
                )  # fmt: skip
                books.session.add(course)
            course.periods, course.regular = cell.value.periods, cell.value.regular
            _set_teachers(books, course, teaching, cell.value.teachers)

    def inverse(self, own_id: UUID) -> "PlanCourses":  # noqa: ARG002
        """The cells before."""
        cells = tuple(CourseCell(c.class_id, c.subject_id, c.seen, c.value) for c in self.cells)
        return PlanCourses(cells=cells)


def courses_by_place(books: Books) -> dict[tuple[UUID, UUID], Course]:
    """All courses by (class, subject)."""
    return {(row.class_id, row.subject_id): row for row in books.session.scalars(select(Course))}


def course_value(course: Course | None, teaching: Teaching) -> CourseValue | None:
    """A course as the grid of classes and subjects has it today."""
    if course is None:
        return None
    teachers = [row.staff_id for row in teaching.get(course.id, ())]
    return CourseValue(course.periods, course.regular, tuple(sorted(teachers)))


def _bad_cell(
    cell: CourseCell, course: Course | None, people: set[UUID], marked: set[UUID],
    current: CourseValue | None,
) -> Detail | None:  # fmt: skip
    wanted = cell.value
    if current not in (_sorted(cell.seen), _sorted(wanted)):
        return Detail(Code.CONFLICT, "Phân công này đã được đổi từ lúc mở. Mở lại rồi sửa tiếp.")
    has_marks = course is not None and course.id in marked
    if has_marks and (wanted is None or course is None or wanted.regular < course.regular):
        return Detail(
            Code.IN_USE,
            "Lớp–môn này đã có điểm nên không bỏ hoặc bớt cột được. "
            "Giữ như cũ, hoặc xóa điểm trước.",
        )
    if wanted is None:
        return None
    if not set(wanted.teachers) <= people:
        return Detail(Code.MISSING, "Giáo viên được phân công không còn trong danh sách. Chọn lại.")
    if not 1 <= wanted.regular <= MOST_REGULAR or not 0 < wanted.periods <= 400:  # noqa: PLR2004
        return Detail(
            Code.INVALID, f"Số tiết là từ 1 đến 400, số ĐĐGtx là từ 1 đến {MOST_REGULAR}."
        )
    return None


def _sorted(value: CourseValue | None) -> CourseValue | None:
    if value is None:
        return None
    return msgspec.structs.replace(value, teachers=tuple(sorted(value.teachers)))


def _teaching(books: Books) -> Teaching:
    """The teachers' assignments in force today, by course."""
    found: Teaching = defaultdict(list)
    rows = books.session.scalars(
        select(RoleAssignment).where(RoleAssignment.role == Role.SUBJECT_TEACHER.value)
    )
    for row in rows:
        if row.reach_id is not None and (row.to_day is None or row.to_day >= books.today):
            found[row.reach_id].append(row)
    return found


def _set_teachers(
    books: Books, course: Course, teaching: Teaching, teachers: tuple[UUID, ...]
) -> None:
    """End who teaches no longer (yesterday was the last day), begin who is new today."""
    current = {row.staff_id: row for row in teaching.get(course.id, ())}
    for staff_id, row in current.items():
        if staff_id not in teachers:
            if row.from_day >= books.today:
                books.session.delete(row)
            else:
                row.to_day = books.today - timedelta(days=1)
    for staff_id in teachers:
        if staff_id not in current:
            books.session.add(
                RoleAssignment(
                    id=books.derive(f"teaches/{course.id}/{staff_id}"), staff_id=staff_id,
                    role=Role.SUBJECT_TEACHER.value, reach=ReachKind.COURSE.value,
                    reach_id=course.id, from_day=books.today, audience=SCHOOL_AUDIENCE,
                )
            )  # fmt: skip
