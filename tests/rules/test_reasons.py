"""What *Vì sao?* says of averages, verdicts and levels, and that it agrees with the result."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.average_reasons import (
    explain_average,
    explain_verdict,
    term_reasoning,
    verdict_reasoning,
    year_reasoning,
)
from desktop.rules.grading import (
    SubjectResult,
    learning_level,
    term_average,
    term_verdict,
    year_average,
)
from desktop.rules.grading_reasons import explain_level
from desktop.rules.marks import Mark, MarkState, counted_tenths, counted_verdict
from desktop.rules.rule_set import CIRCULAR_22, OneTerm
from desktop.rules.terms import Assessment, Term

MAKEUP = Mark(MarkState.MAKEUP, reason="ốm", due=date(2026, 1, 8))
ZERO = Mark(MarkState.ZERO)
ZERO_VERDICT = Mark(MarkState.ZERO, passed=False)
YES, NO = Mark(passed=True), Mark(passed=False)
CELLS = st.one_of(
    st.none(), st.integers(0, 100).map(lambda t: Mark(tenths=t)), st.just(MAKEUP), st.just(ZERO)
)
VERDICT_CELLS = st.sampled_from([None, YES, NO, MAKEUP, ZERO_VERDICT])


def marks(*tenths: int) -> list[Mark]:
    return [Mark(tenths=t) for t in tenths]


def test_a2_is_explained_step_by_step():
    reasoning = term_reasoning(marks(70, 80, 90), Mark(tenths=65), Mark(tenths=73), 3)
    assert reasoning.weights == (1, 1, 1, 2, 3)
    assert reasoning.divisor == 8
    assert reasoning.weighted_sum_tenths == 589
    assert reasoning.exact == Fraction(58_900, 8_000)
    assert reasoning.tenths == 74
    assert explain_average(reasoning) == (
        "ĐTBmhk = (TĐĐGtx + 2 × ĐĐGgk + 3 × ĐĐGck) : (số ĐĐGtx + 5)",
        "= (7 + 8 + 9 + 2 × 6,5 + 3 × 7,3) : 8",
        "= 58,9 : 8 = 7,3625",
        "Làm tròn đến một chữ số thập phân: 7,4",
    )


@pytest.mark.parametrize(
    ("regular", "exact"),
    [((80, 90), "= 56 : 7 = 8"), ((80, 91), "= 56,1 : 7 = 8,0142…")],
)
def test_the_exact_value_is_short_or_says_that_it_goes_on(regular, exact):
    lines = explain_average(term_reasoning(marks(*regular), Mark(tenths=75), Mark(tenths=80), 2))
    assert lines[2] == exact


def test_a15_zero_for_want_of_a_make_up_and_a_brought_in_mark_are_told():
    brought = Mark(tenths=70, brought_in=True)
    reasoning = term_reasoning([brought, *marks(80, 65)], ZERO, Mark(tenths=70), 3)
    assert reasoning.tenths == 53
    assert explain_average(reasoning)[-2:] == (
        "ĐĐGtx 1 là điểm chuyển đến.",
        "ĐĐGgk tính 0 vì em không kiểm tra bù.",
    )


def test_a17_what_is_wanting_is_named():
    reasoning = term_reasoning(marks(80, 80), MAKEUP, Mark(tenths=80), 3)
    assert reasoning.tenths is None
    assert explain_average(reasoning) == (
        "Chưa tính ĐTBmhk. Còn thiếu: ĐĐGtx 3, ĐĐGgk.",
        "ĐĐGgk đang chờ kiểm tra bù, hạn 08/01/2026 (ốm).",
    )


def test_a_make_up_without_day_and_reason():
    bare = Mark(MarkState.MAKEUP)
    lines = explain_average(term_reasoning(marks(80, 80), bare, Mark(tenths=80), 2))
    assert lines[-1] == "ĐĐGgk đang chờ kiểm tra bù."


def test_the_year_is_explained():
    assert explain_average(year_reasoning(80, 79)) == (
        "ĐTBmcn = (ĐTBmhk I + 2 × ĐTBmhk II) : 3",
        "= (8 + 2 × 7,9) : 3",
        "= 23,8 : 3 = 7,9333…",
        "Làm tròn đến một chữ số thập phân: 7,9",
    )
    assert explain_average(year_reasoning(None, 79)) == ("Chưa tính ĐTBmcn. Còn thiếu: ĐTBmhk I.",)


def test_x7_the_single_term_is_told():
    by_hand = replace(CIRCULAR_22, one_term=OneTerm.MANUAL)
    only = "Em chỉ có kết quả học kì II ở môn này."
    assert explain_average(year_reasoning(None, 79, only=Term.II)) == (
        only,
        "ĐTBmcn lấy theo học kì II: 7,9",
    )
    assert explain_average(year_reasoning(None, 79, by_hand, only=Term.II)) == (
        only,
        "Nhà trường quyết định kết quả cả năm.",
    )
    assert explain_average(year_reasoning(79, None, only=Term.II)) == (
        "Chưa tính ĐTBmcn. Còn thiếu: ĐTBmhk II.",
    )


def test_verdicts_are_explained():
    assert explain_verdict(verdict_reasoning([YES, YES], YES, YES, 2)) == (
        "Đạt, vì cả 4 lần đánh giá đều Đ.",
    )
    assert explain_verdict(verdict_reasoning([YES, NO], YES, ZERO_VERDICT, 2)) == (
        "Chưa đạt, vì ĐĐGtx 2, ĐĐGck là CĐ; mọi lần đánh giá đều phải Đ.",
        "ĐĐGck tính CĐ vì em không kiểm tra bù.",
    )
    assert explain_verdict(verdict_reasoning([YES], YES, None, 2)) == (
        "Chưa tính mức của học kì. Còn thiếu: ĐĐGtx 2, ĐĐGck.",
    )


@given(st.lists(CELLS, max_size=5), CELLS, CELLS, st.integers(0, 5))
def test_the_explained_average_is_the_average(regular, midterm, final, required):
    reasoning = term_reasoning(regular, midterm, final, required)
    tenths = [counted_tenths(m) for m in regular]
    assert reasoning.tenths == term_average(
        tenths, counted_tenths(midterm), counted_tenths(final), required
    )
    assert bool(reasoning.missing) is (reasoning.tenths is None)
    assert explain_average(reasoning)


@given(st.lists(VERDICT_CELLS, max_size=4), VERDICT_CELLS, VERDICT_CELLS, st.integers(0, 3))
def test_the_explained_verdict_is_the_verdict(regular, midterm, final, required):
    reasoning = verdict_reasoning(regular, midterm, final, required)
    verdicts = [counted_verdict(m) for m in regular]
    assert reasoning.passed is term_verdict(
        verdicts, counted_verdict(midterm), counted_verdict(final), required
    )
    assert explain_verdict(reasoning)


@given(st.none() | st.integers(0, 100), st.none() | st.integers(0, 100))
def test_the_explained_year_is_the_year(first, second):
    assert year_reasoning(first, second).tenths == year_average(first, second)


def results(*tenths: int | None, failed: int = 0) -> list[SubjectResult]:
    scored = [
        SubjectResult(f"S{n}", Assessment.SCORE, t, name=f"M{n}") for n, t in enumerate(tenths, 1)
    ]
    comments = [
        SubjectResult("C1", Assessment.COMMENT, passed=failed < 1, name="GDTC"),
        SubjectResult("C2", Assessment.COMMENT, passed=failed < 2, name="Nghệ thuật"),
    ]
    return scored + comments


LEVELS = {
    "C1": (
        results(*[80] * 6, 65, 65),
        (
            "Kết quả học tập: Tốt.",
            (
                "Đủ điều kiện mức Tốt: không môn nào dưới 6,5; 6 môn từ 8,0 trở lên; "
                "các môn nhận xét đều Đ."
            ),
        ),
    ),
    "C2": (
        results(*[80] * 5, 79, 79, 79),
        (
            "Kết quả học tập: Khá.",
            "Chưa tới mức Tốt: 5 môn từ 8,0 trở lên (cần ít nhất 6).",
            (
                "Đủ điều kiện mức Khá: không môn nào dưới 5,0; 8 môn từ 6,5 trở lên; "
                "các môn nhận xét đều Đ."
            ),
        ),
    ),
    "C6": (
        results(*[90] * 7, 34),
        (
            "Kết quả học tập: Đạt.",
            "Chưa tới mức Tốt: M8 3,4 (dưới 6,5).",
            "Chưa tới mức Khá: M8 3,4 (dưới 5,0).",
            "Chưa tới mức Đạt: M8 3,4 (dưới 3,5).",
            (
                "Chỉ vì môn M8 (3,4), em từ mức Tốt xuống mức Chưa đạt, "
                "nên được điều chỉnh lên mức Đạt."
            ),
        ),
    ),
    "C9": (
        results(*[85] * 8, failed=1),
        (
            "Kết quả học tập: Khá.",
            "Chưa tới mức Tốt: GDTC CĐ.",
            "Chưa tới mức Khá: GDTC CĐ.",
            (
                "Đủ điều kiện mức Đạt: không môn nào dưới 3,5; 8 môn từ 5,0 trở lên; "
                "không quá 1 môn nhận xét CĐ."
            ),
            "Chỉ vì môn GDTC (CĐ), em từ mức Tốt xuống mức Đạt, nên được điều chỉnh lên mức Khá.",
        ),
    ),
    "missing": (
        results(*[80] * 7, None),
        ("Chưa đủ dữ liệu để xếp mức. Còn thiếu kết quả: M8.",),
    ),
    "too-few": (
        results(*[80] * 5),
        (
            (
                "Em chỉ có 5 môn đánh giá bằng điểm số, chưa đủ để xếp mức theo quy định. "
                "Hiệu trưởng quyết định mức của em."
            ),
        ),
    ),
    "not-counted": (
        [
            *results(*[80] * 7, None),
            SubjectResult("NN2", Assessment.SCORE, 20, second_language=True),
        ],
        (
            "Chưa đủ dữ liệu để xếp mức. Còn thiếu kết quả: M8.",
            "Không tính khi xếp mức: NN2.",
        ),
    ),
}


@pytest.mark.parametrize(("subjects", "lines"), list(LEVELS.values()), ids=list(LEVELS))
def test_levels_are_explained(subjects, lines):
    assert explain_level(learning_level(subjects)) == lines
