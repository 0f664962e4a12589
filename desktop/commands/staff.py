"""Members of staff and what they are assigned to."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Refused, require
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, SchoolClass, Team
from desktop.rules.names import nfc
from desktop.rules.permissions import (
    SCHOOL,
    SCHOOL_AUDIENCE,
    Capability,
    Person,
    Portfolio,
    ReachKind,
    Role,
)


class StaffFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member of staff; `sex` is "nam", "nu" or "" (thầy, cô, thầy cô)."""

    account: str
    full_name: str
    sex: str = ""
    position: str = ""
    active: bool = True


class AddStaff(Command, frozen=True, tag="add_staff"):
    """Add members of staff; their passwords are the key slots' affair."""

    TITLE: ClassVar[str] = "Thêm cán bộ"
    people: tuple[StaffFacts, ...]

    def ids(self, own_id: UUID) -> tuple[UUID, ...]:
        """The ids that the people get."""
        return tuple(derived_id(own_id, f"staff/{n}") for n in range(len(self.people)))

    def check(self, books: Books, by: Person) -> None:
        """The right, names, and accounts that nobody has yet."""
        require(books, by, Capability.STAFF_EDIT, SCHOOL)
        taken = set(books.session.scalars(select(Staff.account)))
        for person in self.people:
            _require_facts(person)
            if person.account in taken:
                raise Refused(
                    Code.CONFLICT,
                    f"Tên đăng nhập {person.account} đã có người dùng. Chọn tên khác.",
                )
            taken.add(person.account)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the people."""
        for staff_id, person in zip(self.ids(books.command_id), self.people, strict=True):
            books.session.add(
                Staff(
                    id=staff_id, account=person.account, full_name=nfc(person.full_name),
                    sex=person.sex, position=nfc(person.position), active=person.active,
                    audience=SCHOOL_AUDIENCE,
                )
            )  # fmt: skip


class EditStaff(Command, frozen=True, tag="edit_staff"):
    """Change the facts of one member of staff."""

    TITLE: ClassVar[str] = "Sửa thông tin cán bộ"
    staff_id: UUID
    facts: StaffFacts
    seen: StaffFacts

    def check(self, books: Books, by: Person) -> None:
        """The right, facts as they were seen, and an account of one's own."""
        require(books, by, Capability.STAFF_EDIT, SCHOOL)
        _require_facts(self.facts)
        row = _staff(books, self.staff_id)
        current = StaffFacts(**{n: getattr(row, n) for n in StaffFacts.__struct_fields__})
        if current not in (self.seen, self.facts):
            raise Refused(
                Code.CONFLICT, "Thông tin cán bộ đã được đổi từ lúc mở. Mở lại rồi sửa tiếp."
            )
        other = books.session.scalar(select(Staff.id).where(Staff.account == self.facts.account))
        if other not in (None, self.staff_id):
            raise Refused(
                Code.CONFLICT,
                f"Tên đăng nhập {self.facts.account} đã có người dùng. Chọn tên khác.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the facts."""
        row = _staff(books, self.staff_id)
        row.account, row.full_name = self.facts.account, nfc(self.facts.full_name)
        row.sex, row.position = self.facts.sex, nfc(self.facts.position)
        row.active = self.facts.active

    def inverse(self, own_id: UUID) -> "EditStaff":  # noqa: ARG002
        """The facts before."""
        return msgspec.structs.replace(self, facts=self.seen, seen=self.facts)


class AssignRole(Command, frozen=True, tag="assign_role"):
    """Give a role to a member of staff, with reach and first day."""

    TITLE: ClassVar[str] = "Phân công"
    staff_id: UUID
    role: Role
    from_day: date
    to_day: date | None = None
    reach: ReachKind = ReachKind.SCHOOL
    reach_id: UUID | None = None
    portfolio: Portfolio | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right, a person and a reach that exist, days in order."""
        require(books, by, Capability.STAFF_EDIT, SCHOOL)
        _staff(books, self.staff_id)
        kinds: dict[ReachKind, type[SchoolClass | Course | Team]] = {
            ReachKind.CLASS: SchoolClass, ReachKind.COURSE: Course, ReachKind.TEAM: Team,
        }  # fmt: skip
        table = kinds.get(self.reach)
        if table is not None and books.session.get(table, self.reach_id) is None:
            raise Refused(Code.MISSING, "Lớp, môn hoặc tổ được phân công không còn. Chọn lại.")
        if self.to_day is not None and self.to_day < self.from_day:
            raise Refused(Code.INVALID, "Ngày thôi phân công trước ngày bắt đầu. Xem lại hai ngày.")

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Add the assignment."""
        books.session.add(
            RoleAssignment(
                id=books.derive("assignment"), staff_id=self.staff_id, role=self.role.value,
                reach=self.reach.value, reach_id=self.reach_id, from_day=self.from_day,
                portfolio=self.portfolio.value if self.portfolio else "", to_day=self.to_day,
                audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip


class EndRole(Command, frozen=True, tag="end_role"):
    """End an assignment; `to_day` is its last day."""

    TITLE: ClassVar[str] = "Thôi phân công"
    assignment_id: UUID
    to_day: date

    def check(self, books: Books, by: Person) -> None:
        """The right, an assignment that exists, and somebody left who can manage staff."""
        require(books, by, Capability.STAFF_EDIT, SCHOOL)
        row = books.session.get(RoleAssignment, self.assignment_id)
        if row is None:
            raise Refused(Code.MISSING, "Phân công này không còn trong sổ. Mở lại danh sách.")
        managing = {Role.PRINCIPAL.value, Role.DATA_ADMIN.value}
        if row.role in managing and not self._others(books, managing):
            raise Refused(
                Code.IN_USE,
                "Đây là người cuối cùng quản lý được cán bộ và phân công. "
                "Phân công người khác trước rồi thôi phân công này.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Set the last day."""
        books.session.get_one(RoleAssignment, self.assignment_id).to_day = self.to_day

    def _others(self, books: Books, roles: set[str]) -> bool:
        rows = books.session.scalars(
            select(RoleAssignment).where(
                RoleAssignment.role.in_(roles), RoleAssignment.id != self.assignment_id
            )
        )
        return any(row.to_day is None or row.to_day > self.to_day for row in rows)


def _require_facts(person: StaffFacts) -> None:
    if not person.full_name.strip() or not person.account.strip():
        raise Refused(Code.INVALID, "Cán bộ nào cũng cần họ tên và tên đăng nhập. Ghi đủ rồi lưu.")


def _staff(books: Books, staff_id: UUID) -> Staff:
    row = books.session.get(Staff, staff_id)
    if row is None:
        raise Refused(Code.MISSING, "Cán bộ này không còn trong danh sách. Mở lại để chọn.")
    return row
