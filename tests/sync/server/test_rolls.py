"""Rolls that are taken at several computers: cells meet at the server, others never hold them."""

from datetime import date

import pytest
from sqlalchemy import select, text

from desktop.commands.attendance import NotHeld, RollCell, TakeRoll
from desktop.commands.command import Code
from desktop.commands.roll_cells import AbsenceValue
from desktop.models.attendance import Absence
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.permissions import AudienceKind, ReachKind, Role, audience
from desktop.sync.protocol import Outcome
from tests.sync.server.central_school import CentralSchool, assign
from tests.sync.server.mirror import Mirror

DAY = date(2026, 10, 1)
pytestmark = pytest.mark.postgres


def roll(school: CentralSchool, marks: dict[int, str], note: str = "") -> TakeRoll:
    cells = tuple(
        RollCell(school.pupils[n], AbsenceValue(AbsenceMark(mark), note))
        for n, mark in marks.items()
    )
    return TakeRoll(class_id=school.ids["6A"], day=DAY, part=DayPart.MORNING, cells=cells)


def marks(school: CentralSchool) -> dict[int, str]:
    rows = school.scalars(select(Absence))
    return {school.pupils.index(row.student_id): row.mark for row in rows}


def test_two_computers_take_one_roll_and_meet_at_the_cell(school: CentralSchool) -> None:
    school.do("cn", roll(school, {0: "P", 1: "K"}))
    school.do("vp", roll(school, {1: "K", 2: "M"}))
    verdict = school.say("vp", roll(school, {0: "K", 3: "P"}))
    assert (verdict.outcome, verdict.code) == (Outcome.REFUSED, Code.CONFLICT)
    (bad,) = verdict.detail
    assert (bad.student_id, bad.day, bad.part, bad.stands) == (school.pupils[0], DAY, 1, "P")
    assert marks(school) == {0: "P", 1: "K", 2: "M"}


def test_what_both_computers_said_of_the_session_itself(school: CentralSchool) -> None:
    school.do("cn", roll(school, {}))
    off = NotHeld(
        class_id=school.ids["6A"], day=DAY, part=DayPart.MORNING, reason="Cả lớp đi trải nghiệm"
    )
    assert school.say("vp", off).code is Code.CONFLICT


def test_a_subject_teachers_file_never_holds_rolls(school: CentralSchool) -> None:
    school.do("cn", roll(school, {0: "P"}, "ốm"))
    for name, holds in (("ha", False), ("binh", False), ("cn", True), ("vp", True)):
        pulled = school.pull(name)
        assert bool(pulled.rows("roll")) is bool(pulled.rows("absence")) is holds
    (row,) = school.pull("cn").rows("absence")
    assert (row["mark"], row["note"]) == ("P", "ốm")


def test_notes_and_reasons_lie_sealed_in_the_database(school: CentralSchool) -> None:
    school.do("cn", roll(school, {0: "P"}, "sốt xuất huyết"))
    with school.begin() as connection:
        (raw,) = connection.execute(text("SELECT note FROM absence")).scalars()
    assert "sốt".encode() not in bytes(raw)


def test_a_substitute_gets_the_rolls_and_not_the_families(school: CentralSchool) -> None:
    school.do("cn", roll(school, {0: "P"}))
    assign(
        school, "binh", Role.SUBSTITUTE_TEACHER, reach=ReachKind.CLASS,
        reach_id=school.ids["6A"], to_day=date(2026, 10, 31),
    )  # fmt: skip
    mirror = Mirror(school, "binh")
    mirror.pull()
    assert audience(AudienceKind.ROLL, school.ids["6A"]) in mirror.held
    assert audience(AudienceKind.CARE, school.ids["6A"]) not in mirror.held
    assert len(mirror.of("absence")) == 1
    assert len(mirror.of("student_care")) == 0
    school.do("binh", roll(school, {1: "K"}))
    assert marks(school) == {0: "P", 1: "K"}
