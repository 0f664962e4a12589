"""The class list: one command for an import or an edit, undoable as a whole."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.command import Code, Refused
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.rules.marks import Mark
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.terms import Term
from tests.commands.conftest import World

FULL = Pupil(
    full_name="Nguyễn Thị Ánh", birth_date=date(2015, 2, 28), sex="nu", code="000099",
    moet_id="0950803549", citizen_id="031215000123", address="Thôn Đông", ethnicity="Kinh",
    father=Parent("Nguyễn Văn Ba", phone="0371463086"), mother=Parent("Trần Thị Tư"),
)  # fmt: skip


def rows(world: World, *tables: type) -> list[int]:
    with world.session() as session:
        return [len(session.scalars(select(table)).all()) for table in tables]


def add(world: World, *pupils: Pupil, by: str = "homeroom"):
    return world.do(
        UpdateRoster(class_id=world.ids["6A"], add=tuple(NewPupil(p) for p in pupils)), by
    )


def refused(world: World, command: UpdateRoster, by: str = "homeroom") -> Refused:
    with pytest.raises(Refused) as caught:
        world.do(command, by)
    return caught.value


def test_a_pupil_lies_in_the_class_and_its_care_each_with_its_own_audience(world: World) -> None:
    done = add(world, FULL)
    (student_id,) = done.command.new_ids(done.command_id)
    with world.session() as session:
        student = session.get_one(Student, student_id)
        care = session.get_one(StudentCare, student_id)
        parents = session.scalars(select(Guardian)).all()
    assert student.audience == audience(AudienceKind.CLASS, world.ids["6A"])
    assert care.audience == audience(AudienceKind.CARE, world.ids["6A"])
    assert {(p.relation, p.full_name, p.phone) for p in parents} == {
        ("father", "Nguyễn Văn Ba", "0371463086"),
        ("mother", "Trần Thị Tư", ""),
    }
    assert care.citizen_id == "031215000123"


def test_an_import_is_undone_as_a_whole_and_done_again(world: World) -> None:
    before = rows(world, Student, Enrolment, StudentCare, Guardian)
    other = msgspec.structs.replace(FULL, code="000098", moet_id="2", citizen_id="031215000124")
    done = add(world, FULL, other)
    after = rows(world, Student, Enrolment, StudentCare, Guardian)
    undone = world.undo(done, "homeroom")
    assert rows(world, Student, Enrolment, StudentCare, Guardian) == before
    world.undo(undone, "homeroom")
    assert rows(world, Student, Enrolment, StudentCare, Guardian) == after


def test_decomposed_letters_are_composed_when_they_enter(world: World) -> None:
    import unicodedata

    done = add(world, Pupil(full_name=unicodedata.normalize("NFD", "Đặng Ước")))
    with world.session() as session:
        name = session.get_one(Student, done.command.new_ids(done.command_id)[0]).full_name
    assert name == unicodedata.normalize("NFC", "Đặng Ước")


def test_an_identifier_belongs_to_one_pupil_of_the_year(world: World) -> None:
    again = refused(
        world,
        UpdateRoster(class_id=world.ids["6A"], add=(NewPupil(Pupil("Trùng Mã", code="000001")),)),
    )
    assert again.code is Code.INVALID
    assert "Học Sinh 1" in again.message
    twice = refused(
        world,
        UpdateRoster(class_id=world.ids["6A"], add=(NewPupil(FULL), NewPupil(FULL))),
    )
    assert [detail.code for detail in twice.detail] == [Code.INVALID] * 3  # citizen's number too


def test_a_line_changed_meanwhile_is_a_conflict(world: World) -> None:
    pupil = world.pupils[0]
    seen = Pupil(full_name="Học Sinh 1", code="000001")
    mine = PupilChange(pupil, msgspec.structs.replace(seen, sex="nu"), seen)
    other = PupilChange(pupil, msgspec.structs.replace(seen, sex="nam"), seen)
    world.do(UpdateRoster(class_id=world.ids["6A"], change=(mine,)), "homeroom")
    assert refused(world, UpdateRoster(class_id=world.ids["6A"], change=(other,))).code is (
        Code.CONFLICT
    )
    world.do(UpdateRoster(class_id=world.ids["6A"], change=(mine,)), "homeroom")


def test_a_pupil_with_marks_is_not_taken_out_as_a_mistake(world: World) -> None:
    pupil = world.pupils[0]
    world.do(
        EnterMarks(
            course_id=world.ids["toan 6A"], term=Term.I,
            cells=(MarkCell(pupil, 1, Mark(tenths=80)),),
        ),
        "ha",
    )  # fmt: skip
    seen = Pupil(full_name="Học Sinh 1", code="000001")
    out = UpdateRoster(class_id=world.ids["6A"], take_out=(PupilChange(pupil, seen, seen),))
    assert refused(world, out).code is Code.IN_USE
    second = Pupil(full_name="Học Sinh 2", code="000002")
    free = PupilChange(world.pupils[1], second, second)
    world.do(UpdateRoster(class_id=world.ids["6A"], take_out=(free,)), "homeroom")
    assert rows(world, Enrolment) == [len(world.pupils) - 1]


@pytest.mark.parametrize("by", ["ha", "stranger"])
def test_a_subject_teacher_does_not_edit_the_list(world: World, by: str) -> None:
    command = UpdateRoster(class_id=world.ids["6A"], add=(NewPupil(Pupil("Em Mới")),))
    assert refused(world, command, by).code is Code.NOT_PERMITTED


def test_a_line_without_a_name_is_refused(world: World) -> None:
    command = UpdateRoster(class_id=world.ids["6A"], add=(NewPupil(Pupil("  ")),))
    assert refused(world, command).code is Code.INVALID
