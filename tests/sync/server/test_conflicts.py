"""Conflicts that others see: of comments and conduct as of marks, until their author decides."""

import pytest
from sqlalchemy import select

from desktop.commands.command import Code, Command
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.locks import LockBooks
from desktop.commands.refusals import Choice, SettleRefusal
from desktop.models.gradebook import EntryConflict
from desktop.rules.locks import COMMENTS, CONDUCT, LockKind, LockReach
from desktop.rules.permissions import AudienceKind, ReachKind, Role, audience
from desktop.rules.terms import Level, Term
from desktop.sync.protocol import Outcome
from tests.sync.server.central_school import CentralSchool, assign


@pytest.fixture
def shared(school: CentralSchool) -> CentralSchool:
    """Bình teaches Toán of 6A too, and is a second homeroom teacher there."""
    assign(school, "binh", Role.SUBJECT_TEACHER, reach=ReachKind.COURSE,
           reach_id=school.ids["toan 6A"])  # fmt: skip
    assign(school, "binh", Role.HOMEROOM_TEACHER, reach=ReachKind.CLASS, reach_id=school.ids["6A"])
    return school


def comment(school: CentralSchool, text: str) -> WriteComments:
    cells = tuple(TextCell(pupil, text) for pupil in school.pupils[:2])
    return WriteComments(course_id=school.ids["toan 6A"], term=Term.I, cells=cells)


def rating(school: CentralSchool, level: Level) -> RateConduct:
    cell = ConductCell(school.pupils[0], ConductValue(level))
    return RateConduct(class_id=school.ids["6A"], term=Term.I, cells=(cell,))


def lock(school: CentralSchool, *kinds: LockKind, despite: bool = False) -> LockBooks:
    return LockBooks(
        school_year_id=school.ids["year"], reach=LockReach.CLASS, reach_id=school.ids["6A"],
        term=Term.I, kinds=kinds, reason="Hết đợt", despite_conflicts=despite,
    )  # fmt: skip


@pytest.mark.parametrize("what", ["comments", "conduct"])
def test_words_that_two_people_wrote_differently_are_seen_by_who_locks(
    shared: CentralSchool, what: str
) -> None:
    first: Command = comment(shared, "Chăm") if what == "comments" else rating(shared, Level.TOT)
    second: Command = comment(shared, "Giỏi") if what == "comments" else rating(shared, Level.KHA)
    kind = LockKind.COMMENT if what == "comments" else LockKind.CONDUCT
    owner = "ha" if what == "comments" else "cn"
    shared.do(owner, first)
    refused = shared.say("binh", second)
    assert refused.code is Code.CONFLICT
    (row,) = shared.scalars(select(EntryConflict))
    assert (row.column, row.cells, row.course_id, row.audience) == (
        (COMMENTS, 2, shared.ids["toan 6A"], shared.ids["toan 6A"]) if what == "comments"
        else (CONDUCT, 1, shared.ids["6A"], audience(AudienceKind.CARE, shared.ids["6A"]))
    )  # fmt: skip
    assert (row.refused_by, row.stands_by) == (shared.people["binh"], shared.people[owner])
    told = shared.say("hieutruong", lock(shared, kind))
    assert told.code is Code.CONFLICT
    assert kind.label in told.message
    assert "Nguyễn Thị Binh" in told.message
    assert f"Nguyễn Thị {owner.title()}" in told.message
    shared.do("hieutruong", lock(shared, LockKind.FINAL))
    shared.do("binh", SettleRefusal(command_id=refused.id, choice=Choice.THEIRS))
    assert shared.scalars(select(EntryConflict)) == []
    shared.do("hieutruong", lock(shared, kind))


def test_after_a_lock_despite_it_the_own_value_asked_for_again_is_locked_out(
    shared: CentralSchool,
) -> None:
    """The book keeps what stood; what remains for the author is the draft for the minutes."""
    shared.do("ha", shared.marks({0: 80}))
    refused = shared.say("binh", shared.marks({0: 90}))
    assert refused.code is Code.CONFLICT
    shared.do("hieutruong", lock(shared, LockKind.REGULAR, despite=True))
    assert len(shared.scalars(select(EntryConflict))) == 1  # still the author's to decide on
    again = shared.say("binh", shared.marks({0: 90}, seen={0: 80}))
    assert (again.outcome, again.code) == (Outcome.REFUSED, Code.LOCKED)


def test_nobody_else_can_settle_it(shared: CentralSchool) -> None:
    shared.do("ha", shared.marks({0: 80}))
    refused = shared.say("binh", shared.marks({0: 90}))
    verdict = shared.say("ha", SettleRefusal(command_id=refused.id, choice=Choice.THEIRS))
    assert verdict.code is Code.NOT_PERMITTED
    assert len(shared.scalars(select(EntryConflict))) == 1
