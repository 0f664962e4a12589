"""The head of a part of *Điểm danh* that has no day to choose: title, facts, the choice."""

from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.gradebook.more_button import give_way
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import ground


class PartHead(PageHead):
    """`lead` is room for the page's own choice of parts."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.lead = QHBoxLayout()
        self.lead.setContentsMargins(0, 0, 0, 0)
        self.add_action(ground(self.lead))
        give_way(self)
