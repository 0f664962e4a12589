"""Reading a sheet again soon after a change from elsewhere, but never under a cell that is open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.ui.grid.view import SheetView


class Later(QObject):
    """What is typed into an open cell was typed over the value shown before.

    Were the sheet read again meanwhile, the command would claim that its author had seen the
    new value, and silently replace it.
    """

    def __init__(self, view: SheetView, interval: int, look: Callable[[], None]) -> None:
        """Call `look` after `interval` milliseconds; changes in a row are one."""
        super().__init__(view)
        self._view, self._look = view, look
        self.waits = False  # for the cell to be closed
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(self._due)
        view.opened.connect(self._opened)

    def start(self) -> None:
        """Something has changed."""
        self._timer.start()

    def stop(self) -> None:
        """Nothing is to be read any more."""
        self._timer.stop()
        self.waits = False

    def _due(self) -> None:
        self.waits = self._view.entry.is_open
        if not self.waits:
            self._look()

    def _opened(self, is_open: bool) -> None:
        if not is_open and self.waits:  # told before what was typed is written: not at once
            self.waits = False
            self._timer.start()
