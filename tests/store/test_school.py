"""An open school: commands that last, queries that read a snapshot, one window at a time."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.command import Code, Refused
from desktop.commands.execute import Done
from desktop.commands.staff import AssignRole, EditStaff, StaffFacts
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.rules.instants import school_day
from desktop.rules.permissions import Person, Role
from desktop.store import keys
from desktop.store.engine import opened
from desktop.store.school import School, open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import (
    CorruptFile,
    DiskFull,
    InUse,
    NotASchool,
    ReadOnlyFolder,
    SchoolClosed,
)
from tests.store.conftest import DAY, PASSWORD, START, Clock, Founded


def tenths(session: Session, _by: Person, student_id: UUID) -> int | None:
    return session.scalar(select(MarkRow.tenths).where(MarkRow.student_id == student_id))


def journal_rows(session: Session, _by: Person) -> list[tuple[int, int]]:
    rows = session.execute(select(Journal.number, Journal.at).order_by(Journal.number))
    return [(number, at) for number, at in rows]


def who_asks(_session: Session, by: Person) -> Person:
    return by


def test_a_mark_is_there_at_once_and_after_opening_again(hoa_sen: Founded, lan, clock: Clock):
    with open_school(hoa_sen.folder, lan, clock) as school:
        done = school.do(hoa_sen.marks(75))
        assert done.tables == {"mark"}
        assert school.ask(tenths, hoa_sen.pupils[0]) == 75
    with open_school(hoa_sen.folder, lan, clock) as school:
        assert school.ask(tenths, hoa_sen.pupils[0]) == 75


def test_the_person_has_the_rights_of_the_staff_list(school: School, hoa_sen: Founded):
    person = school.ask(who_asks)
    assert (person.name, person.courtesy) == ("Nguyễn Thị Lan", "cô")
    (assignment,) = person.assignments
    assert assignment.role is Role.SUBJECT_TEACHER
    assert (assignment.reach_id, assignment.class_id) == (hoa_sen.course_id, hoa_sen.class_id)


def test_what_is_refused_leaves_nothing(school: School, hoa_sen: Founded):
    before = school.ask(journal_rows)
    with pytest.raises(Refused) as caught:
        school.do(hoa_sen.marks(75, seen=60))
    assert caught.value.code is Code.CONFLICT
    assert school.ask(journal_rows) == before


def test_undo_is_a_further_command(school: School, hoa_sen: Founded):
    done = school.do(hoa_sen.marks(75))
    before = len(school.ask(journal_rows))
    undone = school.undo(done)
    assert school.ask(tenths, hoa_sen.pupils[0]) is None
    assert len(school.ask(journal_rows)) == before + 1
    school.undo(undone)
    assert school.ask(tenths, hoa_sen.pupils[0]) == 75


def test_what_cannot_be_undone_in_one_step_is_said_calmly(hoa_sen: Founded, clock: Clock):
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        done = school.do(AddClasses(school_year_id=hoa_sen.year_id, classes=(ClassFacts(6, "6B"),)))
        with pytest.raises(Refused) as caught:
            school.undo(done)
    assert "Sổ giữ nguyên" in caught.value.message


def test_listeners_hear_of_every_change_in_the_callers_thread(school: School, hoa_sen: Founded):
    heard: list[tuple[Done, threading.Thread]] = []
    stop = school.on_change(lambda done: heard.append((done, threading.current_thread())))
    done = school.do(hoa_sen.marks(75))
    assert heard == [(done, threading.current_thread())]
    stop()
    school.undo(done)
    assert len(heard) == 1


def test_a_listeners_bug_loses_no_result(
    school: School, hoa_sen: Founded, monkeypatch: pytest.MonkeyPatch
):
    seen: list[BaseException] = []
    heard: list[Done] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: seen.append(error))

    def broken(_done: Done) -> None:
        raise ZeroDivisionError

    school.on_change(broken)
    school.on_change(heard.append)
    done = school.do(hoa_sen.marks(75))
    assert heard == [done]
    assert [type(error) for error in seen] == [ZeroDivisionError]


def test_a_query_reads_one_snapshot_while_others_write(school: School, hoa_sen: Founded):
    def twice(session: Session, _by: Person) -> tuple[int, int]:
        count = text("SELECT count(*) FROM mark")
        before = session.execute(count).scalar_one()
        writer = threading.Thread(target=lambda: school.do(hoa_sen.marks(75)))
        writer.start()
        writer.join()
        return before, session.execute(count).scalar_one()

    assert school.ask(twice) == (0, 0)
    assert school.ask(tenths, hoa_sen.pupils[0]) == 75


def test_a_query_cannot_write(school: School):
    def sneaky(session: Session, _by: Person) -> None:
        session.execute(text("DELETE FROM student"))

    with pytest.raises(ReadOnlyFolder) as caught:
        school.ask(sneaky)
    assert isinstance(caught.value.__cause__, OperationalError)


def test_commands_of_many_threads_go_one_by_one(school: School, hoa_sen: Founded):
    threads = [
        threading.Thread(target=school.do, args=(hoa_sen.marks(50 + n, pupil=n),))
        for n in range(len(hoa_sen.pupils))
    ]
    before = len(school.ask(journal_rows))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = school.ask(journal_rows)
    assert len(rows) == before + len(threads)
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))


def test_a_clock_set_back_two_days_keeps_the_order(school: School, hoa_sen: Founded, clock: Clock):
    school.do(hoa_sen.marks(75))
    clock.at -= 2 * DAY
    done = school.do(hoa_sen.marks(80, pupil=1))
    instants = [at for _, at in school.ask(journal_rows)]
    assert instants == sorted(set(instants))
    assert school_day(done.at) == school_day(START + DAY)
    assert school.now() >= done.at


def test_rights_follow_the_assignments_at_once(hoa_sen: Founded, clock: Clock):
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        founder = hoa_sen.unlocked.staff_id
        before = len(school.person.assignments)
        school.do(AssignRole(staff_id=founder, role=Role.OFFICE, from_day=school_day(school.now())))
        assert len(school.person.assignments) == before + 1
        assert "Văn phòng" in shown(hoa_sen.folder, "huong").caption


def test_the_sign_in_shows_names_and_functions(hoa_sen: Founded, clock: Clock):
    assert shown(hoa_sen.folder, "lan").caption == "Giáo viên bộ môn · Toán"
    assert keys.school_name(hoa_sen.folder) == "THCS Hoa Sen"
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        was = StaffFacts("lan", "Nguyễn Thị Lan", "nu")
        now = StaffFacts("nguyenlan", "Nguyễn Thị Ngọc Lan", "nu")
        school.do(EditStaff(staff_id=hoa_sen.teacher, facts=now, seen=was))
    assert shown(hoa_sen.folder, "nguyenlan").name == "Nguyễn Thị Ngọc Lan"
    assert keys.unlock(hoa_sen.folder, "nguyenlan", PASSWORD, START).staff_id == hoa_sen.teacher


def shown(folder: Path, account: str) -> keys.KeySlot:
    return next(person for person in keys.people(folder) if person.account == account)


def test_preferences_are_kept_for_each_person(hoa_sen: Founded, lan, clock: Clock):
    with open_school(hoa_sen.folder, lan, clock) as school:
        assert school.preference("widths", [1, 2]) == [1, 2]
        school.keep_preference("widths", {"name": 180, "stt": 40})
        assert school.preference("widths", {}) == {"name": 180, "stt": 40}
    with open_school(hoa_sen.folder, lan, clock) as school:
        assert school.preference("widths", dict[str, int]()) == {"name": 180, "stt": 40}
        assert school.preference("widths", "narrow") == "narrow"
        assert school.preference("widths", None) == {"name": 180, "stt": 40}
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        assert school.preference("widths", 7) == 7


def test_a_second_window_is_told_who_has_the_file(school: School, hoa_sen: Founded):
    with pytest.raises(InUse) as caught:
        open_school(hoa_sen.folder, hoa_sen.unlocked, Clock())
    assert "Nguyễn Thị Lan" in caught.value.sentence
    assert "ngày" in caught.value.sentence
    assert school.do(hoa_sen.marks(75)).tables == {"mark"}


def test_a_window_of_another_process_is_told_too(school: School, hoa_sen: Founded):
    code = (
        "import sys; from pathlib import Path; from uuid import UUID\n"
        "from desktop.store.keys import Unlocked\n"
        "from desktop.store.school import open_school\n"
        "from desktop.store.trouble import InUse\n"
        "try: open_school(Path(sys.argv[1]), Unlocked(UUID(sys.argv[2]), bytes(32)))\n"
        "except InUse as trouble: print(trouble.who)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(hoa_sen.folder), str(hoa_sen.teacher)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=utf8(),
    )
    assert done.stdout.strip() == school.person.name


def utf8() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8"}


def test_closing_frees_the_file_and_leaves_it_whole_in_one_piece(hoa_sen: Founded, lan, clock):
    school = open_school(hoa_sen.folder, lan, clock)
    school.do(hoa_sen.marks(75))
    school.close()
    school.close()
    assert not list(hoa_sen.folder.glob("*-wal"))
    with pytest.raises(SchoolClosed):
        school.do(hoa_sen.marks(80))
    with pytest.raises(SchoolClosed):
        school.ask(journal_rows)
    open_school(hoa_sen.folder, lan, clock).close()


def test_a_full_disk_undoes_the_command_and_says_so(school: School, hoa_sen: Founded, clock: Clock):
    limit(school, pages=0)
    with pytest.raises(DiskFull) as caught:
        fill(school, hoa_sen)
    assert "vẫn nguyên" in caught.value.sentence
    kept = school.ask(journal_rows)
    limit(school, pages=1_000_000)
    school.do(hoa_sen.marks(75, pupil=9))  # after tidying up, work goes on
    assert len(school.ask(journal_rows)) == len(kept) + 1


def limit(school: School, pages: int) -> None:
    """Let the driver itself run out of room: no more pages than the file has."""
    driver: Any = school._connection.connection.driver_connection
    driver.execute(f"PRAGMA max_page_count={max(pages, 1)}").fetchall()


def fill(school: School, hoa_sen: Founded) -> None:
    seen = None
    for value in range(100):
        school.do(hoa_sen.marks(value, seen=seen))
        seen = value


@pytest.mark.parametrize("keep", [0, 1_000, 20_000])
def test_a_truncated_file_is_never_taken_for_a_school(hoa_sen: Founded, lan, keep: int):
    path = hoa_sen.folder / DATABASE
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CorruptFile) as caught, open_school(hoa_sen.folder, lan, Clock()) as school:
        school.ask(journal_rows)
    assert "giữ nguyên" in caught.value.sentence
    assert path.stat().st_size == keep


def test_an_overwritten_file_has_its_sentence_and_lets_go_of_the_lock(hoa_sen: Founded, lan):
    path = hoa_sen.folder / DATABASE
    path.write_bytes(b"x" * path.stat().st_size)
    for _ in range(2):
        with pytest.raises(CorruptFile):
            open_school(hoa_sen.folder, lan, Clock())


def test_a_folder_without_a_database(hoa_sen: Founded, lan):
    (hoa_sen.folder / DATABASE).unlink()
    with pytest.raises(NotASchool):
        open_school(hoa_sen.folder, lan, Clock())


def test_the_file_tells_nothing_without_its_key(school: School, hoa_sen: Founded):
    school.do(hoa_sen.marks(75))
    for path in hoa_sen.folder.iterdir():
        if path.name.startswith(DATABASE):
            content = path.read_bytes()
            assert b"SQLite format" not in content
            assert "Lê Văn".encode() not in content


def test_commits_are_on_the_disk(school: School):
    driver: Any = school._connection.connection.driver_connection
    wanted = {"synchronous": 2, "journal_mode": "wal", "temp_store": 2, "foreign_keys": 0}
    for name, value in wanted.items():
        assert driver.execute(f"PRAGMA {name}").fetchone()[0] == value
    with opened(school.folder / DATABASE, school.unlocked.file_key) as other:
        assert other.execute("SELECT count(*) FROM journal").fetchone()[0] > 0


def test_a_changed_password_opens_the_same_file(hoa_sen: Founded, lan, clock: Clock):
    with open_school(hoa_sen.folder, lan, clock) as school:
        school.change_password(PASSWORD, "trang vở ô li")
    again = keys.unlock(hoa_sen.folder, "lan", "trang vở ô li", START)
    assert not again.must_change
    open_school(hoa_sen.folder, again, clock).close()
