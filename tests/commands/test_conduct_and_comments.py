"""Conduct, absences by number, and comments: who may, what is kept, what a lock holds."""

import pytest
from sqlalchemy import select

from desktop.commands.command import Code, Refused
from desktop.commands.comments import LONGEST_TEXT, TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.locks import LockBooks
from desktop.models.gradebook import Comment, Conduct
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.terms import Level, Term
from tests.commands.conftest import World

GOOD = ConductValue(Level.TOT, "Chăm ngoan", excused=2, unexcused=0)


def rate(world: World, *cells: ConductCell) -> RateConduct:
    return RateConduct(class_id=world.ids["6A"], term=Term.I, cells=cells)


def write(world: World, *cells: TextCell) -> WriteComments:
    return WriteComments(course_id=world.ids["toan 6A"], term=Term.I, cells=cells)


def lock(world: World, *kinds: LockKind) -> None:
    world.do(
        LockBooks(
            school_year_id=world.ids["year"], reach=LockReach.SCHOOL, term=Term.I,
            kinds=kinds, reason="Hết học kì",
        )
    )  # fmt: skip


def code_of(world: World, command, by: str) -> Code:
    with pytest.raises(Refused) as caught:
        world.do(command, by)
    return caught.value.code


def test_g25_the_homeroom_teacher_rates_conduct_and_it_can_be_undone(world: World) -> None:
    pupil = world.pupils[0]
    done = world.do(rate(world, ConductCell(pupil, GOOD)), "homeroom")
    with world.session() as session:
        row = session.scalars(select(Conduct)).one()
    assert (row.level, row.remark, row.excused, row.unexcused) == (3, "Chăm ngoan", 2, 0)
    assert row.audience == audience(AudienceKind.CARE, world.ids["6A"])  # not for every teacher
    world.undo(done, "homeroom")
    with world.session() as session:
        assert session.scalars(select(Conduct)).all() == []


@pytest.mark.parametrize("by", ["ha", "office", "admin", "stranger"])
def test_nobody_else_rates_conduct(world: World, by: str) -> None:
    command = rate(world, ConductCell(world.pupils[0], GOOD))
    assert code_of(world, command, by) is Code.NOT_PERMITTED


@pytest.mark.parametrize("count", [-1, 251])
def test_a_number_of_absences_is_a_number_of_school_days(world: World, count: int) -> None:
    cell = ConductCell(world.pupils[0], ConductValue(excused=count))
    assert code_of(world, rate(world, cell), "homeroom") is Code.INVALID


def test_two_people_on_one_line_meet_as_a_conflict(world: World) -> None:
    pupil = world.pupils[0]
    world.do(rate(world, ConductCell(pupil, GOOD)), "homeroom")
    other = ConductCell(pupil, ConductValue(Level.KHA))
    assert code_of(world, rate(world, other), "homeroom") is Code.CONFLICT
    world.do(rate(world, ConductCell(pupil, ConductValue(Level.KHA), seen=GOOD)), "homeroom")


def test_a_lock_on_conduct_leaves_marks_open_and_the_other_way_round(world: World) -> None:
    lock(world, LockKind.CONDUCT)
    command = rate(world, ConductCell(world.pupils[0], GOOD))
    assert code_of(world, command, "homeroom") is Code.LOCKED
    world.do(write(world, TextCell(world.pupils[0], "Tiến bộ")), "ha")


def test_comments_are_written_changed_cleared_and_undone(world: World) -> None:
    a, b = world.pupils[:2]
    first = world.do(write(world, TextCell(a, "Tiến bộ"), TextCell(b, "Khá")), "ha")
    world.do(write(world, TextCell(b, "", seen="Khá")), "ha")
    with world.session() as session:
        assert {r.student_id: r.text for r in session.scalars(select(Comment))} == {a: "Tiến bộ"}
    world.undo(first, "ha")  # b was cleared since: what is wanted there is there (sync.md 21)
    with world.session() as session:
        assert session.scalars(select(Comment)).all() == []


def test_a_comment_changed_by_another_hand_is_not_replaced(world: World) -> None:
    pupil = world.pupils[0]
    world.do(write(world, TextCell(pupil, "Tiến bộ")), "ha")
    assert code_of(world, write(world, TextCell(pupil, "Chậm")), "ha") is Code.CONFLICT
    too_long = TextCell(pupil, "a" * (LONGEST_TEXT + 1), seen="Tiến bộ")
    assert code_of(world, write(world, too_long), "ha") is Code.INVALID
    lock(world, LockKind.COMMENT)
    changed = TextCell(pupil, "Chậm", seen="Tiến bộ")
    assert code_of(world, write(world, changed), "ha") is Code.LOCKED
