"""When the worker tries, what it tells, and that it ends at once; time is moved by hand."""

import sys
from collections.abc import Callable, Iterator
from math import inf
from threading import Condition, Event, current_thread, main_thread

import pytest

from desktop.sync.timetable import AFTER_SAVE, AT_MOST_AFTER_SAVE, EVERY, LONGEST_PAUSE, Timetable
from desktop.sync.worker import Contact, Counts, Doing, Reins, Setback, Synced, SyncState, Worker
from tests.sync.states import Told

START = 1_790_000_000_000_000
PATIENCE = 5.0  # seconds until a test gives up


class HandPace:
    """A clock that stands until a test moves it; knows until when the worker rests."""

    def __init__(self) -> None:
        self.tick = 0.0
        self._resting: dict[str, tuple[Condition, float]] = {}
        self._rests = 0
        self._changed = Condition()

    def now(self) -> float:
        return self.tick

    def rest(self, condition: Condition, seconds: float) -> None:
        name = current_thread().name
        with self._changed:
            self._resting[name] = (condition, self.tick + seconds)
            self._rests += 1
            self._changed.notify_all()
        condition.wait()
        with self._changed:
            del self._resting[name]

    def rests_until(self, tick: float, name: str = "sync") -> None:
        """Wait until the thread rests, and rests for so long."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: name in self._resting and self._resting[name][1] == pytest.approx(tick),
                PATIENCE,
            ), (tick, self._resting)

    def rests_again_until(self, tick: float, woken_by: Callable[[], None]) -> None:
        """Do what wakes the thread, and wait until it rests again, for so long."""
        with self._changed:
            before = self._rests
        woken_by()
        with self._changed:
            assert self._changed.wait_for(lambda: self._rests > before, PATIENCE)
        self.rests_until(tick)

    def advance(self, seconds: float) -> None:
        """Move on and wake everybody who rests."""
        with self._changed:
            resting = [condition for condition, _until in self._resting.values()]
        self.tick += seconds
        for condition in resting:
            with condition:
                condition.notify_all()


class Unreachable(Exception):
    pass


class TooBusy(Exception):
    pass


class TokenEnded(Exception):
    pass


class ScriptedStep:
    """Answers of a server one after the other; afterwards all goes well."""

    def __init__(self, pace: HandPace) -> None:
        self.pace = pace
        self.answers: list[Exception | Callable[[Reins], Synced]] = []
        self.tries: list[float] = []
        self.waiting = 0
        self.interrupted = Event()
        self.closed = False
        self._changed = Condition()

    def counts(self) -> Counts:
        return Counts(self.waiting, 0)

    def sync(self, reins: Reins) -> Synced:
        with self._changed:
            self.tries.append(self.pace.tick)
            self._changed.notify_all()
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer(reins)
        self.waiting = 0
        return Synced()

    def setback(self, error: Exception) -> Setback | None:
        if isinstance(error, Unreachable):
            return Setback(Contact.OFFLINE, "Mất mạng.")
        if isinstance(error, TooBusy):
            return Setback(Contact.BUSY, "Máy chủ đang bận.", 30)
        if isinstance(error, TokenEnded):
            return Setback(Contact.NEEDS_PASSWORD, "Cần mật khẩu.")
        return None

    def interrupt(self) -> None:
        self.interrupted.set()

    def close(self) -> None:
        self.closed = True

    def last_sync(self) -> int | None:
        return None

    def now(self) -> int:
        return START + int(self.pace.tick * 1_000_000)

    def tried(self, times: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.tries) == times, PATIENCE), self.tries


@pytest.fixture
def pace() -> HandPace:
    return HandPace()


@pytest.fixture
def step(pace: HandPace) -> ScriptedStep:
    return ScriptedStep(pace)


@pytest.fixture
def worker(step: ScriptedStep, pace: HandPace) -> Iterator[Worker]:
    worker = Worker(step, pace, lambda: 0.0)
    yield worker
    worker.stop()


def test_it_tries_at_the_start_and_then_by_timer(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    told = Told(worker)
    worker.start()
    pace.rests_until(EVERY)
    assert step.tries == [0]
    assert told.states[-1] == SyncState(Contact.ONLINE, last_sync=START, since=START)
    pace.advance(EVERY)
    pace.rests_until(2 * EVERY)
    assert step.tries == [0, EVERY]
    assert worker.state.last_sync == START + 60_000_000
    assert worker.state.since == START


def test_saves_in_a_row_go_in_one_push(worker: Worker, step: ScriptedStep, pace: HandPace) -> None:
    worker.start()
    pace.rests_until(EVERY)
    step.waiting = 1
    pace.rests_again_until(AFTER_SAVE, worker.nudge)
    assert worker.state.waiting == 1
    pace.advance(0.2)
    step.waiting = 2
    pace.rests_again_until(0.2 + AFTER_SAVE, worker.nudge)
    assert step.tries == [0]
    pace.advance(AFTER_SAVE)
    step.tried(2)
    pace.rests_until(0.2 + AFTER_SAVE + EVERY)
    assert worker.state.waiting == 0


def test_somebody_who_never_pauses_is_sent_all_the_same(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    worker.start()
    pace.rests_until(EVERY)
    for _ in range(20):
        due = min(pace.tick + AFTER_SAVE, AT_MOST_AFTER_SAVE)
        pace.rests_again_until(due, worker.nudge)
        if due == AT_MOST_AFTER_SAVE:
            break
        pace.advance(0.2)
    assert step.tries == [0]
    pace.advance(AT_MOST_AFTER_SAVE - pace.tick)
    step.tried(2)


def test_a_save_during_a_try_is_sent_by_the_next(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    def slow(_reins: Reins) -> Synced:
        worker.nudge()
        return Synced()

    step.answers = [slow]
    worker.start()
    pace.rests_until(AFTER_SAVE)
    pace.advance(AFTER_SAVE)
    step.tried(2)


def test_without_an_answer_it_waits_longer_each_time_and_never_for_the_next_save(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    told = Told(worker)
    step.answers = [Unreachable() for _ in range(12)]
    step.waiting = 3
    worker.start()
    at = 0.0
    for pause in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300):
        at += pause
        pace.rests_until(at)
        pace.advance(pause)
    pace.rests_until(at + LONGEST_PAUSE)
    assert len(step.tries) == 12
    offline = [state for state in told.states if state.contact is Contact.OFFLINE]
    assert {state.since for state in offline} == {START}
    assert offline[-1].waiting == 3
    assert offline[-1].sentence == "Mất mạng."
    pace.advance(LONGEST_PAUSE)
    told.wait_for(lambda state: state.contact is Contact.ONLINE)
    assert worker.state.waiting == 0


def test_a_save_while_offline_brings_the_next_try_forward(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    step.answers = [Unreachable() for _ in range(5)]
    worker.start()
    for until in (2, 6, 14, 30):
        pace.rests_until(until)
        pace.advance(until - pace.tick)
    pace.rests_until(62)
    pace.rests_again_until(35, worker.nudge)  # not at once: each save would else be a try


def test_the_network_or_a_hand_brings_it_at_once(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    step.answers = [Unreachable(), Unreachable()]
    worker.start()
    pace.rests_until(2)
    pace.advance(2)
    pace.rests_until(6)
    worker.try_now()
    step.tried(3)
    pace.rests_until(2 + EVERY)


def test_a_wait_that_the_server_names_is_kept_by_everybody(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    step.answers = [TooBusy()]
    worker.start()
    pace.rests_until(30)
    assert worker.state.contact is Contact.BUSY
    pace.rests_again_until(30, worker.nudge)
    pace.rests_again_until(30, worker.try_now)
    assert step.tries == [0]
    pace.advance(30)
    step.tried(2)


def test_a_password_is_waited_for_without_a_timer_and_saves_are_counted(
    worker: Worker, step: ScriptedStep, pace: HandPace
) -> None:
    told = Told(worker)
    step.answers = [TokenEnded()]
    worker.start()
    pace.rests_until(inf)
    assert worker.state.contact is Contact.NEEDS_PASSWORD
    step.waiting = 4
    pace.rests_again_until(inf, worker.nudge)
    told.wait_for(lambda state: state.waiting == 4)
    assert step.tries == [0]
    worker.try_now()
    told.wait_for(lambda state: state.contact is Contact.ONLINE)


def test_more_to_do_is_done_at_once(worker: Worker, step: ScriptedStep, pace: HandPace) -> None:
    step.answers = [lambda _reins: Synced(more=True)] * 2
    worker.start()
    pace.rests_until(EVERY)
    assert step.tries == [0, 0, 0]


def test_a_long_hold_of_the_file_is_told(worker: Worker, step: ScriptedStep) -> None:
    def much(reins: Reins) -> Synced:
        with reins.updating():
            pass
        return Synced()

    told = Told(worker)
    step.answers = [much]
    worker.start()
    told.wait_for(lambda state: state.contact is Contact.ONLINE)
    assert [state.doing for state in told.states] == [
        Doing.SYNCING, Doing.UPDATING, Doing.SYNCING, Doing.NOTHING,
    ]  # fmt: skip


def test_stopping_ends_a_try_that_hangs(worker: Worker, step: ScriptedStep) -> None:
    def hangs(reins: Reins) -> Synced:
        assert step.interrupted.wait(PATIENCE)
        assert reins.stopped
        raise Unreachable

    step.answers = [hangs]
    worker.start()
    step.tried(1)
    worker.stop()
    assert (
        worker.state.contact is Contact.STARTING
    )  # a try that was stopped says nothing of the network


def test_a_fault_of_the_program_is_told_once_and_the_thread_goes_on(
    worker: Worker, step: ScriptedStep, pace: HandPace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: told.append(kind))
    step.answers = [KeyError("x"), KeyError("x")]
    states = Told(worker)
    worker.start()
    pace.rests_until(LONGEST_PAUSE)
    refused = states.wait_for(lambda state: state.contact is Contact.REFUSED)
    assert "báo cho người quản trị" in refused.sentence
    pace.advance(LONGEST_PAUSE)
    pace.rests_until(2 * LONGEST_PAUSE)
    assert told == [KeyError]
    pace.advance(LONGEST_PAUSE)
    states.wait_for(lambda state: state.contact is Contact.ONLINE)


def test_finishing_tries_once_more(worker: Worker, step: ScriptedStep, pace: HandPace) -> None:
    worker.start()
    pace.rests_until(EVERY)
    step.waiting = 2
    worker.nudge()
    assert worker.finish(3) == 0
    assert len(step.tries) == 2


def test_finishing_gives_up_in_time(worker: Worker, step: ScriptedStep, pace: HandPace) -> None:
    def hangs(_reins: Reins) -> Synced:
        pace.rests_until(3, main_thread().name)
        pace.advance(3)
        assert step.interrupted.wait(PATIENCE)
        raise Unreachable

    step.answers = [hangs]
    step.waiting = 2
    worker.start()
    step.tried(1)
    assert worker.finish(3) == 2
    worker.stop()
    assert len(step.tries) == 1


def test_computers_do_not_come_at_the_same_instant() -> None:
    eager, late = Timetable(lambda: 1.0), Timetable(lambda: 0.0)
    for times in (eager, late):
        times.set_back(100)
    assert eager.due() < late.due() == 102
