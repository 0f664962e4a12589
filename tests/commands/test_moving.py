"""Moving between classes: nothing of a pupil's year is lost or counted twice, whatever happens."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands.command import Code
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.locks import LockBooks
from desktop.commands.moving import MoveClass
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.roster import PupilChange, UpdateRoster
from desktop.models.attendance import Absence
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.gradebook import MarkRevision
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.queries.class_view import class_view
from desktop.queries.marks import mark_value
from desktop.queries.pupil_year import pupil_year, totals_of
from desktop.queries.pupils import class_pupils
from desktop.queries.roster import class_list
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import Mark, MarkState, required_columns
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.profile import ProfileField
from desktop.rules.terms import Assessment, Level, Term
from tests.life import everything, life, refused
from tests.school_builder import BuiltSchool

DAY = date(2026, 10, 12)


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life() as built:
        built.fill("6A", "TOAN")
        built.fill("6A", "GDTC")
        built.fill("6B", "TOAN", "7")
        yield built.on(DAY)


def move(
    school: BuiltSchool, to: str = "6B", of: str = "6A", nth: int = 0, decision: str = "",
    day: date = DAY,
) -> MoveClass:  # fmt: skip
    return MoveClass(
        class_id=school.classes[of].class_id, student_id=school.pupil(nth),
        to_class_id=school.classes[to].class_id, day=day, decision=decision,
    )  # fmt: skip


def marks_of(school: BuiltSchool, class_name: str, student: UUID) -> dict[object, Mark | None]:
    courses = {c for (name, _), c in school.courses.items() if name == class_name}
    rows = school.session.scalars(select(MarkRow).where(MarkRow.student_id == student))
    return {
        (row.course_id, row.term, row.column): mark_value(row)
        for row in rows
        if row.course_id in courses
    }


def test_marks_are_in_the_new_books_and_stay_in_the_old(school: BuiltSchool):
    pupil = school.pupil(0)
    before = marks_of(school, "6A", pupil)
    school.do(move(school), "vanphong")
    assert marks_of(school, "6A", pupil) == before
    carried = marks_of(school, "6B", pupil)
    assert len(carried) == len(before)
    assert all(mark and mark.brought_in for mark in carried.values())
    view = class_view(
        school.session, school.person("vanphong"), school.classes["6B"].class_id, Term.I, DAY
    )
    line = view.line(pupil)
    assert line is not None
    assert line.results[school.course("6B", "TOAN")].tenths == 80


def test_absences_count_on_in_the_new_class(school: BuiltSchool):
    old, new = (school.classes[name].class_id for name in ("6A", "6B"))
    school.session.add(
        Absence(
            class_id=old, day=date(2026, 10, 1), part=1, student_id=school.pupil(0), mark="P",
            note="ốm", entered_by=school.founder, entered_at=5,
            audience=audience(AudienceKind.ROLL, old),
        )
    )  # fmt: skip
    school.session.commit()
    done = school.do(move(school), "vanphong")
    copy = school.session.get_one(Absence, (new, date(2026, 10, 1), 1, school.pupil(0)))
    assert (copy.mark, copy.note, copy.entered_at) == ("P", "ốm", 5)
    assert copy.audience == audience(AudienceKind.ROLL, new)
    school.undo(done, "vanphong")
    rows = school.session.scalars(select(Absence)).all()
    assert [row.class_id for row in rows] == [old]


def test_a_make_up_test_is_taken_in_the_new_class(school: BuiltSchool):
    waiting = Mark(state=MarkState.MAKEUP, reason="Ốm", due=date(2026, 10, 20))
    school.enter("6A", "VAN", {(0, 1): waiting})
    school.do(move(school), "vanphong")
    cell = MarkCell(school.pupil(0), 1, Mark(tenths=70), seen=waiting)
    enter = EnterMarks(course_id=school.course("6B", "VAN"), term=Term.I, cells=(cell,))
    school.do(enter, "van")
    carried = MarkCell(school.pupil(0), 1, Mark(tenths=10), Mark(tenths=80, brought_in=True))
    change = EnterMarks(course_id=school.course("6B", "TOAN"), term=Term.I, cells=(carried,))
    assert refused(school, change, "toan").code is Code.NOT_PERMITTED


def test_the_old_book_strikes_the_pupil_through_from_that_day_the_new_one_has_the_pupil_last(
    school: BuiltSchool,
):
    school.do(move(school), "vanphong")
    old = class_pupils(school.session, school.classes["6A"].class_id)
    new = class_pupils(school.session, school.classes["6B"].class_id)
    gone = next(p for p in old if p.student_id == school.pupil(0))
    assert (gone.left_on, gone.leave_reason) == (DAY, "Chuyển sang lớp 6B")
    assert [p.number for p in old] == [1, 2, 3, 4]
    assert new[-1].student_id == school.pupil(0)
    assert (new[-1].joined_on, new[-1].came_from) == (DAY, "Lớp 6A")


def test_who_holds_only_the_old_class_still_reads_the_name(school: BuiltSchool):
    """A teacher's file after the move: the pupil's own row has gone to the new class."""
    name = school.session.get_one(Student, school.pupil(0)).full_name
    school.do(move(school), "vanphong")
    row = school.session.get_one(Student, school.pupil(0))
    assert row.audience == audience(AudienceKind.CLASS, school.classes["6B"].class_id)
    school.session.delete(row)
    school.session.flush()
    old = class_pupils(school.session, school.classes["6A"].class_id)
    found = next(p for p in old if p.student_id == school.pupil(0))
    assert (found.full_name, found.code) == (name, "HS00000")
    school.session.rollback()


def test_a_new_spelling_reaches_the_old_book_too(school: BuiltSchool):
    name = school.session.get_one(Student, school.pupil(0)).full_name
    school.do(move(school), "vanphong")
    change = FieldChange(ProfileField.FULL_NAME, "Nguyễn Thị Ân", name)
    school.do(
        EditProfile(
            class_id=school.classes["6B"].class_id, student_id=school.pupil(0), changes=(change,)
        ),
        "cn6b",
    )
    key = school.pupil(0), school.classes["6A"].class_id
    assert school.session.get_one(Enrolment, key).book_name == "Nguyễn Thị Ân"


def test_d2_the_old_class_no_longer_reads_or_edits_what_is_the_new_ones(school: BuiltSchool):
    change = (
        FieldChange(ProfileField.PHONE, "0912345678"),
        FieldChange(ProfileField.FATHER_NAME, "Ông Bố"),
    )
    edit = EditProfile(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), changes=change
    )
    school.do(edit, "cn6a")
    school.do(move(school), "vanphong")
    care = audience(AudienceKind.CARE, school.classes["6B"].class_id)
    assert school.session.scalars(select(StudentCare)).one().audience == care
    assert school.session.scalars(select(Guardian)).one().audience == care
    shown = {}
    for name, by in (("6A", "cn6a"), ("6B", "cn6b")):
        found = class_list(school.session, school.person(by), school.classes[name].class_id, DAY)
        line = next(x for x in found.lines if x.student_id == school.pupil(0))
        shown[name] = line.pupil
    assert (shown["6A"].phone, shown["6B"].phone) == ("", "0912345678")
    assert refused(school, edit, "cn6a").code is Code.MISSING
    roster = UpdateRoster(
        class_id=school.classes["6A"].class_id,
        change=(PupilChange(school.pupil(0), shown["6B"], shown["6A"]),),
    )
    assert "lớp mới" in refused(school, roster, "cn6a").message


def test_moving_back_and_forth_keeps_the_latest_value_and_the_history(school: BuiltSchool):
    school.do(move(school), "vanphong")
    carried = Mark(tenths=80, brought_in=True)
    cell = MarkCell(school.pupil(0), 1, Mark(tenths=95, brought_in=True), carried)
    enter = EnterMarks(course_id=school.course("6B", "TOAN"), term=Term.I, cells=(cell,))
    school.do(enter, "vanphong")
    school.do(move(school, "6A", "6B"), "vanphong")
    row = school.session.get_one(MarkRow, (school.course("6A", "TOAN"), 1, 1, school.pupil(0)))
    assert row.tenths == 95
    kept = school.session.scalars(
        select(MarkRevision).where(MarkRevision.course_id == school.course("6A", "TOAN"))
    ).one()
    assert kept.tenths == 80
    key = school.pupil(0), school.classes["6A"].class_id
    assert school.session.get_one(Enrolment, key).left_on is None


def test_a_move_is_undone_until_something_new_is_entered(school: BuiltSchool):
    before = everything(school.session)
    done = school.do(move(school), "vanphong")
    school.undo(done, "vanphong")
    assert everything(school.session) == before
    done = school.do(move(school), "vanphong")
    enter = EnterMarks(
        course_id=school.course("6B", "VAN"), term=Term.I,
        cells=(MarkCell(school.pupil(0), 1, Mark(tenths=70)),),
    )  # fmt: skip
    school.do(enter, "van")
    inverse = move(school).inverse(done.command_id)
    assert refused(school, inverse).code is Code.IN_USE


def lock(school: BuiltSchool, reach: LockReach, class_name: str = "6A") -> None:
    school.do(
        LockBooks(
            school_year_id=school.year_id, reach=reach, term=Term.I, kinds=tuple(LockKind),
            reason="Đã kiểm tra sổ", decision="05/QĐ-HS",
            reach_id=school.classes[class_name].class_id if reach is LockReach.CLASS else None,
        ),
        "hieutruong",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reach", "class_name"),
    [(LockReach.SCHOOL, ""), (LockReach.CLASS, "6A"), (LockReach.CLASS, "6B")],
)
def test_locked_marks_say_who_locked_and_what_can_be_done(
    school: BuiltSchool, reach: LockReach, class_name: str
):
    lock(school, reach, class_name)
    no = refused(school, move(school))
    assert no.code is Code.LOCKED
    assert "Lý Thu Hương" in no.message
    assert "số quyết định" in no.message
    pupil = school.pupil(0)
    before = totals_of(pupil_year(school.session, pupil, school.year_id))
    school.do(move(school, decision="09/QĐ-HS"), "vanphong")
    assert totals_of(pupil_year(school.session, pupil, school.year_id)) == before


def test_a_pupil_without_anything_locked_moves_freely(school: BuiltSchool):
    lock(school, LockReach.CLASS, "6C")
    school.do(move(school), "vanphong")


def test_where_and_when_one_cannot_move(school: BuiltSchool):
    assert refused(school, move(school, "6A")).code is Code.INVALID
    assert refused(school, move(school, day=date(2025, 10, 12))).code is Code.INVALID
    school.do(move(school), "vanphong")
    again = refused(school, move(school, "6C"))
    assert again.code is Code.MISSING
    early = move(school, "6C", "6B", day=date(2026, 10, 1))
    assert "12/10/2026" in refused(school, early).message


@pytest.mark.parametrize("by", ["cn6a", "cn6b", "toan", "phohieutruong"])
def test_the_office_moves_pupils(school: BuiltSchool, by: str):
    assert refused(school, move(school), by).code is Code.NOT_PERMITTED


# ---- the property: totals per pupil are the same before and after

CLASSES = ("6A", "6B", "6C")


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(2, 7))
def test_totals_per_pupil_do_not_change_by_moving(seed: int, moves: int):
    """Random marks, comments and conduct between random moves; each cell counts once, always."""
    chance = Random(seed)  # noqa: S311 - hypothesis hands over the seed
    with life(pupils=2, subjects=("TOAN", "GDTC", "VAN")) as school:
        school.on(DAY)
        pupil, now = school.pupil(0), "6A"
        for _ in range(moves):
            for _ in range(chance.randrange(4)):
                _write_something(school, chance, now)
            before = _counted(school)
            others = everything(school.session)["mark"]
            target = chance.choice([name for name in CLASSES if name != now])
            school.do(move(school, target, now, day=DAY), "vanphong")
            assert _counted(school) == before
            assert totals_of(pupil_year(school.session, pupil, school.year_id)).marks == len(
                before[0]
            )
            _others_stay(school, others, target)
            now = target
        open_now = [
            row.class_id
            for row in school.session.scalars(
                select(Enrolment).where(Enrolment.student_id == pupil)
            )
            if row.left_on is None
        ]
        assert open_now == [school.classes[now].class_id]


def _counted(school: BuiltSchool) -> tuple[Any, ...]:
    """All that counts of the pupil's year; that a mark was brought in makes no difference."""
    year = pupil_year(school.session, school.pupil(0), school.year_id)
    marks = {
        key: (row.state, row.tenths, row.passed, row.reason, row.due)
        for key, row in year.marks.items()
    }
    conduct = {
        term: (row.level, row.remark, row.excused, row.unexcused)
        for term, row in year.conduct.items()
    }
    absences = {key: (row.mark, row.note) for key, row in year.absences.items()}
    return marks, {key: row.text for key, row in year.comments.items()}, conduct, absences


def _others_stay(school: BuiltSchool, before: list[str], target: str) -> None:
    """The marks of every class but the new one are untouched, row by row."""
    courses = {c for (name, _), c in school.courses.items() if name == target}
    after = everything(school.session)["mark"]
    touched = [row for row in before if row not in after]
    assert all(any(repr(course) in row for course in courses) for row in touched)


def _write_something(school: BuiltSchool, chance: Random, now: str) -> None:
    """A mark, a comment or conduct in the class where the pupil is."""
    pupil, term = school.pupil(0), chance.choice(tuple(Term))
    code = chance.choice(tuple(school.presets))
    course, kind = school.course(now, code), chance.randrange(5)
    if kind == 4:
        _miss(school, chance, now)
        return
    if kind == 0:
        text = f"Nhận xét {chance.randrange(100)}"
        there = pupil_year(school.session, pupil, school.year_id, only=school.classes[now].class_id)
        seen = next((r.text for r in there.comments.values()
                     if (r.course_id, r.term) == (course, int(term))), "")  # fmt: skip
        command = WriteComments(course_id=course, term=term, cells=(TextCell(pupil, text, seen),))
        school.do(command, code.lower())
        return
    if kind == 1:
        _rate(school, chance, now, term)
        return
    column = chance.choice(required_columns(school.regular(code)))
    row = school.session.get(MarkRow, (course, int(term), column, pupil))
    seen_mark = mark_value(row)
    mark = _mark(chance, school.presets[code].assessment, seen_mark)
    cell = MarkCell(pupil, column, mark, seen_mark)
    by = "vanphong" if mark.brought_in else code.lower()
    school.do(EnterMarks(course_id=course, term=term, cells=(cell,)), by)


def _miss(school: BuiltSchool, chance: Random, now: str) -> None:
    """An absence as a roll leaves it; each day once, for a pupil has one class a day."""
    class_id, pupil = school.classes[now].class_id, school.pupil(0)
    day = DAY - timedelta(days=chance.randrange(30))
    known = pupil_year(school.session, pupil, school.year_id).absences
    if (day, 1) in known:
        return
    row = Absence(
        class_id=class_id, day=day, part=1, student_id=pupil, mark=chance.choice("PKM"),
        entered_by=school.founder, entered_at=school.at,
        audience=audience(AudienceKind.ROLL, class_id),
    )  # fmt: skip
    school.session.add(row)
    school.session.commit()


def _mark(chance: Random, assessment: Assessment, seen: Mark | None) -> Mark:
    brought = bool(seen and seen.brought_in)
    if chance.random() < 0.2 and not brought:
        return Mark(state=MarkState.MAKEUP, reason="Ốm", due=date(2026, 11, 2))
    if assessment is Assessment.COMMENT:
        return Mark(passed=chance.random() < 0.8, brought_in=brought)
    return Mark(tenths=chance.randrange(101), brought_in=brought)


def _rate(school: BuiltSchool, chance: Random, now: str, term: Term) -> None:
    class_id, pupil = school.classes[now].class_id, school.pupil(0)
    there = pupil_year(school.session, pupil, school.year_id, only=class_id).conduct
    row = there.get(int(term))
    seen = ConductValue()
    if row is not None:
        level = None if row.level is None else Level(row.level)
        seen = ConductValue(level, row.remark, row.excused, row.unexcused)
    value = ConductValue(chance.choice(tuple(Level)), "", chance.randrange(5), chance.randrange(3))
    cell = ConductCell(pupil, value, seen)
    school.do(RateConduct(class_id=class_id, term=term, cells=(cell,)), f"cn{now.lower()}")
