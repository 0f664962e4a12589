"""The foot code: the same for the same content, another for any other."""

from desktop.printing.foot_code import SYMBOL_PREFIX, fingerprint, short_code, symbol
from desktop.printing.grid import Cell, Row

FINDER = [
    [True] * 7,
    [True, *[False] * 5, True],
    *[[True, False, True, True, True, False, True]] * 3,
    [True, *[False] * 5, True],
    [True] * 7,
]


def test_a_fingerprint_follows_the_content_and_nothing_else():
    row = Row(("Nguyễn Hoài An", Cell("8,5", italic=True)))
    same = Row(("Nguyễn Hoài An", Cell("8,5", italic=True)))
    assert fingerprint((row,)) == fingerprint((same,))
    plain = Row(("Nguyễn Hoài An", Cell("8,5")))
    struck = row._replace(struck=True)
    assert len({fingerprint((one,)) for one in (row, plain, struck)}) == 3


def test_the_short_code_can_be_typed():
    code = short_code(fingerprint(("6A",)))
    assert len(code) == 16
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_the_symbol_has_its_three_corners_and_tells_codes_apart():
    codes = [short_code(fingerprint((n,))) for n in range(20)]
    symbols = [symbol(SYMBOL_PREFIX + code) for code in codes]
    for rows in symbols:
        assert [len(row) for row in rows] == [21] * 21
        assert [row[:7] for row in rows[:7]] == FINDER
        assert [row[14:] for row in rows[:7]] == FINDER
        assert [row[:7] for row in rows[14:]] == FINDER
    assert len({str(rows) for rows in symbols}) == 20
