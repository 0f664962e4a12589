"""What is not agreed on in the part to be locked: who and who, and the word that it be locked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from desktop.queries.conflicts import OpenConflict
from desktop.ui import icons
from desktop.ui.gradebook import lock_words
from desktop.ui.kit.words import label, row

UNDECIDED: Final = "Để hai người thống nhất trước, hoặc đánh dấu “Vẫn khóa…” ở trên"
_MOST: Final = 3
_ICON: Final = 16


class ConflictsAhead(QFrame):
    """Hidden while there are none. The word counts for what is shown and for nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "card")
        self.setAccessibleName("Những cột chưa thống nhất")
        icon = label("")
        icon.setPixmap(icons.pixmap("ri.git-merge-line", _ICON, "red", icons.device_ratio()))
        self.head = label("", wrap=True)
        self.lines = [label("", "second", wrap=True) for _ in range(_MOST)]
        self.more = label("", "second")
        self.despite = QCheckBox()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        top = row(icon, self.head, gap=10)
        top.setStretch(1, 1)
        layout.addLayout(top)
        for part in (*self.lines, self.more, self.despite):
            layout.addWidget(part)
        self._shown: tuple[OpenConflict, ...] = ()
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is not agreed on and the word was not given."""
        return bool(self._shown) and not self.despite.isChecked()

    def show_conflicts(self, conflicts: Sequence[OpenConflict]) -> None:
        """Name both people of each; a changed list has to be confirmed anew."""
        listed = tuple(conflicts)
        if listed != self._shown:
            self.despite.setChecked(False)
        self._shown = listed
        self.head.setText(lock_words.conflicts_head(listed))
        for at, line in enumerate(self.lines):
            line.setVisible(at < len(listed))
            if at < len(listed):
                line.setText(
                    f"{lock_words.conflict_title(listed[at])}: "
                    f"{lock_words.conflict_line(listed[at])}"
                )
        self.more.setText(f"và {len(listed) - _MOST} cột nữa")
        self.more.setVisible(len(listed) > _MOST)
        self.despite.setText(lock_words.despite_words(listed))
        self.despite.setAccessibleDescription(self.head.text())
        self.setVisible(bool(listed))
