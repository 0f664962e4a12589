"""The side of the tab: year, term, and the courses and classes that this person may open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.queries.shelf import Shelf, ShelfClass, ShelfCourse
from desktop.queries.standing import StandingKind
from desktop.rules.terms import Term
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import row

WIDTH = 224
_STATES: Final = {
    StandingKind.COMPLETE: ("ri.check-line", "green", "đã đủ"),
    StandingKind.LOCKED: ("ri.lock-2-line", "text2", "đã khóa"),
    StandingKind.OPEN: ("ri.time-line", "amber", "còn thiếu"),
    StandingKind.NOT_STARTED: ("ri.time-line", "amber", "chưa nhập"),
    StandingKind.WAITING: ("ri.calendar-2-line", "amber", "chờ kiểm tra bù"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """What a row opens: a course, or with `course_id` None the view of a class."""

    class_id: UUID
    course_id: UUID | None = None


class Side(QWidget):
    """Tells what was chosen; opening it is the tab's work."""

    chosen = Signal(object)  # Spot
    turned = Signal()  # another year or term

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setFixedWidth(WIDTH)
        self.year, self.term = QComboBox(), QComboBox()
        self.year.setAccessibleName("Năm học")
        self.term.setAccessibleName("Học kì")
        for term in Term:
            self.term.addItem(f"Học kì {term.name}", int(term))
        self.list = SideList("Lớp–môn và lớp", WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.year.setFixedWidth(112)
        layout.addLayout(row(self.year, self.term, margins=(8, 10, 6, 8), gap=4))
        layout.addWidget(self.list, 1)
        self._shelf = Shelf()
        self._open: UUID | None = None  # the class whose courses are listed under it
        self.list.chosen.connect(self._choose)
        self.year.activated.connect(lambda _at: self.turned.emit())
        self.term.activated.connect(lambda _at: self.turned.emit())

    @property
    def school_year_id(self) -> UUID | None:
        """The chosen year; None before anything was shown."""
        found = self.year.currentData()
        return UUID(found) if found else None

    def term_now(self) -> Term:
        return Term(self.term.currentData())

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what may be opened in the shelf's year and term."""
        self._shelf = shelf
        years = [(year.name, str(year.school_year_id)) for year in shelf.years]
        if [self.year.itemData(at) for at in range(self.year.count())] != [y for _, y in years]:
            self.year.clear()
            for name, key in years:
                self.year.addItem(name, key)
        if shelf.year:
            self.year.setCurrentIndex(self.year.findData(str(shelf.year.school_year_id)))
        self.term.setCurrentIndex(self.term.findData(int(shelf.term)))
        self._list()

    def choose(self, spot: Spot) -> None:
        """Make a row current; a course that is not listed yet opens its class."""
        if not self.list.choose(spot):
            self._open = spot.class_id
            self._list()
            self.list.choose(spot)

    def first(self) -> Spot | None:
        """The first row that can be opened."""
        return next((i.key for i in self.list.items if isinstance(i.key, Spot)), None)

    def _choose(self, spot: Spot) -> None:
        listed = self._class_of(spot)
        if spot.course_id is None and listed is not None and not listed.may_view:
            spot = Spot(spot.class_id, listed.courses[0].course_id)
        if spot.class_id != self._open and listed is not None:
            self._open = spot.class_id
            self._list()
            self.list.choose(spot)
        self.chosen.emit(spot)

    def _class_of(self, spot: Spot) -> ShelfClass | None:
        classes = (*self._shelf.homeroom, *self._shelf.others)
        return next((c for c in classes if c.class_id == spot.class_id), None)

    def _list(self) -> None:
        self.list.show_items(list(self._items()))

    def _items(self) -> Iterator[Item]:
        shelf = self._shelf
        taught = {course.course_id for course in shelf.teaching}
        if shelf.teaching:
            yield Item(None, "Tôi dạy", f"{len(shelf.teaching)} lớp–môn")
            yield from (_course_item(course) for course in shelf.teaching)
        for caption, classes in (("Tôi chủ nhiệm", shelf.homeroom), ("Các lớp khác", shelf.others)):
            if classes:
                yield Item(None, caption if shelf.teaching or shelf.homeroom else "Các lớp")
            for school_class in classes:
                yield _class_item(school_class)
                if school_class.class_id == self._open:
                    yield from (
                        _course_item(course, inner=True)
                        for course in school_class.courses
                        if course.course_id not in taught
                    )


def _course_item(course: ShelfCourse, *, inner: bool = False) -> Item:
    icon, tone, words = _STATES.get(course.kind, ("", "", "")) if course.kind else ("", "", "")
    return Item(
        Spot(course.course.class_id, course.course_id),
        course.course.label if inner else course.title,
        course.line,
        icon="" if inner else "ri.book-2-line",
        state_icon=icon, state_tone=tone, state_words=words,
    )  # fmt: skip


def _class_item(school_class: ShelfClass) -> Item:
    return Item(Spot(school_class.class_id), school_class.title, school_class.line, "ri.table-line")
