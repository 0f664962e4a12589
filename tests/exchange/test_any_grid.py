"""Whatever stands in the cells: a plan or a sentence, never a crash, nothing lost silently."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange.headings import find_table
from desktop.exchange.marks_sheet import ALIASES as MARKS
from desktop.exchange.roster_fields import ALIASES, READERS, Field
from desktop.exchange.tables import pupil_rows
from desktop.exchange.values import Reading
from desktop.exchange.workbook import Cell, SheetText

WORDS = st.sampled_from(
    [
        "", "x", "1", "STT", "Họ và tên", "Họ và đệm", "Tên", "Ngày sinh", "Nữ", "TX1", "ĐĐGtx",
        "Trần Văn An", "Lê Thị Bình", "31/02/2014", "1/2/15", "Tổng số: 2", "HIỆU TRƯỞNG", "8,5",
        "Lớp 6A", "0912345678", "( )", "Le\u0302", "\u200b", "=1+1", "😀",
    ]
)  # fmt: skip
CELLS: st.SearchStrategy[Cell] = st.one_of(
    WORDS,
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**9), 10**12),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
ROWS = st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=12).map(tuple)


@given(ROWS)
def test_any_grid_has_a_table_or_none(rows: tuple[tuple[Cell, ...], ...]):
    sheet = SheetText("x", rows)
    for aliases in (ALIASES, MARKS):
        table = find_table(sheet, aliases)
        if table is None or not {"name"} <= table.columns.keys():
            continue
        pupils, passed = pupil_rows(table)
        told = {int(fix.address[1:]) - 1 for fix in passed}
        rest = set(range(table.first_row, len(rows))) - set(pupils) - told
        # what is neither a pupil nor told says nothing: blank, or only numbered, after the last one
        for row in rest:
            assert sum(bool(str(cell).strip()) for cell in rows[row]) <= 1


@given(CELLS)
def test_any_cell_is_read_or_asked_about(cell: Cell):
    for field in Field:
        read = READERS[field](cell)
        assert read == Reading() or (read.value is None) == bool(read.problem)
        if read.problem:
            assert read.problem[-1] in ".?"
            assert all(way.text for way in read.ways)


@given(st.one_of(CELLS, st.sampled_from([float("1e308"), -1.0, 0.0, 99_999.0, 1e5])))
def test_proposals_are_themselves_readable(cell: Cell):
    for field in Field:
        for way in READERS[field](cell).ways:
            assert READERS[field](way.text).value is not None


def test_times_and_spans_are_no_dates_of_birth():
    for cell in (time(8, 5), timedelta(hours=8)):
        assert "chưa đọc được thành ngày" in READERS[Field.BIRTH](cell).problem
    assert READERS[Field.BIRTH](datetime(2015, 2, 1, 7, 30)).value == date(2015, 2, 1)  # noqa: DTZ001 - as in a cell
