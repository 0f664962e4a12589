"""Marks out of their rows."""

from datetime import date
from functools import lru_cache
from typing import Protocol

from desktop.rules.marks import Mark, MarkState


class AnyMarkRow(Protocol):
    """A row of the marks or of what was superseded."""

    state: str
    tenths: int | None
    passed: bool | None
    reason: str
    due: date | None
    brought_in: bool


def mark_value(row: AnyMarkRow | None) -> Mark | None:
    """A row as the rules know it."""
    if row is None:
        return None
    return mark_of(row.state, row.tenths, row.passed, row.reason, row.due, row.brought_in)


@lru_cache(maxsize=1024)
def mark_of(
    state: str, tenths: int | None, passed: bool | None, reason: str, due: date | None,  # noqa: FBT001
    brought_in: bool,  # noqa: FBT001 - the columns of the row, in their order
) -> Mark:  # fmt: skip
    """The mark of a row's columns; equal rows share one value."""
    return Mark(MarkState(state), tenths, passed, reason, due, brought_in)
