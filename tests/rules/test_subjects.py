"""The subjects of the programme and how often each is assessed."""

from dataclasses import replace

import pytest

from desktop.rules.rule_set import CIRCULAR_22, Cluster, RegularNumber
from desktop.rules.subjects import (
    ELECTIVES_TAKEN,
    SHORT_NAME_BREAK,
    SchoolLevel,
    minutes_of_test,
    periods_in,
    regular_columns,
    regular_count,
    subject_presets,
)
from desktop.rules.terms import Assessment

SCORE, COMMENT = Assessment.SCORE, Assessment.COMMENT


def core(level: SchoolLevel, assessment: Assessment) -> list[str]:
    return [
        s.name
        for s in subject_presets(level)
        if s.assessment is assessment and not (s.elective or s.optional)
    ]


def test_g4_thcs_has_8_scored_and_4_comment_subjects():
    assert core(SchoolLevel.THCS, SCORE) == [
        "Ngữ văn",
        "Toán",
        "Ngoại ngữ 1",
        "Giáo dục công dân",
        "Lịch sử và Địa lí",
        "Khoa học tự nhiên",
        "Công nghệ",
        "Tin học",
    ]
    assert len(core(SchoolLevel.THCS, COMMENT)) == 4


def test_g5_thpt_has_5_scored_core_subjects_and_enough_electives_to_be_ranked():
    assert core(SchoolLevel.THPT, SCORE) == [
        "Ngữ văn",
        "Toán",
        "Ngoại ngữ 1",
        "Lịch sử",
        "Giáo dục quốc phòng và an ninh",
    ]
    electives = [s for s in subject_presets(SchoolLevel.THPT) if s.elective]
    assert len(electives) == 9
    assert [s.name for s in electives if s.assessment is COMMENT] == ["Âm nhạc", "Mĩ thuật"]
    assert len(core(SchoolLevel.THPT, SCORE)) + ELECTIVES_TAKEN - 2 >= CIRCULAR_22.count_needed()


@pytest.mark.parametrize("level", list(SchoolLevel))
def test_presets_are_whole(level):
    presets = subject_presets(level)
    assert len({s.code for s in presets}) == len(presets)
    assert all(len(s.periods) == len(level.grades) for s in presets)
    for line in (part for s in presets for part in s.short_name.split(SHORT_NAME_BREAK)):
        assert 0 < len(line) <= 7
    assert [s.name for s in presets if s.optional] == ["Ngoại ngữ 2", "Tiếng dân tộc thiểu số"]
    assert all(s.second_language is s.optional for s in presets)


@pytest.mark.parametrize(
    ("code", "grade", "periods", "regular"),
    [
        ("TOAN", 6, 140, 4),
        ("NN1", 9, 105, 4),
        ("GDCD", 6, 35, 2),
        ("CN", 7, 35, 2),
        ("CN", 8, 52, 3),
        ("TIN", 9, 35, 2),
        ("GDTC", 6, 70, 2),
        ("HDTN", 6, 105, 2),
    ],
)
def test_periods_and_regular_assessments(code, grade, periods, regular):
    preset = next(s for s in subject_presets(SchoolLevel.THCS) if s.code == code)
    assert periods_in(preset, SchoolLevel.THCS, grade) == periods
    assert regular_count(periods, preset.assessment) == regular


def test_a_grade_of_another_level_is_refused():
    preset = subject_presets(SchoolLevel.THCS)[0]
    with pytest.raises(ValueError, match="10"):
        periods_in(preset, SchoolLevel.THCS, 10)


@pytest.mark.parametrize(
    ("periods", "count"), [(1, 2), (35, 2), (36, 3), (70, 3), (71, 4), (140, 4)]
)
def test_g7_limits(periods, count):
    assert regular_count(periods, SCORE) == count
    assert regular_count(periods, COMMENT) == 2


@pytest.mark.parametrize(
    ("cluster", "count"), [(Cluster.EXTRA, 4), (Cluster.ONE_OF, 3), (Cluster.NOT_USED, 3)]
)
def test_x2_a_cluster_adds_one_regular_assessment(cluster, count):
    rules = replace(CIRCULAR_22, cluster=cluster)
    assert regular_count(70, SCORE, rules, cluster=True) == count
    assert regular_count(70, SCORE, rules) == 3


def test_x1_the_school_may_offer_more_columns_than_are_required():
    more = replace(CIRCULAR_22, regular_number=RegularNumber.MINIMUM, regular_most=5)
    assert regular_columns(35, SCORE) == 2
    assert regular_columns(35, SCORE, more) == 5
    assert regular_count(35, SCORE, more) == 2
    assert regular_columns(140, SCORE, replace(more, regular_most=3)) == 4


def test_g10_minutes_of_a_test():
    assert minutes_of_test(70) == (45, 45)
    assert minutes_of_test(71) == (60, 90)


def test_levels_have_their_names_and_grades():
    assert SchoolLevel.THCS.label == "Trung học cơ sở"
    assert SchoolLevel.THPT.label == "Trung học phổ thông"
    assert list(SchoolLevel.THPT.grades) == [10, 11, 12]
