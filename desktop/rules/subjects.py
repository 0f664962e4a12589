"""Knows the subjects of the 2018 programme by school level, and how often each is assessed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.rules.rule_set import CIRCULAR_22, Cluster, RegularNumber, RuleSet
from desktop.rules.terms import Assessment


class SchoolLevel(StrEnum):
    """The levels under Circular 22."""

    THCS = "thcs"
    THPT = "thpt"

    @property
    def label(self) -> str:
        """As on the cover of the class book."""
        return {"thcs": "Trung học cơ sở", "thpt": "Trung học phổ thông"}[self]

    @property
    def grades(self) -> range:
        return {"thcs": range(6, 10), "thpt": range(10, 13)}[self]


@dataclass(frozen=True, slots=True)
class SubjectPreset:
    """A subject as a new school gets it; all of it can be edited afterwards."""

    code: str
    name: str
    short_name: str
    """With | where a column head of two lines may break: Công|nghệ."""
    assessment: Assessment
    periods: tuple[int, ...]
    """Periods a year in each grade of the level, cụm chuyên đề left out (G-7)."""
    elective: bool = False
    optional: bool = False
    """Taught by some schools only (G-6)."""
    second_language: bool = False
    """Counts in ranking only if the school says so (X-6)."""


SHORT_NAME_BREAK: Final = "|"

_SCORE = Assessment.SCORE
_COMMENT = Assessment.COMMENT


def _thcs(code: str, name: str, short: str, assessment: Assessment, *periods: int) -> SubjectPreset:
    return SubjectPreset(
        code, name, short, assessment, periods if len(periods) > 1 else periods * 4
    )


def _thpt(code: str, name: str, short: str, assessment: Assessment, periods: int) -> SubjectPreset:
    return SubjectPreset(code, name, short, assessment, (periods,) * 3)


def _elective(code: str, name: str, short: str, assessment: Assessment = _SCORE) -> SubjectPreset:
    return SubjectPreset(code, name, short, assessment, (70,) * 3, elective=True)


def _optional(grades: int) -> tuple[SubjectPreset, ...]:
    periods = (105,) * grades
    return (
        SubjectPreset(
            "NN2",
            "Ngoại ngữ 2",
            "Ngoại|ngữ 2",
            _SCORE,
            periods,
            optional=True,
            second_language=True,
        ),
        SubjectPreset(
            "TDTTS",
            "Tiếng dân tộc thiểu số",
            "Tiếng|DTTS",
            _SCORE,
            periods,
            optional=True,
            second_language=True,
        ),
    )


THCS_SUBJECTS: Final = (
    _thcs("VAN", "Ngữ văn", "Ngữ|văn", _SCORE, 140),
    _thcs("TOAN", "Toán", "Toán", _SCORE, 140),
    _thcs("NN1", "Ngoại ngữ 1", "Ngoại|ngữ 1", _SCORE, 105),
    _thcs("GDCD", "Giáo dục công dân", "GDCD", _SCORE, 35),
    _thcs("LSDL", "Lịch sử và Địa lí", "LS và|ĐL", _SCORE, 105),
    _thcs("KHTN", "Khoa học tự nhiên", "KHTN", _SCORE, 140),
    _thcs("CN", "Công nghệ", "Công|nghệ", _SCORE, 35, 35, 52, 52),
    _thcs("TIN", "Tin học", "Tin|học", _SCORE, 35),
    _thcs("GDTC", "Giáo dục thể chất", "GDTC", _COMMENT, 70),
    _thcs("NT", "Nghệ thuật", "Nghệ|thuật", _COMMENT, 70),
    _thcs("HDTN", "Hoạt động trải nghiệm, hướng nghiệp", "HĐTN,|HN", _COMMENT, 105),
    _thcs("GDDP", "Nội dung giáo dục của địa phương", "GDĐP", _COMMENT, 35),
    *_optional(4),
)
"""G-4, G-6, in the order of the class book's summary pages."""

THPT_SUBJECTS: Final = (
    _thpt("VAN", "Ngữ văn", "Ngữ|văn", _SCORE, 105),
    _thpt("TOAN", "Toán", "Toán", _SCORE, 105),
    _thpt("NN1", "Ngoại ngữ 1", "Ngoại|ngữ 1", _SCORE, 105),
    _thpt("SU", "Lịch sử", "Lịch|sử", _SCORE, 52),
    _thpt("QPAN", "Giáo dục quốc phòng và an ninh", "GDQP|và AN", _SCORE, 35),
    _elective("DIA", "Địa lí", "Địa|lí"),
    _elective("KTPL", "Giáo dục kinh tế và pháp luật", "GDKT|và PL"),
    _elective("LI", "Vật lí", "Vật|lí"),
    _elective("HOA", "Hóa học", "Hóa|học"),
    _elective("SINH", "Sinh học", "Sinh|học"),
    _elective("CN", "Công nghệ", "Công|nghệ"),
    _elective("TIN", "Tin học", "Tin|học"),
    _elective("NHAC", "Âm nhạc", "Âm|nhạc", _COMMENT),
    _elective("MT", "Mĩ thuật", "Mĩ|thuật", _COMMENT),
    _thpt("GDTC", "Giáo dục thể chất", "GDTC", _COMMENT, 70),
    _thpt("HDTN", "Hoạt động trải nghiệm, hướng nghiệp", "HĐTN,|HN", _COMMENT, 105),
    _thpt("GDDP", "Nội dung giáo dục của địa phương", "GDĐP", _COMMENT, 35),
    *_optional(3),
)
"""G-5, G-6; a pupil takes four of the electives."""

ELECTIVES_TAKEN: Final = 4


def subject_presets(level: SchoolLevel) -> tuple[SubjectPreset, ...]:
    return THCS_SUBJECTS if level is SchoolLevel.THCS else THPT_SUBJECTS


def periods_in(preset: SubjectPreset, level: SchoolLevel, grade: int) -> int:
    """Periods a year of a subject in a grade; ValueError for a grade of another level."""
    return preset.periods[level.grades.index(grade)]


def regular_count(
    periods: int, assessment: Assessment, rules: RuleSet = CIRCULAR_22, *, cluster: bool = False
) -> int:
    """How many regular assessments a term needs (G-7, G-8); one more for a cluster (G-12, X-2)."""
    if assessment is Assessment.COMMENT:
        return rules.regular_comment
    steps = (count for most, count in rules.regular_steps if periods <= most)
    extra = cluster and rules.cluster is Cluster.EXTRA
    return next(steps, rules.regular_above) + extra


def regular_columns(
    periods: int, assessment: Assessment, rules: RuleSet = CIRCULAR_22, *, cluster: bool = False
) -> int:
    """How many regular columns are offered: the required ones, or the school's maximum (X-1)."""
    required = regular_count(periods, assessment, rules, cluster=cluster)
    exact = rules.regular_number is RegularNumber.EXACT
    return required if exact else max(required, rules.regular_most)


def minutes_of_test(periods: int, rules: RuleSet = CIRCULAR_22) -> tuple[int, int]:
    """From – to minutes of a midterm or final test (G-10)."""
    short = periods <= rules.test_periods_short
    return rules.test_minutes_short if short else rules.test_minutes_long
