"""Where a roll is taken: the class, who belongs to it when, its calendar, its months."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Refused
from desktop.commands.shelves import class_of
from desktop.models.attendance import MonthConfirmation
from desktop.models.school import SchoolClass, SchoolYear
from desktop.queries.calendar import school_calendar
from desktop.queries.class_calendar import plans_of
from desktop.queries.pupils import ClassPupil, some_pupils
from desktop.queries.settings import load_settings
from desktop.rules.attendance import DayPart
from desktop.rules.instants import show_moment
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.school_days import ClassCalendar

Month = tuple[int, int]


@dataclass(frozen=True)
class RollPlace:
    """A class with its pupils and its calendar, which is read when it is asked for.

    A letter into a roll that was taken needs none, and is typed two hundred times a month.
    """

    books: Books
    school_class: SchoolClass
    pupils: dict[UUID, ClassPupil]

    @cached_property
    def calendar(self) -> ClassCalendar:
        """Refused(MISSING) where the year of the class is gone."""
        return calendar_of(self.books, self.school_class)

    def no_lessons(self, day: date, part: DayPart) -> str:
        """Why there are no lessons then, and what to do; empty where there are."""
        of_day = self.calendar.day(day)
        if of_day.has(part):
            return ""
        if of_day.is_school_day:
            said = f"Lớp {self.school_class.name} không có buổi {part.label} ngày {day:%d/%m/%Y}."
        else:
            said = f"Ngày {day:%d/%m/%Y} không có buổi học: {of_day.reason}."
        return f"{said} Nếu hôm ấy lớp có học, ghi lí do rồi lưu lại."


def roll_place(books: Books, class_id: UUID, ids: Collection[UUID] = ()) -> RollPlace:
    """The class with those of these pupils whom it has, or Refused(MISSING)."""
    school_class = class_of(books, class_id)
    return RollPlace(books, school_class, some_pupils(books.session, class_id, ids) if ids else {})


def calendar_of(books: Books, school_class: SchoolClass) -> ClassCalendar:
    """The calendar of a class, or Refused(MISSING) where its year is gone."""
    year = books.session.get(SchoolYear, school_class.school_year_id)
    if year is None:
        raise Refused(Code.MISSING, "Năm học của lớp này không còn trong sổ. Mở lại để chọn.")
    calendar = school_calendar(books.session, year.id, load_settings(books.session))
    plans = plans_of(books.session, [school_class.id]).get(school_class.id, ())
    return ClassCalendar(calendar, year.starts_on, year.ends_on, plans)


def roll_audience(class_id: UUID) -> UUID:
    """Who may hold the rolls of a class."""
    return audience(AudienceKind.ROLL, class_id)


def months_of(
    books: Books, class_id: UUID, days: Collection[date]
) -> dict[Month, MonthConfirmation]:
    """What has become of the months of some days, in one SELECT."""
    wanted = {(day.year, day.month) for day in days}
    rows = books.session.scalars(
        select(MonthConfirmation).where(
            MonthConfirmation.class_id == class_id,
            MonthConfirmation.year.in_({year for year, _ in wanted}),
        )
    )
    return {
        (row.year, row.month): row for row in rows if (row.year, row.month) in wanted
    }  # fmt: skip


def require_open(books: Books, class_id: UUID, days: Collection[date]) -> None:
    """Refuse where a month is confirmed: from then on changes are made with a reason (M-12)."""
    for (year, month), row in sorted(months_of(books, class_id, days).items()):
        if row.confirmed_by is None or row.confirmed_at is None:
            continue
        raise Refused(
            Code.LOCKED,
            f"Điểm danh tháng {month}/{year} đã được {books.staff_name(row.confirmed_by)} xác "
            f"nhận lúc {show_moment(row.confirmed_at)}. Sổ giữ nguyên như cũ; cần sửa thì dùng "
            "Sửa sau xác nhận và ghi lí do, cả hai giá trị đều được giữ.",
        )
