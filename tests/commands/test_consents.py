"""Consents are said, proved, expire and are withdrawn; looks at sensitive data are logged."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.access import LogAccess, Look
from desktop.commands.command import Code
from desktop.commands.consents import GiveConsent, TakeBackConsent, WithdrawConsent
from desktop.commands.papers import PaperFacts
from desktop.models.access import SensitiveAccess
from desktop.models.consents import Consent, ConsentProof
from desktop.rules.access import AccessKind
from desktop.rules.consents import GivenBy, Method, Purpose
from desktop.rules.papers import FileKind
from desktop.rules.permissions import OFFICE_AUDIENCE, AudienceKind, audience
from tests.life import everything, life, refused
from tests.school_builder import BuiltSchool

DAY = date(2026, 9, 7)
SCAN = PaperFacts("Phiếu đồng ý", "ab" * 32, FileKind.PDF, 1000)


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2) as built:
        yield built


def give(school: BuiltSchool, **other: Any) -> GiveConsent:
    said = GiveConsent(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        purpose=Purpose.PHOTO_PORTAL, agreed=True, child_agreed=True, relation=GivenBy.MOTHER,
        given_by="Lê Thị Mẹ", method=Method.PAPER, day=DAY, papers=(SCAN,),
    )  # fmt: skip
    return msgspec.structs.replace(said, **other)


def withdraw(school: BuiltSchool, given: Any, **other: Any) -> WithdrawConsent:
    command = WithdrawConsent(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        consent_id=give(school).row_id(given.command_id), day=DAY, withdrawn_by="Lê Thị Mẹ",
    )  # fmt: skip
    return msgspec.structs.replace(command, **other)


def test_d4_nothing_is_ticked_in_advance():
    """Purpose, answer, the child's own say, who and how have no default at all."""
    needed = {f.name for f in msgspec.structs.fields(GiveConsent) if f.required}
    assert needed == {
        "class_id", "student_id", "purpose", "agreed", "child_agreed", "relation", "given_by",
        "method", "day",
    }  # fmt: skip


def test_the_answer_lies_with_the_class_its_proof_with_the_carers(school: BuiltSchool):
    school.do(give(school), "cn6a")
    class_id = school.classes["6A"].class_id
    assert school.session.scalars(select(Consent)).one().audience == audience(
        AudienceKind.CLASS, class_id
    )
    proof = school.session.scalars(select(ConsentProof)).one()
    assert proof.audience == audience(AudienceKind.CARE, class_id)
    assert (proof.given_by, proof.relation) == ("Lê Thị Mẹ", "mother")


def test_an_answer_of_today_is_taken_back_an_older_one_is_withdrawn(school: BuiltSchool):
    before = everything(school.session)
    done = school.do(give(school), "cn6a")
    school.undo(done, "cn6a")
    assert everything(school.session) == before
    done = school.do(give(school), "cn6a")
    school.on(date(2026, 9, 20))
    take = TakeBackConsent(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        consent_id=give(school).row_id(done.command_id),
    )  # fmt: skip
    assert refused(school, take, "cn6a").code is Code.IN_USE
    school.do(withdraw(school, done, day=date(2026, 9, 20)), "cn6a")
    row = school.session.scalars(select(Consent)).one()
    assert (row.agreed, row.withdrawn_on) == (True, date(2026, 9, 20))
    assert school.session.scalars(select(ConsentProof)).one().withdrawn_by == "Lê Thị Mẹ"


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"child_agreed": None}, "7 tuổi"),
        ({"given_by": " "}, "ai trả lời"),
        ({"relation": GivenBy.SELF}, "16 tuổi"),
        ({"day": date(2026, 12, 1)}, "sau ngày hôm nay"),
        ({"expires_on": date(2026, 9, 1)}, "Ngày hết hạn trước"),
        ({"papers": (PaperFacts("", "ab" * 32, FileKind.PDF, 1),)}, "cần tên"),
    ],
)
def test_what_is_not_said_is_not_recorded(school: BuiltSchool, other: dict[str, Any], word: str):
    no = refused(school, give(school, **other), "cn6a")
    assert no.code is Code.INVALID
    assert word in no.message


def test_a_refusal_of_the_family_or_the_child_is_recorded(school: BuiltSchool):
    school.do(give(school, agreed=False, child_agreed=None), "cn6a")
    school.do(give(school, child_agreed=False), "cn6a")
    assert len(school.session.scalars(select(Consent)).all()) == 2


def test_what_discloses_nothing_does_not_ask_the_child(school: BuiltSchool):
    school.do(give(school, purpose=Purpose.MESSAGES, child_agreed=None), "cn6a")


def test_a_withdrawal_has_a_day_a_person_and_something_to_withdraw(school: BuiltSchool):
    done = school.do(give(school), "cn6a")
    assert refused(school, withdraw(school, done, day=date(2026, 9, 1)), "cn6a").code is (
        Code.INVALID
    )
    assert refused(school, withdraw(school, done, withdrawn_by=""), "cn6a").code is Code.INVALID
    school.do(withdraw(school, done), "cn6a")
    assert refused(school, withdraw(school, done), "cn6a").code is Code.CONFLICT
    no = school.do(give(school, agreed=False, child_agreed=None), "cn6a")
    assert refused(school, withdraw(school, no), "cn6a").code is Code.INVALID


@pytest.mark.parametrize("by", ["toan", "cn6b", "hieutruong", "yte"])
def test_consents_are_recorded_by_homeroom_and_office(school: BuiltSchool, by: str):
    assert refused(school, give(school), by).code is Code.NOT_PERMITTED


# ---- the access log


def test_d9_looks_are_logged_many_at_once_for_the_office(school: BuiltSchool):
    pupil, class_id = school.pupil(0), school.classes["6A"].class_id
    looks = (
        Look(AccessKind.CARD, at=5, student_id=pupil, class_id=class_id),
        Look(AccessKind.ROSTER_EXPORT, at=6, class_id=class_id, count=4, note="DANH MUC"),
    )
    school.do(LogAccess(looks=looks), "cn6a")
    rows = school.session.scalars(select(SensitiveAccess).order_by(SensitiveAccess.said_at)).all()
    assert [(r.what, r.count, r.audience) for r in rows] == [
        ("card", 1, OFFICE_AUDIENCE), ("roster_export", 4, OFFICE_AUDIENCE)
    ]  # fmt: skip
    assert {r.staff_id for r in rows} == {school.staff["cn6a"]}


def test_the_log_is_only_added_to(school: BuiltSchool):
    look = Look(AccessKind.CARD, at=5, student_id=school.pupil(0))
    done = school.do(LogAccess(looks=(look,)), "toan")
    assert done.command is not None
    assert done.command.inverse(done.command_id) is None
    assert refused(school, LogAccess(looks=())).code is Code.INVALID
    assert refused(school, LogAccess(looks=(look,) * 501)).code is Code.INVALID
