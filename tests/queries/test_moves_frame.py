"""What the pages of transfers and consents ask of a class, and who may ask it."""

from collections.abc import Iterator
from datetime import date

import pytest

from desktop.commands.command import Refused
from desktop.commands.moving import MoveClass
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.transfers import Circumstances
from desktop.queries.access_log import access_filters
from desktop.queries.by_name import class_named, pupil_named
from desktop.queries.consents import likely_givers
from desktop.queries.moves_frame import moves_frame
from desktop.queries.transfers import transfers
from desktop.rules.consents import GivenBy
from desktop.rules.transfers import TransferKind
from tests.life import life
from tests.school_builder import BuiltSchool

DAY = date(2026, 9, 10)


@pytest.fixture(scope="module")
def school() -> Iterator[BuiltSchool]:
    """6A with a pupil whose mother is known, and one who went over to 6B."""
    with life() as built:
        mother = Parent("Bà Lành", phone="0912345678")
        built.add_pupils("6A", Pupil("Có Mẹ", code="HS9", mother=mother), Pupil("Có Mẹ"))
        built.do(
            MoveClass(
                class_id=built.classes["6A"].class_id, student_id=built.pupil(0),
                to_class_id=built.classes["6B"].class_id, day=date(2026, 9, 8),
                about=Circumstances(reason="Cân đối sĩ số"),
            ),
            "vanphong",
        )  # fmt: skip
        yield built


def test_a_class_with_its_neighbours_and_rights(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    office = moves_frame(school.session, school.person("vanphong"), class_id, DAY)
    assert [name for _, name in office.siblings] == ["6B", "6C"]
    assert office.year is not None
    assert (office.may_record, office.may_move, office.may_bring_in) == (True, True, True)
    assert [pupil.student_id for pupil in office.gone] == [school.pupil(0)]
    assert office.pupil(school.pupil(0)) == office.gone[0]
    homeroom = moves_frame(school.session, school.person("cn6a"), class_id, DAY)
    assert (homeroom.may_record, homeroom.may_move, homeroom.may_bring_in) == (True, False, False)


def test_who_sees_no_list_gets_none(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    found = moves_frame(school.session, school.person("cn6b"), class_id, DAY)
    assert found.refusal
    assert not found.pupils
    gone = moves_frame(school.session, school.person("vanphong"), school.pupil(0), DAY)
    assert gone.refusal


def test_a_move_is_told_in_the_old_class_too_to_who_sees_both(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    (office,) = transfers(school.session, school.person("vanphong"), DAY, class_id)
    assert (office.kind, office.other_class, office.class_name, office.reason) == (
        TransferKind.MOVE, "6A", "6B", "Cân đối sĩ số",
    )  # fmt: skip
    (homeroom,) = transfers(school.session, school.person("cn6a"), DAY, class_id)
    assert (homeroom.kind, homeroom.transfer_id) == (TransferKind.MOVE, None)


def test_parents_are_named_only_to_the_carers(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    found = likely_givers(school.session, school.person("cn6a"), class_id, DAY)
    assert {GivenBy.MOTHER: "Bà Lành"} in found.values()
    assert likely_givers(school.session, school.person("toan"), class_id, DAY) == {}


def test_a_pupil_is_named_by_code_or_by_a_name_that_is_one(school: BuiltSchool):
    by = school.person("vanphong")
    of_class = class_named(school.session, by, "6a", DAY)
    assert pupil_named(school.session, by, of_class, "hs9").full_name == "Có Mẹ"
    with pytest.raises(Refused, match="2 em tên Có Mẹ"):
        pupil_named(school.session, by, of_class, "co me")
    with pytest.raises(Refused, match="không có em nào"):
        pupil_named(school.session, by, of_class, "Ai Đó")


def test_the_log_names_nobody_to_who_may_not_read_it(school: BuiltSchool):
    assert access_filters(school.session, school.person("cn6a"), DAY).people == ()
