"""The month that --class, --month and --part name, as import and export of rolls need it."""

import re
from argparse import Namespace
from typing import Final

from desktop.commands.command import Code, Refused
from desktop.exchange.roll_book import RollBook
from desktop.queries.by_name import class_named, school_heading
from desktop.queries.month_grid import month_grid
from desktop.rules.attendance import DayPart
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble

_MONTH: Final = re.compile(r"(20\d\d)-(0?[1-9]|1[0-2])")


def month_named(text: str) -> tuple[int, int]:
    """Year and month of 2026-12; raises Trouble."""
    found = _MONTH.fullmatch(text)
    if not found:
        raise Trouble(
            f"{text} chưa được hiểu là một tháng nên chưa làm gì cả. "
            "Viết như 2026-12: năm, gạch nối, tháng."
        )
    return int(found[1]), int(found[2])


def roll_book(school: School, arguments: Namespace, *, to_enter: bool = False) -> RollBook:
    """Raises Refused where there is no such class or month, or no right to see or to enter it."""
    year, month = month_named(arguments.month)
    today = school_day(school.now())
    of_class = school.ask(class_named, arguments.class_name, today)
    grid = school.ask(month_grid, of_class.class_id, year, month, today)
    if grid.refusal:
        raise Refused(Code.NOT_PERMITTED, grid.refusal)
    if (year, month) not in grid.months:
        raise Refused(
            Code.MISSING,
            f"Tháng {month}/{year} không thuộc năm học {of_class.year.name} nên chưa làm gì cả.",
        )
    if to_enter and not grid.may_take:
        raise Refused(
            Code.NOT_PERMITTED,
            f"Điểm danh lớp {grid.class_name} do giáo viên chủ nhiệm, giáo viên dạy thay và văn "
            "phòng ghi. Chưa có gì được ghi.",
        )
    part = DayPart[arguments.part.upper()] if arguments.part else None
    heading = school.ask(school_heading)
    return RollBook(grid, part, heading.school, heading.authority)
