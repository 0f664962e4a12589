"""The panel beside the preview: places to look at, changes, and what was put right by itself."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.exchange.plan import Problem
from desktop.ui.importing.preview import Preview
from desktop.ui.importing.problem_card import ProblemCard
from desktop.ui.kit.buttons import Segments, icon_button
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import hairline, label, row

WIDTH: Final = 340
NARROW_WIDTH: Final = 300
WINDOW: Final = 30
"""So many cards are there at once: a file may have hundreds of wrong cells."""
PROBLEMS, CHANGES = "problems", "changes"


class SidePanel(QWidget):
    """Shows the problems of a preview around the current one; settles nothing by itself."""

    settled = Signal(str, object)  # address, Settlement
    chosen = Signal(str)  # address that the person went to
    stepped = Signal(int)  # 1 next, -1 previous

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.cards: list[ProblemCard] = []
        self.problems: Sequence[Problem] = ()
        self._current = ""
        self._quiet = False
        self.kinds = Segments([(PROBLEMS, "Cần xem"), (CHANGES, "Thay đổi")], "Đang liệt kê")
        self.previous = icon_button(
            "ri.arrow-up-s-line", "Chỗ trước", lambda: self.stepped.emit(-1)
        )
        self.previous.setToolTip("Chỗ trước (Shift+F8)")
        self.next = icon_button(
            "ri.arrow-down-s-line", "Chỗ tiếp theo", lambda: self.stepped.emit(1)
        )
        self.next.setToolTip("Chỗ tiếp theo (F8)")
        self.nothing = label("", "second", wrap=True)
        self.more = label("", "second", wrap=True)
        self.facts = label("", "second", wrap=True)
        self.notes = label("", wrap=True)
        self.list = SideList("Những chỗ thay đổi", width=0)
        self._pages = QStackedWidget()
        self._lay_out()
        self.kinds.chosen.connect(self._turn)
        self.list.chosen.connect(lambda address: self.chosen.emit(str(address)))

    def _lay_out(self) -> None:
        self.area = _area(self._inside())
        self._pages.addWidget(self.area)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(
            row(self.kinds, None, self.previous, self.next, margins=(14, 7, 8, 7), gap=2)
        )
        layout.addWidget(hairline())
        layout.addWidget(self._pages, 1)

    def _inside(self) -> QWidget:
        """The cards, and at the foot what nobody has to look at."""
        self._cards = QVBoxLayout()
        self._cards.setSpacing(0)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._noted = label("Lưu ý", "label")
        self._fixed = label("Đã tự sửa, không cần xem", "label")
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 10, 12, 10)
        foot.setSpacing(4)
        for part in (self._noted, self.notes, self._fixed, self.facts):
            foot.addWidget(part)
        inside = QWidget()
        inside.setProperty("k", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.nothing)
        column.addLayout(self._cards)
        column.addWidget(self.more)
        column.addStretch(1)
        column.addLayout(foot)
        for words in (self.nothing, self.more):
            words.setContentsMargins(14, 8, 12, 8)
        return inside

    # ---- what is shown

    def show_preview(self, preview: Preview, current: str) -> None:
        """Show problems, changes and facts; the cards stand around the current address."""
        self.problems = preview.problems
        self._current = current
        count = len(preview.problems)
        self.kinds.buttons[PROBLEMS].setText(f"Cần xem {count}")
        self.kinds.buttons[CHANGES].setText(f"Thay đổi {len(preview.changes)}")
        self.nothing.setText("Không còn chỗ nào cần xem.")
        self.nothing.setVisible(not count)
        for title, words, parts in (
            (self._noted, self.notes, preview.notes), (self._fixed, self.facts, preview.fixes),
        ):  # fmt: skip
            words.setText((" · " if words is self.facts else "\n").join(parts))
            title.setVisible(bool(parts))
            words.setVisible(bool(parts))
        self.list.show_items(
            [
                Item(
                    c.address,
                    f"{c.address}  {c.who}",
                    f"{c.field}: {c.old or 'trống'} → {c.new or 'trống'}",
                )
                for c in preview.changes
            ]
        )
        self._show_cards(self._window())

    def _window(self) -> Sequence[Problem]:
        at = self._index()
        first = at // WINDOW * WINDOW
        shown = self.problems[first : first + WINDOW]
        rest = len(self.problems) - len(shown)
        self.more.setText(f"và {rest} chỗ nữa; F8 đi tới từng chỗ" if rest else "")
        self.more.setVisible(bool(rest))
        return shown

    def _index(self) -> int:
        found = (n for n, p in enumerate(self.problems) if p.address == self._current)
        return next(found, 0)

    def _show_cards(self, problems: Sequence[Problem]) -> None:
        """Keep the cards that stay: what is typed in them stays too."""
        self._quiet = True  # a card that goes hands the keyboard to its neighbour
        kept = {card.problem: card for card in self.cards}
        for card in self.cards:
            self._cards.removeWidget(card)
            if card.problem not in problems:
                card.hide()
                card.deleteLater()
        self.cards = [kept[p] if p in kept else self._card(p) for p in problems]
        for card in self.cards:
            self._cards.addWidget(card)
            card.set_current(card.problem.address == self._current)
        self._quiet = False

    def clear(self) -> None:
        """Forget the file."""
        self.problems, self._current = (), ""
        self._show_cards(())
        self.list.show_items([])

    def _card(self, problem: Problem) -> ProblemCard:
        made = ProblemCard(problem)
        made.settled.connect(self.settled)
        made.chosen.connect(self._enter)
        return made

    def _enter(self, address: str) -> None:
        if not self._quiet:
            self.chosen.emit(address)

    def choose(self, address: str) -> None:
        """Make a problem the current one and bring its card in sight."""
        self._current = address
        if self.card_of(address) is None:
            self._show_cards(self._window())
        for card in self.cards:
            card.set_current(card.problem.address == address)
        if self.kinds.key == CHANGES:
            self.list.choose(address)
        QTimer.singleShot(0, self, self._uncover)

    def _uncover(self) -> None:
        card = self.card_of(self._current)
        if card is not None:
            self.area.ensureWidgetVisible(card, 0, 4)

    def card_of(self, address: str) -> ProblemCard | None:
        """The card of an address, where it is among those that are there."""
        return next((card for card in self.cards if card.problem.address == address), None)

    def show_kind(self, kind: str) -> None:
        """List problems or changes."""
        self.kinds.choose(kind)
        self._turn(kind)

    def _turn(self, kind: str) -> None:
        self._pages.setCurrentWidget(self.list if kind == CHANGES else self.area)


def _area(inside: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setAccessibleName("Những chỗ cần xem")
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inside)
    return made
