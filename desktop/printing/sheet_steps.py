"""Notes on monthly sheets that were printed: their months are on their way to be signed (T-10)."""

from collections.abc import Iterable
from uuid import UUID

from desktop.commands.roll_months import PrintSheets
from desktop.printing.press import PrintedPage
from desktop.queries.month_status import month_status
from desktop.rules.instants import school_day
from desktop.store.school import School


def note_sheets(school: School, class_id: UUID, pages: Iterable[PrintedPage]) -> None:
    """Confirmed months that were not printed before; drafts and reprints change nothing.

    Nothing is noted for who does not handle the sheets: a homeroom teacher's own print.
    """
    today = school_day(school.now())
    for year, month in sorted({month_of(page.key) for page in pages}):
        status = school.ask(month_status, year, month, today)
        if status.may_receive and class_id in {one.class_id for one in status.to_print}:
            school.do(PrintSheets(class_ids=(class_id,), year=year, month=month))


def month_of(key: str) -> tuple[int, int]:
    """Year and month of a page: `roll/2026-12`, `roll/2026-12/2`."""
    year, month = key.split("/")[1].split("-")
    return int(year), int(month)
