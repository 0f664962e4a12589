"""F1: the keys that work here."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.acts import Act
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import label

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


class KeysPage(QDialog):
    """Two columns: keys, and what they do."""

    def __init__(self, parent: QWidget, acts: Sequence[Act]) -> None:
        super().__init__(parent)
        self.setAccessibleName("Phím tắt của trang này")
        self.setWindowTitle("Sổ Trường")
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setHorizontalSpacing(24)
        rows = [*GRID_KEYS, *((act.shortcut, act.name) for act in acts if act.shortcut)]
        for at, (keys, words) in enumerate(rows):
            grid.addWidget(label(keys, "strong"), at, 0)
            grid.addWidget(label(words), at, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.addWidget(label("Phím tắt của trang này", "panel"))
        layout.addWidget(area, 1)
        layout.addWidget(button("Đóng", self.accept))
        self.resize(min(520, parent.width() - 40), min(480, parent.height() - 40))
