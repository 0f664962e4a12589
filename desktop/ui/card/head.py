"""The head of the card: photograph, name, facts, what is missing, how the pupil stands."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import icons
from desktop.ui.card.book import CardBook
from desktop.ui.card.photo import PhotoButton
from desktop.ui.card.words import gaps_words, head_line, standing
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, label, restyle, row

GAP_KEYS = "Ctrl+G"


class CardHead(QWidget):
    """The button with the gaps leads to the next one."""

    closed = Signal()
    gap_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.photo = PhotoButton()
        self.name, self.facts = Elided("", "title"), Elided("")
        self.gaps = button("", self.gap_asked.emit, k="gaps", icon="ri.edit-line")
        self.standing = label("", "tag")
        self.close_button = icon_button("ri.close-line", "Đóng thẻ (Esc)", self.closed.emit)
        self.close_button.setProperty("k", "quiet")
        top = row(gap=4)
        top.addWidget(self.name, 1)
        top.addWidget(self.close_button)
        words = column(top, self.facts, row(self.gaps, self.standing, None), gap=3)
        layout = row(self.photo, gap=12, margins=(16, 10, 12, 8))
        layout.addLayout(words, 1)
        self.setLayout(layout)

    def show_book(self, book: CardBook) -> None:
        """Another pupil, or the same one read again."""
        card, pupil = book.card, book.pupil
        self.photo.show_book(book)
        self.photo.setVisible(not card.refusal)
        self.name.set_words(pupil.full_name)
        self.facts.set_words(head_line(card, book.today))
        self.gaps.setVisible(card.with_care and not card.refusal)
        words = gaps_words(card.missing)
        self.gaps.setText(words)
        self.gaps.setAccessibleName(words)
        named = ", ".join(one.label for one in card.missing)
        self.gaps.setToolTip(f"{named}. Bấm để điền ({GAP_KEYS})" if named else words)
        tone = "amber" if card.missing else ""
        name, colour = ("ri.edit-line", "amber") if card.missing else ("ri.check-line", "green")
        self.gaps.setIcon(icons.icon(name, colour))
        if self.gaps.property("tone") != tone:
            self.gaps.setProperty("tone", tone)
            restyle(self.gaps)
        self.standing.setVisible(not card.refusal)
        self.standing.setText(standing(pupil, book.today))
