"""Profiles that lack something of the regulations' minimum, as a task of the homeroom teacher."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from desktop.queries.completeness import ClassCompleteness, completeness_of
from desktop.queries.frame import TermFrame
from desktop.queries.settings import load_settings
from desktop.queries.shelf import homeroom_classes
from desktop.queries.task import Page, Target, Task, TaskKind, when_words
from desktop.rules.permissions import Person

PROFILE_DUE: Final = "profile_due"
"""The school's setting: month and day, such as "09-30", by which profiles are whole (T-16)."""
_USUALLY: Final = (9, 30)


def profile_tasks(session: Session, by: Person, frame: TermFrame) -> Iterator[Task]:
    """One task for each own class with gaps; it leads to the next one (T-16)."""
    own = homeroom_classes(by, frame.today)
    if not own:
        return
    due = profile_deadline(session, frame.year.start_year)
    for found in completeness_of(session, by, frame.year, frame.today):
        if found.class_id in own and found.gaps:
            yield _task(frame, found, due)


def profile_deadline(session: Session, start_year: int) -> date:
    """By when the profiles of a year shall be whole: the school's day, else 30 September."""
    stored = load_settings(session).value(PROFILE_DUE, "")
    with suppress(ValueError, TypeError):
        return date.fromisoformat(f"{start_year}-{stored}")
    return date(start_year, *_USUALLY)


def _task(frame: TermFrame, found: ClassCompleteness, due: date) -> Task:
    following = found.gaps[0]
    missing = found.wanted - found.filled
    return Task(
        kind=TaskKind.PROFILE,
        title=f"Bổ sung sơ yếu lí lịch lớp {found.name}",
        detail=(
            f"{len(found.gaps)} em còn thiếu {missing} mục · tiếp theo: {following.full_name}, "
            f"{following.missing[0].label}"
        ),
        verb="Điền tiếp" if found.whole else "Điền hồ sơ",
        target=Target(
            Page.ROSTER, class_id=found.class_id, student_id=following.student_id,
            field=following.field,
        ),
        due=due,
        when=when_words(frame, due),
        late=due < frame.today,
    )  # fmt: skip
