"""While a person's book comes from the server for the first time: how far it is, and *Dừng*."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import column, label, row
from desktop.ui.signin import NotebookLabel, SquaredPaper


class FetchingPage(SquaredPaper):
    """Rows fetched, then rows written; the words say which."""

    stopped = Signal()

    def __init__(self, name: str, school: str) -> None:
        super().__init__()
        card = NotebookLabel()
        self.words = label("Đang hỏi máy chủ…", wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Đang tải sổ")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.stop = button("Dừng", self._stop)
        hint = "Chỉ lần đầu trên máy này. Từ lần sau, sổ mở ngay cả khi không có mạng."
        for part in (
            label(f"Đang tải sổ của {name}", "title", wrap=True), label(school, "second"),
            self.words, self.bar, label(hint, "second", wrap=True),
        ):  # fmt: skip
            card.body.addWidget(part)
        card.body.addLayout(row(None, self.stop))
        self.setLayout(column(None, row(None, card, None), None))

    def show_progress(self, done: int, of: int) -> None:
        """So many rows of so many; zero: not known yet how many there will be."""
        said = f"Đang ghi vào máy này: {done:,} / {of:,} dòng" if of else f"Đang tải: {done:,} dòng"
        self.words.setText(said.replace(",", "."))
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText("Đang dừng…")
        self.stopped.emit()
