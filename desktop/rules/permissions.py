"""Who may do what to what, and who may hold which rows: one table, asked by both ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from desktop.rules.capabilities import CAPABILITY_LABELS, Capability

__all__ = [
    "BOARD_AUDIENCE",
    "CAPABILITY_LABELS",
    "GRANTS",
    "IN_OFFICE",
    "OFFICE_AUDIENCE",
    "ON_BOARD",
    "PORTFOLIO_GRANTS",
    "PORTFOLIO_LABELS",
    "ROLE_LABELS",
    "SCHOOL",
    "SCHOOL_AUDIENCE",
    "Assignment",
    "AudienceKind",
    "Capability",
    "CourseOf",
    "Extent",
    "Person",
    "Place",
    "Portfolio",
    "ReachKind",
    "Role",
    "audience",
    "audiences",
    "grants",
    "may",
    "may_somewhere",
]


class Role(StrEnum):
    """What a member of staff is assigned to be (DESIGN §1, regulations §11)."""

    PRINCIPAL = "principal"
    VICE_PRINCIPAL = "vice_principal"
    SUBJECT_HEAD = "subject_head"
    HOMEROOM_TEACHER = "homeroom_teacher"
    SUBJECT_TEACHER = "subject_teacher"
    SUBSTITUTE_TEACHER = "substitute_teacher"
    HEALTH_STAFF = "health_staff"
    OFFICE = "office"
    DATA_ADMIN = "data_admin"
    PORTAL_ADMIN = "portal_admin"
    EDITORIAL_SECRETARY = "editorial_secretary"
    BOARD_MEMBER = "board_member"

    @property
    def label(self) -> str:
        """The words on screen."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.PRINCIPAL: "Hiệu trưởng",
    Role.VICE_PRINCIPAL: "Phó hiệu trưởng",
    Role.SUBJECT_HEAD: "Tổ trưởng chuyên môn",
    Role.HOMEROOM_TEACHER: "Giáo viên chủ nhiệm",
    Role.SUBJECT_TEACHER: "Giáo viên bộ môn",
    Role.SUBSTITUTE_TEACHER: "Giáo viên dạy thay",
    Role.HEALTH_STAFF: "Nhân viên y tế",
    Role.OFFICE: "Văn phòng",
    Role.DATA_ADMIN: "Quản trị CSDL",
    Role.PORTAL_ADMIN: "Quản trị cổng",
    Role.EDITORIAL_SECRETARY: "Thư ký biên tập",
    Role.BOARD_MEMBER: "Ban biên tập",
}


class ReachKind(StrEnum):
    """How far an assignment reaches."""

    SCHOOL = "school"
    CLASS = "class"
    COURSE = "course"
    TEAM = "team"
    AREA = "area"


class Portfolio(StrEnum):
    """What a vice-principal is in charge of."""

    ACADEMIC = "academic"
    FACILITIES = "facilities"
    ACTIVITIES = "activities"

    @property
    def label(self) -> str:
        """The words on screen."""
        return PORTFOLIO_LABELS[self]


PORTFOLIO_LABELS = {
    Portfolio.ACADEMIC: "chuyên môn",
    Portfolio.FACILITIES: "cơ sở vật chất",
    Portfolio.ACTIVITIES: "hoạt động, phong trào",
}


class Extent(StrEnum):
    """How far a capability goes from the assignment that gives it."""

    SCHOOL = "school"  # the whole school
    OWN = "own"  # what the assignment reaches
    CLASS = "class"  # the class around the course that the assignment reaches


@dataclass(frozen=True, slots=True)
class Assignment:
    """One role of a person: where, and from when to when (both days included)."""

    role: Role
    reach: ReachKind = ReachKind.SCHOOL
    reach_id: UUID | None = None
    class_id: UUID | None = None  # the class of the course, when the reach is a course
    portfolio: Portfolio | None = None
    from_day: date = date.min
    to_day: date = date.max

    def holds_on(self, day: date) -> bool:
        """Whether the assignment is in force on that day."""
        return self.from_day <= day <= self.to_day


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff who asks or acts."""

    staff_id: UUID
    name: str
    assignments: tuple[Assignment, ...] = ()
    courtesy: str = "thầy cô"  # how the program addresses the person: thầy, cô

    def roles_on(self, day: date) -> frozenset[Role]:
        """The roles in force on that day."""
        return frozenset(a.role for a in self.assignments if a.holds_on(day))


@dataclass(frozen=True, slots=True)
class Place:
    """What something is done to; nothing filled in means the school as a whole."""

    class_id: UUID | None = None
    course_id: UUID | None = None
    team_id: UUID | None = None
    staff_id: UUID | None = None


SCHOOL = Place()

_C, _S, _O, _K = Capability, Extent.SCHOOL, Extent.OWN, Extent.CLASS
_LEADERSHIP = {
    _C.ROSTER_SEE: _S,
    _C.CARE_SEE: _S,
    _C.CONSENT_SEE: _S,
    _C.ACCESS_LOG_SEE: _S,  # D-9.4
    _C.ROLL_SEE: _S,
    _C.IRREGULARITIES_SEE: _S,  # M-12
    _C.MARKS_SEE: _S,
    _C.HISTORY_SEE: _S,
    _C.CONDUCT_SEE: _S,
    _C.BOOK_PRINT: _S,
    _C.TEACHER_BOOK_PRINT: _S,
}
GRANTS: Mapping[Role, Mapping[Capability, Extent]] = {
    Role.PRINCIPAL: {
        **_LEADERSHIP,
        _C.SCHOOL_EDIT: _S,
        _C.STAFF_EDIT: _S,
        _C.COURSE_EDIT: _S,
        _C.BOOK_LOCK: _S,  # nguyen-khuyen Điều 3.2
        _C.BACKUP_MAKE: _S,
        _C.CLASS_PROMOTE: _S,
        _C.PUPIL_EXPORT: _S,
        _C.SHEET_SIGN: _S,  # T-10
    },
    Role.VICE_PRINCIPAL: {**_LEADERSHIP},
    Role.SUBJECT_HEAD: {
        _C.ROSTER_SEE: _O,
        _C.MARKS_SEE: _O,
        _C.HISTORY_SEE: _O,
        _C.TEACHER_BOOK_PRINT: _O,
    },
    Role.HOMEROOM_TEACHER: {
        _C.ROSTER_SEE: _O,
        _C.ROSTER_EDIT: _O,
        _C.CARE_SEE: _O,
        _C.CARE_EDIT: _O,
        _C.TRANSFER_RECORD: _O,  # nguyen-khuyen Điều 7.1
        _C.CONSENT_SEE: _O,
        _C.CONSENT_RECORD: _O,
        _C.PUPIL_EXPORT: _O,
        _C.ROLL_SEE: _O,
        _C.ROLL_TAKE: _O,
        _C.ROLL_CONFIRM: _O,  # T-10
        _C.ROLL_CHANGE: _O,
        _C.ROLL_PLAN: _O,
        _C.MARKS_SEE: _O,
        _C.HISTORY_SEE: _O,
        _C.CONDUCT_SEE: _O,
        _C.CONDUCT_ENTER: _O,
        _C.BOOK_PRINT: _O,
    },
    Role.SUBJECT_TEACHER: {
        _C.ROSTER_SEE: _K,
        _C.MARKS_SEE: _O,
        _C.MARKS_ENTER: _O,
        _C.HISTORY_SEE: _O,
        _C.TEACHER_BOOK_PRINT: _O,
    },
    Role.SUBSTITUTE_TEACHER: {_C.ROSTER_SEE: _O, _C.ROLL_SEE: _O, _C.ROLL_TAKE: _O},
    Role.HEALTH_STAFF: {_C.ROSTER_SEE: _S},
    Role.OFFICE: {
        _C.ROSTER_SEE: _S,
        _C.ROSTER_EDIT: _S,
        _C.CARE_SEE: _S,
        _C.CARE_EDIT: _S,
        _C.TRANSFER_RECORD: _S,
        _C.CLASS_PROMOTE: _S,
        _C.CONSENT_SEE: _S,
        _C.CONSENT_RECORD: _S,
        _C.PUPIL_EXPORT: _S,
        _C.ROLL_SEE: _S,
        _C.ROLL_TAKE: _S,
        _C.ROLL_CHANGE: _S,
        _C.ROLL_PLAN: _S,
        _C.SHEET_RECEIVE: _S,  # T-10
        _C.MARKS_SEE: _S,
        _C.MARKS_BRING_IN: _S,
        _C.CONDUCT_SEE: _S,
        _C.BOOK_PRINT: _S,
        _C.TEACHER_BOOK_PRINT: _S,
    },
    Role.DATA_ADMIN: {
        _C.SCHOOL_EDIT: _S,
        _C.STAFF_EDIT: _S,
        _C.COURSE_EDIT: _S,
        _C.ROSTER_SEE: _S,
        _C.ROSTER_EDIT: _S,
        _C.CARE_SEE: _S,
        _C.CARE_EDIT: _S,
        _C.TRANSFER_RECORD: _S,
        _C.CLASS_PROMOTE: _S,
        _C.CONSENT_SEE: _S,
        _C.CONSENT_RECORD: _S,
        _C.PUPIL_EXPORT: _S,
        _C.ROLL_SEE: _S,
        _C.ROLL_TAKE: _S,
        _C.ROLL_CHANGE: _S,
        _C.ROLL_PLAN: _S,
        _C.MARKS_SEE: _S,
        _C.HISTORY_SEE: _S,
        _C.CONDUCT_SEE: _S,
        _C.MARKS_BRING_IN: _S,
        _C.BOOK_LOCK: _S,  # with the principal's approval: the decision number is required
        _C.BACKUP_MAKE: _S,
    },
    Role.PORTAL_ADMIN: {},
    Role.EDITORIAL_SECRETARY: {},
    Role.BOARD_MEMBER: {},
}

PORTFOLIO_GRANTS: Mapping[Portfolio, Mapping[Capability, Extent]] = {
    Portfolio.ACADEMIC: {_C.COURSE_EDIT: _S, _C.BOOK_LOCK: _S},
    Portfolio.FACILITIES: {},
    Portfolio.ACTIVITIES: {},
}


def grants(role: Role, portfolio: Portfolio | None = None) -> Mapping[Capability, Extent]:
    """All that an assignment gives: by its role, and a vice-principal's by portfolio."""
    return {**GRANTS[role], **(PORTFOLIO_GRANTS[portfolio] if portfolio else {})}


def may(person: Person, capability: Capability, place: Place, today: date) -> bool:
    """Whether a person may do this to that, on that day."""
    return any(
        extent is not None and _covers(extent, assignment, place)
        for assignment in person.assignments
        if assignment.holds_on(today)
        for extent in (_extent(assignment, capability),)
    )


def may_somewhere(person: Person, capability: Capability, today: date) -> bool:
    """Whether there is any place at all where the person may do this."""
    return any(a.holds_on(today) and _extent(a, capability) for a in person.assignments)


def _extent(assignment: Assignment, capability: Capability) -> Extent | None:
    extent = GRANTS[assignment.role].get(capability)
    if extent is None and assignment.portfolio:
        extent = PORTFOLIO_GRANTS[assignment.portfolio].get(capability)
    return extent


def _covers(extent: Extent, assignment: Assignment, place: Place) -> bool:
    if extent is Extent.SCHOOL or assignment.reach is ReachKind.SCHOOL:
        return True
    if extent is Extent.CLASS:
        return place.class_id is not None and assignment.class_id == place.class_id
    target = {
        ReachKind.CLASS: place.class_id,
        ReachKind.COURSE: place.course_id,
        ReachKind.TEAM: place.team_id,
    }.get(assignment.reach)
    return target is not None and target == assignment.reach_id


class AudienceKind(StrEnum):
    """Kinds of derived audiences; a course and a desk are their own ids."""

    SCHOOL = "school"
    CLASS = "class"
    CARE = "care"
    ROLL = "roll"
    HEALTH = "health"
    BOARD = "board"
    OFFICE = "office"


_AUDIENCES = UUID("5e0f7a3c-8d51-5c1e-9d0a-1b6f0f5b7c11")


def audience(kind: AudienceKind, thing: UUID | None = None) -> UUID:
    """The id of the audience of a thing (UUIDv5); without a thing, of the school itself."""
    return uuid5(_AUDIENCES, f"{kind}/{thing or ''}")


SCHOOL_AUDIENCE = audience(AudienceKind.SCHOOL)
OFFICE_AUDIENCE = audience(AudienceKind.OFFICE)
BOARD_AUDIENCE = audience(AudienceKind.BOARD)


IN_OFFICE = frozenset({Role.OFFICE, Role.DATA_ADMIN, Role.PRINCIPAL, Role.VICE_PRINCIPAL})
ON_BOARD = frozenset(
    {
        Role.PRINCIPAL,
        Role.VICE_PRINCIPAL,
        Role.PORTAL_ADMIN,
        Role.EDITORIAL_SECRETARY,
        Role.BOARD_MEMBER,
    }
)


@dataclass(frozen=True, slots=True)
class CourseOf:
    """Where a course stands: its class and the team of its subject."""

    course_id: UUID
    class_id: UUID
    team_id: UUID | None = None


def audiences(
    person: Person, classes: Iterable[UUID], courses: Iterable[CourseOf], today: date
) -> frozenset[UUID]:
    """The audiences whose rows a person may hold on that day, derived from the same table."""
    held = {person.staff_id, SCHOOL_AUDIENCE}
    for class_id in classes:
        held |= _of_class(person, class_id, today)
    for course in courses:
        place = Place(class_id=course.class_id, course_id=course.course_id, team_id=course.team_id)
        if may(person, Capability.MARKS_SEE, place, today):
            held |= {course.course_id, audience(AudienceKind.CLASS, course.class_id)}
    roles = person.roles_on(today)
    if roles & IN_OFFICE:
        held.add(OFFICE_AUDIENCE)
    if roles & ON_BOARD:
        held.add(BOARD_AUDIENCE)
    return frozenset(held)


def _of_class(person: Person, class_id: UUID, today: date) -> set[UUID]:
    place = Place(class_id=class_id)
    held = {
        audience(kind, class_id)
        for capability, kind in (
            (Capability.ROSTER_SEE, AudienceKind.CLASS),
            (Capability.CARE_SEE, AudienceKind.CARE),
            (Capability.ROLL_SEE, AudienceKind.ROLL),
        )
        if may(person, capability, place, today)
    }
    if Role.HEALTH_STAFF in person.roles_on(today):
        held.add(audience(AudienceKind.HEALTH, class_id))
    return held
