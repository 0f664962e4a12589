"""The one calm dialog after something unforeseen; asked for from any thread, shown in the window's.

A second message while one is open is left out: the log has it.
"""

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop.logs import CalmMessage
from desktop.ui.kit.ask import ask


class CalmTeller(QObject):
    """Made in the window's thread; `tell` may be called from anywhere."""

    said = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self.said.connect(self._show)

    def tell(self, message: CalmMessage) -> None:
        self.said.emit(message)

    def _show(self, message: CalmMessage) -> None:
        if self._open:
            return
        self._open = True
        try:
            text = f"{message.text}\n\n{message.log}"
            parent = QApplication.activeWindow()
            if ask(parent, message.title, "Mở thư mục nhật kí", text=text, leave="Làm tiếp"):
                QDesktopServices.openUrl(QUrl.fromLocalFile(message.log.parent))
        finally:
            self._open = False
