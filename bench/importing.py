"""Importing a roster of 2,000 lines: preview, and carrying it out."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import cast
from uuid import UUID

from openpyxl import Workbook

from bench.measure import Figure, value
from bench.school import IN_TERM_II, open_as
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.demo.names import full_name
from desktop.exchange.roster import plan_roster, read_roster, roster_command
from desktop.queries.known_pupils import known_pupils
from desktop.queries.years import school_years
from desktop.rules.instants import school_day
from desktop.store.school import School

LINES = 2000
TODAY = school_day(IN_TERM_II)
HEADS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã học sinh", "Chỗ ở hiện nay", "Số ĐT")


def roster(folder: Path) -> Iterator[Figure]:
    """One class of 2,000 pupils: larger than any, but it is lines that are counted."""
    with tempfile.TemporaryDirectory() as out:
        shutil.copytree(folder, Path(out) / "school")  # the measured school stays as it is
        yield from _measure(Path(out) / "school", Path(out) / "danh-sach.xlsx")


def _measure(folder: Path, path: Path) -> Iterator[Figure]:
    with open_as(folder, "quantri") as school:
        _write(path)
        class_id = _new_class(school)
        start = time.perf_counter()
        known = school.ask(known_pupils, class_id, TODAY)
        sheet = read_roster(path, known.class_name)
        plan = plan_roster(sheet, known.pupils, known.class_name, today=TODAY)
        planned = time.perf_counter()
        command = roster_command(plan, class_id)
        school.do(command)
        carried_out = time.perf_counter()
    if len(command.add) != LINES:
        raise ValueError(f"only {len(command.add)} of {LINES} lines were new: {plan.counts}")
    yield value("roster import of 2,000 lines: preview", planned - start, "s", most=3)
    yield value("roster import of 2,000 lines: execution", carried_out - planned, "s", most=3)


def _new_class(school: School) -> UUID:
    year = school.ask(lambda session, _by: school_years(session))[-1].school_year_id
    done = school.do(AddClasses(school_year_id=year, classes=(ClassFacts(6, "6Z"),)))
    return cast("AddClasses", done.command).ids(done.command_id)[0]


def _write(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(HEADS)
    chance = Random(LINES)  # noqa: S311 - no secret hangs on it
    for n in range(1, LINES + 1):
        sex = "nu" if n % 2 else "nam"
        born = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{2011 + n % 5}"
        code = f"TH{n:06}"
        sheet.append(
            [
                n,
                full_name(chance, sex),
                born,
                {"nu": "Nữ", "nam": "Nam"}[sex],
                code,
                f"Thôn {n % 9}",
                f"09{n:08}",
            ]
        )
    book.save(path)
