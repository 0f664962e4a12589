"""Knows what may stand in a cell of the gradebook, how it is typed and how it is shown."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.rules.terms import Assessment

Column = int
"""1 … 9 are the regular assessments (ĐĐGtx n), then MIDTERM and FINAL."""

MOST_REGULAR: Final[Column] = 9
MIDTERM: Final[Column] = 10
FINAL: Final[Column] = 20

HIGHEST: Final = 100
"""The highest mark, in tenths (G-3)."""

_WHAT_A_MARK_IS: Final = "Điểm là số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy."
_SCORED_COURSE: Final = (
    "Môn này đánh giá bằng điểm số: ghi số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy."
)
_COMMENT_COURSE: Final = "Môn này đánh giá bằng nhận xét: ghi Đ hoặc CĐ."
_LONGEST_QUOTE: Final = 24

_SCORE = re.compile(r"(10|[0-9])(?:[.,]([0-9]))?")
_SHORTCUT = re.compile(r"0[1-9]|[1-9][0-9]")
_VERDICTS: Final = {"đ": True, "d": True, "đạt": True, "cđ": False, "cd": False, "chưa đạt": False}
# Full-width forms come from Asian input methods; Ð (eth) from old Vietnamese keyboards.
_AS_TYPED: Final = {0xFF00 + n: 0x20 + n for n in range(1, 0x5F)} | {0xD0: "Đ", 0xF0: "đ"}
_BLANK: Final = " \t\r\n\v\f\xa0\u2007\u202f\u3000\u200b\u200e\u200f\u2060\ufeff"


class MarkState(StrEnum):
    """What a cell that holds something says (G-34); an empty cell has no Mark at all."""

    MARK = "mark"
    MAKEUP = "makeup"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell: a score in tenths, a verdict, a make-up test still awaited, or 0 for want of one.

    A comment subject has `passed` (True is Đ) instead of `tenths`; MAKEUP has neither, but a
    reason and, where agreed, the day; ZERO counts as 0, in a comment subject as CĐ.
    """

    state: MarkState = MarkState.MARK
    tenths: int | None = None
    passed: bool | None = None
    reason: str = ""
    due: date | None = None
    brought_in: bool = False


class NotAMark(ValueError):
    """What was typed cannot stand in the book; `sentence` tells the teacher why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def column_name(column: Column) -> str:
    """The heading of a column as the Circular writes it."""
    if column == MIDTERM:
        return "ĐĐGgk"
    if column == FINAL:
        return "ĐĐGck"
    if 1 <= column <= MOST_REGULAR:
        return f"ĐĐGtx {column}"
    message = f"no such column: {column}"
    raise ValueError(message)


def is_regular(column: Column) -> bool:
    return 1 <= column <= MOST_REGULAR


def required_columns(regular: int) -> tuple[Column, ...]:
    """The columns that a pupil must have in a term (G-7 … G-9)."""
    return (*range(1, regular + 1), MIDTERM, FINAL)


def parse_mark(text: str, assessment: Assessment, *, shortcut: bool = False) -> Mark | None:
    """Read what was typed or pasted; None for an empty cell.

    `shortcut` reads two digits as whole and tenth, 75 as 7,5 (X-21); 10 stays ten.
    Raises NotAMark, whose sentence quotes at most the beginning of a long text.
    """
    typed = unicodedata.normalize("NFC", text.strip(_BLANK).translate(_AS_TYPED)).strip(_BLANK)
    if not typed:
        return None
    score = _read_score(typed, shortcut=shortcut)
    verdict = _VERDICTS.get(" ".join(typed.split()).casefold())
    if assessment is Assessment.COMMENT:
        if verdict is None:
            raise _not_written(typed, _COMMENT_COURSE)
        return Mark(passed=verdict)
    if score is None:
        raise _not_written(typed, _WHAT_A_MARK_IS if verdict is None else _SCORED_COURSE)
    return Mark(tenths=score)


def show_mark(mark: Mark | None) -> str:
    """The text of a cell: 8 · 7,5 · Đ · CĐ · 0 · bù 08/01 · nothing."""
    if mark is None:
        return ""
    if mark.state is MarkState.MAKEUP:
        return "bù" if mark.due is None else f"bù {mark.due:%d/%m}"
    if mark.passed is not None:
        return "Đ" if counted_verdict(mark) else "CĐ"
    tenths = counted_tenths(mark)
    return "" if tenths is None else show_tenths(tenths)


def show_tenths(tenths: int) -> str:
    """A single mark as teachers write it: 8 and 7,5."""
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth}" if tenth else str(whole)


def show_average(tenths: int | None) -> str:
    """An average always shows its decimal: 8,0."""
    return "" if tenths is None else f"{tenths // 10},{tenths % 10}"


def counted_tenths(mark: Mark | None) -> int | None:
    """What the cell gives to an average: 0 for want of a make-up, None while missing (G-34)."""
    if mark is None or mark.state is MarkState.MAKEUP:
        return None
    return 0 if mark.state is MarkState.ZERO else mark.tenths


def without_makeup(assessment: Assessment, reason: str = "") -> Mark:
    """A missed test that is not made up: 0, in a comment subject Chưa đạt (G-34)."""
    passed = False if assessment is Assessment.COMMENT else None
    return Mark(MarkState.ZERO, passed=passed, reason=reason)


def counted_verdict(mark: Mark | None) -> bool | None:
    """What the cell gives to a verdict: True Đ, False CĐ, None while missing (G-34)."""
    if mark is None or mark.state is MarkState.MAKEUP:
        return None
    return False if mark.state is MarkState.ZERO else mark.passed


def _read_score(typed: str, *, shortcut: bool) -> int | None:
    found = _SCORE.fullmatch(typed)
    if found:
        tenths = 10 * int(found[1]) + int(found[2] or 0)
        return tenths if tenths <= HIGHEST else None
    return int(typed) if shortcut and _SHORTCUT.fullmatch(typed) else None


def _not_written(typed: str, instead: str) -> NotAMark:
    return NotAMark(f"{_quote(typed)} chưa được ghi vào sổ. {instead}")


def _quote(typed: str) -> str:
    """What was typed on one line, short enough for a tooltip."""
    line = " ".join("".join(c if c.isprintable() else " " for c in typed[:200]).split())
    if len(line) <= _LONGEST_QUOTE and len(typed) <= len(line) + _LONGEST_QUOTE:
        return line
    return line[:_LONGEST_QUOTE].rstrip() + "…"
