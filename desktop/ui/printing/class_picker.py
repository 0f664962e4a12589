"""The dialog in which several classes are ticked."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.queries.printable import PrintableClass
from desktop.ui.kit.ask import Ask

_ACROSS = 5


class ClassPicker(Ask):
    """Ticks classes; `picked` are their ids."""

    def __init__(
        self, parent: QWidget | None, classes: Sequence[PrintableClass], before: Sequence[UUID]
    ) -> None:
        self.boxes: dict[UUID, QCheckBox] = {}
        super().__init__(
            parent, "In sổ của những lớp nào?", "Chọn các lớp",
            text="Mỗi lớp là một quyển, có số trang riêng.", refuse=self._why_not,
        )  # fmt: skip
        grid = QGridLayout()
        for at, one in enumerate(classes):
            box = QCheckBox(one.name)
            box.setAccessibleName(f"Lớp {one.name}")
            box.setChecked(one.class_id in before)
            box.toggled.connect(lambda _on: self.look_again())
            self.boxes[one.class_id] = box
            grid.addWidget(box, at // _ACROSS, at % _ACROSS)
        self.fields.addLayout(grid)
        self.look_again()

    @property
    def picked(self) -> tuple[UUID, ...]:
        return tuple(class_id for class_id, box in self.boxes.items() if box.isChecked())

    def _why_not(self) -> str:
        return "" if self.picked else "Chưa chọn lớp nào."


def pick_classes(
    parent: QWidget, classes: Sequence[PrintableClass], before: Sequence[UUID]
) -> tuple[UUID, ...] | None:
    """Ask which classes; None when the person left."""
    dialog = ClassPicker(parent, classes, before)
    accepted = dialog.exec() == Ask.DialogCode.Accepted
    return dialog.picked if accepted else None
