"""`make soak`: random histories for as long as wanted; a seed that failed can be done again.

First comes much work over a slow line, at most 10,000 commands, then history after history.

python -m tests.sync.history.soak --minutes 10 --commands 30000 --seed 7 [--steps 300]
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from secrets import randbelow
from tempfile import TemporaryDirectory
from time import monotonic

from tests.postgres_server import Postgres, running_postgres
from tests.sync.conftest import copied_server
from tests.sync.history.driver import Broken, drive
from tests.sync.history.history import History
from tests.sync.history.world import TEMPLATE, Template, history_template
from tests.sync.online import online_school
from tests.sync.slow_line import send_much

IN_PROCESS_EVERY = 4  # histories: then the server is a process that is killed
ON_SLOW_LINE_A_MINUTE = 1_000  # commands, of the budget: a third of the time or less


@dataclass
class Budget:
    """How long it may go on, and what was done."""

    minutes: float
    commands: int
    begun: float = field(default_factory=monotonic)
    done: int = 0
    now: int = 0

    @property
    def most_on_slow_line(self) -> int:
        """A third of the time is enough for it."""
        return min(self.commands, int(self.minutes * ON_SLOW_LINE_A_MINUTE))

    def is_left(self) -> bool:
        in_time = monotonic() - self.begun < 60 * self.minutes
        return in_time and self.done + self.now < self.commands

    def told(self, world: History) -> bool:
        self.now = sum(len(desk.entered) for desk in world.desks.values())
        return self.is_left()

    def settle(self) -> None:
        self.done, self.now = self.done + self.now, 0


@contextmanager
def grounds() -> Iterator[tuple[Postgres, Template, Path]]:
    """A PostgreSQL of one's own, and what histories begin with."""
    with (
        TemporaryDirectory(prefix="so-truong-soak-") as folder,
        running_postgres() as postgres,
        history_template(postgres, Path(folder) / "template") as template,
    ):
        yield postgres, template, Path(folder)


def soak(seed: int, budget: Budget, steps: int, slow: int) -> None:
    """One history after another, each of a seed that is printed first."""
    with grounds() as (postgres, template, folder):
        if slow := min(slow, budget.most_on_slow_line):
            _slow_line(postgres, template, folder, seed, slow)
            budget.done += slow
        for own in count(seed) if budget.is_left() else ():
            in_process = own % IN_PROCESS_EVERY == IN_PROCESS_EVERY - 1
            _say(f"seed {own}{' (server process)' if in_process else ''}")
            place = folder / str(own)
            place.mkdir()
            drive(
                postgres, template, place, seed=own, steps=steps, hard=True,
                in_process=in_process, told=budget.told,
            )  # fmt: skip
            budget.settle()
            took = (monotonic() - budget.begun) / 60
            _say(f"  agrees; {budget.done} commands in {took:.1f} minutes")
            if not budget.is_left():
                return


def _slow_line(postgres: Postgres, template: Template, folder: Path, seed: int, most: int) -> None:
    """So many commands, each of which must arrive once."""
    (folder / "slow").mkdir()
    with (
        copied_server(postgres, template.folder, TEMPLATE, folder / "slow" / "server") as server,
        online_school(server, folder / "slow", template.central) as online,
    ):
        line = send_much(online, most, seed)
    minutes = line.tick / 60
    _say(f"{most} commands over a slow line arrived once each, in {minutes:.0f} minutes there")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--commands", type=int, default=30_000)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--slow", type=int, default=10_000, help="commands over the slow line")
    parser.add_argument("--seed", type=int, default=randbelow(10**6))
    asked = parser.parse_args()
    try:
        soak(asked.seed, Budget(asked.minutes, asked.commands), asked.steps, asked.slow)
    except Broken as broken:
        _say(str(broken))
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main())
