"""What *Vì sao?* says of an average, a verdict, a level or a decision: lines of a small table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.rules.average_reasons import (
    AverageReasoning,
    Input,
    VerdictReasoning,
    explain_average,
    explain_verdict,
    show_exact,
)
from desktop.rules.grading import LevelReasoning
from desktop.rules.grading_reasons import explain_level, explain_promotion
from desktop.rules.marks import show_average, show_tenths
from desktop.rules.promotion import Promotion
from desktop.rules.terms import Term

_REGULAR: Final = "ĐĐGtx"


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One line of the reckoning; `rule` draws a hairline over it."""

    label: str
    factor: str = ""
    value: str = ""
    strong: bool = False
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """The whole popover: a question as title, whose result it is, the reckoning, the grounds."""

    title: str
    about: str
    lines: tuple[WhyLine, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it as plain text, for the screen reader and the clipboard."""
        lines = (
            " ".join(part for part in (at.label, at.factor, at.value) if part) for at in self.lines
        )
        return "\n".join((self.title, self.about, *lines, *self.notes))


def why_average(reasoning: AverageReasoning, about: str) -> Why:
    """Inputs with weights, divisor, exact value and rounding; or what is still missing."""
    said = explain_average(reasoning)
    if reasoning.exact is None or reasoning.weighted_sum_tenths is None or reasoning.only:
        shown = show_average(reasoning.tenths)
        title = f"Vì sao {shown}?" if shown else f"Vì sao chưa có {reasoning.name}?"
        return Why(title, about, notes=said)
    formula, _, _, _, *remarks = said
    total = show_tenths(reasoning.weighted_sum_tenths)
    shown = show_average(reasoning.tenths)
    weights = " + ".join(str(weight) for weight in _gathered_weights(reasoning.inputs))
    return Why(
        title=f"Vì sao {shown}?",
        about=about,
        lines=(
            *_input_lines(reasoning.inputs),
            WhyLine("Tổng các điểm đã nhân hệ số", value=total, strong=True, rule=True),
            WhyLine(f"Tổng hệ số: {weights}", value=str(reasoning.divisor), strong=True),
            WhyLine(
                f"{total} : {reasoning.divisor}", "=", show_exact(reasoning.exact),
                strong=True, rule=True,
            ),
            WhyLine("Làm tròn đến một chữ số", "→", shown, strong=True),
        ),
        notes=(f"Thông tư 22/2021: {formula}", *remarks),
    )  # fmt: skip


def _input_lines(inputs: Sequence[Input]) -> tuple[WhyLine, ...]:
    """Regular marks in one line as a sum, each other input in a line of its own."""
    regular = [i for i in inputs if i.name.startswith(_REGULAR)]
    lines = [_regular_line(regular)] if regular else []
    lines += [
        WhyLine(
            f"{i.name}: {show_tenths(i.tenths or 0)}", f"× {i.weight}",
            show_tenths(i.weight * (i.tenths or 0)),
        )
        for i in inputs if i not in regular
    ]  # fmt: skip
    return tuple(lines)


def _regular_line(regular: Sequence[Input]) -> WhyLine:
    tenths = [i.tenths or 0 for i in regular]
    total = show_tenths(sum(tenths))
    written = " + ".join(show_tenths(t) for t in tenths)
    shown = f"{written} = {total}" if len(tenths) > 1 else written
    weight = regular[0].weight
    return WhyLine(f"{_REGULAR}: {shown}", f"× {weight}", show_tenths(weight * sum(tenths)))


def _gathered_weights(inputs: Sequence[Input]) -> tuple[int, ...]:
    regular = sum(i.weight for i in inputs if i.name.startswith(_REGULAR))
    others = tuple(i.weight for i in inputs if not i.name.startswith(_REGULAR))
    return (regular, *others) if regular else others


def why_verdict(reasoning: VerdictReasoning, about: str) -> Why:
    """Đ or CĐ of a comment subject, or what is still missing."""
    shown = {True: "Đ", False: "CĐ", None: ""}[reasoning.passed]
    title = f"Vì sao {shown}?" if shown else "Vì sao chưa có mức?"
    lines = tuple(
        WhyLine(i.name, value="Đ" if i.passed else "CĐ")
        for i in reasoning.inputs
        if not i.is_missing
    )
    return Why(title, about, lines, explain_verdict(reasoning))


def why_level(reasoning: LevelReasoning, about: str) -> Why:
    """A learning level: which subjects decided, and whether it was adjusted (G-23)."""
    level = reasoning.level
    title = "Vì sao chưa xếp được mức?" if level is None else f"Vì sao {level.label}?"
    return Why(title, about, notes=explain_level(reasoning))


def why_conduct_year(first: str, second: str, result: str, about: str) -> Why:
    """The year's conduct from both terms (G-26)."""
    title = f"Vì sao {result}?" if result else "Vì sao chưa có mức cả năm?"
    missing = [t.name for t, level in zip(Term, (first, second), strict=True) if not level]
    note = (
        f"Còn thiếu mức rèn luyện học kì {' và '.join(missing)}."
        if missing
        else "Mức cả năm lấy theo bảng kết hợp hai học kì của Thông tư 22/2021; học kì II là chính."
    )
    lines = tuple(
        WhyLine(f"Rèn luyện học kì {term.name}", value=level or "chưa có")
        for term, level in zip(Term, (first, second), strict=True)
    )
    return Why(title, about, lines, (note,))


def why_promotion(decided: Promotion, about: str) -> Why:
    """The decision at the end of the year and its grounds (G-27 … G-33)."""
    head, *grounds = explain_promotion(decided)
    return Why("Vì sao?", about, (WhyLine(head, strong=True),), tuple(grounds))
