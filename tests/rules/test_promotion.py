"""The end of the year: conduct (G-26), promotion, summer, titles; the examples D by number."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.grading import SubjectResult, learning_level
from desktop.rules.grading_reasons import explain_promotion
from desktop.rules.promotion import (
    Decision,
    Ground,
    Title,
    YearFacts,
    level_after_reassessment,
    promotion,
    reassessment_candidates,
    title_of,
    year_conduct,
)
from desktop.rules.rule_set import CIRCULAR_22, OneTerm
from desktop.rules.terms import Assessment, Level, Term

CD, D, K, T = Level.CHUA_DAT, Level.DAT, Level.KHA, Level.TOT
LEVELS = st.sampled_from(Level)


def year(*tenths: int, failed: int = 0) -> tuple[SubjectResult, ...]:
    scored = [SubjectResult(f"S{n}", Assessment.SCORE, t) for n, t in enumerate(tenths, 1)]
    comments = [SubjectResult(f"C{n}", Assessment.COMMENT, passed=n > failed) for n in (1, 2, 3, 4)]
    return (*scored, *comments)


GOOD = year(*[90] * 6, 89, 89)
WEAK = year(*[60] * 5, 49, 40, 34)  # Chưa đạt; three candidates


G26 = {
    (T, T): T, (T, K): K, (T, D): K, (T, CD): CD,
    (K, T): T, (K, K): K, (K, D): D, (K, CD): CD,
    (D, T): K, (D, K): K, (D, D): D, (D, CD): CD,
    (CD, T): K, (CD, K): D, (CD, D): D, (CD, CD): CD,
}  # fmt: skip


@pytest.mark.parametrize(("first", "second"), list(product(Level, Level)))
def test_g26_conduct_of_the_year(first, second):
    assert year_conduct(first, second) is G26[first, second]


def test_conduct_of_a_year_waits_for_both_terms_or_takes_the_only_one():
    assert year_conduct(None, T) is None
    assert year_conduct(T, None) is None
    assert year_conduct(None, K, only=Term.II) is K
    assert year_conduct(D, None, only=Term.I) is D
    by_hand = replace(CIRCULAR_22, one_term=OneTerm.MANUAL)
    assert year_conduct(D, None, by_hand, only=Term.I) is None


D_CASES = {
    "D1": (YearFacts(T, T, 10, GOOD), Decision.PROMOTED, Title.XUAT_SAC),
    "D2": (YearFacts(T, T, 10, year(*[90] * 5, 89, 89, 89)), Decision.PROMOTED, Title.GIOI),
    "D3": (YearFacts(K, T, 10, year(*[85] * 8, failed=1)), Decision.PROMOTED, None),
    "D4": (YearFacts(T, K, 10, GOOD), Decision.PROMOTED, None),
    "D5-45": (YearFacts(T, T, 45, GOOD), Decision.PROMOTED, Title.XUAT_SAC),
    "D5-46": (YearFacts(T, T, 46, GOOD), Decision.NOT_PROMOTED, None),
}


@pytest.mark.parametrize(("facts", "decision", "title"), list(D_CASES.values()), ids=list(D_CASES))
def test_whole_pupil(facts, decision, title):
    assert promotion(facts).decision is decision
    assert title_of(facts) is title


def test_d3_is_kha_by_adjustment():
    reasoning = learning_level(D_CASES["D3"][0].results)
    assert (reasoning.level, reasoning.adjusted) == (K, True)


def test_d7_summer_training():
    conduct = year_conduct(T, CD)
    before = YearFacts(D, conduct, 0, year(*[60] * 8))
    assert conduct is CD
    decided = promotion(before)
    assert (decided.decision, decided.reasons) == (Decision.SUMMER, (Ground.TO_TRAIN,))
    after = promotion(replace(before, conduct_after_training=D))
    assert (after.decision, after.conduct) == (Decision.PROMOTED_AFTER_SUMMER, D)
    failed = promotion(replace(before, conduct_after_training=CD))
    assert (failed.decision, failed.reasons) == (Decision.NOT_PROMOTED, (Ground.CONDUCT,))


@pytest.mark.parametrize(
    ("facts", "grounds"),
    [
        (YearFacts(None, T, 0), (Ground.LEARNING_MISSING,)),
        (YearFacts(T, None, 0), (Ground.CONDUCT_MISSING,)),
        (YearFacts(T, T, None), (Ground.ABSENCES_MISSING,)),
        (
            YearFacts(None, None, None),
            (Ground.LEARNING_MISSING, Ground.CONDUCT_MISSING, Ground.ABSENCES_MISSING),
        ),
    ],
)
def test_g24_no_decision_while_something_is_missing(facts, grounds):
    decided = promotion(facts)
    assert decided.decision is Decision.UNDECIDED
    assert decided.reasons == grounds


def test_g27_more_than_45_absences_decide_even_before_the_rest_is_known():
    assert promotion(YearFacts(None, None, 46)).reasons == (Ground.ABSENCES,)


def test_x19_title_of_a_pupil_with_46_absences_is_a_setting():
    facts = YearFacts(T, T, 46, GOOD)
    allowed = replace(CIRCULAR_22, title_despite_absences=True)
    assert title_of(facts, allowed) is Title.XUAT_SAC
    assert title_of(replace(facts, absences=None)) is None
    assert title_of(replace(facts, absences=None), allowed) is Title.XUAT_SAC


def test_x6_a_second_language_does_not_help_to_the_title():
    nn2 = SubjectResult("NN2", Assessment.SCORE, 100, second_language=True)
    facts = YearFacts(T, T, 0, (*year(*[90] * 5, 80, 80, 80), nn2))
    assert title_of(facts) is Title.GIOI


def test_g30_candidates():
    results = (*year(50, 49, 80, 80, 80, 80, 80, 0, failed=1), SubjectResult("X", Assessment.SCORE))
    assert [r.subject for r in reassessment_candidates(results)] == ["S2", "S8", "C1"]


def test_g30_an_exempt_subject_is_no_candidate():
    exempt = SubjectResult("X", Assessment.SCORE, 20, exempt=True)
    assert reassessment_candidates((exempt,)) == ()


def test_g33_the_new_result_replaces_and_the_level_is_found_again():
    assert learning_level(WEAK).level is CD
    assert level_after_reassessment(WEAK, {"S6": 50, "S8": 35}).level is D
    comments = year(*[60] * 8, failed=2)
    assert learning_level(comments).level is CD
    assert level_after_reassessment(comments, {"C1": True}).level is D


@pytest.mark.parametrize(
    ("reassessed", "decision", "level"),
    [
        ({}, Decision.SUMMER, CD),
        ({"S6": 60}, Decision.SUMMER, CD),
        ({"S6": 60, "S8": 50}, Decision.PROMOTED_AFTER_SUMMER, D),
        ({"S6": 65, "S7": 60, "S8": 60}, Decision.PROMOTED_AFTER_SUMMER, K),
        ({"S6": 49, "S7": 40, "S8": 34}, Decision.NOT_PROMOTED, CD),
        ({"S1": 100}, Decision.SUMMER, CD),  # no candidate: not looked at
    ],
)
def test_g30_reassessment_in_summer(reassessed, decision, level):
    results = year(65, 65, 65, 65, 65, 49, 40, 34)
    decided = promotion(YearFacts(CD, D, 3, results, reassessed=reassessed))
    assert decided.decision is decision
    assert decided.learning is level
    assert [s.subject for s in decided.reassess_subjects] == ["S6", "S7", "S8"]


def test_titles_are_not_given_again_after_summer():
    facts = YearFacts(CD, T, 0, WEAK, reassessed={"S6": 95, "S7": 95, "S8": 95})
    assert title_of(facts) is None


def test_learning_that_fails_without_a_candidate():
    decided = promotion(YearFacts(CD, T, 0, ()))
    assert (decided.decision, decided.reasons) == (
        Decision.NOT_PROMOTED,
        (Ground.NOTHING_TO_REASSESS,),
    )


BOTH = YearFacts(CD, CD, 0, WEAK)


def test_x4_both_failed_is_not_eligible_by_default():
    decided = promotion(replace(BOTH, conduct_after_training=D))
    assert (decided.decision, decided.reasons) == (Decision.NOT_PROMOTED, (Ground.BOTH_FAILED,))
    assert decided.reassess_subjects == ()


X4 = replace(CIRCULAR_22, reassess_after_training=True)


@pytest.mark.parametrize(
    ("after", "reassessed", "decision", "grounds"),
    [
        (None, {}, Decision.SUMMER, (Ground.TO_TRAIN, Ground.TO_REASSESS)),
        (CD, {}, Decision.NOT_PROMOTED, (Ground.CONDUCT,)),
        (D, {}, Decision.SUMMER, (Ground.TRAINED, Ground.TO_REASSESS)),
        (
            D,
            {"S6": 50, "S7": 50, "S8": 50},
            Decision.PROMOTED_AFTER_SUMMER,
            (Ground.TRAINED, Ground.REASSESSED),
        ),
    ],
)
def test_x4_eligible_after_successful_training(after, reassessed, decision, grounds):
    facts = replace(BOTH, conduct_after_training=after, reassessed=reassessed)
    by_setting = promotion(facts, X4)
    by_principal = promotion(replace(facts, reassessment_allowed=True))
    assert (by_setting.decision, by_setting.reasons) == (decision, grounds)
    assert (by_principal.decision, by_principal.reasons) == (decision, grounds)


@pytest.mark.parametrize(
    ("promotes", "decision", "ground"),
    [
        (None, Decision.UNDECIDED, Ground.PRINCIPAL_MISSING),
        (True, Decision.PROMOTED, Ground.PRINCIPAL),
        (False, Decision.NOT_PROMOTED, Ground.PRINCIPAL),
    ],
)
def test_g28_the_principal_decides_on_a_disabled_pupil(promotes, decision, ground):
    facts = YearFacts(CD, None, 50, individual_plan=True, principal_promotes=promotes)
    decided = promotion(facts)
    assert (decided.decision, decided.reasons) == (decision, (ground,))


@given(LEVELS, LEVELS, st.integers(0, 60))
def test_g27_promoted_at_once_exactly_when_all_three_are_met(learning, conduct, absences):
    decided = promotion(YearFacts(learning, conduct, absences, WEAK))
    met = learning >= D and conduct >= D and absences <= 45
    assert (decided.decision is Decision.PROMOTED) is met
    assert len(explain_promotion(decided)) >= 2


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        (
            YearFacts(T, K, 10, GOOD),
            ("Được lên lớp.", "Học tập Tốt, rèn luyện Khá, nghỉ 10 buổi (không quá 45)."),
        ),
        (
            YearFacts(T, T, 46, GOOD),
            ("Không được lên lớp.", "Nghỉ 46 buổi, quá 45 buổi trong năm học."),
        ),
        (
            YearFacts(CD, K, 1, WEAK),
            (
                "Chưa được lên lớp; còn việc trong kì nghỉ hè, xong trước ngày 31/8.",
                "Học tập Chưa đạt: em được đánh giá lại S6 4,9, S7 4,0, S8 3,4.",
            ),
        ),
        (
            YearFacts(CD, K, 1, year(*[60] * 8, failed=2)),
            (
                "Chưa được lên lớp; còn việc trong kì nghỉ hè, xong trước ngày 31/8.",
                "Học tập Chưa đạt: em được đánh giá lại C1 CĐ, C2 CĐ.",
            ),
        ),
        (YearFacts(T, None, 1), ("Chưa xét lên lớp.", "Chưa có kết quả rèn luyện cả năm.")),
        (
            YearFacts(D, CD, 0, conduct_after_training=K),
            ("Được lên lớp sau kì nghỉ hè.", "Sau rèn luyện trong hè, kết quả rèn luyện: Khá."),
        ),
    ],
)
def test_the_decision_is_explained(facts, lines):
    assert explain_promotion(promotion(facts)) == lines
