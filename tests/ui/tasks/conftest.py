"""A school in which something waits: a midterm to be entered, a make-up test that is over."""

from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.commands.gradebook import EnterMarks, MarkCell, SetTestDate
from desktop.rules.instants import VIETNAM, instant
from desktop.rules.marks import MIDTERM, Mark, MarkState
from desktop.rules.terms import Term
from tests.ui.class_school import ClassSchool, found_class_school

TESTED, MAKEUP_DAY = date(2026, 11, 13), date(2026, 11, 20)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    """The test of the midterm was on 13/11; one pupil of 6C was to make it up on 20/11."""
    made = found_class_school(tmp_path_factory.mktemp("classes") / "school")
    course = made.courses["6C", "TOAN"]
    absent = made.pupil("Trần Bảo An")
    waiting = Mark(state=MarkState.MAKEUP, reason="ốm", due=MAKEUP_DAY)
    cells = (
        MarkCell(made.pupil("Nguyễn Hoài An"), MIDTERM, Mark(tenths=80)),
        MarkCell(absent, MIDTERM, waiting),
    )
    made.clock.at = instant(datetime(2026, 11, 17, 8, tzinfo=VIETNAM))
    with made.opened("ha") as school:
        school.do(SetTestDate(course_id=course, term=Term.I, column=MIDTERM, test_date=TESTED))
        school.do(EnterMarks(course_id=course, term=Term.I, cells=cells))
    return made


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")
