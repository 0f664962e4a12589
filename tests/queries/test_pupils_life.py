"""Completeness, transfers, consents, the access log, the list of the school: who sees what."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.access import LogAccess, Look
from desktop.commands.attendance import TakeRoll
from desktop.commands.locks import LockBooks
from desktop.commands.moving import MoveClass
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.transfers import Circumstances, DropOut, Return, TransferOut
from desktop.models import Base
from desktop.models.base import Synced
from desktop.models.school import Course, SchoolClass
from desktop.queries.access_log import AccessFilter, access_log
from desktop.queries.completeness import completeness
from desktop.queries.consents import consent_register, may_publish, may_publish_all
from desktop.queries.leaving import bring_in, leaving_check, move_preview
from desktop.queries.school_pupils import school_list
from desktop.queries.transfers import Gap, away, transfers
from desktop.rules.access import AccessKind
from desktop.rules.attendance import DayPart
from desktop.rules.consents import Purpose, Standing
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import Mark, MarkState
from desktop.rules.permissions import AudienceKind, CourseOf, audience, audiences
from desktop.rules.profile import Minimum, ProfileField
from desktop.rules.terms import Term
from desktop.rules.transfers import PupilStatus, TransferKind
from tests.commands.test_consents import give, withdraw
from tests.life import life
from tests.queries.test_pupil_card import fill
from tests.school_builder import BuiltSchool

DAY = date(2026, 9, 10)
WHOLE = Pupil(
    full_name="Đủ Cả", birth_date=date(2015, 5, 1), sex="nu", ethnicity="Kinh", address="Thôn 2",
    father=Parent("Ông Đủ", phone="0912345678"), code="HS90001",
)  # fmt: skip


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life() as built:
        yield built


# ---- completeness


def test_t16_a_bar_a_class_and_the_next_gap(school: BuiltSchool):
    school.add_pupils("6A", WHOLE)
    (bar,) = completeness(school.session, school.person("cn6a"), DAY)
    assert (bar.name, bar.pupils, bar.whole) == ("6A", 5, 1)
    lacking = len({Minimum.ETHNICITY, Minimum.ADDRESS, Minimum.PARENT, Minimum.PHONE})
    assert (bar.wanted, bar.filled) == (5 * len(Minimum), 5 * len(Minimum) - 4 * lacking)
    first = bar.next_gap
    assert first is not None
    assert first.field is ProfileField.ETHNICITY
    assert "dân tộc" in first.words
    change = FieldChange(ProfileField.ETHNICITY, "Kinh")
    school.do(
        EditProfile(class_id=bar.class_id, student_id=first.student_id, changes=(change,)),
        "cn6a",
    )
    (after,) = completeness(school.session, school.person("cn6a"), DAY)
    assert after.filled == bar.filled + 1
    assert after.next_gap is not None
    assert after.next_gap.field is ProfileField.ADDRESS


def test_the_next_gap_goes_round(school: BuiltSchool):
    (bar,) = completeness(school.session, school.person("cn6a"), DAY)
    ids = [one.student_id for one in bar.gaps]
    assert [bar.gap_after(one).student_id for one in ids] == [*ids[1:], ids[0]]  # type: ignore[union-attr]
    assert bar.gap_after(None) == bar.gaps[0]


def test_who_left_counts_no_more(school: BuiltSchool):
    drop = DropOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        day=date(2026, 9, 7), about=Circumstances(reason="Đi làm"),
    )  # fmt: skip
    school.do(drop, "cn6a")
    (bar,) = completeness(school.session, school.person("cn6a"), DAY)
    assert bar.pupils == 3


@pytest.mark.parametrize(
    ("by", "classes"), [("vanphong", 3), ("hieutruong", 3), ("cn6b", 1), ("toan", 0), ("yte", 0)]
)
def test_gaps_in_the_care_are_told_to_carers(school: BuiltSchool, by: str, classes: int):
    assert len(completeness(school.session, school.person(by), DAY)) == classes


# ---- transfers


def move(school: BuiltSchool, day: date = date(2026, 9, 8), nth: int = 0) -> MoveClass:
    return MoveClass(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(nth),
        to_class_id=school.classes["6B"].class_id, day=day,
    )  # fmt: skip


def test_the_list_of_transfers_tells_each_event_once(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    school.do(move(school), "vanphong")
    out = TransferOut(
        class_id=class_id, student_id=school.pupil(1), day=date(2026, 9, 7),
        about=Circumstances("THCS Sông Xanh", "Theo gia đình"),
    )  # fmt: skip
    school.do(out, "cn6a")
    came = Pupil("Từ Danh Sách", joined_on=date(2026, 9, 9), came_from="THCS Bình Minh")
    school.add_pupils("6C", came)
    found = transfers(school.session, school.person("vanphong"), DAY)
    assert [(x.kind, x.full_name, x.class_name) for x in found] == [
        (TransferKind.IN, "Từ Danh Sách", "6C"),
        (TransferKind.MOVE, "Nguyễn Thị An", "6B"),
        (TransferKind.OUT, "Trần Văn Ánh", "6A"),
    ]
    assert found[1].other_class == "6A"
    assert found[2].reason == "Theo gia đình"
    assert [x.may_take_back for x in found] == [False, True, True]


def test_the_old_class_learns_of_the_move_from_its_list(school: BuiltSchool):
    school.do(move(school), "vanphong")
    (line,) = transfers(school.session, school.person("cn6a"), DAY)
    assert (line.kind, line.transfer_id, line.reason) == (
        TransferKind.MOVE, None, "Chuyển sang lớp 6B"
    )  # fmt: skip
    (new,) = transfers(school.session, school.person("cn6b"), DAY)
    assert new.transfer_id is not None
    assert not new.may_take_back


def test_d2_reasons_are_for_the_carers(school: BuiltSchool):
    drop = DropOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), day=date(2026, 9, 7),
        about=Circumstances(reason="Nhà khó khăn"),
    )  # fmt: skip
    school.do(drop, "cn6a")
    told = transfers(school.session, school.person("toan"), DAY)
    assert [(x.kind, x.reason) for x in told] == [(TransferKind.DROP_OUT, "Bỏ học")]
    assert transfers(school.session, school.person("cn6a"), DAY)[0].reason == "Nhà khó khăn"


def test_the_days_between_leaving_and_returning_are_known(school: BuiltSchool):
    class_id, pupil = school.classes["6A"].class_id, school.pupil(0)
    drop = DropOut(
        class_id=class_id, student_id=pupil, day=date(2026, 9, 7),
        about=Circumstances(reason="Ốm dài ngày"),
    )  # fmt: skip
    school.do(drop, "cn6a")
    school.do(Return(class_id=class_id, student_id=pupil, day=date(2026, 9, 21)), "cn6a")
    assert away(school.session, class_id) == {pupil: (Gap(date(2026, 9, 7), date(2026, 9, 21)),)}


# ---- before leaving, moving, bringing in


def test_the_checklist_tells_what_others_have_and_the_pupil_lacks(school: BuiltSchool):
    school.fill("6A", "TOAN", skip=(0,))
    waiting = Mark(state=MarkState.MAKEUP, reason="Ốm", due=DAY)
    school.enter("6A", "TOAN", {(0, 1): waiting})
    class_id = school.classes["6A"].class_id
    found = leaving_check(school.session, school.person("cn6a"), class_id, school.pupil(0), DAY)
    assert not found.is_clear
    assert len(found.missing) == school.regular("TOAN") + 2
    assert [cell.waiting for cell in found.missing] == [True] + [False] * 5
    assert "Toán · ĐĐGtx 1 (học kì I, chờ bù)" in found.missing[0].words
    roll = TakeRoll(class_id=class_id, day=date(2026, 9, 7), part=DayPart.MORNING)
    school.on(DAY).do(roll, "cn6a")
    open_days = leaving_check(school.session, school.person("cn6a"), class_id, school.pupil(1), DAY)
    assert open_days.days_without_roll == (date(2026, 9, 8), date(2026, 9, 9))
    assert not open_days.is_clear
    for day in open_days.days_without_roll:
        school.do(TakeRoll(class_id=class_id, day=day, part=DayPart.MORNING), "cn6a")
    clear = leaving_check(school.session, school.person("cn6a"), class_id, school.pupil(1), DAY)
    assert clear.is_clear
    assert len(clear.items) == 4
    assert leaving_check(
        school.session, school.person("toan"), class_id, school.pupil(0), DAY
    ).refusal


def test_a_move_is_looked_at_first(school: BuiltSchool):
    school.fill("6A", "TOAN")
    lock = LockBooks(
        school_year_id=school.year_id, reach=LockReach.SCHOOL, term=Term.I, kinds=tuple(LockKind),
        reason="Đã kiểm tra",
    )  # fmt: skip
    school.do(lock, "hieutruong")
    of, to = school.classes["6A"].class_id, school.classes["6B"].class_id
    found = move_preview(school.session, school.person("vanphong"), of, school.pupil(0), to, DAY)
    assert found is not None
    assert (found.carried_marks, found.left_behind, found.subjects_without) == (6, 0, ())
    assert found.lock is not None
    assert move_preview(school.session, school.person("cn6a"), of, school.pupil(0), to, DAY) is None


def test_cells_for_marks_of_the_former_school(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    found = bring_in(school.session, school.person("vanphong"), class_id, school.pupil(0), DAY)
    assert {one.course.subject_code for one in found} == {"TOAN", "VAN", "GDTC"}
    assert {one.term for one in found} == {Term.I}
    assert bring_in(school.session, school.person("cn6a"), class_id, school.pupil(0), DAY) == ()


# ---- consents


def test_the_register_of_a_class(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    given = school.do(give(school), "cn6a")
    register = consent_register(school.session, school.person("cn6a"), class_id, DAY)
    by_pupil = {line.pupil.student_id: line for line in register.lines}
    assert by_pupil[school.pupil(0)].standing(Purpose.PHOTO_PORTAL) is Standing.VALID
    assert by_pupil[school.pupil(1)].standing(Purpose.PHOTO_PORTAL) is Standing.NOT_ASKED
    assert register.count(Purpose.PHOTO_PORTAL, Standing.VALID) == 1
    line = by_pupil[school.pupil(0)].answers[Purpose.PHOTO_PORTAL]
    assert (line.given_by, line.papers[0].title) == ("Lê Thị Mẹ", "Phiếu đồng ý")
    assert register.may_record
    school.do(withdraw(school, given), "cn6a")
    after = consent_register(school.session, school.person("hieutruong"), class_id, DAY)
    assert after.count(Purpose.PHOTO_PORTAL, Standing.WITHDRAWN) == 1
    assert not after.may_record


@pytest.mark.parametrize("by", ["toan", "cn6b", "yte"])
def test_the_register_is_for_carers(school: BuiltSchool, by: str):
    class_id = school.classes["6A"].class_id
    register = consent_register(school.session, school.person(by), class_id, DAY)
    assert register.refusal
    assert register.lines == ()


def test_posts_ask_whether_a_pupil_may_be_shown(school: BuiltSchool):
    pupil, by = school.pupil(0), school.person("toan")
    asked = may_publish(school.session, by, pupil, Purpose.PHOTO_PORTAL, DAY)
    assert (asked.allowed, asked.standing) == (False, Standing.NOT_ASKED)
    assert "chưa hỏi" in asked.sentence
    given = school.do(give(school), "cn6a")
    assert may_publish(school.session, by, pupil, Purpose.PHOTO_PORTAL, DAY).allowed
    assert not may_publish(school.session, by, pupil, Purpose.NAME_HONOURS, DAY).allowed
    school.do(withdraw(school, given), "cn6a")
    assert not may_publish(school.session, by, pupil, Purpose.PHOTO_PORTAL, DAY).allowed
    again = msgspec.structs.replace(give(school), expires_on=date(2027, 5, 31))
    school.do(again, "cn6a")
    asked = may_publish(school.session, by, pupil, Purpose.PHOTO_PORTAL, date(2027, 6, 1))
    assert asked.standing is Standing.EXPIRED


def test_a_pupil_who_is_not_held_is_unknown_not_allowed(school: BuiltSchool):
    asked = may_publish_all(
        school.session, school.person("toan"), (school.pupil(0), UUID(int=5)),
        Purpose.PHOTO_PORTAL, DAY,
    )  # fmt: skip
    assert asked[UUID(int=5)].standing is Standing.UNKNOWN
    assert asked[school.pupil(0)].standing is Standing.NOT_ASKED


# ---- the access log


def test_d9_the_principal_reads_who_looked(school: BuiltSchool):
    pupil = school.pupil(0)
    looks = tuple(Look(AccessKind.CARD, at=n, student_id=pupil) for n in range(1, 6))
    export = Look(AccessKind.ROSTER_EXPORT, at=9, class_id=school.classes["6A"].class_id, count=4)
    school.do(LogAccess(looks=(*looks, export)), "cn6a")
    by = school.person("hieutruong")
    page = access_log(school.session, by, DAY, size=4)
    assert (page.total, len(page.lines), page.before) == (6, 4, 3)
    assert (page.lines[0].what, page.lines[0].class_name) == (AccessKind.ROSTER_EXPORT, "6A")
    assert page.lines[1].who == "Chủ Nhiệm 6A"
    rest = access_log(school.session, by, DAY, before=page.before, size=4)
    assert [line.said_at for line in rest.lines] == [2, 1]
    only = access_log(school.session, by, DAY, AccessFilter(exports_only=True))
    assert only.total == 1
    theirs = access_log(school.session, by, DAY, AccessFilter(student_id=pupil))
    assert theirs.total == 5


@pytest.mark.parametrize("by", ["cn6a", "vanphong", "toan", "quantri"])
def test_others_do_not_read_the_log(school: BuiltSchool, by: str):
    page = access_log(school.session, school.person(by), DAY)
    assert page.refusal
    assert page.total == 0


# ---- the list of the school


def test_everybody_once_with_the_class_of_now(school: BuiltSchool):
    school.do(move(school), "vanphong")
    drop = DropOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(1), day=date(2026, 9, 7),
        about=Circumstances(reason="Đi làm"),
    )  # fmt: skip
    school.do(drop, "cn6a")
    found = school_list(school.session, school.person("vanphong"), DAY)
    assert len(found.pupils) == 12
    by_pupil = {pupil.student_id: pupil for pupil in found.pupils}
    assert by_pupil[school.pupil(0)].class_name == "6B"
    assert by_pupil[school.pupil(0)].status is PupilStatus.STUDYING
    assert by_pupil[school.pupil(1)].status is PupilStatus.DROPPED_OUT
    assert found.counts[PupilStatus.STUDYING] == 11
    assert len(found.filter(class_id=school.classes["6B"].class_id)) == 5
    assert [p.student_id for p in found.filter(status=PupilStatus.DROPPED_OUT)] == [school.pupil(1)]


@pytest.mark.parametrize(
    ("text", "count"), [("nguyen an", 1), ("hs00003", 1), ("6b", 4), ("zz", 0)]
)
def test_letters_are_found_without_tones(school: BuiltSchool, text: str, count: int):
    found = school_list(school.session, school.person("vanphong"), DAY)
    assert len(found.filter(text)) == count


def test_only_pupils_of_classes_that_one_may_see(school: BuiltSchool):
    found = school_list(school.session, school.person("cn6b"), DAY)
    assert {pupil.class_name for pupil in found.pupils} == {"6B"}


# ---- who holds what


def test_d2_what_a_subject_teacher_may_hold_never_contains_care(school: BuiltSchool):
    """Over every table: no row of the class's care lies in an audience of theirs, ever."""
    fill(school)
    school.do(move(school), "vanphong")
    classes = list(school.session.scalars(select(SchoolClass.id)))
    courses = [CourseOf(*row) for row in school.session.execute(select(Course.id, Course.class_id))]
    held = audiences(school.person("toan"), classes, courses, DAY)
    care = {audience(AudienceKind.CARE, class_id) for class_id in classes}
    assert not held & care
    only_care = {
        "student_care", "guardian", "policy_group", "student_photo", "paper", "transfer",
        "consent_proof", "conduct",
    }  # fmt: skip
    for mapper in Base.registry.mappers:
        if not issubclass(mapper.class_, Synced):
            continue
        rows = list(school.session.scalars(select(mapper.class_)))
        name = mapper.local_table.name  # type: ignore[attr-defined]
        if name in only_care:
            assert rows, name
            assert {row.audience for row in rows} <= care, name
        else:
            assert not {row.audience for row in rows} & care, name
