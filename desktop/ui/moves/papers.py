"""Scans that go with an event or an answer: chosen in its dialog, opened from its line."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from desktop.commands.papers import PaperFacts
from desktop.store.files import KeptFile, keep_file
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.card.chosen import read_chosen
from desktop.ui.card.papers_page import FILTER
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.words import column, label, row

_HINT: Final = "PDF, PNG, JPEG hoặc WebP, nhiều nhất 10 MB"


class PapersField(QWidget):
    """A button to attach, and a line for each scan with its name, which can be changed."""

    refused = Signal(str)  # why a file was not taken; what was chosen before stays
    taken = Signal()

    def __init__(self, school: School) -> None:
        super().__init__()
        self._school = school
        self._kept: list[tuple[KeptFile, QLineEdit, QWidget]] = []
        self.attach = button("Đính kèm bản chụp…", self.ask_file, icon="ri.attachment-line")
        self._lines = column(gap=4)
        hint = label(_HINT, "second", wrap=True)
        self.setLayout(column(row(self.attach, None), self._lines, hint, gap=4))

    @property
    def papers(self) -> tuple[PaperFacts, ...]:
        """The scans as a command names them."""
        return tuple(
            PaperFacts(title.text().strip(), kept.sha256, kept.kind, kept.size)
            for kept, title, _ in self._kept
        )

    def ask_file(self) -> None:
        """Choose a scan."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn bản chụp giấy tờ", "", FILTER)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Keep the file sealed beside the school; what is not to be kept is told at once."""
        school = self._school
        try:
            content = read_chosen(path)
            kept = keep_file(school.folder, school.unlocked.file_key, content, path.name)
        except Trouble as trouble:
            self.refused.emit(trouble.sentence)
            return
        title = QLineEdit(path.stem)
        title.setAccessibleName(f"Tên giấy tờ {len(self._kept) + 1}")
        line = QWidget()
        name = f"Bỏ {path.name}"
        away = icon_button("ri.close-line", name, lambda: self._drop(line))
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(title, 1)
        inside.addWidget(away)
        self._lines.addWidget(line)
        self._kept.append((kept, title, line))
        self.taken.emit()

    def _drop(self, line: QWidget) -> None:
        self._kept = [one for one in self._kept if one[2] is not line]
        line.hide()
        line.deleteLater()
