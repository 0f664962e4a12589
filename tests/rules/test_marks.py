"""What may be typed into a cell, and the sentence that answers everything else."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.marks import (
    FINAL,
    MIDTERM,
    Mark,
    MarkState,
    NotAMark,
    column_name,
    counted_tenths,
    counted_verdict,
    is_regular,
    parse_mark,
    required_columns,
    show_average,
    show_mark,
    show_tenths,
)
from desktop.rules.terms import Assessment

SCORE = Assessment.SCORE
COMMENT = Assessment.COMMENT
FORBIDDEN_WORDS = ("lỗi", "thất bại", "không hợp lệ", "vui lòng")


def sentence_for(text: str, assessment: Assessment, *, shortcut: bool = False) -> str:
    with pytest.raises(NotAMark) as refused:
        parse_mark(text, assessment, shortcut=shortcut)
    return refused.value.sentence


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [
        ("8", 80),
        ("8,5", 85),
        ("8.5", 85),
        ("10", 100),
        ("10,0", 100),
        ("0", 0),
        ("0,1", 1),
        (" 9 ", 90),
        ("\xa09\u200b\r\n", 90),
        ("８", 80),
        ("８，５", 85),
        ("７．２", 72),
    ],
)
def test_a_score_is_read(typed: str, tenths: int):
    assert parse_mark(typed, SCORE) == Mark(tenths=tenths)


@pytest.mark.parametrize("typed", ["Đ", "đ", "D", "d", " Đ ", "Ð", "ð", "Đạt", "ĐẠT"])
def test_passed_is_read(typed: str):
    assert parse_mark(typed, COMMENT) == Mark(passed=True)


@pytest.mark.parametrize(
    "typed",
    ["CĐ", "cđ", "Cđ", "CD", "cd", "ＣＤ", "chưa đạt", unicodedata.normalize("NFD", "Chưa  Đạt")],
)
def test_not_passed_is_read(typed: str):
    assert parse_mark(typed, COMMENT) == Mark(passed=False)


@pytest.mark.parametrize("assessment", list(Assessment))
@pytest.mark.parametrize("typed", ["", " ", "\t\r\n", "\u3000", "\ufeff"])
def test_an_empty_cell_holds_nothing(typed: str, assessment: Assessment):
    assert parse_mark(typed, assessment) is None


@pytest.mark.parametrize(
    "typed",
    [
        "10,5",
        "-1",
        "8,75",
        "8.0.5",
        "vắng",
        "=6+2",
        "🙂",
        "11",
        "75",
        "8,",
        ",5",
        "8 5",
        "٨",
        "1e1",
        "NaN",
        "8²",
    ],
)
def test_anything_else_is_no_score_and_says_what_a_mark_is(typed: str):
    said = sentence_for(typed, SCORE)
    assert said == (
        f"{typed} chưa được ghi vào sổ. Điểm là số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy."
    )


def test_10000_characters_are_shortened():
    said = sentence_for("8" * 10_000, SCORE)
    assert said.startswith("8" * 24 + "… chưa được ghi vào sổ.")
    assert len(said) < 130


def test_a_long_tail_of_blanks_within_the_text_is_shortened_too():
    said = sentence_for("8" + " " * 5_000 + "9", SCORE)
    assert said.startswith("8… chưa được ghi vào sổ.")


def test_lines_are_quoted_on_one_line():
    assert sentence_for("7\n8", SCORE).startswith("7 8 chưa được")


def test_a_verdict_in_a_scored_course_says_how_the_course_is_assessed():
    assert sentence_for("Đ", SCORE) == (
        "Đ chưa được ghi vào sổ. Môn này đánh giá bằng điểm số: "
        "ghi số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy."
    )


@pytest.mark.parametrize("typed", ["8", "khá", "CĐĐ"])
def test_a_score_in_a_comment_course_says_what_to_write(typed: str):
    assert sentence_for(typed, COMMENT) == (
        f"{typed} chưa được ghi vào sổ. Môn này đánh giá bằng nhận xét: ghi Đ hoặc CĐ."
    )


@pytest.mark.parametrize(
    ("typed", "tenths"), [("75", 75), ("05", 5), ("99", 99), ("10", 100), ("8", 80), ("8,5", 85)]
)
def test_x21_two_digits_are_whole_and_tenth_when_asked_for(typed: str, tenths: int):
    assert parse_mark(typed, SCORE, shortcut=True) == Mark(tenths=tenths)


@pytest.mark.parametrize("typed", ["00", "105", "7,55", "-5"])
def test_x21_takes_two_digits_only(typed: str):
    assert "chưa được ghi vào sổ" in sentence_for(typed, SCORE, shortcut=True)


@given(st.text(max_size=60), st.sampled_from(Assessment), st.booleans())
def test_every_text_is_a_mark_of_the_scale_or_has_a_fair_sentence(text, assessment, shortcut):
    try:
        mark = parse_mark(text, assessment, shortcut=shortcut)
    except NotAMark as refused:
        said = refused.sentence
        assert said.endswith(".")
        assert "\n" not in said
        assert len(said) < 150
        # what the person typed may hold any word; ours may not
        assert not any(
            word in said.split(" chưa được ghi vào sổ. ")[-1] for word in FORBIDDEN_WORDS
        )
    else:
        if mark is not None:
            assert (mark.tenths is not None) is (assessment is SCORE)
            assert mark.tenths is None or 0 <= mark.tenths <= 100


@given(st.integers(0, 100))
def test_what_is_shown_reads_back(tenths):
    assert parse_mark(show_tenths(tenths), SCORE) == Mark(tenths=tenths)
    assert parse_mark(show_average(tenths), SCORE) == Mark(tenths=tenths)
    assert parse_mark(show_mark(Mark(tenths=tenths)), SCORE) == Mark(tenths=tenths)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (None, ""),
        (Mark(tenths=80), "8"),
        (Mark(tenths=75, brought_in=True), "7,5"),
        (Mark(tenths=0), "0"),
        (Mark(passed=True), "Đ"),
        (Mark(passed=False), "CĐ"),
        (Mark(MarkState.ZERO), "0"),
        (Mark(MarkState.ZERO, passed=False), "CĐ"),
        (Mark(MarkState.MAKEUP, reason="ốm", due=date(2026, 1, 8)), "bù 08/01"),
        (Mark(MarkState.MAKEUP, reason="ốm"), "bù"),
        (Mark(), ""),
    ],
)
def test_show_mark(mark, shown):
    assert show_mark(mark) == shown


def test_an_average_shows_its_decimal():
    assert [show_average(t) for t in (None, 0, 80, 65, 100)] == ["", "0,0", "8,0", "6,5", "10,0"]


@pytest.mark.parametrize(
    ("mark", "tenths", "verdict"),
    [
        (None, None, None),
        (Mark(tenths=75), 75, None),
        (Mark(passed=True), None, True),
        (Mark(passed=False), None, False),
        (Mark(MarkState.ZERO), 0, False),
        (Mark(MarkState.MAKEUP, reason="ốm"), None, None),
    ],
)
def test_g34_zero_counts_and_a_make_up_is_missing(mark, tenths, verdict):
    assert counted_tenths(mark) == tenths
    assert counted_verdict(mark) is verdict


def test_columns():
    assert required_columns(2) == (1, 2, MIDTERM, FINAL)
    assert [column_name(c) for c in required_columns(3)] == [
        "ĐĐGtx 1",
        "ĐĐGtx 2",
        "ĐĐGtx 3",
        "ĐĐGgk",
        "ĐĐGck",
    ]
    assert [is_regular(c) for c in (0, 1, 9, MIDTERM, FINAL)] == [False, True, True, False, False]


@pytest.mark.parametrize("column", [0, -1, 11, 21])
def test_there_is_no_other_column(column: int):
    with pytest.raises(ValueError, match="no such column"):
        column_name(column)
