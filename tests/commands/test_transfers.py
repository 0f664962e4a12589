"""Pupils who come, leave, drop out, return; what is refused and what can be taken back."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.command import Code, Command
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.papers import PaperFacts
from desktop.commands.pupil import Pupil
from desktop.commands.take_back import TakeBackTransfer
from desktop.commands.transfers import (
    Circumstances,
    DropOut,
    Return,
    TickItems,
    TransferIn,
    TransferOut,
    transfer_id,
)
from desktop.models.people import Enrolment
from desktop.models.profile import Paper
from desktop.models.transfers import Transfer
from desktop.queries.roster import class_list
from desktop.rules.marks import Mark
from desktop.rules.papers import FileKind
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.terms import Term
from desktop.rules.transfers import Item
from tests.life import everything, life, refused
from tests.school_builder import BuiltSchool

SCAN = PaperFacts("Giấy giới thiệu", "ab" * 32, FileKind.PDF, 1000)
AWAY = Circumstances("THCS Sông Xanh", "Theo gia đình", "12/GT", (SCAN,))
NEW = Pupil("Đinh Hồng Ân", birth_date=date(2015, 5, 1), code="HS90001", phone="0912345678")


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2) as built:
        yield built


def come(school: BuiltSchool, day: date = date(2026, 9, 7), pupil: Pupil = NEW) -> TransferIn:
    return TransferIn(class_id=school.classes["6A"].class_id, pupil=pupil, day=day, about=AWAY)


def leave(
    school: BuiltSchool, day: date = date(2026, 9, 7), about: Circumstances = AWAY
) -> Command:
    return TransferOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), day=day, about=about,
        returned=(Item.BOOKS,),
    )  # fmt: skip


def drop(school: BuiltSchool, day: date = date(2026, 9, 7), reason: str = "Đi làm") -> DropOut:
    return DropOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), day=day,
        about=Circumstances(reason=reason),
    )  # fmt: skip


def back(school: BuiltSchool, day: date) -> Return:
    return Return(class_id=school.classes["6A"].class_id, student_id=school.pupil(0), day=day)


def enrolment(school: BuiltSchool, nth: int = 0) -> Enrolment:
    key = school.pupil(nth), school.classes["6A"].class_id
    return school.session.get_one(Enrolment, key, populate_existing=True)


def test_a_pupil_who_comes_is_on_the_list_from_that_day_and_the_office_brings_marks_in(
    school: BuiltSchool,
):
    done = school.do(come(school), "cn6a")
    student_id = come(school).student_id(done.command_id)
    class_id = school.classes["6A"].class_id
    found = class_list(school.session, school.person("cn6a"), class_id, date(2026, 9, 8))
    line = found.lines[-1]
    assert (line.student_id, line.number) == (student_id, 5)
    assert (line.pupil.joined_on, line.pupil.came_from) == (date(2026, 9, 7), "THCS Sông Xanh")
    assert line.pupil.phone == "0912345678"
    brought = MarkCell(student_id, 1, Mark(tenths=80, brought_in=True))
    enter = EnterMarks(course_id=school.course("6A", "TOAN"), term=Term.I, cells=(brought,))
    assert refused(school, enter, "cn6a").code is Code.NOT_PERMITTED
    school.do(enter, "vanphong")


def test_everything_about_a_transfer_lies_with_the_classs_carers(school: BuiltSchool):
    school.do(come(school), "cn6a")
    care = audience(AudienceKind.CARE, school.classes["6A"].class_id)
    assert school.session.scalars(select(Transfer)).one().audience == care
    assert school.session.scalars(select(Paper)).one().audience == care
    (named,) = come(school).files()
    assert named.audience == care


def test_a_pupil_who_leaves_stays_on_the_list_with_day_and_reason(school: BuiltSchool):
    done = school.do(leave(school), "cn6a")
    row = enrolment(school)
    assert (row.left_on, row.leave_reason) == (date(2026, 9, 7), "Chuyển khỏi trường")
    event = school.session.scalars(select(Transfer)).one()
    assert (event.place, event.reason, event.document) == (
        "THCS Sông Xanh", "Theo gia đình", "12/GT"
    )  # fmt: skip
    assert event.returned == "books"
    school.undo(done, "cn6a")
    assert enrolment(school).left_on is None


def ticks(school: BuiltSchool, *returned: Item, seen: tuple[Item, ...]) -> TickItems:
    event = school.session.scalars(select(Transfer)).one()
    return TickItems(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        transfer_id=event.id, returned=returned, seen=seen,
    )  # fmt: skip


def test_what_is_given_back_later_is_ticked_then(school: BuiltSchool):
    school.do(leave(school), "cn6a")
    before = everything(school.session)
    done = school.do(ticks(school, Item.FEES, Item.BOOKS, seen=(Item.BOOKS,)), "cn6a")
    assert school.session.scalars(select(Transfer.returned)).one() == "books fees"
    assert refused(school, ticks(school, seen=()), "cn6a").code is Code.CONFLICT
    stranger = ticks(school, seen=(Item.BOOKS, Item.FEES))
    assert refused(school, stranger, "toan").code is Code.NOT_PERMITTED
    school.undo(done, "cn6a")
    assert everything(school.session) == before


def test_who_came_back_has_no_checklist(school: BuiltSchool):
    school.do(drop(school), "cn6a")
    done = school.do(back(school, date(2026, 9, 20)), "cn6a")
    command = TickItems(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        transfer_id=transfer_id(done.command_id), returned=(Item.BOOKS,),
    )  # fmt: skip
    assert refused(school, command, "cn6a").code is Code.INVALID
    gone = msgspec.structs.replace(command, transfer_id=school.pupil(1))
    assert refused(school, gone, "cn6a").code is Code.MISSING


def test_dropping_out_and_coming_back(school: BuiltSchool):
    before = everything(school.session)
    school.do(drop(school), "cn6a")
    assert enrolment(school).leave_reason == "Bỏ học"
    dropped = everything(school.session)
    done = school.do(back(school, date(2026, 9, 20)), "cn6a")
    assert enrolment(school).left_on is None
    event = school.session.get_one(Transfer, transfer_id(done.command_id))
    assert (event.left_on, event.leave_reason) == (date(2026, 9, 7), "Bỏ học")
    school.undo(done, "cn6a")
    assert everything(school.session) == dropped
    take = TakeBackTransfer(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        transfer_id=school.session.scalars(select(Transfer.id)).one(),
    )  # fmt: skip
    school.do(take, "cn6a")
    assert everything(school.session) == before


def test_an_arrival_is_taken_back_whole(school: BuiltSchool):
    before = everything(school.session)
    done = school.do(come(school), "cn6a")
    school.undo(done, "cn6a")
    assert everything(school.session) == before


def test_an_arrival_with_marks_is_not_taken_back(school: BuiltSchool):
    done = school.do(come(school), "cn6a")
    student_id = come(school).student_id(done.command_id)
    school.classes["6A"].pupils += (student_id,)
    school.enter("6A", "TOAN", {(4, 1): "8"})
    assert refused(school, come(school).inverse(done.command_id), "cn6a").code is Code.IN_USE


def test_only_the_last_event_is_taken_back(school: BuiltSchool):
    first = school.do(leave(school), "cn6a")
    school.do(back(school, date(2026, 9, 20)), "cn6a")
    inverse = first.command.inverse(first.command_id) if first.command else None
    assert inverse is not None
    assert refused(school, inverse, "cn6a").code is Code.IN_USE


def test_days_that_cannot_be(school: BuiltSchool):
    school.do(come(school), "cn6a")
    joined = school.session.scalars(select(Enrolment).where(Enrolment.joined_on.is_not(None))).one()
    early = TransferOut(
        class_id=joined.class_id, student_id=joined.student_id, day=date(2026, 9, 1), about=AWAY
    )
    no = refused(school, early, "cn6a")
    assert no.code is Code.INVALID
    assert "07/09/2026" in no.message
    assert refused(school, leave(school, date(2025, 9, 7))).code is Code.INVALID
    assert refused(school, come(school, date(2028, 1, 1))).code is Code.INVALID
    school.do(drop(school, date(2026, 9, 15)), "cn6a")
    assert refused(school, back(school, date(2026, 9, 14))).code is Code.INVALID


def test_what_was_left_out_or_is_there_already(school: BuiltSchool):
    assert refused(school, leave(school, about=Circumstances())).code is Code.INVALID
    assert refused(school, drop(school, reason=" ")).code is Code.INVALID
    assert refused(school, back(school, date(2026, 9, 9))).code is Code.CONFLICT
    assert refused(school, come(school, pupil=Pupil("Trùng", code="HS00001"))).code is Code.INVALID
    nowhere = TransferIn(class_id=school.classes["6A"].class_id, pupil=NEW, day=date(2026, 9, 7))
    assert refused(school, nowhere).code is Code.INVALID
    school.do(leave(school), "cn6a")
    no = refused(school, drop(school))
    assert no.code is Code.CONFLICT
    assert "07/09/2026" in no.message


@pytest.mark.parametrize("by", ["toan", "cn6b", "hieutruong", "yte"])
def test_transfers_are_recorded_by_homeroom_and_office(school: BuiltSchool, by: str):
    for command in (come(school), leave(school), drop(school)):
        assert refused(school, command, by).code is Code.NOT_PERMITTED
