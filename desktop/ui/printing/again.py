"""The lower part of the print tab: the pages that are to be printed again."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.printing.reprints import Reprint
from desktop.store.school import School
from desktop.ui import icons
from desktop.ui.grid.view import SheetView
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, hairline, label, row
from desktop.ui.printing.deliver import sentence_of
from desktop.ui.printing.reprint_sheet import ReprintSheet

HEAD, ROW, ROWS_SHOWN = 45, 28, 4
_WIDTHS = "printing.widths"
_WHY = "dữ liệu đã đổi sau khi in · khung tím trong trang: dòng khác"


class AgainPart(QWidget):
    """Head with the count, and a row a page; `wanted` carries the Reprint to be shown."""

    wanted = Signal(object)

    def __init__(self, school: School) -> None:
        super().__init__()
        self._school = school
        self.setProperty("k", "page")
        self.found: Sequence[Reprint] = ()
        self.looked = False
        self._picture = label("")
        self.title = label("Cần in lại", "panel")
        self.why = Elided("Đang so với bản đã in …")
        self.print_all = button("In lại…", icon="ri.printer-line")
        self.list = SheetView(self, "Các trang cần in lại")
        self.list.set_row_height(ROW)
        self.list.moved.connect(lambda row, _column: self._show(row))
        self.list.told.connect(lambda _why: self._show(self.list.current[0]))
        head = QWidget()
        head.setFixedHeight(HEAD)
        line = row(self._picture, self.title, margins=(16, 0, 10, 0), gap=8)
        line.addWidget(self.why, 1)
        line.addWidget(self.print_all)
        head.setLayout(line)
        layout = column(hairline(k="line5"), head, hairline(), gap=0)
        layout.addWidget(self.list, 1)
        self.setLayout(layout)
        enable(self.print_all, "Chưa so xong với bản đã in.")
        self._quiet = False
        self._fit()

    def show_found(self, found: Sequence[Reprint]) -> None:
        """Show what was found; nothing found is good news."""
        self.looked = True
        same = tuple(found) == tuple(self.found)
        self.found = tuple(found)
        count = len(self.found)
        self.title.setText(f"Cần in lại ({count})" if count else "Không có trang nào cần in lại")
        self.why.set_words(_WHY if count else "các trang đã in vẫn giống sổ")
        self._show_picture()
        words = f"In cả {count} trang" if count else "In lại…"
        self.print_all.setText(words)
        self.print_all.setAccessibleName(words)
        enable(self.print_all, "" if count else "Không có trang nào cần in lại.")
        if not same:
            self._quiet = True
            self.list.show_sheet(
                ReprintSheet(self.found),
                widths=self._school.preference(_WIDTHS, {"": 0}),
                keep_widths=lambda widths: self._school.keep_preference(_WIDTHS, widths),
            )
            self._quiet = False
        self._fit()

    def _show_picture(self) -> None:
        name, tone = ("ri.refresh-line", "amber") if self.found else ("ri.check-line", "green")
        self._picture.setPixmap(icons.pixmap(name, 16, tone, icons.device_ratio()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self.looked:
            self._show_picture()
        super().changeEvent(event)

    def fail(self, error: BaseException) -> None:
        """Say why nothing could be compared."""
        self.why.set_words(f"Chưa so được với bản đã in. {sentence_of(error)}")

    def _show(self, at: int) -> None:
        if not self._quiet and self.list.hasFocus() and 0 <= at < len(self.found):
            self.wanted.emit(self.found[at])

    def _fit(self) -> None:
        """As high as a few rows need; the rest scrolls."""
        self.list.setVisible(bool(self.found))
        rows = min(len(self.found), ROWS_SHOWN)
        high = HEAD + 2 + ((36 + rows * ROW) if rows else 0)
        self.setMinimumHeight(min(high, HEAD + 2 + 36 + 2 * ROW))
        self.setMaximumHeight(HEAD + 2 + 36 + max(0, len(self.found)) * ROW if rows else high)
        self._wanted = high

    def sizeHint(self) -> QSize:
        return QSize(400, self._wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._show(self.list.current[0])
        else:
            super().keyPressEvent(event)
