"""What the pages of the tab share: head, notice bar, a sheet whose widths are remembered."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.rules.instants import school_day
from desktop.rules.permissions import SCHOOL, Capability, may
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.admin.records import RecordSheet
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Sheet
from desktop.ui.kit.notice import AMBER, NoticeBar
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import hairline

_SOON_MS = 200


class AdminPage(QWidget):
    """One page of Quản trị; reads when it comes to front."""

    KEY, TITLE = "", ""
    facts = Signal(str)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.school = school
        self._shown: dict[SheetPane, Sheet | None] = {}
        self._laters: list[Later] = []
        self.head = PageHead(self.TITLE)
        self.notice = NoticeBar()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        for part in (self.head, hairline(), self.notice):
            self.body.addWidget(part)

    @property
    def today(self) -> date:
        """The school day of today."""
        return school_day(self.school.now())

    @staticmethod
    def may_open(_school: School) -> bool:
        """Whether the sub-tab is shown to this person."""
        return False

    def activate(self) -> None:
        """Read what is shown."""

    def came(self, _tables: frozenset[str]) -> None:
        """Rows of these tables came from the server while this page is in front."""
        for later in self._laters:
            later.start()

    def _again_in(self, pane: SheetPane) -> None:
        sheet = self._shown.get(pane)
        if isinstance(sheet, RecordSheet):
            sheet.again()
            pane.view.refresh()
            self.read_again()

    def read_again(self) -> None:
        """A sheet was read again: head and buttons follow."""

    def settle(self) -> bool:
        """Commit what is open; false: stay here."""
        return True

    def leave(self) -> None:
        """Stop what runs."""

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        return ()

    def tell(
        self, text: str, tone: str, act: str = "", on_act: Callable[[], object] | None = None
    ) -> None:
        """Tell what an act came to; what was told of the act before has had its time."""
        while self.notice.notice is not None:
            self.notice.leave()
        self.notice.tell(text, tone, act, on_act)

    def sheet_pane(self, name: str) -> SheetPane:
        """A grid whose facts, refusals and widths go where they belong."""
        pane = SheetPane(name)
        pane.facts.connect(self.facts)
        pane.view.offered.connect(self._offered)
        pane.view.written.connect(lambda _outcomes: pane.view.refresh())  # other rows may follow
        self._laters.append(Later(pane.view, _SOON_MS, lambda: self._again_in(pane)))
        return pane

    def show_in(self, pane: SheetPane, sheet: Sheet | None) -> None:
        """Show a sheet with the widths of this person; the current cell stays where it can."""
        self._shown[pane] = sheet
        view = pane.view
        key = f"admin.widths.{view.accessibleName()}"
        row, column = view.current
        pane.show_sheet(
            sheet,
            widths=self.school.preference(key, {"": 0}),
            keep_widths=lambda widths: self.school.keep_preference(key, widths),
            at=None if row < 0 else view_clamped(sheet, row, column),
        )

    def _offered(self, offer: Offer) -> None:
        self.tell(offer.sentence, AMBER, offer.button, offer.act)


def view_clamped(sheet: Sheet | None, row: int, column: int) -> tuple[int, int] | None:
    """The cell, or the nearest one that the sheet has; None in an empty sheet."""
    if sheet is None or not sheet.rows:
        return None
    return min(row, len(sheet.rows) - 1), min(column, len(sheet.columns) - 1)


def may_all(school: School, capability: Capability) -> bool:
    """Whether the signed-in person has a right in the whole school today."""
    return may(school.person, capability, SCHOOL, school_day(school.now()))
