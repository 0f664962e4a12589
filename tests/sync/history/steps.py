"""Which acts a history is made of, how often each, and how one is drawn, printed and done."""

from dataclasses import dataclass
from random import Random
from typing import Final

from tests.sync.history.history import History

LARGEST: Final = 1_000
Weights = dict[str, tuple[int, int]]  # by name: weight, and how many numbers it takes
ENTRIES: Final[Weights] = {
    "marks": (24, 5), "chain": (7, 4), "comment": (7, 3), "conduct": (5, 4), "roll": (9, 4),
    "absences": (6, 4), "not_held": (2, 3), "profile": (9, 4), "consent": (2, 3), "undo": (5, 1),
    "settle": (10, 3),
}  # fmt: skip
OFFICE: Final[Weights] = {
    "lock": (7, 2), "unlock": (4, 1), "add_pupil": (4, 1), "take_out": (3, 1), "rename": (4, 2),
    "move": (3, 2), "leave_or_return": (2, 3), "month": (3, 2), "assign": (8, 2),
    "homeroom": (4, 1), "reset_password": (2, 1),
}  # fmt: skip
BREAKS: Final[Weights] = {
    "offline": (3, 1), "online": (4, 1), "late": (5, 2), "days": (1, 1), "set_clock": (2, 2),
    "set_server_clock": (1, 1), "kill_client": (5, 2), "disk_full": (2, 1), "disk_free": (4, 1),
    "copy_file": (2, 1), "put_back": (2, 1), "kill_server": (1, 0), "cut_database": (3, 1),
    "fill_server_disk": (2, 1), "end_connections": (1, 0), "backup": (2, 0), "restore": (1, 2),
}  # fmt: skip
ACTS: Final[Weights] = ENTRIES | OFFICE | {"sync": (45, 3)} | BREAKS
HARD: Final[Weights] = {"restart_postgres": (1, 1)}


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
    if act in ("kill_client", "cut_database", "fill_server_disk"):
        last = chance.choice((3, 12, 40, 150, 400))
        return (*(chance.randrange(4) for _ in range(count - 1)), chance.randrange(last))
    return tuple(chance.randrange(LARGEST) for _ in range(count))


def read(line: str) -> Step:
    """A step as it was printed."""
    act, *numbers = line.split()
    return Step(act, tuple(map(int, numbers)))
