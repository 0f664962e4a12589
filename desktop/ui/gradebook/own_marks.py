"""Own marks of a sheet that are on their way to the server, or that it did not take."""

from uuid import UUID

from desktop.commands.execute import Done
from desktop.commands.gradebook import MarkCell
from desktop.queries.own_entries import OwnEntries, OwnEntry, OwnState
from desktop.rules.marks import Column

MarkPlace = tuple[UUID, Column]


class OwnMarks:
    """In a school on one computer there are none."""

    def __init__(self, entries: OwnEntries, *, connected: bool) -> None:
        self._entries = dict(entries)
        self._connected = connected

    def at(self, place: MarkPlace) -> OwnEntry | None:
        return self._entries.get(place)

    def after(self, place: MarkPlace) -> UUID | None:
        """The own unanswered command that wrote what stands in a cell (sync.md 22)."""
        own = self._entries.get(place)
        return own.command_id if own is not None and own.state is OwnState.WAITING else None

    def undecided(self, student_id: UUID) -> bool:
        """Whether a conflict in the pupil's row waits for a choice."""
        return any(
            own.state is OwnState.CONFLICT and pupil == student_id
            for (pupil, _), own in self._entries.items()
        )

    def wrote(self, cell: MarkCell, done: Done) -> None:
        """A mark was written here and waits for its verdict."""
        if self._connected:
            place = cell.student_id, cell.column
            self._entries[place] = OwnEntry(OwnState.WAITING, cell.mark, done.command_id)
