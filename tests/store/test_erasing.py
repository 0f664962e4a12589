"""Not one byte of a withdrawn audience is left in a file (sync.md 19)."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.commands.journal import ERASED
from desktop.models.journal import Journal
from desktop.rules.permissions import Person
from desktop.store.check import check_file
from desktop.store.slots import DATABASE
from tests.store.central_rows import Central, central_of
from tests.store.conftest import Clock, Founded
from tests.store.connected_school import Lan, open_lan
from tests.store.raw_file import plain_bytes, unpacked


@pytest.fixture
def central(hoa_sen: Founded) -> Central:
    return central_of(hoa_sen)


@pytest.fixture
def lan(hoa_sen: Founded, central: Central, tmp_path: Path, clock: Clock) -> Iterator[Lan]:
    opened = open_lan(hoa_sen, central, tmp_path, clock)
    with opened.school:
        yield opened


def traces(lan: Lan) -> list[str]:
    """What the bytes of the file still tell of the pupils."""
    found = plain_bytes(lan.school.folder / DATABASE, lan.school.unlocked.file_key)
    found += unpacked(found)
    told = {
        f"{name} {n}": word in found
        for n, pupil in enumerate(lan.founded.pupils)
        for name, word in {
            "name": f"Lê Văn {n:02}".encode(),
            "id": pupil.bytes,
            "hex": pupil.hex.encode(),
            "text": str(pupil).encode(),
        }.items()
    }
    return [name for name, there in told.items() if there]


def withdraw(lan: Lan) -> None:
    """She teaches this class no longer."""
    teacher = lan.founded.teacher
    lan.central.rights[teacher] = frozenset(
        {teacher, UUID(bytes=next(iter(lan.central.rows["subject"].values()))["audience"])}
    )
    for key, row in list(lan.central.rows["role_assignment"].items()):
        if row["staff_id"] == teacher.bytes:
            lan.central.remove("role_assignment", key)


def journal(session: Session, _by: Person) -> list[tuple[str, str, int, str]]:
    rows = session.scalars(select(Journal).order_by(Journal.number))
    return [(row.state, row.settled, len(row.payload), row.refusal) for row in rows]


def test_the_bytes_tell_of_the_class_while_she_teaches_it(lan: Lan):
    lan.enter(75)
    assert {"name 0", "id 0", "hex 0", "text 0"} <= set(traces(lan))


def test_19_nothing_is_left_after_a_withdrawal(lan: Lan):
    for n in range(8):
        lan.pull(lan.accept(lan.enter(50 + n, pupil=n)))
    changed = lan.enter(90, pupil=0, seen=50)
    lan.side.record([lan.accept(changed)])
    withdraw(lan)
    lan.pull()
    assert traces(lan) == []
    assert {state for state, *_ in lan.school.ask(journal)} == {"done"}
    assert {settled for _, settled, *_ in lan.school.ask(journal)} == {ERASED}
    assert lan.agrees()
    lan.school.close()
    assert traces(lan) == []
    assert check_file(lan.school.folder, lan.school.unlocked.file_key).whole


@pytest.mark.parametrize("why", ["the server was restored", "its rows differed"])
def test_19_what_is_withdrawn_while_it_is_asked_for_from_zero_goes_too(lan: Lan, why: str):
    lan.pull(lan.accept(lan.enter(80)))
    if why == "its rows differed":
        course = lan.founded.course_id
        asked = lan.side.asked(check_all=True)
        pulled = lan.central.pull(lan.founded.teacher, asked, ())
        lan.side.rebase(replace(pulled, differing=lambda *_: frozenset({course})))
        assert course not in lan.side.held
    else:
        lan.central.epoch = uuid4()
        lan.side.begin_epoch(lan.central.epoch, [])
    withdraw(lan)
    rebased = lan.pull()
    assert rebased is not None
    assert lan.founded.course_id in rebased.withdrawn
    assert traces(lan) == []


def test_19_what_has_no_verdict_stays_until_it_is_settled(lan: Lan):
    refused, waiting = lan.enter(60, pupil=1), lan.enter(70, pupil=2)
    detail = f'[{{"sentence":"Lê Văn 01 có điểm 8","student_id":"{lan.founded.pupils[1]}"}}]'
    refusal = lan.refuse(refused)
    told = refusal.refusal.replace('"message":"m"', f'"message":"Lê Văn 01","detail":{detail}')
    lan.side.record([type(refusal)(refusal.id, "refused", refusal.seq, told)])
    withdraw(lan)
    lan.pull()
    assert set(traces(lan)) == {"text 1", "text 2"}  # what she typed herself, and nobody's name
    (_, _, size, words), (state, _, waits, _) = lan.school.ask(journal)
    assert size
    assert waits
    assert state == "pending"
    assert "phân công" in words
    lan.side.settle(refused.command_id, "dropped")
    assert set(traces(lan)) == {"text 2"}
    lan.side.record([lan.refuse(waiting)])
    lan.pull()
    lan.side.settle(waiting.command_id, "theirs")
    assert traces(lan) == []


def test_19_a_command_that_changed_nothing_goes_too(lan: Lan):
    lan.pull(lan.accept(lan.enter(75)))
    again = lan.enter(75, seen=75)
    assert not again.changes
    lan.side.record([lan.accept(again)])
    withdraw(lan)
    lan.pull()
    assert traces(lan) == []


def test_19_what_is_kept_for_a_correction_stays_with_who_typed_it(lan: Lan):
    refused = lan.enter(60, pupil=1)
    lan.side.record([lan.refuse(refused)])
    lan.side.settle(refused.command_id, "kept")
    withdraw(lan)
    lan.pull()
    assert traces(lan) == ["text 1"]


def test_19_a_reader_in_the_way_is_waited_for_with_the_next_try(lan: Lan):
    lan.pull(lan.accept(lan.enter(75)))
    withdraw(lan)
    reading, done = threading.Event(), threading.Event()

    def long_query(session: Session, _by: Person) -> None:
        session.execute(text("SELECT count(*) FROM mark")).scalar_one()
        reading.set()
        done.wait(30)

    reader = threading.Thread(target=lan.school.ask, args=(long_query,))
    reader.start()
    reading.wait(30)
    lan.pull()
    assert not lan.side.finish_erasing()
    assert lan.side.link.to_wipe
    done.set()
    reader.join()
    assert lan.side.finish_erasing()
    assert traces(lan) == []


def test_19_an_open_command_is_erased_once_it_is_done(lan: Lan):
    done = lan.enter(75)
    later = type(lan.refuse(done))(done.command_id, "accepted", lan.central.seq + 50)
    lan.side.record([later])
    withdraw(lan)
    lan.pull()
    assert lan.states() == ["accepted"]
    lan.central.seq += 60
    lan.pull()
    assert lan.states() == ["done"]
    assert traces(lan) == []
