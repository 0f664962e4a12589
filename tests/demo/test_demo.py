from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from desktop.demo import PASSWORD, DemoAccount, DemoPlan, make_demo
from desktop.demo.staff import faculty
from desktop.rules.permissions import Role
from desktop.store import clock
from desktop.store.check import check_file
from desktop.store.contents import Contents, contents_of
from desktop.store.engine import opened
from desktop.store.keys import unlock
from desktop.store.slots import KdfCost
from desktop.store.trouble import SchoolExists

CHEAP = KdfCost(memory_kib=64, iterations=1)
SMALL = DemoPlan(classes=8, students=6)


def made(folder: Path, plan: DemoPlan = SMALL) -> tuple[DemoAccount, ...]:
    return make_demo(folder, plan, cost=CHEAP)


def key_of(folder: Path) -> bytes:
    return unlock(folder, "hieutruong", PASSWORD, clock.now()).file_key


def rows(folder: Path, sql: str) -> list[Any]:
    with opened(folder / "school.db", key_of(folder)) as driver:
        return list(driver.execute(sql).fetchall())


def contents(folder: Path) -> Contents:
    with opened(folder / "school.db", key_of(folder)) as driver:
        return contents_of(driver)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "hoa-sen"
    made(folder)
    return folder


def test_the_same_seed_makes_the_same_school_to_the_last_link(school: Path, tmp_path: Path):
    made(tmp_path / "again")

    assert contents(tmp_path / "again") == contents(school)


def test_another_seed_makes_another_school(school: Path, tmp_path: Path):
    made(tmp_path / "other", DemoPlan(classes=8, students=6, seed=7))

    assert contents(tmp_path / "other").head.chain != contents(school).head.chain


def test_the_usual_school_has_24_staff_with_all_roles(school: Path):
    held = {role for (role,) in rows(school, "SELECT DISTINCT role FROM role_assignment")}

    assert rows(school, "SELECT count(*) FROM staff") == [(24,)]
    assert held == {role.value for role in Role}


def test_a_school_that_is_there_is_left_alone(school: Path):
    before = contents(school)

    with pytest.raises(SchoolExists):
        made(school)

    assert contents(school) == before


def test_everybody_can_sign_in_and_accounts_differ(school: Path):
    accounts = [account for (account,) in rows(school, "SELECT account FROM staff")]

    assert len(set(accounts)) == 24
    for account in accounts:
        assert not unlock(school, account, PASSWORD, clock.now()).must_change


def test_every_class_has_a_homeroom_teacher_who_teaches_it():
    staff = faculty(DemoPlan().chance("staff"), classes=8)

    assert len(set(staff.homeroom)) == 8
    for number, who in enumerate(staff.homeroom):
        assert who in {staff.taught[number, code] for code in staff.teachers}


def test_classes_are_spread_over_the_grades():
    assert [name for _, name in DemoPlan().class_names()] == [
        "6A", "6B", "7A", "7B", "8A", "8B", "9A", "9B",
    ]  # fmt: skip
    assert len({name for _, name in DemoPlan(classes=40).class_names()}) == 40
    assert Counter(grade for grade, _ in DemoPlan(classes=5).class_names()) == {
        6: 2, 7: 1, 8: 1, 9: 1,
    }  # fmt: skip


def test_term_one_is_complete_and_term_two_half_entered(school: Path):
    demanded = """
        SELECT sum(c.regular + 2) FROM course c
        JOIN enrolment e ON e.class_id = c.class_id AND e.left_on IS NULL
    """
    entered = """
        SELECT m.term, count(*) FROM mark m
        JOIN course c ON c.id = m.course_id
        JOIN enrolment e ON e.class_id = c.class_id AND e.student_id = m.student_id
        WHERE e.left_on IS NULL GROUP BY m.term
    """
    ((all_of_term,),) = rows(school, demanded)
    by_term = dict(rows(school, entered))

    assert by_term[1] == all_of_term
    assert 0.2 * all_of_term < by_term[2] < 0.7 * all_of_term


def test_two_grades_are_locked_and_one_lock_was_lifted(school: Path):
    locks = rows(school, "SELECT reach, grade, term, lifted_at IS NULL FROM book_lock")

    assert sorted(locks, key=str) == sorted(
        [("grade", 6, 1, 1), ("grade", 7, 1, 1), ("class", None, 1, 0)], key=str
    )


def test_all_the_odd_cases_of_a_gradebook_are_there(school: Path):
    states = dict(rows(school, "SELECT state, count(*) FROM mark GROUP BY state"))
    ((brought_in,),) = rows(school, "SELECT count(*) FROM mark WHERE brought_in")
    ((superseded,),) = rows(school, "SELECT count(*) FROM mark_revision")
    ((left,),) = rows(school, "SELECT count(*) FROM enrolment WHERE left_on IS NOT NULL")
    ((joined,),) = rows(school, "SELECT count(*) FROM enrolment WHERE joined_on IS NOT NULL")

    assert set(states) == {"mark", "makeup", "zero"}
    assert min(brought_in, superseded, left, joined) > 0


def test_nobody_has_marks_from_after_leaving(school: Path):
    finals = """
        SELECT count(*) FROM mark m
        JOIN enrolment e ON e.student_id = m.student_id AND e.left_on IS NOT NULL
        WHERE m.col = 20 AND e.leave_reason NOT LIKE 'Chuyển sang lớp %'
    """
    assert rows(school, finals) == [(0,)]


def test_pupils_come_leave_return_and_move(school: Path):
    kinds = Counter(kind for (kind,) in rows(school, "SELECT kind FROM transfer"))

    assert kinds == {"out": 2, "in": 2, "drop_out": 2, "return": 2, "move": 1}
    open_twice = """
        SELECT student_id FROM enrolment WHERE left_on IS NULL GROUP BY student_id
        HAVING count(*) > 1
    """
    assert rows(school, open_twice) == []


def test_families_have_answered_and_some_thought_better_of_it(school: Path):
    answers = rows(school, "SELECT agreed, withdrawn_on IS NOT NULL FROM consent")

    assert len(answers) > 10
    assert (1, 1) in answers
    assert rows(school, "SELECT count(*) FROM sensitive_access") == [(4,)]


def test_profiles_are_made_up_and_have_their_gaps(tmp_path: Path):
    folder = tmp_path / "hoa-sen"
    made(folder, DemoPlan(classes=8, students=20))
    citizens = [number for (number,) in rows(folder, "SELECT citizen_id FROM student_care")]

    assert all(number.startswith("099") and len(number) == 12 for number in citizens)
    assert len(set(citizens)) == len(citizens)
    ((documents,),) = rows(folder, "SELECT count(*) FROM policy_group WHERE document <> ''")
    assert documents > 0
    ((gaps,),) = rows(
        folder,
        "SELECT count(*) FROM student s JOIN student_care c ON c.student_id = s.id"
        " WHERE s.birth_date IS NULL OR c.ethnicity = '' OR c.phone = '' OR c.commune = ''",
    )
    assert 0 < gaps < 10


def test_marks_conduct_and_comments_span_what_a_school_has(school: Path):
    ((low, high),) = rows(school, "SELECT min(tenths), max(tenths) FROM mark WHERE tenths > 0")
    levels = {level for (level,) in rows(school, "SELECT DISTINCT level FROM conduct")}
    ((texts,),) = rows(school, "SELECT count(DISTINCT text) FROM comment")

    assert low < 50
    assert high >= 90
    assert {2, 3} <= levels
    assert texts > 8


def test_the_journal_is_whole_and_every_row_is_somebodys_command(school: Path):
    found = check_file(school, key_of(school))

    assert found.whole
    assert found.rows > 300
    people = {who for (who,) in rows(school, 'SELECT DISTINCT "by" FROM journal')}
    assert len(people) > 15


def test_earlier_years_are_complete_and_locked(tmp_path: Path):
    made(tmp_path / "two", DemoPlan(classes=4, students=3, years=2))

    years = [year for (year,) in rows(tmp_path / "two", "SELECT start_year FROM school_year")]
    locks = rows(tmp_path / "two", "SELECT term FROM book_lock WHERE reach = 'school'")
    assert sorted(years) == [2025, 2026]
    assert sorted(term for (term,) in locks) == [1, 2]
    assert check_file(tmp_path / "two", key_of(tmp_path / "two")).whole


def test_rolls_are_kept_months_confirmed_and_sheets_on_their_way(school: Path):
    states = dict(rows(school, "SELECT state, count(*) FROM roll GROUP BY state"))
    letters = {mark for (mark,) in rows(school, "SELECT DISTINCT mark FROM absence")}
    steps = rows(
        school,
        "SELECT year, month, count(confirmed_at), count(received_at), count(signed_at)"
        " FROM month_confirmation GROUP BY year, month ORDER BY year, month",
    )
    ((altered,),) = rows(school, "SELECT count(*) FROM absence_change")
    ((most,),) = rows(
        school,
        "SELECT max(n) FROM (SELECT count(DISTINCT day) AS n FROM absence"
        " WHERE mark <> 'M' GROUP BY student_id)",
    )

    assert states["taken"] > 8 * 100
    assert states["not_held"] > 0
    assert letters == {"P", "K", "M"}
    assert [step[:2] for step in steps] == [
        (2026, 9), (2026, 10), (2026, 11), (2026, 12), (2027, 1), (2027, 2),
    ]  # fmt: skip
    assert steps[0][2:] == (8, 8, 8)
    assert steps[-1][2:] == (8, 4, 0)
    assert altered > 0
    assert 25 <= most <= 45


def test_nobody_is_absent_before_joining_the_school_or_after_leaving(school: Path):
    """What a pupil missed in the class before stands as copies in the new one."""
    outside = """
        SELECT count(*) FROM absence a
        JOIN enrolment e ON e.class_id = a.class_id AND e.student_id = a.student_id
        WHERE a.day >= e.left_on OR (a.day < e.joined_on AND NOT EXISTS (
            SELECT 1 FROM enrolment o WHERE o.student_id = e.student_id
            AND o.class_id <> e.class_id AND o.left_on <= e.joined_on))
    """
    assert rows(school, outside) == [(0,)]
