"""The list of a class and finding a pupil: order, care only for carers, tones apart, speed."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.commands.pupil import Parent, Pupil
from desktop.commands.roster import PupilChange, UpdateRoster
from desktop.queries.pupil_index import FoundPupil, PupilIndex, find_pupils, pupil_index
from desktop.queries.roster import ClassList, class_list
from tests.school_builder import BuiltSchool

TODAY = date(2026, 10, 1)
CARED = Pupil(
    full_name="Đinh Hồng Ân", birth_date=date(2015, 5, 1), sex="nu", code="HS90001",
    moet_id="0123456789", address="Thôn Hạ, xã Hoa Sen", ethnicity="Tày",
    father=Parent("Đinh Văn Phúc", "thợ mộc", "0912345678"),
)  # fmt: skip


def listed(school: BuiltSchool, by: str = "cn6a") -> ClassList:
    class_id = school.classes["6A"].class_id
    return class_list(school.session, school.person(by), class_id, TODAY)


def index(school: BuiltSchool, by: str = "hieutruong") -> PupilIndex:
    return pupil_index(school.session, school.person(by), TODAY)


def names(found: tuple[FoundPupil, ...]) -> list[str]:
    return [pupil.full_name for pupil in found]


def test_the_list_holds_pupils_as_commands_carry_them(school: BuiltSchool):
    (pupil_id,) = school.add_pupils("6A", CARED)
    line = next(x for x in listed(school).lines if x.student_id == pupil_id)
    assert line.pupil == CARED
    changed = Pupil(full_name="Đinh Hồng Ân", code="HS90001")
    school.do(
        UpdateRoster(
            class_id=school.classes["6A"].class_id,
            change=(PupilChange(pupil_id, changed, line.pupil),),
        ),
        "cn6a",
    )
    again = next(x for x in listed(school).lines if x.student_id == pupil_id)
    assert again.pupil == changed


@pytest.mark.parametrize(
    ("by", "sees", "care", "edits"),
    [
        ("cn6a", True, True, True),
        ("vanphong", True, True, True),
        ("hieutruong", True, True, False),
        ("toan", True, False, False),
        ("yte", True, False, False),
        ("cn6b", False, False, False),
    ],
)
def test_d2_care_is_for_the_carers(
    school: BuiltSchool, by: str, sees: bool, care: bool, edits: bool
):
    school.add_pupils("6A", CARED)
    found = listed(school, by)
    assert bool(found.lines) is sees
    assert bool(found.refusal) is not sees
    assert (found.with_care, found.may_edit, found.may_edit_care) == (care, edits, edits)
    shown = [x.pupil.address + x.pupil.father.phone for x in found.lines]
    assert any(shown) is care


def test_who_left_stays_on_the_list_and_is_not_counted(school: BuiltSchool):
    school.add_pupils("6A", Pupil(full_name="Vũ Đi Xa", left_on=date(2026, 9, 20)))
    found = listed(school)
    assert (len(found.lines), found.present) == (6, 5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen duc", ["Nguyễn Văn Đức"]),
        ("duc nguyen", ["Nguyễn Văn Đức"]),
        ("ng duc", ["Nguyễn Văn Đức"]),
        ("NGUYỄN đức", ["Nguyễn Văn Đức"]),
        ("ân", ["Đinh Hồng Ân", "Trần Văn An", "An Thị Lụa"]),
        ("an", ["Trần Văn An", "Đinh Hồng Ân", "An Thị Lụa"]),
        ("hs90001", ["Đinh Hồng Ân"]),
        ("an 6b", ["An Thị Lụa"]),
        ("xyz", []),
        ("   ", []),
    ],
)
def test_a_pupil_is_found_without_tones_by_name_code_and_class(
    build: Callable[..., BuiltSchool], text: str, found: list[str]
):
    school = build(classes=2, pupils=0)
    school.add_pupils("6A", CARED, Pupil(full_name="Trần Văn An"))
    school.add_pupils("6A", Pupil(full_name="Nguyễn Văn Đức"))
    school.add_pupils("6B", Pupil(full_name="An Thị Lụa"))
    assert names(index(school).find(text)) == found


def test_the_search_ends_at_the_limit_and_puts_who_left_last(school: BuiltSchool):
    school.add_pupils("6A", Pupil(full_name="Nguyễn Văn A", left_on=date(2026, 9, 20)))
    found = index(school).find("nguyen", limit=50)
    assert len(found) > 2
    assert found[-1].full_name == "Nguyễn Văn A"
    assert len(index(school).find("nguyen", limit=1)) == 1


@pytest.mark.parametrize(
    ("by", "count"), [("toan", 10), ("cn6a", 5), ("yte", 10), ("hieutruong", 10)]
)
def test_only_pupils_of_classes_that_one_may_see_are_found(
    school: BuiltSchool, by: str, count: int
):
    assert len(index(school, by)) == count
    everybody = find_pupils(school.session, school.person(by), "hs", 50, TODAY)
    assert len(everybody) == count


def test_two_thousand_pupils_are_searched(
    build: Callable[..., BuiltSchool],
):
    school = build(classes=10, pupils=200)
    found = index(school)
    assert len(found) == 2000
    for text in ("nguyen", "duc", "ng d", "hs01", "tran thi binh"):
        assert found.find(text)
