"""The tab Quản trị: a row of sub-tabs, each shown only to who may do something there."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.admin.access_page import AccessLogPage
from desktop.ui.admin.backup_page import BackupPage
from desktop.ui.admin.journal_page import JournalPage
from desktop.ui.admin.locks_page import LocksPage
from desktop.ui.admin.page import AdminPage
from desktop.ui.admin.school_page import SchoolPage
from desktop.ui.admin.staff_page import StaffPage
from desktop.ui.admin.teaching_page import TeachingPage
from desktop.ui.kit.sub_tabs import SubTabs
from desktop.ui.kit.words import column, hairline
from desktop.ui.places import Destination

PAGES: Final[tuple[type[AdminPage], ...]] = (
    SchoolPage, StaffPage, TeachingPage, LocksPage, BackupPage, JournalPage, AccessLogPage,
)  # fmt: skip
_PLACE: Final = "admin.place"


class AdminTab(QWidget):
    """Makes a page when it is first wanted."""

    KEY, TITLE, ICON = "admin", "Quản trị", "ri.settings-3-line"
    counted = Signal(int)
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.school = school
        self.kinds = [kind for kind in PAGES if kind.may_open(school)]
        self.pages: list[AdminPage | None] = [None] * len(self.kinds)
        self.current = -1
        self.sub_tabs = SubTabs([kind.TITLE for kind in self.kinds], "Phần của Quản trị")
        self.sub_tabs.chosen.connect(self.show_page)
        self.stack = QStackedWidget()
        layout = column(self.sub_tabs, hairline(), gap=0)
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)
        self._stop = school.on_change(self._changed)
        self.destroyed.connect(self._stop)

    @staticmethod
    def has_work(school: School) -> bool:
        """Shown to who may open one of its pages."""
        return any(kind.may_open(school) for kind in PAGES)

    @property
    def page(self) -> AdminPage | None:
        """The page in front."""
        return self.pages[self.current] if self.current >= 0 else None

    def activate(self) -> None:
        """Show the last page of this person."""
        if self.page is not None:
            self.page.activate()
            return
        wanted = self.school.preference(_PLACE, "")
        keys = [kind.KEY for kind in self.kinds]
        self.show_page(keys.index(wanted) if wanted in keys else 0)

    def show_page(self, at: int) -> None:
        """Bring a page to front; the one before settles first."""
        if not 0 <= at < len(self.kinds):
            return
        if self.page is not None and at != self.current and not self.page.settle():
            self.sub_tabs.show_current(self.current)
            return
        page = self.pages[at] or self._make(at)
        self.current = at
        self.sub_tabs.show_current(at)
        self.stack.setCurrentWidget(page)
        self.facts.emit("")
        page.activate()
        self.school.keep_preference(_PLACE, self.kinds[at].KEY)

    def _make(self, at: int) -> AdminPage:
        page = self.kinds[at](self.school)
        page.facts.connect(self.facts)
        self.pages[at] = page
        self.stack.addWidget(page)
        return page

    def go(self, place: Destination) -> bool:
        """Show the page that `part` names."""
        keys = [kind.KEY for kind in self.kinds]
        if place.tab != self.KEY or (place.part and place.part not in keys):
            return False
        self.show_page(keys.index(place.part) if place.part else max(0, self.current))
        return True

    def _changed(self, done: Done) -> None:
        """Own acts are followed by the page that did them; others' come from the server."""
        if done.command is None and self.page is not None and self.isVisible():
            self.page.came(done.tables)

    def settle(self) -> bool:
        """Commit what is open on the page in front."""
        return self.page is None or self.page.settle()

    def leave(self) -> None:
        """Stop what runs."""
        for page in self.pages:
            if page is not None:
                page.leave()

    def actions_here(self) -> Sequence[Act]:
        """Of the page in front, and the way to the others."""
        own = self.page.actions_here() if self.page is not None else ()
        others = [
            Act(f"Quản trị: {kind.TITLE}", lambda at=at: self.show_page(at))  # type: ignore[misc]
            for at, kind in enumerate(self.kinds)
            if at != self.current
        ]
        return (*own, *others)
