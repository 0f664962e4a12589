"""F1: the keys that work here."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.acts import Act
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import label, row

GRID_KEYS = (
    ("Gõ chữ", "thay giá trị của ô"),
    ("Enter · Shift+Enter", "ghi, xuống · lên một ô"),
    ("Tab · Shift+Tab", "ghi, sang phải · sang trái"),
    ("F2 · Esc", "sửa tiếp trong ô · bỏ phần đang gõ"),
    ("Delete", "xóa ô hoặc vùng đã chọn"),
    ("Ctrl+C · Ctrl+X · Ctrl+V", "chép · cắt · dán, cả với Excel"),
    ("Ctrl+D", "điền ô trên cùng xuống vùng đã chọn"),
    ("Ctrl+Z · Ctrl+Y", "hoàn tác · làm lại"),
    ("F8", "đến chỗ cần xem tiếp theo"),
    ("F6 · Shift+F6", "sang phần kế tiếp · phần trước của màn hình"),
)

WIDTH, AROUND = 560, 130


class KeysPage(QDialog):
    """Two columns: keys, and what they do."""

    def __init__(self, parent: QWidget, acts: Sequence[Act]) -> None:
        super().__init__(parent)
        self.setAccessibleName("Phím tắt của trang này")
        self.setWindowTitle("Sổ Trường")
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        rows = [*GRID_KEYS, *((act.shortcut, act.name) for act in acts if act.shortcut)]
        for at, (keys, words) in enumerate(rows):
            grid.addWidget(label(keys, "strong"), at, 0)
            grid.addWidget(label(words), at, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        layout.addWidget(label("Phím tắt của trang này", "panel"))
        layout.addWidget(area, 1)
        layout.addLayout(row(None, button("Đóng", self.accept)))
        high = inner.sizeHint().height() + AROUND
        self.resize(min(WIDTH, parent.width() - 40), min(high, parent.height() - 40))
