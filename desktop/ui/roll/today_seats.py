"""A pupil's seat on the board: the mark, what is to be looked to, its way to the server."""

from typing import Final

from desktop.queries.attendance import RollLine
from desktop.queries.own_entries import OwnState
from desktop.rules.attendance import RUNNING_DAYS, Nearness
from desktop.ui.roll.today_board import Seat
from desktop.ui.roll.today_book import TodayBook
from desktop.ui.roll.today_words import about

_WAYS: Final = {
    OwnState.WAITING: ("ri.upload-2-line", "amber"),
    OwnState.CONFLICT: ("ri.git-merge-line", "red"),
    OwnState.REFUSED: ("ri.error-warning-line", "red"),
    OwnState.DRAFT: ("ri.file-edit-line", "amber"),
}


def seat_of(book: TodayBook, line: RollLine) -> Seat:
    """In the session in front."""
    cell = line.cell(book.part) if book.part else None
    own = book.own(line.pupil.student_id)
    way, tone = _WAYS[own.state] if own else ("", "amber")
    others = [
        f"{part.label} {mark.mark.value}"
        for part, mark in sorted(line.cells.items())
        if part is not book.part
    ]
    return Seat(
        line.pupil.student_id, line.pupil.number, line.pupil.full_name,
        mark=cell.mark.value if cell else "",
        note=cell.note if cell else "",
        tail=" · ".join(others),
        words=about(book, line),
        alert=line.near is not Nearness.FAR or line.running >= RUNNING_DAYS - 1,
        way=way, way_tone=tone,
    )  # fmt: skip
