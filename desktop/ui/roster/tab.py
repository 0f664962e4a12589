"""The tab *Lớp học*: the classes whose list I may see, and the list of the one that is open."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.execute import Done
from desktop.queries.roster_classes import RosterClass, roster_classes
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, may_somewhere
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.importing.page import ImportPage
from desktop.ui.importing.roster_preview import roster_source
from desktop.ui.importing.written import Written
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import hairline
from desktop.ui.places import Destination
from desktop.ui.roster.class_book import TABLES, ClassBook
from desktop.ui.roster.class_page import ClassPage

LAST: Final = "roster.last"
_SOON_MS: Final = 300


class RosterTab(QWidget):
    """Remembers per person which class was open."""

    KEY, TITLE, ICON = "roster", "Lớp học", "ri.group-line"
    counted = Signal(int)
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._school = school
        self._classes: tuple[RosterClass, ...] | None = None
        self._importing: ImportPage | None = None
        self.side = SideList("Các lớp")
        self.page = ClassPage(school)
        self.empty = Empty("ri.group-line", "")
        self.right = QStackedWidget()
        self.right.addWidget(self.page)
        self.right.addWidget(self.empty)
        self.lists = QWidget()
        beside = QHBoxLayout(self.lists)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.side)
        beside.addWidget(hairline(upright=True))
        beside.addWidget(self.right, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.lists)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._list_again)
        self.setFocusProxy(self.page.view)
        self._connect()

    def _connect(self) -> None:
        self.side.chosen.connect(self._open)
        self.page.facts.connect(self.facts)
        self.page.saved.connect(self.saved)
        self.page.changed.connect(self._list_again)
        self.page.import_wanted.connect(self._import)
        self._stop = self._school.on_change(self._changed)
        self.destroyed.connect(self._stop)

    @staticmethod
    def has_work(school: School) -> bool:
        """For whoever may see a class list anywhere."""
        return may_somewhere(school.person, Capability.ROSTER_SEE, school_day(school.now()))

    def activate(self) -> None:
        """The first time show the class that was open last."""
        first = self._classes is None
        self._list_again()
        if first:
            kept = self._school.preference(LAST, "")
            self._show(UUID(kept) if kept else None)

    def settle(self) -> bool:
        """Commit what is being typed."""
        return self.page.settle()

    def leave(self) -> None:
        """The school is about to be closed: nothing asks it any more."""
        self._soon.stop()
        self.page.leave()
        if self._importing is not None:
            self._importing.leave()

    def go(self, place: Destination) -> bool:
        """Show a class, down to a pupil."""
        if place.tab != self.KEY:
            return False
        if self._classes is None:
            self._list_again()
        if place.class_id is not None and place.class_id not in self._ids():
            return False
        if not self._left_import():
            return False
        self._show(place.class_id or self._shown())
        return self.page.go(place.student_id)

    def actions_here(self) -> Sequence[Act]:
        if self._importing is not None and self.pages.currentWidget() is self._importing:
            return self._importing.actions_here()
        return self.page.actions_here() if self.page.book else ()

    def _left_import(self) -> bool:
        """Leave the preview of an import; false when the person stays with what was decided."""
        if self._importing is not None and self.pages.currentWidget() is self._importing:
            self._importing.leave_page()
        return self.pages.currentWidget() is self.lists

    # ---- the side list

    def _ids(self) -> list[UUID]:
        return [one.class_id for one in self._classes or ()]

    def _shown(self) -> UUID | None:
        return self.page.book.class_id if self.page.book else None

    def _list_again(self) -> None:
        self._classes = self._school.ask(roster_classes, school_day(self._school.now()))
        self.side.show_items(_items(self._classes))
        if self._shown() is not None:
            self.side.choose(self._shown())

    def _changed(self, done: Done) -> None:
        self.page.on_change(done)
        if done.tables & TABLES and self._classes is not None:
            self._soon.start()

    def _open(self, class_id: object) -> None:
        if isinstance(class_id, UUID):
            self._show(class_id)

    def _show(self, class_id: UUID | None) -> None:
        """Open what was chosen, else my own class, else the first."""
        classes = self._classes or ()
        if not classes:
            self.right.setCurrentWidget(self.empty)
            self.empty.say(
                "Năm học này chưa có lớp nào mở cho thầy cô.",
                "Lớp và phân công do quản trị CSDL ghi ở thẻ Quản trị.",
            )
            return
        own = next((one.class_id for one in classes if one.own), classes[0].class_id)
        wanted = class_id if class_id in self._ids() else own
        self.right.setCurrentWidget(self.page)
        self.side.choose(wanted)
        if wanted is not None:
            self.page.show_class(wanted)
            self._school.keep_preference(LAST, str(wanted))

    # ---- bringing a list in from a file

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

    def _import(self, book: ClassBook) -> None:
        page = self.importing
        self.pages.setCurrentWidget(page)
        page.begin(roster_source(self._school, book.class_id, book.facts.class_name))

    def _back(self) -> None:
        self.pages.setCurrentWidget(self.lists)
        self.page.view.setFocus()

    def _written(self, written: Written) -> None:
        self._back()
        self.page.take_import(written)
        self.saved.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)


def _items(classes: Sequence[RosterClass]) -> list[Item]:
    """My own class first, then the others by grade."""
    own = [one for one in classes if one.own]
    others = [one for one in classes if not one.own]
    items: list[Item] = []
    for caption, group in (("Tôi chủ nhiệm", own), ("Các lớp khác" if own else "Các lớp", others)):
        if group:
            items.append(Item(None, caption, f"{len(group)} lớp"))
            items += [
                Item(one.class_id, f"Lớp {one.name}", f"{one.pupils} học sinh", "ri.group-line")
                for one in group
            ]
    return items
