"""How the marks of one column spread: bins, middle values, and who is below 5,0. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.rules.grading import half_up
from desktop.rules.marks import show_average, show_tenths

BINS: Final = ((0, 34), (35, 49), (50, 64), (65, 79), (80, 100))
"""In tenths, both ends included: the steps of the learning levels (G-19 … G-22)."""
_PASS: Final = 50


@dataclass(frozen=True, slots=True)
class Value:
    """One pupil's value in the column: tenths or a verdict, None while missing."""

    name: str
    tenths: int | None = None
    passed: bool | None = None

    @property
    def is_there(self) -> bool:
        return self.tenths is not None or self.passed is not None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart; `low` bars are hatched."""

    label: str
    count: int
    low: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """What the panel shows; `facts` are pairs of label and value."""

    there: int
    of: int
    bars: tuple[Bar, ...]
    facts: tuple[tuple[str, str], ...]
    low_title: str
    low: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """The chart in words, for the screen reader."""
        bars = ", ".join(f"{bar.label}: {bar.count}" for bar in self.bars)
        return f"{self.there} trên {self.of} học sinh đã có. {bars}."


def spread_of(values: Iterable[Value], *, verdicts: bool = False) -> Spread:
    """Count one column over the pupils who are in the class."""
    held = list(values)
    return _of_verdicts(held) if verdicts else _of_tenths(held)


def _of_tenths(values: Sequence[Value]) -> Spread:
    tenths = sorted(v.tenths for v in values if v.tenths is not None)
    low = [v for v in values if v.tenths is not None and v.tenths < _PASS]
    return Spread(
        there=len(tenths),
        of=len(values),
        bars=tuple(
            Bar(_bin_label(lowest, highest), sum(lowest <= t <= highest for t in tenths),
                low=highest < _PASS)
            for lowest, highest in BINS
        ),
        facts=_facts(tenths) if tenths else (),
        low_title=f"Dưới 5,0 ({len(low)} em)" if low else "",
        low=tuple((v.name, show_tenths(v.tenths or 0)) for v in low),
    )  # fmt: skip


def _bin_label(lowest: int, highest: int) -> str:
    return f"{show_tenths(lowest)}–{show_tenths(highest)}"


def _facts(tenths: Sequence[int]) -> tuple[tuple[str, str], ...]:
    count = len(tenths)
    passed = sum(t >= _PASS for t in tenths)
    middle = half_up(tenths[(count - 1) // 2] + tenths[count // 2], 2)
    return (
        ("Trung bình", show_average(half_up(sum(tenths), count))),
        ("Trung vị", show_average(middle)),
        ("Thấp nhất – cao nhất", f"{show_tenths(tenths[0])} – {show_tenths(tenths[-1])}"),
        ("Từ 5,0 trở lên", f"{passed}/{count} ({half_up(100 * passed, count)} %)"),
    )


def _of_verdicts(values: Sequence[Value]) -> Spread:
    there = [v for v in values if v.passed is not None]
    failed = [v for v in there if not v.passed]
    passed = len(there) - len(failed)
    share = f"{passed}/{len(there)} ({half_up(100 * passed, len(there))} %)" if there else ""
    return Spread(
        there=len(there),
        of=len(values),
        bars=(Bar("CĐ", len(failed), low=True), Bar("Đ", passed)),
        facts=(("Mức Đ", share),) if there else (),
        low_title=f"Mức CĐ ({len(failed)} em)" if failed else "",
        low=tuple((v.name, "CĐ") for v in failed),
    )
