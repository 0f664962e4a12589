"""Turns the view of a class into the texts of its Excel sheet."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.queries.class_book import BookHeading
from desktop.queries.class_view import ClassLine, ClassView
from desktop.queries.results import NOTHING_YET
from desktop.rules.promotion import Decision

DECIDED: Final = {
    Decision.PROMOTED: "Lên lớp",
    Decision.PROMOTED_AFTER_SUMMER: "Lên lớp (hè)",
    Decision.SUMMER: "Còn việc hè",
    Decision.NOT_PROMOTED: "Ở lại lớp",
    Decision.UNDECIDED: "chưa xét",
}
_LEVELS: Final = ("Học tập", "Rèn luyện", "Nghỉ có phép", "Nghỉ không phép")


@dataclass(frozen=True, slots=True)
class ClassSheetRow:
    """A pupil; `results` by subject and `summary` by caption, as they are shown."""

    full_name: str
    results: tuple[str, ...]
    summary: tuple[str, ...] = ()
    code: str = ""
    birth_date: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """The class view of one period (`Học kì I`, `Cả năm`) as plain texts."""

    class_name: str
    school_year: str
    period: str
    subjects: tuple[str, ...]
    rows: tuple[ClassSheetRow, ...]
    summary: tuple[str, ...] = ()
    school_name: str = ""
    authority: str = ""
    homeroom: str = ""


def class_sheet_of(view: ClassView, heading: BookHeading) -> ClassSheet:
    """The sheet of a term or, when `view.when` is None, of the year."""
    of_year = view.when is None
    return ClassSheet(
        class_name=view.class_name,
        school_year=view.year.name if view.year else "",
        period=period(view),
        subjects=tuple(course.label for course in (*view.scored, *view.commented)),
        rows=tuple(_row(view, line) for line in view.lines),
        summary=(*_LEVELS, *(("Danh hiệu", "Lên lớp") if of_year else ("Nhận xét",))),
        school_name=heading.school,
        authority=heading.authority,
        homeroom=", ".join(view.homeroom),
    )


def period(view: ClassView) -> str:
    return "Cả năm" if view.when is None else f"Học kì {view.when.name}"


def _row(view: ClassView, line: ClassLine) -> ClassSheetRow:
    return ClassSheetRow(
        full_name=line.pupil.full_name,
        results=tuple(
            line.results.get(course.course_id, NOTHING_YET).shown
            for course in (*view.scored, *view.commented)
        ),
        summary=(*_levels(line), *(_year(line) if view.when is None else (line.conduct.remark,))),
        code=line.pupil.code,
        birth_date=line.pupil.birth_date,
        left_on=line.pupil.left_on,
    )


def _levels(line: ClassLine) -> tuple[str, ...]:
    numbers = (line.missed.excused, line.missed.unexcused)
    return (
        line.level.label if line.level is not None else "",
        line.conduct.level.label if line.conduct.level is not None else "",
        *("" if number is None else str(number) for number in numbers),
    )


def _year(line: ClassLine) -> tuple[str, str]:
    return (
        line.title.value if line.title else "",
        DECIDED[line.promotion.decision] if line.promotion else "",
    )
