"""Gathers one's looks at sensitive data and writes them together (D-9.4)."""

from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer

from desktop.commands.access import MOST_LOOKS, LogAccess, Look
from desktop.rules.access import AccessKind
from desktop.store.school import School
from desktop.store.trouble import SchoolClosed, Trouble

GATHER_MS: Final = 15_000
AGAIN_US: Final = 10 * 60 * 1_000_000
"""A second look at the same within ten minutes is the same look."""


class Looks(QObject):
    """One for each open school. What has been gathered is written after 15 s, and at `write`."""

    def __init__(self, school: School) -> None:
        super().__init__()
        self._school = school
        self._waiting: list[Look] = []
        self._last: dict[tuple[AccessKind, UUID | None, str], int] = {}
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self.write)

    def note(
        self, what: AccessKind, *, student_id: UUID | None = None, class_id: UUID | None = None,
        count: int = 1, note: str = "",
    ) -> None:  # fmt: skip
        """Somebody sees this now."""
        at = self._school.now()
        key = (what, student_id or class_id, note)
        if at - self._last.get(key, -AGAIN_US) < AGAIN_US:
            return
        self._last[key] = at
        self._waiting.append(
            Look(what, at, student_id=student_id, class_id=class_id, count=count, note=note)
        )
        if len(self._waiting) >= MOST_LOOKS:
            self.write()
        elif not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Put what was gathered on the disk; called before the school is closed."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self._school.do(LogAccess(looks=tuple(waiting)))
        except SchoolClosed:
            return
        except Trouble:  # the disk is full, say: kept, and tried again
            self._waiting = waiting[-MOST_LOOKS + 1 :]
            self._timer.start()


_OF: WeakKeyDictionary[School, Looks] = WeakKeyDictionary()


def looks_of(school: School) -> Looks:
    """The looks of an open school."""
    found = _OF.get(school)
    if found is None:
        found = _OF[school] = Looks(school)
    return found
