"""The staff with what they are assigned to, and everything that an assignment can reach."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.staff import StaffFacts
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, SchoolClass, Subject, Team
from desktop.rules.names import name_key
from desktop.rules.permissions import (
    SCHOOL,
    Capability,
    Person,
    Portfolio,
    ReachKind,
    Role,
    may,
)

Reach = tuple[ReachKind, UUID | None]


@dataclass(frozen=True, slots=True)
class Duty:
    """One assignment; `where` names its reach: 6A, Toán · 6A, Tổ Toán – Tin; "" for the school."""

    assignment_id: UUID
    role: Role
    reach: Reach
    where: str
    from_day: date
    to_day: date | None = None
    portfolio: Portfolio | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)

    @property
    def words(self) -> str:
        """Phó hiệu trưởng (chuyên môn); Giáo viên chủ nhiệm 6A."""
        of = f" ({self.portfolio.label})" if self.portfolio else ""
        return f"{self.role.label}{of} {self.where}".strip()


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff; `duties` with ended ones, the newest first."""

    staff_id: UUID
    facts: StaffFacts
    duties: tuple[Duty, ...] = ()

    def duties_on(self, day: date) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if duty.holds_on(day))


@dataclass(frozen=True, slots=True)
class StaffList:
    """Everybody by name, and the reaches to choose among, each with its words."""

    people: tuple[StaffLine, ...] = ()
    reaches: tuple[tuple[Reach, str], ...] = ()


def staff_list(session: Session, by: Person, today: date) -> StaffList | None:
    """None for who may not manage staff."""
    if not may(by, Capability.STAFF_EDIT, SCHOOL, today):
        return None
    names = _reach_names(session)
    duties: dict[UUID, list[Duty]] = defaultdict(list)
    for row in session.scalars(
        select(RoleAssignment).order_by(RoleAssignment.from_day.desc(), RoleAssignment.id.desc())
    ):
        reach: Reach = (ReachKind(row.reach), row.reach_id)
        duties[row.staff_id].append(
            Duty(
                row.id, Role(row.role), reach, names.get(reach, ""), row.from_day, row.to_day,
                Portfolio(row.portfolio) if row.portfolio else None,
            )
        )  # fmt: skip
    people = [
        StaffLine(
            row.id,
            StaffFacts(**{name: getattr(row, name) for name in StaffFacts.__struct_fields__}),
            tuple(duties[row.id]),
        )
        for row in session.scalars(select(Staff))
    ]
    people.sort(key=lambda line: (not line.facts.active, name_key(line.facts.full_name)))
    return StaffList(tuple(people), tuple(names.items()))


def _team(name: str) -> str:
    """As it is said after a role; most teams have the word in their name."""
    return f"tổ {name.removeprefix('Tổ ')}"


def _reach_names(session: Session) -> dict[Reach, str]:
    classes = session.execute(
        select(SchoolClass.id, SchoolClass.name).order_by(SchoolClass.grade, SchoolClass.name)
    )
    teams = session.execute(select(Team.id, Team.name).order_by(Team.name))
    courses = session.execute(
        select(Course.id, Subject.short_name, SchoolClass.name)
        .join(Subject, Subject.id == Course.subject_id)
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .order_by(SchoolClass.grade, SchoolClass.name, Subject.position)
    )
    return {
        **{(ReachKind.CLASS, key): name for key, name in classes},
        **{(ReachKind.TEAM, key): _team(name) for key, name in teams},
        **{
            (ReachKind.COURSE, key): f"{subject.replace('|', ' ')} · {name}"
            for key, subject, name in courses
        },
    }
