"""The bar over the preview: which page, the list of pages, how large."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.printing.press import PrintedPage
from desktop.ui.kit.buttons import enable, icon_button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import hairline, label, row
from desktop.ui.printing.preview import PERCENTS, WHOLE, WIDTH, Preview

ZOOMS = (
    (WIDTH, "vừa chiều ngang"),
    (WHOLE, "vừa trang"),
    *((str(p), f"{p} %") for p in PERCENTS),
)
_NOT_BY_WORDS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_PROMISE = "Bản xem trước chính là bản sẽ in"


class _PageList(QComboBox):
    """Shortens the name of a page with … instead of cutting through its letters."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        whole = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(whole, option, field, self).width() - 4
        cut = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), cut, room)
        painter.drawComplexControl(whole, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class PreviewBar(QWidget):
    """Drives a preview; `pages` name what stands on each of its pages."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.setFixedHeight(41)
        self._preview = preview
        self._pages: Sequence[PrintedPage] = ()
        self.before = icon_button("ri.arrow-left-s-line", "Trang trước", self._before)
        self.number = label("", "strong")
        self.after = icon_button("ri.arrow-right-s-line", "Trang sau", self._after)
        self.pages = _PageList()
        self.pages.setAccessibleName("Danh sách trang")
        self.pages.setMinimumWidth(140)
        self.pages.setSizeAdjustPolicy(_NOT_BY_WORDS)
        self.pages.setMaximumWidth(300)
        self.pages.activated.connect(preview.turn_to)
        self.smaller = icon_button("ri.zoom-out-line", "Thu nhỏ (Ctrl+−)", self._smaller)
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("Độ phóng")
        self.zoom.setFixedWidth(172)
        for key, words in ZOOMS:
            self.zoom.addItem(words, key)
        self.zoom.activated.connect(lambda at: preview.zoom_to(self.zoom.itemData(at)))
        self.larger = icon_button("ri.zoom-in-line", "Phóng to (Ctrl++)", self._larger)
        self.said = Elided(_PROMISE)
        self._arrange()
        preview.turned.connect(lambda _page: self._say())
        preview.zoomed.connect(self.show_zoom)

    def _arrange(self) -> None:
        for quiet in (self.before, self.after, self.smaller, self.larger):
            quiet.setProperty("k", "quiet")
        self.said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = row(
            self.before, self.number, self.after, self.pages, 4, hairline(upright=True), 4,
            self.smaller, self.zoom, self.larger, 12, margins=(10, 4, 16, 4), gap=4,
        )  # fmt: skip
        layout.addWidget(self.said, 1)
        layout.setStretchFactor(self.pages, 1)
        self.setLayout(layout)

    def show_pages(self, pages: Sequence[PrintedPage], books: Sequence[str] = ()) -> None:
        """Name the pages of the document; `books` says of each page which book it is in."""
        self._pages = pages
        self.pages.clear()
        many = len(set(books)) > 1
        for at, page in enumerate(pages):
            of = f"{books[at]} · " if many else ""
            self.pages.addItem(f"{of}{page.number} · {page.title}")
        self.pages.view().setMinimumWidth(320)
        self._say()

    def show_zoom(self, mode: str) -> None:
        """Follow the preview."""
        self.zoom.setCurrentIndex(max(0, self.zoom.findData(mode)))

    def _before(self) -> None:
        self._preview.turn_to(self._preview.page - 1)

    def _after(self) -> None:
        self._preview.turn_to(self._preview.page + 1)

    def _smaller(self) -> None:
        self._preview.zoom_by(-1)

    def _larger(self) -> None:
        self._preview.zoom_by(1)

    def _say(self) -> None:
        at, pages = self._preview.page, self._pages
        if not pages:
            self.number.setText("Trang –")
        else:
            self.number.setText(f"Trang {pages[at].number} / {pages[at].total}")
            self.pages.setCurrentIndex(at)
            self.pages.setToolTip(self.pages.currentText())
        none = "" if pages else "Chưa có trang nào để xem."
        enable(self.before, none or ("" if at > 0 else "Đây là trang đầu."))
        enable(self.after, none or ("" if at < len(pages) - 1 else "Đây là trang cuối."))
        enable(self.pages, none)
