"""T-16: what profiles lack is a task of the homeroom teacher, with the way to the next gap."""

from collections.abc import Iterator
from datetime import date

import pytest

from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.school import ChangeSetting
from desktop.queries.profile_tasks import PROFILE_DUE, profile_deadline
from desktop.queries.task import Page, Task, TaskKind
from desktop.queries.tasks import tasks
from desktop.rules.profile import ProfileField
from tests.life import life
from tests.school_builder import BuiltSchool

DAY = date(2026, 9, 14)


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2, pupils=2) as built:
        yield built


def owed(school: BuiltSchool, by: str = "cn6a", today: date = DAY) -> list[Task]:
    found = tasks(school.session, school.person(by), today)
    everything = (*found.decide, *found.this_week, *found.later)
    return [task for task in everything if task.kind is TaskKind.PROFILE]


def fill(school: BuiltSchool, nth: int, fields: dict[ProfileField, str]) -> None:
    changes = tuple(FieldChange(field, text) for field, text in fields.items())
    class_id = school.classes["6A"].class_id
    edit = EditProfile(class_id=class_id, student_id=school.pupil(nth), changes=changes)
    school.do(edit, "cn6a")


def test_the_task_leads_to_the_next_gap(school: BuiltSchool):
    (task,) = owed(school)
    assert task.title == "Bổ sung sơ yếu lí lịch lớp 6A"
    assert task.detail == "2 em còn thiếu 8 mục · tiếp theo: Nguyễn Thị An, dân tộc"
    assert (task.target.page, task.target.student_id) == (Page.ROSTER, school.pupil(0))
    assert task.target.field is ProfileField.ETHNICITY
    fill(school, 0, {ProfileField.ETHNICITY: "Kinh", ProfileField.ADDRESS: "Thôn 2"})
    (task,) = owed(school)
    assert task.detail.startswith("2 em còn thiếu 6 mục")
    assert task.target.field is ProfileField.FATHER_NAME


def test_it_goes_when_nothing_is_missing(school: BuiltSchool):
    for nth in (0, 1):
        fill(
            school,
            nth,
            {
                ProfileField.ETHNICITY: "Kinh",
                ProfileField.ADDRESS: "Thôn 2",
                ProfileField.MOTHER_NAME: "Lê Thị Mẹ",
                ProfileField.MOTHER_PHONE: "0912345678",
            },
        )
    assert owed(school) == []


def test_it_is_the_homeroom_teachers(school: BuiltSchool):
    assert [task.title[-2:] for task in owed(school, "cn6b")] == ["6B"]
    for by in ("toan", "vanphong", "hieutruong"):
        assert owed(school, by) == []


def test_it_is_due_at_the_end_of_september_or_when_the_school_says(school: BuiltSchool):
    (task,) = owed(school)
    assert (task.due, task.late) == (date(2026, 9, 30), False)
    (late,) = owed(school, today=date(2026, 10, 1))
    assert late.late
    assert "quá hạn" in late.when
    school.do(ChangeSetting(name=PROFILE_DUE, value='"10-15"'))
    assert profile_deadline(school.session, 2026) == date(2026, 10, 15)
    school.do(ChangeSetting(name=PROFILE_DUE, value='"31-31"', seen='"10-15"'))
    assert profile_deadline(school.session, 2026) == date(2026, 9, 30)
