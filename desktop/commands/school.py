"""Founding a school, its facts, its settings, and the calendar of a year."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Refused, require
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Holiday, School, SchoolSetting, SchoolYear, TermSpan, Week
from desktop.rules.names import nfc
from desktop.rules.permissions import SCHOOL, SCHOOL_AUDIENCE, Capability, Person, Role
from desktop.rules.terms import Term


class SchoolFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the heading of every form; `level` is thcs or thpt."""

    name: str
    level: str
    authority: str = ""
    commune: str = ""
    province: str = ""
    former_district: str = ""


class TermPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A term's first and last day, and the first day of its final tests."""

    term: Term
    starts_on: date
    ends_on: date
    exams_from: date | None = None


class WeekPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A week; only teaching weeks carry a number."""

    monday: date
    term: Term
    kind: str = "teaching"
    number: int | None = None


class DayOff(msgspec.Struct, frozen=True, omit_defaults=True):
    """A day off, or with `off` False a day worked; `given` when the office typed it (X-14)."""

    day: date
    reason: str
    off: bool = True
    given: bool = False


class YearPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A school year with terms, weeks and days off."""

    start_year: int
    starts_on: date
    ends_on: date
    terms: tuple[TermPlan, ...]
    weeks: tuple[WeekPlan, ...] = ()
    days_off: tuple[DayOff, ...] = ()


class FoundSchool(Command, frozen=True, tag="found_school"):
    """The first command of a file: the school, its first year, and the person who sets it up."""

    TITLE: ClassVar[str] = "Lập trường"
    school: SchoolFacts
    year: YearPlan
    account: str
    full_name: str
    sex: str = ""
    position: str = ""
    roles: tuple[Role, ...] = (Role.DATA_ADMIN,)

    @staticmethod
    def founder_id(command_id: UUID) -> UUID:
        """The staff id of the founder; the caller executes as this person."""
        return derived_id(command_id, "founder")

    def check(self, books: Books, by: Person) -> None:
        """Only once in a file, by the founder."""
        if books.session.scalar(select(School.id)) is not None:
            raise Refused(Code.CONFLICT, "Tệp này đã có một trường. Mở trường đó để dùng tiếp.")
        if by.staff_id != self.founder_id(books.command_id):
            raise Refused(Code.NOT_PERMITTED, "Chỉ người lập trường mới ghi được bước này.")
        if not self.school.name.strip() or not self.account.strip():
            raise Refused(Code.INVALID, "Cần tên trường và tên đăng nhập của người lập trường.")
        _require_order(self.year)

    def apply(self, books: Books, by: Person) -> None:
        """Write the school, the year, the founder and the roles."""
        session = books.session
        facts = {name: nfc(value) for name, value in msgspec.structs.asdict(self.school).items()}
        row = School(id=books.derive("school"), name="", level="", audience=SCHOOL_AUDIENCE)
        for name, value in facts.items():
            setattr(row, name, value)
        session.add(row)
        _write_year(books, books.derive("year"), self.year)
        session.add(
            Staff(
                id=by.staff_id, account=self.account, full_name=nfc(self.full_name),
                sex=self.sex, position=self.position, audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip
        for role in self.roles:
            session.add(
                RoleAssignment(
                    id=books.derive(f"role/{role}"), staff_id=by.staff_id, role=role.value,
                    from_day=books.today, audience=SCHOOL_AUDIENCE,
                )
            )  # fmt: skip


class EditSchool(Command, frozen=True, tag="edit_school"):
    """Change the heading facts of the school."""

    TITLE: ClassVar[str] = "Sửa thông tin trường"
    facts: SchoolFacts
    seen: SchoolFacts

    def check(self, books: Books, by: Person) -> None:
        """The right, a name, and the facts as they were seen."""
        require(books, by, Capability.SCHOOL_EDIT, SCHOOL)
        if not self.facts.name.strip():
            raise Refused(Code.INVALID, "Tên trường đang để trống. Ghi tên trường rồi lưu lại.")
        row = books.session.scalars(select(School)).one()
        current = SchoolFacts(
            **{name: getattr(row, name) for name in SchoolFacts.__struct_fields__}
        )
        if current not in (self.seen, self.facts):
            raise Refused(
                Code.CONFLICT, "Thông tin trường đã được đổi từ lúc mở. Mở lại để xem rồi sửa tiếp."
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the facts."""
        row = books.session.scalars(select(School)).one()
        for name, value in msgspec.structs.asdict(self.facts).items():
            setattr(row, name, nfc(value))

    def inverse(self, own_id: UUID) -> "EditSchool":  # noqa: ARG002
        """The facts before."""
        return EditSchool(facts=self.seen, seen=self.facts)


class ChangeSetting(Command, frozen=True, tag="change_setting"):
    """Set one of the school's settings (X-1 … X-25); an empty value is the default again."""

    TITLE: ClassVar[str] = "Đổi thiết lập"
    name: str
    value: str = ""
    seen: str = ""

    def check(self, books: Books, by: Person) -> None:
        """The right, and the value as it was seen."""
        require(books, by, Capability.SCHOOL_EDIT, SCHOOL)
        row = books.session.get(SchoolSetting, self.name)
        if (row.value if row else "") not in (self.seen, self.value):
            raise Refused(
                Code.CONFLICT, "Thiết lập này đã được đổi từ lúc mở. Mở lại để xem rồi chọn."
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write or remove the value."""
        row = books.session.get(SchoolSetting, self.name)
        if row is None:
            row = SchoolSetting(name=self.name, value="", audience=SCHOOL_AUDIENCE)
            books.session.add(row)
        row.value = self.value

    def inverse(self, own_id: UUID) -> "ChangeSetting":  # noqa: ARG002
        """The value before."""
        return ChangeSetting(name=self.name, value=self.seen, seen=self.value)


class PlanYear(Command, frozen=True, tag="plan_year"):
    """Add a school year, or plan an existing one again (dates, weeks, days off)."""

    TITLE: ClassVar[str] = "Lập kế hoạch năm học"
    plan: YearPlan
    school_year_id: UUID | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right, dates in order, and no second year of the same name."""
        require(books, by, Capability.SCHOOL_EDIT, SCHOOL)
        _require_order(self.plan)
        same = books.session.scalar(
            select(SchoolYear.id).where(SchoolYear.start_year == self.plan.start_year)
        )
        if same is not None and same != self.school_year_id:
            raise Refused(
                Code.CONFLICT,
                f"Năm học {self.plan.start_year}–{self.plan.start_year + 1} đã có. "
                "Mở năm học đó để sửa.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the year; what it had of weeks before is replaced."""
        _write_year(books, self.school_year_id or books.derive("year"), self.plan)


class GiveDayOff(Command, frozen=True, tag="give_day_off"):
    """Say that a day is off or is worked, against the holiday table (X-14); None removes."""

    TITLE: ClassVar[str] = "Sửa ngày nghỉ"
    day: date
    given: DayOff | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right, and a reason."""
        require(books, by, Capability.SCHOOL_EDIT, SCHOOL)
        if self.given is not None and not self.given.reason.strip():
            raise Refused(Code.INVALID, "Cần ghi lí do nghỉ hoặc học bù. Ghi lí do rồi lưu lại.")

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write, change or remove the day."""
        row = books.session.get(Holiday, self.day)
        if row is not None:
            books.session.delete(row)
            books.session.flush()
        if self.given is not None:
            _add_day_off(books, self.given)


def _require_order(plan: YearPlan) -> None:
    ordered = plan.starts_on < plan.ends_on and all(t.starts_on < t.ends_on for t in plan.terms)
    inside = all(plan.starts_on <= t.starts_on and t.ends_on <= plan.ends_on for t in plan.terms)
    if [t.term for t in plan.terms] != [Term.I, Term.II] or not ordered or not inside:
        raise Refused(
            Code.INVALID,
            "Ngày bắt đầu và kết thúc của năm học, học kì chưa đúng thứ tự. Xem lại các ngày.",
        )


def _write_year(books: Books, year_id: UUID, plan: YearPlan) -> None:
    session = books.session
    year = session.get(SchoolYear, year_id)
    if year is None:
        year = SchoolYear(
            id=year_id, start_year=plan.start_year, starts_on=plan.starts_on,
            ends_on=plan.ends_on, audience=SCHOOL_AUDIENCE,
        )  # fmt: skip
        session.add(year)
    year.start_year, year.starts_on, year.ends_on = plan.start_year, plan.starts_on, plan.ends_on
    for old in (
        *session.scalars(select(TermSpan).where(TermSpan.school_year_id == year_id)),
        *session.scalars(select(Week).where(Week.school_year_id == year_id)),
    ):
        session.delete(old)
    session.flush()
    for term in plan.terms:
        session.add(
            TermSpan(
                school_year_id=year_id, term=int(term.term), starts_on=term.starts_on,
                ends_on=term.ends_on, exams_from=term.exams_from, audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip
    for week in plan.weeks:
        session.add(
            Week(
                school_year_id=year_id, monday=week.monday, number=week.number,
                term=int(week.term), kind=week.kind, audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip
    known = set(session.scalars(select(Holiday.day)))
    for day in plan.days_off:
        if day.day not in known:
            _add_day_off(books, day)


def _add_day_off(books: Books, day: DayOff) -> None:
    books.session.add(
        Holiday(
            day=day.day, off=day.off, reason=nfc(day.reason), given=day.given,
            audience=SCHOOL_AUDIENCE,
        )
    )  # fmt: skip
