"""Tab-separated text, both ways."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.grid.blocks import Block, TooLargeError, paste_edits
from desktop.ui.grid.clipboard import from_text, to_text


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("\n", []),
        ("8", [["8"]]),
        ("8\n", [["8"]]),
        ("8\r\n9\r\n", [["8"], ["9"]]),
        ("8\r9", [["8"], ["9"]]),
        ("8\n\n9", [["8"], [""], ["9"]]),
        ("8\t\t9\n1", [["8", "", "9"], ["1", "", ""]]),
        ('"a\nb"\tc', [["a b", "c"]]),
        ('"nói ""tốt"""', [['nói "tốt"']]),
        ('"Tốt" thật\t5"', [['"Tốt" thật', '5"']]),
        ('"không đóng\tb', [['"không đóng', "b"]]),
        (" 8,5 \t\u00a07", [["8,5", "7"]]),
    ],
)
def test_what_spreadsheets_put_on_the_clipboard(text: str, cells: list[list[str]]):
    assert from_text(text) == cells


def test_decomposed_letters_become_one():
    word = "Điểm đạt"
    assert from_text(unicodedata.normalize("NFD", word)) == [[word]]


words = st.text(alphabet='aé8," ', max_size=6).map(lambda text: " ".join(text.split()))


@given(st.lists(st.lists(words, min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_is_written_is_read_back(rows: list[list[str]]):
    width = max(len(row) for row in rows)
    block = [row + [""] * (width - len(row)) for row in rows]
    if block[-1] != [""] * width:
        assert from_text(to_text(block)) == block


def test_a_small_block_tiles_a_range_that_it_divides():
    edits = paste_edits([["1"], ["2"]], Block(0, 2, 3, 3), rows=10, columns=6)
    assert [(e.row, e.column, e.text) for e in edits if e.column == 3] == [
        (0, 3, "1"),
        (1, 3, "2"),
        (2, 3, "1"),
        (3, 3, "2"),
    ]


def test_a_block_over_the_edge_says_by_how_much():
    with pytest.raises(TooLargeError) as large:
        paste_edits([["1"] * 3] * 4, Block(8, 4, 8, 4), rows=10, columns=6)
    assert "4 dòng × 3 cột" in large.value.sentence
    assert "2 dòng × 2 cột" in large.value.sentence
