"""School, staff, classes, subjects and who teaches what."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.classes import AddClasses, ClassFacts, EditClass
from desktop.commands.command import Code, Command, Refused
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.printed import PageMark, RecordPrint
from desktop.commands.school import (
    ChangeSetting,
    DayOff,
    EditSchool,
    GiveDayOff,
    PlanYear,
    SchoolFacts,
)
from desktop.commands.staff import AddStaff, AssignRole, EditStaff, EndRole, StaffFacts
from desktop.commands.subjects import AddSubjects, AddTeams, EditSubject
from desktop.models.journal import PrintedPage
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, Holiday, School, SchoolSetting, SchoolYear, TermSpan
from desktop.rules.marks import Mark
from desktop.rules.permissions import Role
from desktop.rules.terms import Assessment, Term
from tests.commands.conftest import SUBJECTS, YEAR, World, found

DAY = date(2026, 10, 2)


def code_of(world: World, command: Command, by: str = "admin") -> Code:
    with pytest.raises(Refused) as caught:
        world.do(command, by)
    return caught.value.code


def one(world: World, query):
    with world.session() as session:
        return session.scalars(query).one()


def test_a_file_holds_one_school(world: World) -> None:
    with pytest.raises(Refused) as caught:
        found(World(world.engine, at=world.at, count=world.count))
    assert caught.value.code is Code.CONFLICT


@pytest.mark.parametrize("by", ["ha", "homeroom", "office", "stranger"])
def test_only_who_holds_the_right_changes_school_staff_and_courses(world: World, by: str) -> None:
    facts = SchoolFacts("Tên Khác", "thcs")
    teacher = world.people["ha"].staff_id
    for command in (
        EditSchool(facts=facts, seen=facts),
        ChangeSetting(name="single_subject", value='"lenient"'),
        PlanYear(plan=YEAR),
        GiveDayOff(day=DAY),
        AddStaff(people=(StaffFacts("moi", "Người Mới"),)),
        AssignRole(staff_id=teacher, role=Role.OFFICE, from_day=DAY),
        AddClasses(school_year_id=world.ids["year"], classes=(ClassFacts(6, "6C"),)),
        AddSubjects(subjects=()),
        AddTeams(names=("Tổ Mới",)),
        PlanCourses(cells=()),
    ):
        assert code_of(world, command, by) is Code.NOT_PERMITTED, command


def test_the_facts_of_the_school_change_and_change_back(world: World) -> None:
    seen = SchoolFacts("Trường THCS Hoa Sen", "thcs")
    done = world.do(
        EditSchool(facts=msgspec.structs.replace(seen, commune="Phường Sen"), seen=seen)
    )
    assert one(world, select(School.commune)) == "Phường Sen"
    world.undo(done)
    assert one(world, select(School.commune)) == ""
    stale = msgspec.structs.replace(seen, commune="cũ")
    other = EditSchool(facts=msgspec.structs.replace(seen, commune="mới"), seen=stale)
    assert code_of(world, other) is Code.CONFLICT


def test_a_setting_is_set_seen_and_set_back(world: World) -> None:
    done = world.do(ChangeSetting(name="single_subject", value='"lenient"'))
    assert one(world, select(SchoolSetting.value)) == '"lenient"'
    assert code_of(world, ChangeSetting(name="single_subject", value='"strict"')) is Code.CONFLICT
    world.undo(done)
    assert one(world, select(SchoolSetting.value)) == ""


def test_x14_the_office_says_that_a_day_is_off_and_takes_it_back(world: World) -> None:
    world.do(GiveDayOff(day=DAY, given=DayOff(DAY, "Bão", given=True)))
    with world.session() as session:
        assert [(h.day, h.off, h.reason) for h in session.scalars(select(Holiday))] == [
            (DAY, True, "Bão")
        ]
    assert code_of(world, GiveDayOff(day=DAY, given=DayOff(DAY, " "))) is Code.INVALID
    world.do(GiveDayOff(day=DAY))
    with world.session() as session:
        assert session.scalars(select(Holiday)).all() == []


def test_a_year_is_planned_again_in_place_and_never_twice(world: World) -> None:
    assert code_of(world, PlanYear(plan=YEAR)) is Code.CONFLICT
    later = msgspec.structs.replace(YEAR.terms[0], exams_from=date(2026, 12, 21))
    plan = msgspec.structs.replace(YEAR, terms=(later, YEAR.terms[1]))
    world.do(PlanYear(plan=plan, school_year_id=world.ids["year"]))
    with world.session() as session:
        assert len(session.scalars(select(SchoolYear)).all()) == 1
        spans = session.scalars(select(TermSpan).order_by(TermSpan.term)).all()
        assert [span.exams_from for span in spans] == [date(2026, 12, 21), None]
    turned = msgspec.structs.replace(YEAR, start_year=2030, ends_on=YEAR.starts_on)
    assert code_of(world, PlanYear(plan=turned)) is Code.INVALID


def test_an_account_belongs_to_one_person(world: World) -> None:
    assert code_of(world, AddStaff(people=(StaffFacts("ha", "Ai Đó"),))) is Code.CONFLICT
    assert code_of(world, AddStaff(people=(StaffFacts("", "Ai Đó"),))) is Code.INVALID
    seen = StaffFacts("ha", "Nguyễn Thu Hà", "nu")
    taken = EditStaff(
        staff_id=world.people["ha"].staff_id,
        facts=msgspec.structs.replace(seen, account="quantri"),
        seen=seen,
    )
    assert code_of(world, taken) is Code.CONFLICT
    done = world.do(msgspec.structs.replace(taken, facts=StaffFacts("ha2", "Nguyễn Thu Hà", "nu")))
    world.undo(done)
    with world.session() as session:
        assert set(session.scalars(select(Staff.account))) == {"quantri", "ha"}


def test_the_last_person_who_manages_staff_stays(world: World) -> None:
    with world.session() as session:
        roles = {
            r.role: r.id for r in session.scalars(select(RoleAssignment)) if r.reach == "school"
        }
    world.do(EndRole(assignment_id=roles["principal"], to_day=DAY))
    ending = EndRole(assignment_id=roles["data_admin"], to_day=DAY)
    assert code_of(world, ending) is Code.IN_USE
    new = AssignRole(staff_id=world.people["ha"].staff_id, role=Role.DATA_ADMIN, from_day=DAY)
    world.do(new)
    world.do(ending)


def test_a_class_with_pupils_is_not_removed(world: World) -> None:
    assert code_of(world, EditClass(class_id=world.ids["6A"], facts=None)) is Code.IN_USE
    renamed = EditClass(class_id=world.ids["6B"], facts=ClassFacts(6, "6A"))
    assert code_of(world, renamed) is Code.CONFLICT
    world.do(EditClass(class_id=world.ids["6B"], facts=None))


def enter_one(world: World) -> None:
    cell = MarkCell(world.pupils[0], 4, Mark(tenths=80))
    world.do(EnterMarks(course_id=world.ids["toan 6A"], term=Term.I, cells=(cell,)), "ha")


def test_a_subject_with_marks_keeps_its_way_of_assessment(world: World) -> None:
    enter_one(world)
    changed = msgspec.structs.replace(SUBJECTS[0], assessment=Assessment.COMMENT)
    assert code_of(world, EditSubject(subject_id=world.ids["toan"], facts=changed)) is Code.IN_USE
    renamed = msgspec.structs.replace(SUBJECTS[0], name="Toán học")
    world.do(EditSubject(subject_id=world.ids["toan"], facts=renamed))


def test_a_course_with_marks_is_neither_dropped_nor_narrowed(world: World) -> None:
    enter_one(world)
    teacher = world.people["ha"].staff_id
    seen = CourseValue(140, 4, (teacher,))
    place = (world.ids["6A"], world.ids["toan"])
    assert code_of(world, PlanCourses(cells=(CourseCell(*place, None, seen),))) is Code.IN_USE
    narrow = CourseValue(140, 3, (teacher,))
    assert code_of(world, PlanCourses(cells=(CourseCell(*place, narrow, seen),))) is Code.IN_USE


def test_a_new_teacher_takes_over_and_the_change_can_be_undone(world: World) -> None:
    added = world.do(AddStaff(people=(StaffFacts("lan", "Trần Thị Lan"),)))
    (lan,) = added.command.ids(added.command_id)
    ha, course = world.people["ha"].staff_id, world.ids["toan 6A"]
    cell = CourseCell(
        world.ids["6A"], world.ids["toan"], CourseValue(140, 4, (lan,)), CourseValue(140, 4, (ha,))
    )
    done = world.do(PlanCourses(cells=(cell,)))
    assert teachers(world, course) == {lan}
    world.undo(done)
    assert teachers(world, course) == {ha}
    with world.session() as session:
        assert session.get(Course, course) is not None


def teachers(world: World, course) -> set:
    with world.session() as session:
        rows = session.scalars(select(RoleAssignment).where(RoleAssignment.reach_id == course))
        return {r.staff_id for r in rows if r.to_day is None}


def test_a_page_is_remembered_once_as_it_was_printed_last(world: World) -> None:
    def command(fingerprint: str) -> RecordPrint:
        page = PageMark("subject/HK1/toan", "Toán", 7, fingerprint)
        return RecordPrint(form="class-book", paper="a3", pages=(page,), class_id=world.ids["6A"])

    world.do(command("aa"), "office")
    last = world.do(command("bb"), "office")
    row = one(world, select(PrintedPage))
    assert (row.fingerprint, row.printed_at) == ("bb", last.at)
    assert code_of(world, command("cc"), "ha") is Code.NOT_PERMITTED
