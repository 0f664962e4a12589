"""Hypothesis looks for a history after which a file and the server disagree."""

from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.postgres_server import Postgres
from tests.sync.history.history import History, history
from tests.sync.history.invariants import check
from tests.sync.history.line import FAULTS
from tests.sync.history.steps import BREAKS, ENTRIES, OFFICE, Step, Weights
from tests.sync.history.world import Template

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
OPEN = ("pending", "refused", "failed")
OFTEN = 6  # steps
BUDGET = settings(
    max_examples=3,
    stateful_step_count=24,
    deadline=None,
    print_blob=True,
    phases=(Phase.reuse, Phase.generate),  # a history takes seconds: it is told, not made shorter
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def acts(of: Weights) -> st.SearchStrategy[Step]:
    return st.sampled_from(sorted(of)).flatmap(
        lambda act: st.builds(Step, st.just(act), st.tuples(*[st.integers(0, 60)] * of[act][1]))
    )


class Machine(RuleBasedStateMachine):
    """One world; what it goes through is drawn in four kinds."""

    begin: Callable[[ExitStack], History]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.taken = 0

    @initialize()
    def open(self) -> None:
        self.world = self.begin(self.stack)

    def take(self, step: Step) -> None:
        note(str(step))
        self.taken += 1
        step.take(self.world)

    @rule(step=acts(ENTRIES))
    def enter(self, step: Step) -> None:
        self.take(step)

    @rule(step=acts(ENTRIES), who=st.integers(0, 3))
    def enter_and_send(self, step: Step, who: int) -> None:
        self.take(step)
        self.take(Step("sync", (who, 0, 0)))

    @rule(step=acts(OFFICE))
    def govern(self, step: Step) -> None:
        self.take(step)

    @rule(who=st.integers(0, 3), faults=st.lists(st.integers(0, len(FAULTS) - 1), max_size=3))
    def sync(self, who: int, faults: list[int]) -> None:
        self.take(Step("sync", (who, *faults)))

    @rule(step=acts(BREAKS))
    def fail(self, step: Step) -> None:
        self.take(step)

    @invariant()
    def what_was_saved_is_there(self) -> None:
        """At every moment, not only in quiet: nothing is lost, and what is not done is told."""
        for desk in self.world.desks.values() if self.taken else ():
            states = desk.states()
            assert {done.command_id for done in desk.entered} <= states.keys()
            if self.taken % OFTEN == 0:
                told = desk.told() | desk.settled
                assert {key for key, state in states.items() if state in OPEN} <= told

    def teardown(self) -> None:
        with self.stack:
            if self.taken:
                check(self.world)


def test_whatever_happens_both_ends_agree_afterwards(
    past: Template, postgres: Postgres, tmp_path: Path
):
    numbers = count()

    def begin(stack: ExitStack) -> History:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return stack.enter_context(history(postgres, past, folder))

    class Here(Machine):
        pass

    Here.begin = staticmethod(begin)
    run_state_machine_as_test(Here, settings=BUDGET)
