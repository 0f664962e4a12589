"""The head of the class list: what gives way first when the card takes its room."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy

from desktop.ui.acts import Act
from desktop.ui.gradebook.more_button import MoreButton, give_way
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.page import PageHead
from desktop.ui.roster.gap_bar import GapBar

_STEPS_FROM, _ACTS_FROM = 1040, 800
"""Pixels of the head above which the buttons for steps, and those for acts, have room."""
_FILTER: Final = (180, 150)


class ListHead(PageHead):
    """Steps go first, then acts: they stand in the menu *…* too."""

    def __init__(
        self, undo: Callable[[], object], redo: Callable[[], object], add: Callable[[], object],
        bring: Callable[[], object], export: Callable[[], object],
        more: Callable[[], Sequence[Act]],
    ) -> None:  # fmt: skip
        self.undo = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", undo)
        self.redo = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", redo)
        self.gaps = GapBar()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Lọc theo tên, ghi chú…")
        self.filter.setAccessibleName("Lọc danh sách theo tên, mã, ghi chú; không cần gõ dấu")
        self.filter.setToolTip("Lọc danh sách theo tên, mã, ghi chú (Ctrl+F)")
        self.filter.setClearButtonEnabled(True)
        self.add = button("Thêm học sinh", add, icon="ri.user-add-line")
        self.add.setToolTip("Thêm học sinh (Ctrl+Shift+N)")
        self.bring = button("Nhập", bring, icon="ri.upload-line")
        self.bring.setToolTip("Nhập danh sách lớp từ tệp Excel")
        self.export = button("Xuất", export, icon="ri.download-line")
        self.export.setToolTip("Xuất danh sách ra Excel (Ctrl+E)")
        self.more = MoreButton([], more)
        self.acts: tuple[QPushButton, ...] = (self.add, self.bring, self.export)
        super().__init__(
            "", "",
            [self.undo, self.redo, self.gaps, self.filter, *self.acts, self.more.button],
        )  # fmt: skip
        give_way(self)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more.fit(0)
        self._fit()

    def _fit(self) -> None:
        width = self.width()
        for made in (self.undo, self.redo):
            made.setVisible(width >= _STEPS_FROM)
        for made in self.acts:
            made.setVisible(width >= _ACTS_FROM)
        narrow = width < _STEPS_FROM
        self.filter.setFixedWidth(_FILTER[narrow])
        self.filter.setPlaceholderText("Lọc theo tên…" if narrow else "Lọc theo tên, ghi chú…")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
