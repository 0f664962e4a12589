"""A short table of words: the first column stands to the left, the others in the middle."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.kit.words import hairline, label, restyle

_MIDDLE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Table(QWidget):
    """Labels are kept and filled anew, so that going from pupil to pupil costs nothing."""

    def __init__(self, name: str, heads: Sequence[str], *, words_last: bool = False) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAccessibleName(name)
        self._wide = len(heads) - 1 if words_last else -1
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(self._wide if words_last else 0, 1)
        self._cells: list[list[QLabel]] = []
        self.rows: Sequence[Sequence[str]] = ()
        self._count = len(heads)
        for at, head in enumerate(heads):
            made = label(head, "label")
            made.setAlignment(_LEFT if at in (0, self._wide) else _MIDDLE)
            if at not in (0, self._wide):
                made.setMinimumWidth(56)
            self._grid.addWidget(made, 0, at)
        self._grid.addWidget(hairline(), 1, 0, 1, len(heads))

    def show_rows(self, rows: Sequence[Sequence[str]], strong: Sequence[int] = ()) -> None:
        """Show other rows; those in `strong` are bold."""
        self.rows = rows
        while len(self._cells) < len(rows):
            self._cells.append([self._cell(at) for at in range(self._count)])
        for number, cells in enumerate(self._cells):
            there = number < len(rows)
            k = "strong" if number in strong else ""
            for at, cell in enumerate(cells):
                cell.setVisible(there)
                if not there:
                    continue
                cell.setText(rows[number][at])
                if cell.property("k") != k:
                    cell.setProperty("k", k)
                    restyle(cell)

    def _cell(self, at: int) -> QLabel:
        made = label("", wrap=at in (0, self._wide))
        made.setAlignment(_LEFT if at in (0, self._wide) else _MIDDLE)
        self._grid.addWidget(made, len(self._cells) + 2, at)
        return made
