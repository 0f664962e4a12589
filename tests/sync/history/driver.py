"""A weighted random history: the steps that a seed stands for, and what they come to.

    drive(postgres, template, folder, seed=7, steps=200)

Raises Broken, which tells seed, step and every step before it.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

from tests.postgres_server import Postgres
from tests.sync.history.history import History, history
from tests.sync.history.invariants import check
from tests.sync.history.steps import Step, drawn
from tests.sync.history.world import Template


class Broken(AssertionError):
    """A history that did not end well, to be done again from what is told here."""

    def __init__(self, seed: int, taken: list[Step]) -> None:
        told = "\n".join(map(str, taken))
        super().__init__(f"seed {seed}, step {len(taken)}:\n{told}")
        self.taken = taken


def steps_of(seed: int, *, hard: bool = False) -> Iterator[Step]:
    """Without end."""
    chance = Random(seed)  # noqa: S311 - acts, not secrets
    while True:
        yield drawn(chance, hard=hard)


def drive(
    postgres: Postgres, template: Template, folder: Path, *, seed: int, steps: int,
    every: int = 60, hard: bool = False, in_process: bool = False,
    told: Callable[[History], bool] = lambda _world: True,
) -> History:  # fmt: skip
    """Do that many steps, and look whether both ends agree after `every` of them.

    It ends early where `told`, which hears of the world after each step, says so.
    """
    with history(postgres, template, folder, in_process=in_process) as world:
        follow(world, seed, islice(steps_of(seed, hard=hard), steps), every, told)
    return world


def follow(
    world: History, seed: int, steps: Iterable[Step], every: int = 60,
    told: Callable[[History], bool] = lambda _world: True,
) -> None:  # fmt: skip
    """Do these steps one after another."""
    taken: list[Step] = []
    try:
        for step in steps:
            taken.append(step)
            step.take(world)
            if len(taken) % every == 0:
                check(world)
            if not told(world):
                break
        check(world)
    except Exception as error:
        raise Broken(seed, taken) from error
