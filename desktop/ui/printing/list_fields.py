"""What is chosen for a class list: free columns and their titles, and what is told of pupils."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.printing.options import MOST_COLUMNS, MOST_TITLE, ListOptions
from desktop.ui.kit.words import column, label

_MOST_HEADING = 80


class ListFields(QWidget):
    """Says `changed` when something else was chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLineEdit()
        self.heading.setAccessibleName("Tên danh sách")
        self.heading.setPlaceholderText("Danh sách học sinh")
        self.heading.setMaxLength(_MOST_HEADING)
        self.columns = QComboBox()
        self.columns.setAccessibleName("Số cột trống")
        for count in range(1, MOST_COLUMNS + 1):
            self.columns.addItem(str(count), count)
        self.columns.setCurrentIndex(ListOptions().columns - 1)
        self.titles = QLineEdit()
        self.titles.setAccessibleName("Tên các cột")
        self.titles.setPlaceholderText("như Số tiền; Kí nhận")
        self.titles.setToolTip("Ngăn các tên bằng dấu chấm phẩy; cột không tên để trống.")
        self.birth_date = QCheckBox("Ngày sinh")
        self.birth_date.setChecked(True)
        self.contact = QCheckBox("Điện thoại gia đình")
        self.setLayout(
            column(
                label("Tên danh sách", "label"), self.heading, label("Số cột trống", "label"),
                self.columns, label("Tên các cột", "label"), self.titles, 2, self.birth_date,
                self.contact, gap=4,
            )
        )  # fmt: skip
        for field in (self.heading, self.titles):
            field.editingFinished.connect(self.changed)
        self.columns.activated.connect(lambda _at: self.changed.emit())
        for box in (self.birth_date, self.contact):
            box.toggled.connect(lambda _on: self.changed.emit())

    def let_contact(self, *, may: bool) -> None:
        """Telephones only where all chosen classes' families may be seen (D-2)."""
        self.contact.setVisible(may)

    def options(self) -> ListOptions:
        """What is chosen now."""
        typed = re.split(r"[;\n]", self.titles.text())
        return ListOptions(
            columns=int(self.columns.currentData()),
            titles=tuple(title.strip()[:MOST_TITLE] for title in typed),
            birth_date=self.birth_date.isChecked(),
            contact=self.contact.isChecked() and not self.contact.isHidden(),
            heading=self.heading.text(),
        )
