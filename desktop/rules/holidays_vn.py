"""Knows the public holidays of Việt Nam as the `holidays` package lists them, as plain data."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=32)
def _of_year(year: int) -> tuple[dict[date, str], frozenset[date]]:
    # Importing the package takes 0.18 s: only the new-school wizard and the office's table pay it.
    from holidays import country_holidays

    listed = country_holidays("VN", years=year, language="vi")
    days = {day: str(name) for day, name in sorted(listed.items()) if day.year == year}
    swapped = frozenset(day for day in listed.weekend_workdays if day.year == year)
    return days, swapped


def vietnamese_holidays(year: int) -> dict[date, str]:
    """Days off of a calendar year with their names; late swaps belong into overrides (X-14).

    A school keeps the table that it started with, so an upgrade changes no deadline.
    """
    return dict(_of_year(year)[0])


def weekend_workdays(year: int) -> frozenset[date]:
    """Saturdays and Sundays that the government has made working days in a swap."""
    return _of_year(year)[1]
