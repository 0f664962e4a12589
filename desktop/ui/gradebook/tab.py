"""The tab *Sổ điểm*: what may be opened at the left, the course or class that is open."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.shelf import Shelf, shelf
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, may_somewhere
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.gradebook.class_page import ClassPage
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_columns import COMMENT
from desktop.ui.gradebook.course_page import CoursePage
from desktop.ui.gradebook.side import Side, Spot
from desktop.ui.gradebook.transfer import exchange_book
from desktop.ui.importing.marks_preview import marks_source
from desktop.ui.importing.page import ImportPage
from desktop.ui.importing.written import Written
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.words import hairline
from desktop.ui.places import Destination

LAST: Final = "gradebook.last"
_KEPT_PARTS: Final = 4  # year, term, class, course
_LISTED: Final = frozenset(
    {
        "mark", "mark_column", "book_lock", "enrolment", "course", "school_class", "subject",
        "role_assignment", "school_year", "term", "conduct",
    }
)  # fmt: skip
"""Tables whose change may alter the side list."""


class GradebookTab(QWidget):
    """Remembers per person which course or class was open in which year and term."""

    KEY, TITLE, ICON = "gradebook", "Sổ điểm", "ri.book-open-line"
    counted = Signal(int)
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._school = school
        self._shelf: Shelf | None = None
        self.side = Side()
        self.course = CoursePage(school)
        self.class_page = ClassPage(school)
        self._nothing = Empty("ri.book-open-line", "")
        self._importing: ImportPage | None = None
        self.pages = QStackedWidget()
        for page in (self.course, self.class_page, self._nothing):
            self.pages.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.side)
        layout.addWidget(hairline(upright=True))
        layout.addWidget(self.pages, 1)
        self._soon = QTimer(self, singleShot=True, interval=400)
        self._soon.timeout.connect(self._list_again)
        self._connect()

    def _connect(self) -> None:
        self.side.chosen.connect(self._open)
        self.side.turned.connect(self._turned)
        self.class_page.opened.connect(self._open_course)
        self.course.import_wanted.connect(self._import)
        self.course.wanted.connect(self.wanted)
        self.class_page.termed.connect(self._termed)
        for page in (self.course, self.class_page):
            page.facts.connect(self.facts)
            page.saved.connect(self.saved)
            page.changed.connect(self._soon.start)
        self._stop = self._school.on_change(self._on_change)
        self.destroyed.connect(self._stop)

    @staticmethod
    def has_work(school: School) -> bool:
        """For whoever may see marks anywhere."""
        today = school_day(school.now())
        return may_somewhere(school.person, Capability.MARKS_SEE, today)

    def activate(self) -> None:
        """Show what was open last, the first time; later look whether the list has changed."""
        if self._shelf is None:
            year, term, spot = self._last()
            self._read(year, term)
            self._show(spot)
        else:
            self._list_again()

    def settle(self) -> bool:
        """Commit what is being typed, before the tab or the window goes."""
        if self._importing is not None:
            self._importing.leave()  # a file that is still being read
        return self.course.settle() and self.class_page.settle()

    def leave(self) -> None:
        """The school is about to be closed: nothing asks it any more."""
        self._soon.stop()
        self.course.leave()
        self.class_page.leave()
        if self._importing is not None:
            self._importing.leave()

    def go(self, place: Destination) -> bool:
        """Open a course or class, down to the cell."""
        if place.tab != self.KEY:
            return False
        if self._shelf is None:
            self._read(None, place.term)
        if place.term is not None and self._shelf and place.term is not self._shelf.term:
            self._read(self.side.school_year_id, place.term)
        spot = self._spot_of(place)
        if spot is None:
            return False
        self._show(spot)
        if spot.course_id is not None:
            column = COMMENT if place.part == "comments" else place.column
            self.course.show_course(
                spot.course_id, self.side.term_now(), (place.student_id, column)
            )
            self.course.view.setFocus()
        else:
            self.class_page.view.setFocus()
            self.class_page.go(place.student_id, place.part)
        return True

    def actions_here(self) -> Sequence[Act]:
        page = self.pages.currentWidget()
        if isinstance(page, CoursePage | ClassPage | ImportPage):
            return page.actions_here()
        return ()

    # ---- bringing marks in from a file

    @property
    def importing(self) -> ImportPage:
        """The preview of imports, made when it is first wanted."""
        if self._importing is None:
            made = self._importing = ImportPage(self._school)
            made.closed.connect(self._back_to_course)
            made.written.connect(self._written)
            made.facts.connect(self.facts)
            self.pages.addWidget(made)
        return self._importing

    def _import(self, book: CourseBook) -> None:
        page = self.importing
        self.pages.setCurrentWidget(page)
        page.begin(marks_source(exchange_book(book)))

    def _back_to_course(self) -> None:
        self.pages.setCurrentWidget(self.course)
        self.course.view.setFocus()

    def _written(self, written: Written) -> None:
        self._back_to_course()
        self.course.take_import(written)
        self.saved.emit()

    # ---- the side list

    def _read(self, year: UUID | None, term: Term | None) -> None:
        today = school_day(self._school.now())
        self._shelf = self._school.ask(shelf, today, year, term)
        self.side.show_shelf(self._shelf)
        waiting = sum(1 for c in self._shelf.teaching if c.standing and _late(c.standing))
        self.counted.emit(waiting)

    def _list_again(self) -> None:
        if self._shelf is not None and self.isVisible():
            self._read(self.side.school_year_id, self.side.term_now())
        elif self._shelf is not None:
            self._soon.stop()

    def _on_change(self, done: Done) -> None:
        self.course.on_change(done)
        self.class_page.on_change(done)
        if done.tables & _LISTED:
            self._soon.start()

    def _turned(self) -> None:
        spot = self.side.list.key
        self.settle()
        self._read(self.side.school_year_id, self.side.term_now())
        self._show(spot if isinstance(spot, Spot) else None)

    def _termed(self, term: Term) -> None:
        self._read(self.side.school_year_id, term)

    def _spot_of(self, place: Destination) -> Spot | None:
        shelf_now = self._shelf or Shelf()
        if place.course_id is not None:
            listed = (
                *shelf_now.teaching,
                *(c for k in (*shelf_now.homeroom, *shelf_now.others) for c in k.courses),
            )
            found = (c.course for c in listed if c.course_id == place.course_id)
            return next((Spot(c.class_id, c.course_id) for c in found), None)
        classes = [k.class_id for k in (*shelf_now.homeroom, *shelf_now.others) if k.may_view]
        if place.class_id is None and place.part and classes:
            return Spot(classes[0])  # what is missing in the school begins with the first class
        return Spot(place.class_id) if place.class_id in classes else None

    # ---- the page

    def _open(self, spot: Spot) -> None:
        self._show(spot)

    def _open_course(self, place: Destination) -> None:
        self.go(place)

    def _show(self, spot: Spot | None) -> None:
        """Open what was chosen, or the first that there is."""
        known = spot if spot and self._knows(spot) else self.side.first()
        if known is None:
            self._show_nothing()
            return
        self.side.choose(known)
        term = self.side.term_now()
        page = self.class_page if known.course_id is None else self.course
        self.setFocusProxy(page.view)
        if known.course_id is not None:
            self.pages.setCurrentWidget(self.course)
            self.course.show_course(known.course_id, term)
        else:
            self.pages.setCurrentWidget(self.class_page)
            self.class_page.show_class(known.class_id, term)
        self._keep(known, term)

    def _knows(self, spot: Spot) -> bool:
        place = Destination(self.KEY, class_id=spot.class_id, course_id=spot.course_id)
        return self._spot_of(place) is not None

    def _show_nothing(self) -> None:
        self.pages.setCurrentWidget(self._nothing)
        if self._shelf is None or self._shelf.year is None:
            self._nothing.say("Chưa có năm học nào trong sổ.", "Năm học lập ở thẻ Quản trị.")
        else:
            self._nothing.say(
                f"Năm học {self._shelf.year.name} chưa có lớp–môn nào mở cho thầy cô.",
                "Phân công giảng dạy do quản trị CSDL ghi ở thẻ Quản trị.",
            )

    # ---- what is remembered

    def _keep(self, spot: Spot, term: Term) -> None:
        year = self.side.school_year_id
        self._school.keep_preference(
            LAST, [str(year or ""), str(int(term)), str(spot.class_id), str(spot.course_id or "")]
        )

    def _last(self) -> tuple[UUID | None, Term | None, Spot | None]:
        """Where this person was; in the year and term of today when it was never said."""
        none: list[str] = []
        kept = self._school.preference(LAST, none)
        if len(kept) != _KEPT_PARTS:
            return None, None, None
        year, term, class_id, course_id = kept
        spot = Spot(UUID(class_id), UUID(course_id) if course_id else None)
        return UUID(year) if year else None, Term(int(term)), spot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.course.fit()
        self.class_page.fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)


def _late(standing: object) -> bool:
    columns = getattr(standing, "columns", ())
    return any(column.overdue for column in columns)
