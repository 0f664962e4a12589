"""Which acts a history is made of, how often each, and how one is drawn, printed and done."""

from dataclasses import dataclass
from random import Random
from typing import Final

from tests.sync.history.history import History

LARGEST: Final = 1_000
# name: (weight, how many numbers it takes)
ACTS: Final = {
    "marks": (26, 5), "chain": (8, 4), "comment": (8, 3), "conduct": (5, 4), "undo": (4, 1),
    "lock": (4, 2), "unlock": (5, 1), "add_pupil": (4, 1), "take_out": (3, 1), "rename": (4, 2),
    "assign": (8, 2), "homeroom": (4, 1), "reset_password": (2, 1), "settle": (10, 3),
    "sync": (40, 3), "offline": (3, 1), "online": (4, 1), "late": (5, 2), "days": (1, 1),
    "kill_client": (5, 2), "disk_full": (2, 1), "disk_free": (4, 1), "kill_server": (1, 0),
    "cut_database": (3, 1), "end_connections": (1, 0), "backup": (2, 0), "restore": (1, 2),
}  # fmt: skip
HARD: Final = {"restart_postgres": (1, 1)}


@dataclass(frozen=True, slots=True)
class Step:
    """One act with its numbers."""

    act: str
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.act} {' '.join(map(str, self.numbers))}".strip()

    def take(self, world: History) -> None:
        getattr(world, self.act)(*self.numbers)


def drawn(chance: Random, *, hard: bool = False) -> Step:
    """By weight; the faults of a sync are rare enough for most to get through."""
    acts = ACTS | HARD if hard else ACTS
    names = list(acts)
    (act,) = chance.choices(names, [acts[name][0] for name in names])
    return Step(act, numbers_of(act, chance, acts[act][1]))


def numbers_of(act: str, chance: Random, count: int) -> tuple[int, ...]:
    if act == "sync":
        return (chance.randrange(4), *(chance.randrange(9) * chance.randrange(2) for _ in "12"))
    if act in ("kill_client", "cut_database"):
        last = chance.choice((3, 12, 40, 150, 400))
        return (*(chance.randrange(4) for _ in range(count - 1)), chance.randrange(last))
    return tuple(chance.randrange(LARGEST) for _ in range(count))


def read(line: str) -> Step:
    """A step as it was printed."""
    act, *numbers = line.split()
    return Step(act, tuple(map(int, numbers)))
