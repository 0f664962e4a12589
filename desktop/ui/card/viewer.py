"""Shows a scan inside the program, page by page: nothing lies on the disk in the clear."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from desktop.rules.papers import FileKind
from desktop.ui.kit.buttons import button, enable, icon_button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, hairline, label, row
from desktop.ui.printing.pdf import Pdf

_WIDTH: Final = 760
_SCALE: Final = 1.5
_MOST_PAGES: Final = 40
_BROKEN: Final = (
    "Tệp này không mở được thành trang giấy. Thông tin trong sổ vẫn đủ; quét lại bản giấy rồi "
    "đính kèm lại."
)


class PaperViewer(QDialog):
    """Page Up and Page Down turn; Esc closes."""

    def __init__(self, parent: QWidget, title: str, content: bytes, kind: FileKind) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sổ Trường")
        self.setAccessibleName(title)
        self._ratio = self.devicePixelRatioF()
        self.pages = _pages(content, kind, self._ratio)
        self.at = 0
        self.picture = label("")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.place = label("", "second")
        self.before = icon_button("ri.arrow-left-s-line", "Trang trước", lambda: self.turn(-1))
        self.after = icon_button("ri.arrow-right-s-line", "Trang sau", lambda: self.turn(1))
        close = button("Đóng", self.reject)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.picture)
        area.setAccessibleName(title)
        head = row(Elided(title, "panel"), self.before, self.place, self.after, close,
                   margins=(16, 8, 12, 8))  # fmt: skip
        head.setStretch(0, 1)
        layout = column(head, hairline(), gap=0)
        layout.addWidget(area, 1)
        self.setLayout(layout)
        for keys, by in (("PgUp", -1), ("PgDown", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=by: self.turn(by))
        self.resize(QSize(_WIDTH + 60, 560))
        self.turn(0)

    def turn(self, by: int) -> None:
        """To another page."""
        count = len(self.pages)
        self.at = max(0, min(self.at + by, count - 1))
        self.place.setText(f"trang {self.at + 1}/{count}" if count > 1 else "")
        enable(self.before, "" if self.at > 0 else "Đang ở trang đầu")
        enable(self.after, "" if self.at < count - 1 else "Đang ở trang cuối")
        for one in (self.before, self.after):
            one.setVisible(count > 1)
        if not count:
            self.picture.setText(_BROKEN)
            self.picture.setWordWrap(True)
            return
        self.picture.setPixmap(self.pages[self.at])


def _pages(content: bytes, kind: FileKind, ratio: float) -> list[QPixmap]:
    """As many points wide as the window has; an empty list of what cannot be drawn."""
    images = [QImage.fromData(content)] if kind.is_image else _of_pdf(content, ratio)
    found = []
    for image in images:
        if image.isNull():
            continue
        width = round(min(image.width(), _WIDTH * ratio))
        scaled = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        made = QPixmap.fromImage(scaled)
        made.setDevicePixelRatio(ratio)
        found.append(made)
    return found


def _of_pdf(content: bytes, ratio: float) -> list[QImage]:
    from pypdfium2 import PdfiumError

    try:
        document = Pdf(content)
    except PdfiumError:
        return []
    images = [
        document.image(page, _SCALE * ratio) for page in range(min(document.count, _MOST_PAGES))
    ]
    document.close()
    return images
