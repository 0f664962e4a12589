"""What happens to pupils, on the server: sealed, under its keys and pointers, to whom it may go."""

from base64 import b64encode
from datetime import date

import msgspec
import pytest
from sqlalchemy import select, text

from desktop.commands.access import LogAccess, Look
from desktop.commands.command import Command
from desktop.commands.consents import GiveConsent, WithdrawConsent
from desktop.commands.moving import MoveClass
from desktop.commands.papers import KeepPaper, KeepPhoto, PaperFacts
from desktop.commands.policy import AddPolicyGroup, GroupFacts
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.take_back import TakeBackTransfer
from desktop.commands.transfers import (
    Circumstances,
    DropOut,
    Return,
    TransferIn,
    TransferOut,
    transfer_id,
)
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment, Student
from desktop.rules.access import AccessKind
from desktop.rules.consents import GivenBy, Method, Purpose
from desktop.rules.papers import FileKind
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.profile import ProfileField
from desktop.rules.terms import Term
from desktop.sync.protocol import Outcome, Pull
from tests.sync.server.central_school import CentralSchool

pytestmark = pytest.mark.postgres

DAY = date(2026, 10, 1)
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)
SECRET = "Tin lành của buôn"


def life_of(school: CentralSchool) -> dict[str, Command]:
    """One of each command about a pupil who stays in 6A."""
    class_id, pupil = school.ids["6A"], school.pupils[0]
    change = FieldChange(ProfileField.RELIGION, SECRET)
    father = FieldChange(ProfileField.FATHER_NAME, "Y Bình Niê")
    scan = PaperFacts("Giấy khai sinh", "ab" * 32, FileKind.PDF, 10)
    return {
        "edit": EditProfile(class_id=class_id, student_id=pupil, changes=(change, father)),
        "group": AddPolicyGroup(
            class_id=class_id, student_id=pupil, facts=GroupFacts("Hộ nghèo", "15/QĐ", DAY)
        ),
        "photo": KeepPhoto(
            class_id=class_id, student_id=pupil, sha256="cd" * 32, size=9,
            small=b64encode(JPEG).decode(),
        ),
        "paper": KeepPaper(class_id=class_id, student_id=pupil, paper=scan),
        "consent": GiveConsent(
            class_id=class_id, student_id=pupil, purpose=Purpose.PHOTO_PORTAL, agreed=True,
            child_agreed=True, relation=GivenBy.MOTHER, given_by="Bà Mẹ", method=Method.PAPER,
            day=date(2026, 9, 30),
        ),
        "look": LogAccess(looks=(Look(AccessKind.CARD, at=5, student_id=pupil),)),
    }  # fmt: skip


def test_the_server_takes_all_of_it_and_seals_what_is_secret(school: CentralSchool):
    for command in life_of(school).values():
        school.do("vp", command)
    class_id, pupil = school.ids["6A"], school.pupils[0]
    done = school.do("vp", TransferOut(
        class_id=class_id, student_id=school.pupils[1], day=DAY,
        about=Circumstances("THCS Sông Xanh", SECRET),
    ))  # fmt: skip
    school.do("vp", TakeBackTransfer(
        class_id=class_id, student_id=school.pupils[1], transfer_id=transfer_id(done)
    ))  # fmt: skip
    drop = DropOut(class_id=class_id, student_id=pupil, day=DAY, about=Circumstances(reason=SECRET))
    school.do("cn", drop)
    school.do("cn", Return(class_id=class_id, student_id=pupil, day=date(2026, 10, 2)))
    with school.begin() as connection:
        for table in ("student_care", "transfer", "policy_group", "paper", "consent_proof"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - ours
                assert SECRET not in repr(tuple(row))
                assert SECRET.encode() not in b"".join(
                    bytes(value) for value in row if isinstance(value, bytes | memoryview)
                )


def test_a_pupil_comes_and_the_arrival_is_taken_back(school: CentralSchool):
    arrival = TransferIn(
        class_id=school.ids["6A"],
        pupil=Pupil("Đinh Hồng Ân", code="HS9", phone="0912345678", father=Parent("Ông Bố")),
        day=DAY,
        about=Circumstances("THCS Sông Xanh"),
    )
    done = school.do("cn", arrival)
    student_id = arrival.student_id(done)
    assert school.scalars(select(Student.full_name).where(Student.id == student_id))
    school.do("cn", TakeBackTransfer(
        class_id=school.ids["6A"], student_id=student_id, transfer_id=transfer_id(done)
    ))  # fmt: skip
    assert not school.scalars(select(Student).where(Student.id == student_id))


def move(school: CentralSchool) -> MoveClass:
    return MoveClass(
        class_id=school.ids["6A"], student_id=school.pupils[0], to_class_id=school.ids["6B"],
        day=DAY,
    )  # fmt: skip


def test_a_move_takes_the_pupils_own_rows_from_one_audience_to_the_other(school: CentralSchool):
    for command in life_of(school).values():
        school.do("vp", command)
    school.do("ha", school.marks({0: 80}))
    before = school.counter().seq
    held = school.pull("cn").end.audiences
    school.do("vp", move(school))
    told = school.pull("cn", Pull(epoch=school.epoch, cursor=before, held=held))
    gone = {table for table in told.tables if told.gone(table)}
    assert {"student", "student_care", "guardian", "policy_group", "consent"} <= gone
    care_6b = audience(AudienceKind.CARE, school.ids["6B"])
    assert not [row for table in told.tables for row in told.rows(table)
                if row.get("audience") == care_6b]  # fmt: skip
    (row,) = [r for r in told.rows("enrolment") if r["class_id"] == school.ids["6A"]]
    assert row["book_name"] == "Học Sinh 1"
    carried = school.pull("binh").rows("mark")
    assert [(r["course_id"], r["tenths"], r["brought_in"]) for r in carried] == [
        (school.ids["toan 6B"], 80, True)
    ]
    assert school.pull("ha").rows("mark")[0]["tenths"] == 80


def test_d2_a_subject_teachers_file_never_holds_care(school: CentralSchool):
    for command in life_of(school).values():
        school.do("vp", command)
    school.do("cn", DropOut(class_id=school.ids["6A"], student_id=school.pupils[1], day=DAY,
                            about=Circumstances(reason=SECRET)))  # fmt: skip
    told = school.pull("ha")
    assert not told.tables & {
        "student_care", "guardian", "policy_group", "student_photo", "paper", "transfer",
        "consent_proof", "sensitive_access",
    }  # fmt: skip
    assert told.rows("consent")
    text_ = msgspec.json.encode(told.lines).decode()
    assert SECRET not in text_
    assert "Bà Mẹ" not in text_


def test_the_principal_gets_the_log_the_homeroom_teacher_does_not(school: CentralSchool):
    school.do("cn", life_of(school)["look"])
    assert len(school.pull("hieutruong").rows("sensitive_access")) == 1
    assert school.pull("cn").rows("sensitive_access") == []


def test_a_second_withdrawal_comes_back_with_what_stands(school: CentralSchool):
    consent = life_of(school)["consent"]
    assert isinstance(consent, GiveConsent)
    given = school.do("cn", consent)
    withdraw = WithdrawConsent(
        class_id=school.ids["6A"], student_id=school.pupils[0], consent_id=consent.row_id(given),
        day=DAY, withdrawn_by="Bà Mẹ",
    )  # fmt: skip
    school.do("cn", withdraw)
    verdict = school.say("vp", withdraw)
    assert verdict.outcome is Outcome.REFUSED
    assert "01/10/2026" in verdict.message


def test_a_mark_that_a_teacher_enters_after_the_move_is_in_the_new_course(school: CentralSchool):
    school.do("vp", move(school))
    entered = school.marks({0: 70}, course="toan 6B")
    school.do("binh", entered)
    rows = school.scalars(select(MarkRow).where(MarkRow.student_id == school.pupils[0]))
    assert [(r.course_id, r.term, r.tenths) for r in rows] == [(school.ids["toan 6B"], Term.I, 70)]
    left = school.scalars(select(Enrolment.left_on).where(Enrolment.left_on.is_not(None)))
    assert left == [DAY]
