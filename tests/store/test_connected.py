"""A connected file from one sign-in at the server to the next, restored, copied, and at random."""

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from desktop.commands.command import Refused
from desktop.commands.execute import Done
from desktop.commands.school import ChangeSetting
from desktop.store.backup import make_backup
from desktop.store.pulled import Decided
from desktop.store.restore import restore
from desktop.store.school import ServerSession, open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import SignInDue
from desktop.store.unsent_word import unsent_left
from tests.store.central_rows import Central, central_of
from tests.store.conftest import CHEAP, DAY, START, Clock, Founded
from tests.store.connected_school import Lan, open_lan

PASSPHRASE = "một câu dài để sao lưu"


@pytest.fixture
def central(hoa_sen: Founded) -> Central:
    return central_of(hoa_sen)


@pytest.fixture
def lan(hoa_sen: Founded, central: Central, tmp_path: Path, clock: Clock) -> Iterator[Lan]:
    opened = open_lan(hoa_sen, central, tmp_path, clock)
    with opened.school:
        yield opened


def test_a_school_on_one_computer_has_no_such_side(hoa_sen: Founded, clock: Clock):
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        assert school.connected is None


def test_fourteen_days_after_the_last_sign_in_the_file_is_sent_and_not_read(lan: Lan, clock: Clock):
    lan.enter(75)
    school = lan.school
    school.close()
    assert unsent_left(school.folder) == 1
    clock.at = START + 15 * DAY - 60_000_000
    open_school(school.folder, school.unlocked, clock).close()
    clock.at = START + 15 * DAY + 60_000_000
    with pytest.raises(SignInDue) as caught:
        open_school(school.folder, school.unlocked, clock)
    assert "còn nguyên" in caught.value.sentence
    with open_school(school.folder, school.unlocked, clock, to_send=True) as sealed:
        with pytest.raises(SignInDue):
            sealed.ask(lambda _session, by: by)
        with pytest.raises(SignInDue):
            sealed.do(lan.founded.marks(80))
        assert sealed.connected is not None
        (waiting,) = sealed.connected.unsent()
        sealed.connected.record([Decided(waiting.id, "accepted", 1)])
        assert sealed.connected.unsent() == ()
    session = ServerSession("a token", clock.at + 14 * DAY)
    with open_school(school.folder, school.unlocked, clock, session=session) as again:
        assert Lan(again, lan.founded, lan.central).marks() == {0: 75}
        assert again.connected is not None
        assert again.connected.link.token == "a token"


def test_a_clock_set_back_does_not_make_the_days_longer(lan: Lan, clock: Clock):
    clock.at = START + 20 * DAY
    lan.enter(75)
    school = lan.school
    school.close()
    clock.at = START + 2 * DAY
    with pytest.raises(SignInDue):
        open_school(school.folder, school.unlocked, clock)


def test_the_school_can_set_how_many_days_those_are(lan: Lan, clock: Clock):
    subject = next(iter(lan.central.rows["subject"].values()))
    lan.central.put(
        "school_setting", {"name": "offline_days", "value": "30", "audience": subject["audience"]}
    )
    lan.pull()
    school = lan.school
    school.close()
    clock.at = START + 29 * DAY
    open_school(school.folder, school.unlocked, clock).close()
    clock.at = START + 32 * DAY
    with pytest.raises(SignInDue):
        open_school(school.folder, school.unlocked, clock)
    assert ChangeSetting(name="offline_days", value="30").name == "offline_days"


def test_signing_in_again_opens_a_sealed_file_at_once(lan: Lan, clock: Clock):
    school = lan.school
    school.close()
    clock.at = START + 20 * DAY
    with open_school(school.folder, school.unlocked, clock, to_send=True) as sealed:
        sealed.keep_session(ServerSession("t", clock.at + DAY))
        assert sealed.ask(lambda _session, by: by.name) == "Nguyễn Thị Lan"
        assert sealed.connected is not None
        sealed.connected.forget_session()
        assert sealed.connected.link.token == ""


def test_20_a_restored_file_takes_a_device_id_of_its_own(lan: Lan, clock: Clock, tmp_path: Path):
    old = lan.enter(75)
    school, device = lan.school, lan.side.link.device
    school.close()
    backup = tmp_path / "lan.stbk"
    make_backup(school.folder, school.unlocked.file_key, backup, PASSPHRASE, START, cost=CHEAP)
    with lan.reopened(clock) as later:
        later.enter(80, pupil=1)
    restore(backup, school.folder, PASSPHRASE, START, overwrite=True)
    with lan.reopened(clock) as again:
        assert again.side.link.device != device
        assert [(one.id, one.number) for one in again.side.unsent()] == [(old.command_id, 1)]
        again.pull(again.accept(old))
        assert again.marks() == {0: 75}
        assert again.agrees()


def test_the_log_keeps_nothing_after_closing(lan: Lan):
    lan.enter(75)
    lan.school.close()
    assert not list(lan.school.folder.glob(f"{DATABASE}-*"))


@pytest.mark.parametrize("seed", range(6))
def test_the_file_is_its_pending_commands_on_the_servers_rows(lan: Lan, seed: int):
    """Random entries, verdicts (some lost), others' changes, withdrawals, another epoch."""
    chance = random.Random(seed)  # noqa: S311 - a test's choices
    history = _History(lan, chance)
    for _ in range(30):
        for _ in range(chance.randrange(5)):
            history.step()
        history.pull()
        assert lan.agrees(), seed
    history.rest()
    assert lan.side.count_unsent() == 0, seed
    assert lan.agrees(), seed
    assert lan.images() == 0, seed
    server = {key[3]: row["tenths"] for key, row in lan.central.rows.get("mark", {}).items()}
    here = {lan.founded.pupils[place].bytes: tenths for place, tenths in lan.marks().items()}
    assert here == (server if history.holds else {}), seed


class _History:
    """What happens to one file and the rows that it agrees with."""

    def __init__(self, lan: Lan, chance: random.Random) -> None:
        self.lan, self.chance = lan, chance
        self.given: dict[object, Done] = {}
        self.lost: list[Decided] = []
        self.rights = lan.central.rights[lan.founded.teacher]

    @property
    def holds(self) -> bool:
        return self.lan.central.rights[self.lan.founded.teacher] == self.rights

    def step(self) -> None:
        steps = (self.enter, self.enter, self.enter, self.decide, self.decide, self.lose,
                 self.other, self.rights_change, self.epoch)  # fmt: skip
        self.chance.choice(steps)()

    def enter(self) -> None:
        pupil = self.chance.randrange(5)
        seen = self.lan.marks().get(pupil)
        try:
            done = self.lan.enter(self.chance.randrange(101), pupil=pupil, seen=seen)
        except Refused:
            return
        self.given[done.command_id] = done

    def _verdict(self) -> Decided | None:
        waiting = self.lan.side.unsent(1)
        decided = {one.id for one in self.lost}
        if not waiting or waiting[0].id in decided:
            return None
        done = self.given[waiting[0].id]
        if self.chance.random() < 0.3 or not self._stands(done):
            return self.lan.refuse(done)
        return self.lan.accept(done)

    def _stands(self, done: Done) -> bool:
        return all(self.lan.row(table, key) is not None for table, key in done.changes)

    def decide(self) -> None:
        verdict = self._verdict()
        if verdict:
            self.lan.side.record([verdict])

    def lose(self) -> None:
        verdict = self._verdict()
        if verdict:
            self.lost.append(verdict)

    def other(self) -> None:
        marks = self.lan.central.rows.get("mark", {})
        if marks:
            key = self.chance.choice(sorted(marks))
            if self.chance.random() < 0.3:
                self.lan.central.remove("mark", key)
            else:
                self.lan.central.change("mark", key, tenths=self.chance.randrange(101))

    def pull(self) -> None:
        self.lan.pull(*self.lost)
        self.lost.clear()

    def rights_change(self) -> None:
        central, teacher = self.lan.central, self.lan.founded.teacher
        less = self.rights - {self.lan.founded.course_id}
        central.rights[teacher] = less if self.holds else self.rights

    def epoch(self) -> None:
        if self.chance.random() < 0.7 or self.lost:
            return
        self.lan.central.epoch = uuid4()
        self.lan.side.begin_epoch(self.lan.central.epoch, [])

    def rest(self) -> None:
        self.pull()
        while self.lan.side.count_unsent():
            self.decide()
        self.pull()
        self.pull()
