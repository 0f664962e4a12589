"""Who may do what: the matrix is a page of the documentation, and it is true."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from desktop.rules.permissions import (
    OFFICE_AUDIENCE,
    SCHOOL,
    SCHOOL_AUDIENCE,
    Assignment,
    AudienceKind,
    Capability,
    CourseOf,
    Extent,
    Person,
    Place,
    Portfolio,
    ReachKind,
    Role,
    audience,
    audiences,
    grants,
    may,
    may_somewhere,
)

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
CLASS_A, CLASS_B, TOAN_A, VAN_A, TEAM, SOMEBODY = (UUID(int=n) for n in range(1, 7))
TODAY = date(2026, 10, 1)
SIGNS = {Extent.SCHOOL: "trường", Extent.OWN: "phần mình", Extent.CLASS: "lớp của môn", None: ""}


INTRODUCTION = (
    "Made from `desktop/rules/permissions.py` by `tests/rules/test_permissions.py`"
    " (`--golden-update` writes it anew). *trường*: everywhere; *phần mình*: what the"
    " assignment reaches; *lớp của môn*: the class around the course that is taught."
)


def person(*assignments: Assignment) -> Person:
    return Person(SOMEBODY, "Người Thử", assignments)


def matrix() -> str:
    """The page, as the one table says."""
    columns: list[tuple[Role, Portfolio | None]] = []
    for role in Role:
        portfolios = list(Portfolio) if role is Role.VICE_PRINCIPAL else [None]
        columns += [(role, portfolio) for portfolio in portfolios]
    heads = [r.label + (f" ({p.label})" if p else "") for r, p in columns]
    lines = [
        "# Ai được làm gì",
        "",
        INTRODUCTION,
        "",
        "| việc | " + " | ".join(heads) + " |",
        "|---" * (len(heads) + 1) + "|",
    ]
    for capability in Capability:
        cells = [SIGNS[grants(role, portfolio).get(capability)] for role, portfolio in columns]
        lines.append(f"| {capability.label} (`{capability.value}`) | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_printed_matrix_is_the_one_in_force(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden-update"):
        PAGE.write_text(matrix(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == matrix()


def test_a_subject_teacher_enters_marks_only_in_the_own_course() -> None:
    teacher = person(Assignment(Role.SUBJECT_TEACHER, ReachKind.COURSE, TOAN_A, CLASS_A))
    own, other = Place(CLASS_A, TOAN_A), Place(CLASS_A, VAN_A)
    assert may(teacher, Capability.MARKS_ENTER, own, TODAY)
    assert not may(teacher, Capability.MARKS_ENTER, other, TODAY)
    assert not may(teacher, Capability.MARKS_SEE, other, TODAY)
    assert may(teacher, Capability.ROSTER_SEE, Place(CLASS_A), TODAY)
    assert not may(teacher, Capability.ROSTER_SEE, Place(CLASS_B), TODAY)
    assert not may(teacher, Capability.CARE_SEE, Place(CLASS_A), TODAY)


def test_a_homeroom_teacher_sees_all_marks_of_the_class_and_enters_none() -> None:
    homeroom = person(Assignment(Role.HOMEROOM_TEACHER, ReachKind.CLASS, CLASS_A))
    place = Place(CLASS_A, VAN_A)
    assert may(homeroom, Capability.MARKS_SEE, place, TODAY)
    assert may(homeroom, Capability.CONDUCT_ENTER, Place(CLASS_A), TODAY)
    assert not may(homeroom, Capability.MARKS_ENTER, place, TODAY)
    assert not may(homeroom, Capability.MARKS_SEE, Place(CLASS_B, TOAN_A), TODAY)


def test_a_subject_head_reaches_the_team_and_nothing_else() -> None:
    head = person(Assignment(Role.SUBJECT_HEAD, ReachKind.TEAM, TEAM))
    assert may(head, Capability.MARKS_SEE, Place(CLASS_A, TOAN_A, TEAM), TODAY)
    assert not may(head, Capability.MARKS_SEE, Place(CLASS_A, VAN_A), TODAY)
    assert not may(head, Capability.MARKS_ENTER, Place(CLASS_A, TOAN_A, TEAM), TODAY)


@pytest.mark.parametrize(("portfolio", "locks"), [(p, p is Portfolio.ACADEMIC) for p in Portfolio])
def test_only_the_academic_vice_principal_locks(portfolio: Portfolio, locks: bool) -> None:
    vice = person(Assignment(Role.VICE_PRINCIPAL, portfolio=portfolio))
    assert may(vice, Capability.BOOK_LOCK, SCHOOL, TODAY) is locks


def test_an_assignment_holds_on_its_first_and_last_day_and_not_beyond() -> None:
    first, last = date(2026, 9, 5), date(2026, 10, 31)
    office = person(Assignment(Role.OFFICE, from_day=first, to_day=last))
    days = [date(2026, 9, 4), first, last, date(2026, 11, 1)]
    assert [may_somewhere(office, Capability.BOOK_PRINT, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_audiences_follow_from_the_same_table() -> None:
    courses = [CourseOf(TOAN_A, CLASS_A, TEAM), CourseOf(VAN_A, CLASS_A)]
    teacher = person(Assignment(Role.SUBJECT_TEACHER, ReachKind.COURSE, TOAN_A, CLASS_A))
    in_class = audience(AudienceKind.CLASS, CLASS_A)
    held = audiences(teacher, [CLASS_A, CLASS_B], courses, TODAY)
    assert held == {SOMEBODY, SCHOOL_AUDIENCE, TOAN_A, in_class}
    homeroom = person(Assignment(Role.HOMEROOM_TEACHER, ReachKind.CLASS, CLASS_A))
    assert audience(AudienceKind.CARE, CLASS_A) in audiences(homeroom, [CLASS_A], courses, TODAY)
    principal = person(Assignment(Role.PRINCIPAL))
    assert {TOAN_A, VAN_A, OFFICE_AUDIENCE} <= audiences(principal, [CLASS_A], courses, TODAY)
    nurse = person(Assignment(Role.HEALTH_STAFF))
    held = audiences(nurse, [CLASS_A], courses, TODAY)
    assert audience(AudienceKind.HEALTH, CLASS_A) in held
    assert audience(AudienceKind.CARE, CLASS_A) not in held
    assert TOAN_A not in held
