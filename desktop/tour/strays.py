"""Finds windows that flash up: a part that is shown before it has its place is a window."""

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop.app import Shell

MEANT: Final = (Shell, QDialog, QMenu)
QTS_OWN: Final = ("QComboBoxPrivateContainer", "QTipLabel")


class StrayWindows(QObject):
    """Watches every window that is shown; `found` names those that nobody meant."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            own = watched.metaObject().className() in QTS_OWN
            if watched.isWindow() and not own and not isinstance(watched, MEANT):
                self.found.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False
