"""The pages of *Lớp học*: one at a time stands below the row of sub-tabs."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Protocol
from uuid import UUID

from PySide6.QtCore import SignalInstance

from desktop.commands.execute import Done
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.consents.page import ConsentsPage
from desktop.ui.moves.page import MovesPage
from desktop.ui.places import Destination
from desktop.ui.roll.page import RollPage
from desktop.ui.roster.class_page import ClassPage


class RosterPage(Protocol):
    """A QWidget that shows one class at a time.

    `PARTS` are the parts of a Destination that lead here; the list takes all others. Optional:
    the signal `import_wanted(Source)` with `take_import(written)`, and `WHOLE_SCHOOL = True` of
    a page that shows the whole school too (`show_class(None)`).
    """

    KEY: ClassVar[str]
    TITLE: ClassVar[str]
    PARTS: ClassVar[frozenset[str]]
    facts: SignalInstance  # str: right end of the status bar
    saved: SignalInstance  # something is on the disk
    changed: SignalInstance  # classes or their sizes changed
    wanted: SignalInstance  # Destination

    @staticmethod
    def has_work(school: School) -> bool:
        """Whether this person has something to see there."""

    def show_class(self, class_id: UUID | None) -> None:
        """Open a class; called whenever the page comes to front, too."""

    def go(self, place: Destination) -> bool:
        """Within the class that is shown: a pupil, a day, a part."""

    def settle(self) -> bool:
        """Commit what is being typed; False: stay."""

    def leave(self) -> None:
        """The school is about to be closed."""

    def on_change(self, done: Done) -> None:
        """Somebody wrote something."""

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""


PAGES: Final[tuple[Any, ...]] = (ClassPage, RollPage, MovesPage, ConsentsPage)  # each RosterPage
