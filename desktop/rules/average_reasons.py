"""Knows where an average or a verdict comes from, and tells it to a teacher line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from desktop.rules.grading import half_up, term_divisor
from desktop.rules.marks import (
    FINAL,
    MIDTERM,
    Column,
    Mark,
    MarkState,
    column_name,
    counted_tenths,
    counted_verdict,
    show_average,
    show_tenths,
)
from desktop.rules.rule_set import CIRCULAR_22, OneTerm, RuleSet
from desktop.rules.terms import Term

_SHOWN_DECIMALS: Final = 4
_TERM_AVERAGE: Final = "ĐTBmhk"
_YEAR_AVERAGE: Final = "ĐTBmcn"


@dataclass(frozen=True, slots=True)
class Input:
    """One value that went into an average or verdict, or is wanting there."""

    name: str
    weight: int
    tenths: int | None
    passed: bool | None = None
    mark: Mark | None = None

    @property
    def is_missing(self) -> bool:
        return self.tenths is None and self.passed is None


@dataclass(frozen=True, slots=True)
class AverageReasoning:
    """How an average came about; sums and results in tenths, `exact` on the scale of ten."""

    name: str
    """ĐTBmhk or ĐTBmcn."""
    inputs: tuple[Input, ...]
    weights: tuple[int, ...]
    divisor: int
    weighted_sum_tenths: int | None
    exact: Fraction | None
    tenths: int | None
    missing: tuple[Input, ...] = ()
    only: Term | None = None
    """The single term that stands for the year (X-7)."""


@dataclass(frozen=True, slots=True)
class VerdictReasoning:
    """How Đ or CĐ came about."""

    inputs: tuple[Input, ...]
    passed: bool | None
    missing: tuple[Input, ...] = ()


def term_reasoning(
    regular: Sequence[Mark | None],
    midterm: Mark | None,
    final: Mark | None,
    required: int,
    rules: RuleSet = CIRCULAR_22,
) -> AverageReasoning:
    """The same as grading.term_average, with all that led there (G-13)."""
    required = max(required, 1)
    inputs = [
        _scored(n, mark, rules.regular_weight)
        for n, mark in enumerate(_padded(regular, required), 1)
    ]
    tests = (
        _scored(MIDTERM, midterm, rules.midterm_weight),
        _scored(FINAL, final, rules.final_weight),
    )
    counted, missing = _counted(inputs, tests, required)
    divisor = term_divisor(max(len(counted) - len(tests), required), rules)
    return _average(_TERM_AVERAGE, counted, divisor, missing)


def year_reasoning(
    first: int | None,
    second: int | None,
    rules: RuleSet = CIRCULAR_22,
    *,
    only: Term | None = None,
) -> AverageReasoning:
    """The same as grading.year_average, with all that led there (G-14, X-7)."""
    inputs = tuple(
        Input(f"{_TERM_AVERAGE} {term.name}", weight, tenths)
        for term, weight, tenths in zip(Term, rules.term_weights, (first, second), strict=True)
    )
    if only is None:
        missing = tuple(i for i in inputs if i.is_missing)
        return _average(_YEAR_AVERAGE, inputs, sum(rules.term_weights), missing)
    single = inputs[only - 1]
    tenths = None if rules.one_term is OneTerm.MANUAL else single.tenths
    exact = None if tenths is None else Fraction(tenths, 10)
    missing = (single,) if single.is_missing else ()
    return AverageReasoning(_YEAR_AVERAGE, (single,), (1,), 1, tenths, exact, tenths, missing, only)


def verdict_reasoning(
    regular: Sequence[Mark | None], midterm: Mark | None, final: Mark | None, required: int
) -> VerdictReasoning:
    """The same as grading.term_verdict, with all that led there (G-17)."""
    required = max(required, 1)
    inputs = [_judged(n, mark) for n, mark in enumerate(_padded(regular, required), 1)]
    tests = (_judged(MIDTERM, midterm), _judged(FINAL, final))
    counted, missing = _counted(inputs, tests, required)
    passed = None if missing else all(i.passed for i in counted)
    return VerdictReasoning(counted, passed, missing)


def explain_average(reasoning: AverageReasoning) -> tuple[str, ...]:
    """Lines for *Vì sao?*: formula, numbers, exact value, rounding; or what is wanting."""
    if reasoning.only is not None:
        return _single_term_lines(reasoning, reasoning.only)
    if reasoning.exact is None or reasoning.weighted_sum_tenths is None:
        return _wanting(reasoning.name, reasoning.missing)
    terms = " + ".join(_times(i.weight, show_tenths(i.tenths or 0)) for i in reasoning.inputs)
    exact = show_exact(reasoning.exact)
    return (
        f"{reasoning.name} = {_formula(reasoning.name, reasoning.inputs, reasoning.divisor)}",
        f"= ({terms}) : {reasoning.divisor}",
        f"= {show_tenths(reasoning.weighted_sum_tenths)} : {reasoning.divisor} = {exact}",
        f"Làm tròn đến một chữ số thập phân: {show_average(reasoning.tenths)}",
        *_notes(reasoning.inputs, "0"),
    )


def explain_verdict(reasoning: VerdictReasoning) -> tuple[str, ...]:
    """Lines for *Vì sao?* of a comment subject."""
    if reasoning.missing:
        return _wanting("mức của học kì", reasoning.missing)
    failed = [i.name for i in reasoning.inputs if not i.passed]
    if failed:
        first = f"Chưa đạt, vì {', '.join(failed)} là CĐ; mọi lần đánh giá đều phải Đ."
    else:
        first = f"Đạt, vì cả {len(reasoning.inputs)} lần đánh giá đều Đ."
    return (first, *_notes(reasoning.inputs, "CĐ"))


def _padded(marks: Sequence[Mark | None], required: int) -> list[Mark | None]:
    return [*marks, *[None] * (required - len(marks))]


def _scored(column: Column, mark: Mark | None, weight: int) -> Input:
    return Input(column_name(column), weight, counted_tenths(mark), mark=mark)


def _judged(column: Column, mark: Mark | None) -> Input:
    return Input(column_name(column), 1, None, counted_verdict(mark), mark)


def _counted(
    regular: Sequence[Input], tests: Sequence[Input], required: int
) -> tuple[tuple[Input, ...], tuple[Input, ...]]:
    """What counts and what is wanting; a free column beyond the required number may stay empty."""
    given = [i for i in regular if not i.is_missing]
    wanting = [i for i in regular[:required] if i.is_missing] if len(given) < required else []
    missing = (*wanting, *(i for i in tests if i.is_missing))
    return (*given, *tests), missing


def _average(
    name: str, inputs: tuple[Input, ...], divisor: int, missing: tuple[Input, ...]
) -> AverageReasoning:
    weights = tuple(i.weight for i in inputs)
    if missing:
        return AverageReasoning(name, inputs, weights, divisor, None, None, None, missing)
    weighted = sum(i.weight * (i.tenths or 0) for i in inputs)
    exact = Fraction(weighted, 10 * divisor)
    return AverageReasoning(
        name, inputs, weights, divisor, weighted, exact, half_up(weighted, divisor)
    )


def _wanting(name: str, missing: Sequence[Input]) -> tuple[str, ...]:
    columns = ", ".join(i.name for i in missing)
    return (f"Chưa tính {name}. Còn thiếu: {columns}.", *_awaited(missing))


def _awaited(missing: Sequence[Input]) -> Iterator[str]:
    for wanted in missing:
        mark = wanted.mark
        if mark is not None and mark.state is MarkState.MAKEUP:
            due = f", hạn {mark.due:%d/%m/%Y}" if mark.due else ""
            reason = f" ({mark.reason})" if mark.reason else ""
            yield f"{wanted.name} đang chờ kiểm tra bù{due}{reason}."


def _notes(inputs: Sequence[Input], zero: str) -> Iterator[str]:
    for given in inputs:
        if given.mark is None:
            continue
        if given.mark.state is MarkState.ZERO:
            yield f"{given.name} tính {zero} vì em không kiểm tra bù."
        if given.mark.brought_in:
            yield f"{given.name} là điểm chuyển đến."


def _single_term_lines(reasoning: AverageReasoning, only: Term) -> tuple[str, ...]:
    if reasoning.missing:
        return _wanting(reasoning.name, reasoning.missing)
    first = f"Em chỉ có kết quả học kì {only.name} ở môn này."
    if reasoning.tenths is None:
        return (first, "Nhà trường quyết định kết quả cả năm.")
    return (
        first,
        f"{reasoning.name} lấy theo học kì {only.name}: {show_average(reasoning.tenths)}",
    )


def _formula(name: str, inputs: Sequence[Input], divisor: int) -> str:
    """In the words of the Circular: equal weights are gathered as TĐĐGtx."""
    if name == _YEAR_AVERAGE:
        return f"({' + '.join(_times(i.weight, i.name) for i in inputs)}) : {divisor}"
    *regular, midterm, final = inputs
    first = _times(regular[0].weight, "TĐĐGtx")
    tests = " + ".join(_times(i.weight, i.name) for i in (midterm, final))
    count = _times(regular[0].weight, "số ĐĐGtx")
    return f"({first} + {tests}) : ({count} + {midterm.weight + final.weight})"


def _times(weight: int, of: str) -> str:
    return of if weight == 1 else f"{weight} × {of}"


def show_exact(exact: Fraction) -> str:
    """With comma; an endless fraction is cut, and three dots say so."""
    scale = 10**_SHOWN_DECIMALS
    whole, rest = divmod(exact * scale, 1)
    number, decimals = divmod(int(whole), scale)
    digits = f"{decimals:0{_SHOWN_DECIMALS}d}"
    if rest:
        return f"{number},{digits}…"
    digits = digits.rstrip("0")
    return f"{number},{digits}" if digits else str(number)
