"""A new school is made whole or not at all."""

from pathlib import Path
from uuid import UUID

import pytest

from desktop.commands.command import Refused
from desktop.commands.school import ChangeSetting
from desktop.store import keys
from desktop.store.check import check_file
from desktop.store.founding import Scribe, create_school
from desktop.store.school import open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import NotASchool, ReadOnlyFolder, SchoolExists, WeakPassword
from tests.store.conftest import CHEAP, FOUNDING, PASSWORD, START, Clock, Founded


def test_the_founder_signs_in_at_once(tmp_path: Path):
    folder = tmp_path / "Trường mới" / "Hoa Sen"
    unlocked = create_school(folder, FOUNDING, PASSWORD, clock=Clock())
    assert keys.unlock(folder, "huong", PASSWORD, START) == unlocked
    with open_school(folder, unlocked, Clock()) as school:
        assert school.person.name == "Trần Thu Hương"
        assert len(school.person.assignments) == 2
    (slot,) = keys.people(folder)
    assert slot.caption == "Hiệu trưởng, Quản trị CSDL"


def test_nothing_unfinished_lies_in_a_new_folder(tmp_path: Path):
    create_school(tmp_path / "a", FOUNDING, PASSWORD, clock=Clock(), cost=CHEAP)
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names <= {DATABASE, "keys.json", "keys.json.bak", "keys.lock", "lock"}


def test_a_school_is_never_founded_over_another(hoa_sen: Founded):
    before = (hoa_sen.folder / DATABASE).read_bytes()
    with pytest.raises(SchoolExists):
        create_school(hoa_sen.folder, FOUNDING, PASSWORD, clock=Clock(), cost=CHEAP)
    assert (hoa_sen.folder / DATABASE).read_bytes() == before
    assert len(keys.people(hoa_sen.folder)) == 2


def test_a_founding_that_breaks_off_leaves_no_school_and_can_be_done_again(tmp_path: Path):
    def broken(_scribe: Scribe) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_school(tmp_path, FOUNDING, PASSWORD, broken, clock=Clock(), cost=CHEAP)
    assert not (tmp_path / DATABASE).exists()
    unlocked = create_school(tmp_path, FOUNDING, PASSWORD, clock=Clock(), cost=CHEAP)
    assert check_file(tmp_path, unlocked.file_key).whole


def test_a_refused_history_makes_no_school(tmp_path: Path):
    def twice(scribe: Scribe) -> None:
        scribe.do(FOUNDING)

    with pytest.raises(Refused):
        create_school(tmp_path, FOUNDING, PASSWORD, twice, clock=Clock(), cost=CHEAP)
    with pytest.raises(NotASchool):
        open_school(tmp_path, keys.Unlocked(UUID(int=0), bytes(32)), Clock())


def test_a_weak_password_founds_nothing(tmp_path: Path):
    with pytest.raises(WeakPassword):
        create_school(tmp_path / "a", FOUNDING, "ngắn", clock=Clock())
    assert not (tmp_path / "a").exists()


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path):
    (tmp_path / "tệp").write_text("no folder", encoding="utf-8")
    with pytest.raises(ReadOnlyFolder) as caught:
        create_school(tmp_path / "tệp" / "a", FOUNDING, PASSWORD, clock=Clock())
    assert "tệp" in caught.value.sentence


def test_a_history_is_written_by_several_people_in_order(hoa_sen: Founded):
    report = check_file(hoa_sen.folder, hoa_sen.unlocked.file_key)
    assert report.whole
    assert report.rows == 6


def test_instants_of_a_history_never_go_back(tmp_path: Path):
    instants = []

    def history(scribe: Scribe) -> None:
        for at in (START + 500_000_000, START, 0):
            done = scribe.do(ChangeSetting(name=f"x{at}", value="1"), at=at)
            instants.append(done.at)

    create_school(tmp_path, FOUNDING, PASSWORD, history, clock=Clock(), cost=CHEAP)
    assert instants == [START + 500_000_000, START + 500_000_001, START + 500_000_002]
