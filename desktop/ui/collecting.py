"""Python looks for cycles in the window's thread only: what it finds may be a widget.

By itself it does so in whatever thread is running; a widget that a background thread deletes
while the window goes through its widgets ends the program.
"""

import gc
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

_EVERY_MS: Final = 1_000
_YOUNG, _MIDDLE, _OLD = gc.get_threshold()


_windows: set[int] = set()  # that are open: one in the program, several in a tour


class Collecting(QObject):
    """From now on until `stop`, or until `parent` is gone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        key = id(self)
        _windows.add(key)
        gc.disable()
        self.stop: Callable[[], None] = lambda: _stop(key)
        parent.destroyed.connect(self.stop)
        self._timer.start()

    def look(self) -> None:
        """As far back as Python itself would by now."""
        young, middle, old = gc.get_count()
        if old > _OLD and middle > _MIDDLE:
            gc.collect(2)
        elif middle > _MIDDLE:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)


def _stop(key: int) -> None:
    """As it was before the first window was there."""
    _windows.discard(key)
    if not _windows:
        gc.enable()
