"""The button *Khóa sổ* of both pages, for who holds that right: lock, or lift a lock."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui import icons
from desktop.ui.acts import Act
from desktop.ui.gradebook.lock_dialog import ask_lift, ask_lock, may_lock
from desktop.ui.kit.buttons import button


@dataclass(frozen=True, slots=True)
class Locked:
    """What the page shows now, as a lock would name it."""

    school_year_id: UUID
    term: Term
    course_id: UUID | None = None
    class_id: UUID | None = None


class LockActs:
    """Opens the dialogs over a page; `here` tells what the page shows, None when nothing."""

    def __init__(self, page: QWidget, school: School, here: Callable[[], Locked | None]) -> None:
        self._page, self._school, self._here = page, school, here
        self.button: QPushButton = button("Khóa sổ", icon="ri.lock-2-line")
        self.button.setToolTip("Khóa sổ, mở khóa")
        menu = QMenu(self.button)
        menu.addAction(icons.icon("ri.lock-2-line"), "Khóa…", self.lock)
        menu.addAction(icons.icon("ri.lock-unlock-line"), "Mở khóa…", self.lift)
        self.button.setMenu(menu)
        self.may = may_lock(school)
        if not self.may:
            self.button.hide()

    def lock(self) -> None:
        at = self._here()
        if at is not None:
            ask_lock(
                self._page, self._school, at.school_year_id, at.term, at.course_id, at.class_id
            )

    def lift(self) -> None:
        at = self._here()
        if at is not None:
            ask_lift(self._page, self._school, at.school_year_id, at.term)

    @property
    def foldable(self) -> tuple[QPushButton, ...]:
        """The button, for who has it."""
        return (self.button,) if self.may else ()

    def acts(self) -> list[Act]:
        """For the palette; nobody else sees them."""
        if not self.may:
            return []
        return [Act("Khóa sổ…", self.lock), Act("Mở khóa sổ…", self.lift)]
