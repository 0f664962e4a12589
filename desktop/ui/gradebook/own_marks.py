"""Own entries of a sheet that are on their way to the server, or that it did not take."""

from uuid import UUID

from desktop.commands.execute import Done
from desktop.queries.own_entries import OwnEntries, OwnEntry, OwnState
from desktop.rules.locks import COMMENTS
from desktop.ui.gradebook.course_columns import COMMENT
from desktop.ui.gradebook.kept import Place


class OwnMarks:
    """In a school on one computer there are none."""

    def __init__(self, entries: OwnEntries, *, connected: bool) -> None:
        self._entries = {(who, _key(column)): own for (who, column), own in entries.items()}
        self._connected = connected

    def at(self, place: Place) -> OwnEntry | None:
        return self._entries.get(place)

    def after(self, place: Place) -> UUID | None:
        """The own unanswered command that wrote what stands in a cell (sync.md 22)."""
        own = self._entries.get(place)
        return own.command_id if own is not None and own.state is OwnState.WAITING else None

    def undecided(self, student_id: UUID) -> bool:
        """Whether a conflict in the pupil's marks waits for a choice."""
        return any(
            own.state is OwnState.CONFLICT and pupil == student_id and key != COMMENT
            for (pupil, key), own in self._entries.items()
        )

    def wrote(self, place: Place, words: str, done: Done) -> None:
        """Something was written here and waits for its verdict."""
        if self._connected:
            self._entries[place] = OwnEntry(OwnState.WAITING, words, done.command_id)


def _key(column: int) -> str:
    return COMMENT if column == COMMENTS else str(column)
