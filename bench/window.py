"""The gradebook in its real widgets: Enter to the disk, pasting, opening; offscreen."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from bench.measure import Figure, figure, times
from bench.school import PRINCIPAL, Measured, open_as
from desktop.commands.locks import LiftLock
from desktop.queries.locks import locks_in_force
from desktop.queries.years import school_years
from desktop.rules.locks import Lock
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.gradebook.class_page import ClassPage
from desktop.ui.gradebook.course_page import CoursePage
from desktop.ui.theme import apply_theme

Page = TypeVar("Page", bound=QWidget)
SIZE = (1366, 620)
ENTRIES, PASTES, OPENINGS = 200, 20, 30
FIRST_MARK = 2  # column of ĐĐGtx 1, after number and name


def entering(measured: Measured) -> Iterator[Figure]:
    """Type a mark, press Enter: on the disk and the next cell active when it returns."""
    with _unlocked_copy(measured) as school:
        page = shown(CoursePage(school))
        page.show_course(measured.course.course_id, Term.II)
        QApplication.processEvents()
        yield figure(
            "Enter pressed → mark durable, next cell active",
            _entries(page), judged="p95", most=16,
        )  # fmt: skip
        yield figure("paste a column of 50", _pastes(page), most=60)
        page.close()


def opening(measured: Measured) -> Iterator[Figure]:
    """Open until painted: the course, and the class view of a term."""
    with open_as(measured.folder, measured.teacher) as school:
        page = shown(CoursePage(school))
        found = []
        for _ in range(OPENINGS):  # another one between, for an open course is not opened again
            page.show_course(measured.other_id, Term.II)
            page.grab()
            found.append(_ms(lambda: _open(page, measured.course.course_id)))
        yield figure("open a course 50 × 10 until painted", found, most=80)
        page.close()
    with open_as(measured.folder, PRINCIPAL) as school:
        view = shown(ClassPage(school))
        places = [Term.I, Term.II]

        def open_class() -> None:
            for term in places:
                view.show_class(measured.class_id, term)
                view.grab()

        each = [ms / len(places) for ms in times(open_class, OPENINGS)]
        yield figure("class view 50 × 12 until painted", each, most=80)
        view.close()


def _open(page: CoursePage, course_id: UUID) -> None:
    page.show_course(course_id, Term.II)
    page.grab()


def shown(page: Page) -> Page:
    """A page in a window of a usual size."""
    page.resize(*SIZE)
    page.show()
    QApplication.processEvents()
    return page


@contextmanager
def _unlocked_copy(measured: Measured) -> Iterator[School]:
    """A copy of the school in which term II is open again."""
    app = QApplication.instance() or QApplication([])
    apply_theme("light")
    with tempfile.TemporaryDirectory() as out:
        folder = Path(out) / "school"
        shutil.copytree(measured.folder, folder)
        with open_as(folder, PRINCIPAL) as school:
            for lock in school.ask(_locks):
                school.do(LiftLock(lock_id=lock.lock_id, reason="Đo tốc độ"))
        with open_as(folder, measured.teacher) as school:
            yield school
    del app


def _locks(session: Any, _by: object) -> list[Lock]:
    year = school_years(session)[-1]
    return locks_in_force(session, year.school_year_id, Term.II)


def _entries(page: CoursePage) -> list[float]:
    """Milliseconds from the key press of Enter to its return, going down the columns."""
    view, found = page.view, []
    rows = len(page.book.rows) if page.book else 0
    for n in range(ENTRIES):
        if n % rows == 0:
            view.go(0, FIRST_MARK + n // rows)
        before = view.current
        for letter in f"{5 + n % 5},{n % 10}":
            press(view, Qt.Key.Key_unknown, letter)
        start = time.perf_counter()
        press(view, Qt.Key.Key_Return, "\r")
        found.append((time.perf_counter() - start) * 1000)
        if n % rows < rows - 1 and view.current == before:
            raise ValueError(f"Enter did not move on from {before}")
        QApplication.processEvents()
    return found


def _pastes(page: CoursePage) -> list[float]:
    view, found = page.view, []
    for n in range(PASTES):
        text = "\n".join(f"{5 + (row + n) % 5},{row % 10}" for row in range(50))
        QApplication.clipboard().setText(text)
        view.go(0, FIRST_MARK + n % 4)
        found.append(_ms(view.entry.paste))
        QApplication.processEvents()
    return found


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def press(widget: QWidget, key: Qt.Key, text: str) -> None:
    """Press and release one key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(widget, event)
