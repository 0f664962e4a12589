"""export roll and import roll: a class's month by name, and exactly what was filled in."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop.cli.rolls import month_named
from desktop.store.trouble import Trouble
from tests.cli.conftest import Run
from tests.cli.test_books import signed

FIRST_PUPIL, FIRST_DAY = 8, 5
LAST, CONFIRMED = "2027-03", "2026-10"  # of the demonstration school


def test_a_month_goes_out_is_filled_in_and_comes_in_once(run: Run, school: Path, tmp_path: Path):
    named = (*signed(school, "vanphong"), "--class", "9A", "--month", LAST)
    file = tmp_path / "thang.xlsx"
    out = run("export", "roll", *named, "-o", file)
    assert (out.status, out.json["class"], out.json["file"]) == (0, "9A", str(file))
    book = load_workbook(file)
    sheet = book.worksheets[0]
    places = [(FIRST_PUPIL + n, FIRST_DAY + day - 1) for n in range(5) for day in (2, 3, 7)]
    empty = next(sheet.cell(*at) for at in places if sheet.cell(*at).value is None)
    empty.value = "K"
    sheet.cell(FIRST_PUPIL, FIRST_DAY + 6).value = "P"  # a Sunday
    book.save(file)
    first = run("import", "roll", file, *named)
    assert (first.status, first.json["written"]) == (1, 1)
    (problem,) = first.json["problems"]
    assert "không có buổi học" in problem["what"]
    again = run("import", "roll", file, *named, "--settle", f"{problem['address']}=")
    assert (again.status, again.json["written"], again.json["problems"]) == (0, 0, [])


def test_a_confirmed_month_is_not_written_from_a_file(run: Run, school: Path, tmp_path: Path):
    named = (*signed(school, "vanphong"), "--class", "9A", "--month", CONFIRMED)
    file = tmp_path / "thang.xlsx"
    run("export", "roll", *named, "-o", file)
    book = load_workbook(file)
    for n in range(5):
        cell = book.worksheets[0].cell(FIRST_PUPIL + n, FIRST_DAY + 4)
        cell.value = "M" if cell.value != "M" else "P"
    book.save(file)
    ended = run("import", "roll", file, *named)
    assert ended.status == 1
    assert "Điểm danh tháng 10/2026 đã được" in ended.err


@pytest.mark.parametrize("text", ["10/2026", "2026-13", "tháng 10", "2026"])
def test_what_is_no_month_is_said(text: str):
    with pytest.raises(Trouble, match="Viết như 2026-12"):
        month_named(text)
    assert month_named("2026-10") == (2026, 10)
