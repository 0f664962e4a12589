"""Entering marks: who may, what is refused, what is kept of what was there before."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.command import Code, Refused
from desktop.commands.gradebook import EnterMarks, MarkCell, SetTestDate
from desktop.commands.locks import LiftLock, LockBooks
from desktop.models.gradebook import BookLock, MarkColumn, MarkRevision
from desktop.models.gradebook import Mark as MarkRow
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState, without_makeup
from desktop.rules.terms import Assessment, Term
from tests.commands.conftest import World

EIGHT, SEVEN = Mark(tenths=80), Mark(tenths=70)


def enter(world: World, *cells: MarkCell, course: str = "toan 6A") -> EnterMarks:
    return EnterMarks(course_id=world.ids[course], term=Term.I, cells=cells)


def marks(world: World) -> dict:
    with world.session() as session:
        rows = session.scalars(select(MarkRow))
        return {(r.student_id, r.column): (r.state, r.tenths, r.passed) for r in rows}


def refusal(world: World, command: EnterMarks, by: str = "ha") -> Refused:
    with pytest.raises(Refused) as caught:
        world.do(command, by)
    return caught.value


def test_a_mark_stands_in_the_book_with_who_and_when(world: World) -> None:
    done = world.do(enter(world, MarkCell(world.pupils[0], 1, EIGHT)), "ha")
    with world.session() as session:
        row = session.scalars(select(MarkRow)).one()
    assert (row.tenths, row.entered_by, row.entered_at) == (
        80,
        world.people["ha"].staff_id,
        done.at,
    )
    assert done.tables == {"mark"}


@pytest.mark.parametrize("by", ["stranger", "homeroom", "office", "admin"])
def test_only_the_courses_teacher_enters_marks(world: World, by: str) -> None:
    refused = refusal(world, enter(world, MarkCell(world.pupils[0], 1, EIGHT)), by)
    assert refused.code is Code.NOT_PERMITTED
    assert marks(world) == {}


def test_a_changed_mark_leaves_its_old_value_in_the_revisions(world: World) -> None:
    pupil = world.pupils[0]
    world.do(enter(world, MarkCell(pupil, 1, EIGHT)), "ha")
    second = world.do(enter(world, MarkCell(pupil, 1, SEVEN, seen=EIGHT)), "ha")
    with world.session() as session:
        old = session.scalars(select(MarkRevision)).one()
    assert (old.tenths, old.command_id, old.replaced_at) == (80, second.command_id, second.at)
    assert marks(world)[pupil, 1] == ("mark", 70, None)


def test_what_another_hand_wrote_is_a_conflict_and_is_not_replaced(world: World) -> None:
    pupil = world.pupils[0]
    world.do(enter(world, MarkCell(pupil, 1, EIGHT)), "ha")
    refused = refusal(world, enter(world, MarkCell(pupil, 1, SEVEN)))
    assert refused.code is Code.CONFLICT
    assert refused.detail[0].current == EIGHT
    assert refused.detail[0].who == "Nguyễn Thu Hà"
    assert "Nguyễn Thu Hà" in refused.message
    assert marks(world)[pupil, 1] == ("mark", 80, None)


def test_the_wanted_value_is_there_already_so_nothing_is_done(world: World) -> None:
    cell = MarkCell(world.pupils[0], 1, EIGHT)
    world.do(enter(world, cell), "ha")
    assert world.do(enter(world, cell), "ha").changes == frozenset()


def test_all_bad_cells_are_listed_and_no_cell_is_written(world: World) -> None:
    a, b, c = world.pupils[:3]
    refused = refusal(
        world,
        enter(
            world,
            MarkCell(a, 1, EIGHT),
            MarkCell(b, 5, EIGHT),
            MarkCell(c, 1, Mark(tenths=101)),
            MarkCell(world.ids["6B"], 1, EIGHT),
            MarkCell(c, 2, Mark(passed=True)),
        ),
    )
    assert [(d.student_id, d.code) for d in refused.detail] == [
        (b, Code.INVALID),
        (c, Code.INVALID),
        (world.ids["6B"], Code.MISSING),
        (c, Code.INVALID),
    ]
    assert "4 trong 5 ô" in refused.message
    assert "Còn 1 ô ghi được" in refused.message
    assert marks(world) == {}


def test_a_comment_course_takes_verdicts_only(world: World) -> None:
    pupil = world.pupils[0]
    world.do(enter(world, MarkCell(pupil, 1, Mark(passed=False)), course="gdtc 6A"), "ha")
    refused = refusal(world, enter(world, MarkCell(pupil, 2, EIGHT), course="gdtc 6A"))
    assert refused.code is Code.INVALID
    assert marks(world) == {(pupil, 1): ("mark", None, False)}


def test_g34_waiting_for_a_make_up_is_not_a_zero_and_not_nothing(world: World) -> None:
    a, b = world.pupils[:2]
    waiting = Mark(MarkState.MAKEUP, reason="ốm", due=date(2026, 11, 5))
    cells = (MarkCell(a, FINAL, waiting), MarkCell(b, FINAL, Mark(MarkState.ZERO)))
    world.do(enter(world, *cells), "ha")
    assert marks(world) == {(a, FINAL): ("makeup", None, None), (b, FINAL): ("zero", None, None)}


def test_g36_brought_in_marks_are_the_offices(world: World) -> None:
    pupil = world.pupils[0]
    brought = Mark(tenths=75, brought_in=True)
    assert refusal(world, enter(world, MarkCell(pupil, 1, brought))).code is Code.NOT_PERMITTED
    world.do(enter(world, MarkCell(pupil, 1, brought)), "office")
    changed = enter(world, MarkCell(pupil, 1, EIGHT, seen=brought))
    assert refusal(world, changed).code is Code.NOT_PERMITTED
    assert marks(world)[pupil, 1] == ("mark", 75, None)


def test_undo_and_redo_are_commands_and_bring_the_values_back(world: World) -> None:
    a, b = world.pupils[:2]
    world.do(enter(world, MarkCell(a, 1, EIGHT)), "ha")
    before = marks(world)
    block = enter(world, MarkCell(a, 1, SEVEN, seen=EIGHT), MarkCell(b, 1, EIGHT))
    done = world.do(block, "ha")
    after = marks(world)
    undone = world.undo(done, "ha")
    assert marks(world) == before
    world.undo(undone, "ha")
    assert marks(world) == after


def lock(world: World, reach: LockReach, **more: Any) -> LockBooks:
    return LockBooks(
        school_year_id=world.ids["year"], reach=reach, term=Term.I,
        kinds=(LockKind.REGULAR,), reason="Hết hạn nhập điểm", **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reach", "where"),
    [
        (LockReach.SCHOOL, {}),
        (LockReach.GRADE, {"grade": 6}),
        (LockReach.CLASS, {"reach_id": "6A"}),
        (LockReach.COURSE, {"reach_id": "toan 6A"}),
    ],
)
def test_a_locked_column_refuses_and_says_by_whom(
    world: World, reach: LockReach, where: dict
) -> None:
    place = {k: world.ids[v] if k == "reach_id" else v for k, v in where.items()}
    world.do(lock(world, reach, **place))
    refused = refusal(world, enter(world, MarkCell(world.pupils[0], 1, EIGHT)))
    assert refused.code is Code.LOCKED
    assert "Trần Quản Trị" in refused.message
    assert "biên bản" in refused.message
    world.do(enter(world, MarkCell(world.pupils[0], MIDTERM, EIGHT)), "ha")
    other_term = EnterMarks(
        course_id=world.ids["toan 6A"], term=Term.II, cells=(MarkCell(world.pupils[0], 1, EIGHT),)
    )
    world.do(other_term, "ha")


def test_a_lock_elsewhere_does_not_bind(world: World) -> None:
    world.do(lock(world, LockReach.CLASS, reach_id=world.ids["6B"]))
    world.do(lock(world, LockReach.COURSE, reach_id=world.ids["gdtc 6A"]))
    world.do(enter(world, MarkCell(world.pupils[0], 1, EIGHT)), "ha")


def test_a_paste_over_locked_cells_leaves_nothing_half_done(world: World) -> None:
    world.do(lock(world, LockReach.SCHOOL))
    pupil = world.pupils[0]
    refused = refusal(world, enter(world, MarkCell(pupil, 1, EIGHT), MarkCell(pupil, 10, EIGHT)))
    assert [(d.column, d.code) for d in refused.detail] == [(1, Code.LOCKED)]
    assert marks(world) == {}


def test_a_lifted_lock_stays_as_evidence_and_no_longer_binds(world: World) -> None:
    done = world.do(lock(world, LockReach.SCHOOL))
    with world.session() as session:
        lock_id = session.scalars(select(BookLock.id)).one()
    world.do(LiftLock(lock_id=lock_id, reason="Giáo viên nhập sót", decision="12/QĐ"))
    world.do(enter(world, MarkCell(world.pupils[0], 1, EIGHT)), "ha")
    with world.session() as session:
        row = session.scalars(select(BookLock)).one()
    assert (row.locked_at, row.lift_reason, row.lift_decision) == (
        done.at,
        "Giáo viên nhập sót",
        "12/QĐ",
    )
    with pytest.raises(Refused) as caught:
        world.do(LiftLock(lock_id=lock_id, reason="lần nữa"))
    assert caught.value.code is Code.CONFLICT


@pytest.mark.parametrize("by", ["ha", "homeroom", "office", "stranger"])
def test_locks_are_set_by_who_holds_the_right(world: World, by: str) -> None:
    with pytest.raises(Refused) as caught:
        world.do(lock(world, LockReach.SCHOOL), by)
    assert caught.value.code is Code.NOT_PERMITTED


def test_t2_a_column_knows_its_test_date(world: World) -> None:
    day = date(2026, 11, 2)
    command = SetTestDate(
        course_id=world.ids["toan 6A"], term=Term.I, column=MIDTERM, test_date=day
    )
    done = world.do(command, "ha")
    with world.session() as session:
        assert session.scalars(select(MarkColumn.test_date)).one() == day
    with pytest.raises(Refused) as caught:
        world.do(
            SetTestDate(
                course_id=world.ids["toan 6A"], term=Term.I, column=MIDTERM,
                test_date=date(2026, 11, 9), seen=date(2026, 10, 1),
            ),
            "ha",
        )  # fmt: skip
    assert caught.value.code is Code.CONFLICT
    world.undo(done, "ha")
    with world.session() as session:
        assert session.scalars(select(MarkColumn.test_date)).one() is None


def test_g34_no_make_up_in_a_comment_subject_is_not_met(world: World) -> None:
    pupil = world.pupils[0]
    plain = enter(world, MarkCell(pupil, MIDTERM, Mark(MarkState.ZERO)), course="gdtc 6A")
    assert refusal(world, plain).code is Code.INVALID
    never = without_makeup(Assessment.COMMENT, "Không dự kiểm tra bù")
    world.do(enter(world, MarkCell(pupil, MIDTERM, never), course="gdtc 6A"), "ha")
    assert marks(world) == {(pupil, MIDTERM): ("zero", None, False)}
