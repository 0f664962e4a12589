"""The tab *Lớp học*: its pages below a row of sub-tabs, and which class they show."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.roster_classes import RosterClass, roster_classes
from desktop.queries.years import school_years, year_on
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.card.looks import looks_of
from desktop.ui.importing.page import ImportPage
from desktop.ui.importing.source import Source
from desktop.ui.importing.written import Written
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.sub_tabs import SubTabs
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.places import Destination
from desktop.ui.roster.class_book import TABLES
from desktop.ui.roster.class_choice import ClassChoice
from desktop.ui.roster.pages import PAGES

LAST: Final = "roster.last"
LAST_PAGE: Final = "roster.page"
_SOON_MS: Final = 300
_NO_CLASS: Final = "Năm học này chưa có lớp nào mở cho thầy cô."
_NO_CLASS_HINT: Final = "Lớp và phân công do quản trị CSDL ghi ở thẻ Quản trị."


class RosterTab(QWidget):
    """Makes a page when it is first wanted; remembers per person the class and the page."""

    KEY, TITLE, ICON = "roster", "Lớp học", "ri.group-line"
    counted = Signal(int)
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._school = school
        self.kinds: list[Any] = [kind for kind in PAGES if kind.has_work(school)]  # RosterPage
        self._made: dict[Any, Any] = {}
        self._front: Any = None
        self._classes: tuple[RosterClass, ...] | None = None
        self._year: UUID | None = None
        self._class: UUID | None = None  # also None: the whole school
        self._importing: ImportPage | None = None
        self.sub_tabs = SubTabs([kind.TITLE for kind in self.kinds], "Phần của Lớp học")
        self.choice = ClassChoice()
        self.empty = Empty("ri.group-line", "")
        self.right = QStackedWidget()
        self.right.addWidget(self.empty)
        band = row(self.sub_tabs, None, self.choice, gap=0)
        inside = column(ground(band, "page"), hairline(), gap=0)
        inside.addWidget(self.right, 1)
        self.lists = QWidget()
        self.lists.setLayout(inside)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.lists)
        outside = column(gap=0)
        outside.addWidget(self.pages)
        self.setLayout(outside)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._list_again)
        self._connect()

    def _connect(self) -> None:
        self.sub_tabs.chosen.connect(self._choose_page)
        self.choice.chosen.connect(self._choose)
        self.choice.year_chosen.connect(self._choose_year)
        for keys, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.choice.step(by))
        self._stop = self._school.on_change(self._changed)
        self.destroyed.connect(self._stop)

    @staticmethod
    def has_work(school: School) -> bool:
        """For whoever has something to see on one of its pages."""
        return any(kind.has_work(school) for kind in PAGES)

    @property
    def page(self) -> Any:
        """The page in front."""
        if self._front is None:
            self._bring(self._last_kind())
        return self._front

    def activate(self) -> None:
        """The first time show the page and the class that were open last."""
        first = self._classes is None
        self._list_again()
        if first:
            kept = self._school.preference(LAST, "")
            self._show(UUID(kept) if kept else None)

    def settle(self) -> bool:
        """Commit what is being typed."""
        return self._front is None or bool(self._front.settle())

    def leave(self) -> None:
        """The school is about to be closed: nothing asks it any more."""
        self._soon.stop()
        for page in self._made.values():
            page.leave()
        looks_of(self._school).write()
        if self._importing is not None:
            self._importing.leave()

    def go(self, place: Destination) -> bool:
        """Show the page that the part names, a class, and what else is said within it."""
        if place.tab != self.KEY:
            return False
        if self._classes is None:
            self._list_again()
        if place.class_id is not None and place.class_id not in self._ids():
            return False
        if not self._left_import() or not self._bring(self._kind_of(place.part)):
            return False
        self._show(place.class_id or self._class)
        return bool(self.page.go(place))

    def actions_here(self) -> Sequence[Act]:
        if self._importing is not None and self.pages.currentWidget() is self._importing:
            return self._importing.actions_here()
        own: Sequence[Act] = self.page.actions_here() if self._classes else ()
        others = [
            Act(f"Lớp học: {kind.TITLE}", partial(self._choose_page, at))
            for at, kind in enumerate(self.kinds)
            if kind is not type(self._front)
        ]
        steps = [
            Act("Lớp trước", lambda: self.choice.step(-1), "Ctrl+PgUp"),
            Act("Lớp sau", lambda: self.choice.step(1), "Ctrl+PgDn"),
        ]
        return (*own, *others, *steps)

    def _left_import(self) -> bool:
        """Leave the preview of an import; false when the person stays with what was decided."""
        if self._importing is not None and self.pages.currentWidget() is self._importing:
            self._importing.leave_page()
        return self.pages.currentWidget() is self.lists

    # ---- pages

    def _last_kind(self) -> Any:
        kept = self._school.preference(LAST_PAGE, "")
        return next((kind for kind in self.kinds if kept == kind.KEY), self.kinds[0])

    def _kind_of(self, part: str) -> Any:
        """The page of a part; the list takes what no other page knows."""
        return next((kind for kind in self.kinds if part in kind.PARTS), self.kinds[0])

    def _choose_page(self, at: int) -> None:
        if self._bring(self.kinds[at]):
            self._show(self._class)
            self._school.keep_preference(LAST_PAGE, self.kinds[at].KEY)
        elif self._front is not None:
            self.sub_tabs.show_current(self.kinds.index(type(self._front)))

    def _bring(self, kind: Any) -> bool:
        """Make a page the one in front; false when the one before is not ready to go."""
        if self._front is not None and type(self._front) is kind:
            return True
        if not self.settle():
            return False
        page = self._made.get(kind) or self._make(kind)
        self._front = page
        self.sub_tabs.show_current(self.kinds.index(kind))
        self._fill_choice()
        self.setFocusProxy(page.focusProxy() or page)
        self.facts.emit("")
        return True

    def _make(self, kind: Any) -> Any:
        page = kind(self._school)
        self._made[kind] = page
        self.right.addWidget(page)
        page.facts.connect(self.facts)
        page.saved.connect(self.saved)
        page.changed.connect(self._list_again)
        page.wanted.connect(self._follow)
        if hasattr(page, "import_wanted"):
            page.import_wanted.connect(self._import)
        return page

    def _follow(self, place: Destination) -> None:
        """Within this tab at once, else the window does it."""
        if place.tab == self.KEY:
            self.go(place)
        else:
            self.wanted.emit(place)

    # ---- classes

    def _ids(self) -> list[UUID]:
        return [one.class_id for one in self._classes or ()]

    def _list_again(self) -> None:
        today = school_day(self._school.now())
        years = self._school.ask(lambda session, _by: school_years(session))
        if self._year not in {year.school_year_id for year in years}:
            now = year_on(years, today)
            self._year = now.school_year_id if now else None
        self._classes = self._school.ask(roster_classes, today, self._year)
        self.choice.show_years(years, self._year)
        self._fill_choice()

    def _fill_choice(self) -> None:
        whole = getattr(self._front, "WHOLE_SCHOOL", False)
        self.choice.show_classes(self._classes or (), whole_school=whole)
        if self._class is not None or whole:
            self.choice.show_current(self._class)

    def _changed(self, done: Done) -> None:
        for page in self._made.values():
            page.on_change(done)
        if done.tables & TABLES and self._classes is not None:
            self._soon.start()

    def _choose(self, class_id: object) -> None:
        if not self.settle():
            self.choice.show_current(self._class)
            return
        whole = class_id is None and getattr(self.page, "WHOLE_SCHOOL", False)
        self._show(class_id if isinstance(class_id, UUID) else None, whole=whole)

    def _choose_year(self, year: object) -> None:
        """The class of the same name is not looked for: the own one, else the first is shown."""
        if isinstance(year, UUID) and self.settle():
            self._year, self._class = year, None
            self._list_again()
            self._show(None)

    def _show(self, class_id: UUID | None, *, whole: bool = False) -> None:
        """Open what was chosen, else my own class, else the first."""
        classes = self._classes or ()
        if not classes:
            self.right.setCurrentWidget(self.empty)
            self.empty.say(_NO_CLASS, _NO_CLASS_HINT)
            return
        own = next((one.class_id for one in classes if one.own), classes[0].class_id)
        page = self.page
        self._class = None if whole else class_id if class_id in self._ids() else own
        self.right.setCurrentWidget(page)
        self.choice.show_current(self._class)
        page.show_class(self._class)
        if self._class is not None:
            self._school.keep_preference(LAST, str(self._class))

    # ---- bringing something in from a file

    @property
    def importing(self) -> ImportPage:
        """The preview of imports, made when it is first wanted."""
        if self._importing is None:
            made = self._importing = ImportPage(self._school)
            made.closed.connect(self._back)
            made.written.connect(self._written)
            made.facts.connect(self.facts)
            self.pages.addWidget(made)
        return self._importing

    def _import(self, source: Source) -> None:
        page = self.importing
        self.pages.setCurrentWidget(page)
        page.begin(source)

    def _back(self) -> None:
        self.pages.setCurrentWidget(self.lists)
        self.setFocus()

    def _written(self, written: Written) -> None:
        self._back()
        self.page.take_import(written)
        self.saved.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)
