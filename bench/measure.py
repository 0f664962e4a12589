"""Measuring and reporting: medians, 95th percentiles, and a limit beside each figure."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, in which unit, and what it is held against.

    `most` is an upper limit and `least` a lower one, on `judged`: "median", "p95" or "value".
    """

    what: str
    unit: str
    median: float
    p95: float
    runs: int = 1
    judged: str = "median"
    most: float | None = None
    least: float | None = None

    @property
    def good(self) -> bool:
        """Whether the figure keeps its limit; a figure without one always does."""
        value = self.p95 if self.judged == "p95" else self.median
        return (self.most is None or value <= self.most) and (
            self.least is None or value >= self.least
        )

    @property
    def limit(self) -> str:
        """The limit in words."""
        sign, value = ("≤", self.most) if self.most is not None else ("≥", self.least)
        return "" if value is None else f"{self.judged} {sign} {value:g}"

    def plain(self) -> dict[str, Any]:
        """As it is written to the JSON file."""
        return asdict(self) | {"good": self.good}


def times(work: Callable[[], object], runs: int, *, warm: int = 2) -> list[float]:
    """Milliseconds of each of so many runs, after some that are not counted."""
    for _ in range(warm):
        work()
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def figure(what: str, values: Iterable[float], unit: str = "ms", **limits: Any) -> Figure:
    """A line from measured values."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return Figure(what, unit, statistics.median(ordered), p95, len(ordered), **limits)


def value(what: str, amount: float, unit: str, **limits: Any) -> Figure:
    """A line from one amount: a size, a ratio."""
    return Figure(what, unit, amount, amount, **limits)


def table(figures: Iterable[Figure]) -> str:
    """The table as it is printed."""
    lines = [f"{'':2}{'what':66}{'median':>10}{'p95':>10}  {'unit':8}limit"]
    for f in figures:
        sign = "  " if f.good else "! "
        lines.append(f"{sign}{f.what:66}{f.median:10.2f}{f.p95:10.2f}  {f.unit:8}{f.limit}")
    return "\n".join(lines)
