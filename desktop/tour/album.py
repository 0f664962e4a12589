"""The camera and the album: numbered pictures, pages of printed books, and the index."""

from pathlib import Path
from typing import Final

import pypdfium2
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.ui.theme import ink_pen

SIZE: Final = (1366, 768)
AT_125: Final = (1093, 545)
DPI: Final = 100  # of the pages of books


class Album:
    """Takes a window with what lies over it, and remembers what each picture shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures: list[Path] = []
        self.left_out: list[str] = []
        self._told: list[str] = []

    def take(self, shell: QWidget, name: str, words: str) -> None:
        """Photograph a window; `words` go into the index."""
        taken = shell.grab()
        for over in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            if over is not None and over is not shell:
                _lay_over(taken, shell, over)
        path = self.folder / f"{len(self.pictures) + 1:02}-{name}.png"
        taken.save(str(path))
        self.pictures.append(path)
        self._told.append(f"- [`{path.name}`]({path.name}): {words}")

    def leave_out(self, words: str) -> None:
        """Tell of a part that this computer cannot show."""
        self.left_out.append(words)
        self._told.append(f"- {words}")

    def bind(self, pdf: Path, words: str) -> int:
        """The pages of a printed book as pictures in a folder beside it; returns how many."""
        out = self.folder / f"{pdf.stem}-trang"
        out.mkdir(exist_ok=True)
        with pypdfium2.PdfDocument(pdf) as document:
            for number, page in enumerate(document, 1):
                page.render(scale=DPI / 72).to_pil().save(out / f"{number:02}.png")
            count = len(document)
        self._told.append(
            f"- [`{pdf.name}`]({pdf.name}): {words}, {count} trang trong `{out.name}`"
        )
        return count

    def write_index(self) -> None:
        """A short page that says what each picture shows."""
        lines = ["# Sổ Trường qua từng việc", "", *self._told, ""]
        (self.folder / "index.md").write_text("\n".join(lines), encoding="utf-8")


def _lay_over(picture: QPixmap, under: QWidget, over: QWidget) -> None:
    """Where it stands on the screen; dialogs in the middle, for a screen that is none is small."""
    at = over.mapToGlobal(QPoint(0, 0)) - under.mapToGlobal(QPoint(0, 0))
    asks = isinstance(over, QDialog) and over.windowType() != Qt.WindowType.Popup
    if asks or not under.rect().contains(at):
        at = QPoint((under.width() - over.width()) // 2, (under.height() - over.height()) // 2)
    painter = QPainter(picture)
    painter.drawPixmap(at, over.grab())
    painter.setPen(ink_pen("edge"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(at.x(), at.y(), over.width() - 1, over.height() - 1)
    painter.end()
