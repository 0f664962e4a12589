"""Where a task leads in the window."""

from typing import Final

from desktop.queries.task import Page, Target
from desktop.ui.places import Destination

_TABS: Final = {
    Page.COURSE: "gradebook",
    Page.CLASS_VIEW: "gradebook",
    Page.MISSING: "gradebook",
    Page.PRINT: "printing",
    Page.STAFF: "admin",
    Page.ROSTER: "roster",
    Page.ROLL: "roster",
    Page.ROLL_MONTH: "roster",
    Page.SHEETS: "printing",
    Page.ALTERED: "roster",
}
_PARTS: Final = {
    Page.MISSING: "missing",
    Page.PRINT: "reprint",
    Page.STAFF: "staff",
    Page.ROLL: "roll",
    Page.ROLL_MONTH: "roll_month",
    Page.SHEETS: "sheets",
    Page.ALTERED: "altered",
}
COMMENTS: Final = "comments"


def place_of(target: Target) -> Destination:
    """The place of a task as the window follows it; a field of a profile is told as the part."""
    part = target.field.value if target.field else _PARTS.get(target.page, "")
    return Destination(
        tab=_TABS[target.page],
        class_id=target.class_id,
        course_id=target.course_id,
        term=target.term,
        column=target.column,
        student_id=target.student_id,
        part=COMMENTS if target.comments else part,
        day=target.day,
    )
