"""A day as it is typed into a field: 8/1, 08/01, 8-1-27, 08/01/2027."""

import re
from datetime import date
from typing import Final

from desktop.queries.years import YearFacts

_DAY: Final = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?")
HINT: Final = "Ngày/tháng, thí dụ 8/1 hoặc 08/01/2027."


class NotADay(ValueError):
    """What was typed is no day of the calendar; `sentence` says how to write it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_day(text: str, year: YearFacts) -> date | None:
    """The day that is meant, None for an empty field; without a year, that of the school year."""
    typed = text.strip()
    if not typed:
        return None
    found = _DAY.fullmatch(typed)
    if not found:
        raise NotADay(f"{typed[:20]} chưa được hiểu là một ngày. {HINT}")
    day, month = int(found[1]), int(found[2])
    try:
        return date(_year_of(found[3], month, year), month, day)
    except ValueError as impossible:
        raise NotADay(f"Không có ngày {typed}. Xem lại rồi gõ lại.") from impossible


def _year_of(written: str | None, month: int, year: YearFacts) -> int:
    if written:
        return int(written) if len(written) > 2 else 2000 + int(written)  # noqa: PLR2004 - 27
    return year.start_year + (month < year.starts_on.month)
