"""While much is put underneath, typing goes on; nothing is lost or halved (sync.md 10)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.store.connected import SHORT_PENDING
from desktop.store.pulled import Pulled, RowBatch
from desktop.store.trouble import DiskFull, SchoolClosed
from tests.store.central_rows import Central, central_of
from tests.store.conftest import Clock, Founded
from tests.store.connected_school import Lan, open_lan

MANY = 3_000


@pytest.fixture
def central(hoa_sen: Founded) -> Central:
    return central_of(hoa_sen)


@pytest.fixture
def lan(hoa_sen: Founded, central: Central, tmp_path: Path, clock: Clock) -> Iterator[Lan]:
    opened = open_lan(hoa_sen, central, tmp_path, clock)
    with opened.school:
        yield opened


def many(lan: Lan) -> Pulled:
    """A pull of three thousand teams."""
    subject = next(iter(lan.central.rows["subject"].values()))
    for n in range(MANY):
        lan.central.put(
            "team", {"id": n.to_bytes(16, "big"), "name": "Tổ", "audience": subject["audience"]}
        )
    return lan.central.pull(lan.founded.teacher, lan.side.asked())


class Halfway:
    """Batches that stop in the middle, the first time, until they are told to go on."""

    def __init__(self, pulled: Pulled) -> None:
        self.batches = list(pulled.batches())
        self.begun = 0
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> Iterator[Any]:
        self.begun += 1
        for batch in self.batches:
            assert isinstance(batch, RowBatch)
            half = len(batch.rows) // 2
            yield replace(batch, rows=batch.rows[:half])
            self.reached.set()
            assert self.go_on.wait(30)
            yield replace(batch, rows=batch.rows[half:])


def in_background(work: Any, *args: Any, **kwargs: Any) -> tuple[threading.Thread, list[Any]]:
    came_to: list[Any] = []

    def run() -> None:
        try:
            came_to.append(work(*args, **kwargs))
        except (SchoolClosed, DiskFull) as trouble:
            came_to.append(trouble)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came_to


def test_10_a_command_goes_before_a_long_rebase_which_begins_anew(lan: Lan):
    pulled = many(lan)
    halfway = Halfway(pulled)
    told: list[str] = []

    @contextmanager
    def updating() -> Iterator[None]:
        told.append("begins")
        yield
        told.append("ends")

    rebase, result = in_background(
        lan.side.rebase, replace(pulled, batches=halfway), updating=updating
    )
    assert halfway.reached.wait(30)
    typing, done = in_background(lan.enter, 75)
    while not lan.school._writer._commands:  # the command waits in the writer's row
        pass
    halfway.go_on.set()
    typing.join()
    assert done[0].tables == {"mark"}
    rebase.join()
    assert halfway.begun >= 2
    assert result[0] is not None
    assert told == ["begins", "ends"]
    assert lan.marks() == {0: 75}
    assert len(lan.rows("team")) == MANY
    assert lan.agrees()


def test_10_few_rows_and_commands_are_put_underneath_at_once(lan: Lan):
    subject = next(iter(lan.central.rows["subject"].values()))
    lan.central.put("team", {"id": bytes(16), "name": "Tổ", "audience": subject["audience"]})
    for n in range(SHORT_PENDING):
        lan.enter(50 + n, pupil=n)
    assert not lan.side._is_long(lan.central.pull(lan.founded.teacher, lan.side.asked()))
    lan.enter(90, pupil=9)
    assert lan.side._is_long(lan.central.pull(lan.founded.teacher, lan.side.asked()))


def test_10_readers_see_all_of_a_pull_or_nothing(lan: Lan):
    pulled = many(lan)
    halfway = Halfway(pulled)
    rebase, _ = in_background(lan.side.rebase, replace(pulled, batches=halfway))
    assert halfway.reached.wait(30)
    assert len(lan.rows("team")) == 0
    halfway.go_on.set()
    rebase.join()
    assert len(lan.rows("team")) == MANY


def test_closing_gives_a_long_rebase_up(lan: Lan, clock: Clock):
    pulled = many(lan)
    halfway = Halfway(pulled)
    rebase, result = in_background(lan.side.rebase, replace(pulled, batches=halfway))
    assert halfway.reached.wait(30)
    closing, _ = in_background(lan.school.close)
    while not lan.school._writer._closed:
        pass
    halfway.go_on.set()
    closing.join()
    rebase.join()
    assert isinstance(result[0], SchoolClosed)
    with lan.reopened(clock) as again:
        assert again.rows("team") == {}
        again.pull()
        assert again.agrees()


def test_a_full_disk_leaves_the_file_as_it_was(lan: Lan):
    lan.enter(75)
    pulled = many(lan)
    driver: Any = lan.school._connection.connection.driver_connection
    driver.execute("PRAGMA max_page_count=1").fetchall()  # no more pages than there are
    with pytest.raises(DiskFull) as caught:
        lan.side.rebase(pulled)
    assert "vẫn nguyên" in caught.value.sentence
    assert (lan.marks(), lan.rows("team")) == ({0: 75}, {})
    assert lan.states() == ["pending"]
    driver.execute("PRAGMA max_page_count=1000000").fetchall()
    lan.side.rebase(pulled)
    assert len(lan.rows("team")) == MANY
    assert lan.marks() == {0: 75}
    assert lan.agrees()
