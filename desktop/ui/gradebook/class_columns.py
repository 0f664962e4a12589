"""The columns of the class view: subjects, levels, absences; in the year also what follows."""

from typing import Final

from desktop.queries.class_view import ClassView
from desktop.queries.courses import CourseFacts
from desktop.rules.terms import Assessment
from desktop.ui.gradebook.conduct_entry import CHOICES, CONDUCT, EXCUSED, REMARK, UNEXCUSED
from desktop.ui.grid.sheet import Column, HeadLine, Kind

NUMBER, NAME, LEARNING, TITLE, PROMOTION = "number", "name", "learning", "title", "promotion"
_SUBJECT: Final = 46
_LONG_WORD: Final = 5
"""A title with a word this long needs a little more."""
_WIDE_SUBJECT: Final = 54
_ROOM_FOR: Final = 10
"""Up to so many subjects, each may be wider."""


def class_columns(view: ClassView) -> tuple[Column, ...]:
    """All subjects fit beside each other at 1366 px."""
    width = _SUBJECT if len(view.courses) > _ROOM_FOR else _WIDE_SUBJECT
    period = "cả năm" if view.when is None else f"học kì {view.when.name}"
    average = "ĐTBmcn" if view.when is None else "ĐTBmhk"
    result = f"Kết quả {period}"
    editable = view.may_rate_conduct
    return (
        Column(NUMBER, "STT", Kind.NUMBER, 40, editable=False, frozen=True),
        Column(NAME, "Họ và tên", Kind.NAME, 150, editable=False, frozen=True),
        *(_subject(c, f"Môn có điểm số ({average})", width, average) for c in view.scored),
        *(_subject(c, "Môn nhận xét", width, "mức") for c in view.commented),
        Column(
            LEARNING, "Học tập", Kind.LEVEL, 94, result, icon="ri.functions", editable=False,
            spoken=f"Kết quả học tập {period}",
        ),
        Column(
            CONDUCT, "Rèn luyện", Kind.LEVEL, 84, result, editable=editable,
            choices=CHOICES if editable else (), max_length=12,
            spoken=f"Kết quả rèn luyện {period}", lines=_padlock(view), group_end=True,
        ),
        *(
            Column(
                key, title, Kind.WORD, 32 if view.when is None else 38,
                "Nghỉ" if view.when is None else "Buổi nghỉ",
                editable=editable and not view.counts_rolls, max_length=6,
                spoken=spoken,
            )
            for key, title, spoken in (
                (EXCUSED, "P", "Buổi nghỉ có phép"), (UNEXCUSED, "K", "Buổi nghỉ không phép"),
            )
        ),
        *(_year_columns() if view.when is None else (_remark(editable=editable),)),
    )  # fmt: skip


def _subject(course: CourseFacts, group: str, width: int, what: str) -> Column:
    kind = Kind.MARK if course.assessment is Assessment.SCORE else Kind.WORD
    if max(len(part) for part in course.short_name.split("|")) >= _LONG_WORD:
        width = max(width, _SUBJECT + 6)
    return Column(
        str(course.course_id), course.short_name, kind, width, group, editable=False,
        spoken=f"{what} {course.subject}",
    )  # fmt: skip


def _padlock(view: ClassView) -> tuple[HeadLine, ...]:
    return (HeadLine("đã khóa", "ri.lock-2-line"),) if view.conduct_lock else ()


def _remark(*, editable: bool) -> Column:
    return Column(REMARK, "Nhận xét", Kind.TEXT, 60, editable=editable, max_length=2000)


def _year_columns() -> tuple[Column, ...]:
    return (
        Column(TITLE, "Danh|hiệu", Kind.WORD, 58, editable=False, spoken="Danh hiệu"),
        Column(PROMOTION, "Lên lớp", Kind.WORD, 60, editable=False),
    )
