"""Somebody's place at a computer: the one window there, and what can be done and asked in it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut

from desktop.app import Shell
from desktop.rules.instants import school_day
from desktop.tour.album import Album
from desktop.tour.hands import Hands, settle, until
from desktop.ui.kit.side_list import SideList


class Seat(Hands):
    """One window and its pictures in the album; `memory` is what one step leaves to a later one."""

    def __init__(self, shell: Shell, album: Album) -> None:
        super().__init__(shell)
        self.album = album
        self.memory: dict[str, Any] = {}

    # ---- what is there

    @property
    def page(self) -> Any:
        """What fills the window."""
        return self.shell.page

    @property
    def window(self) -> Any:
        """The window of the signed-in person."""
        self.must(hasattr(self.page, "tabs"), "somebody is signed in")
        return self.page

    def tab(self, key: str) -> Any:
        """Bring a tab to front by its key on the keyboard."""
        kinds = [kind.KEY for kind in self.window.kinds]
        self.shortcut(f"Alt+{kinds.index(key) + 1}")
        self.must(key == self.window.tab.KEY, f"the tab {key} comes to front")
        return self.window.tab

    def shortcut(self, keys_: str) -> None:
        """Press a key of the window."""
        wanted = QKeySequence(keys_)
        found = [s for s in self.window.findChildren(QShortcut) if s.key() == wanted]
        self.must(len(found) == 1, f"{keys_} means one thing")
        found[0].activated.emit()
        settle()

    def pick(self, rows: SideList, key: object) -> None:
        """Choose a row of a list."""
        at = [item.key for item in rows.items].index(key)
        rows.setCurrentIndex(rows.model().index(at, 0))
        settle()
        self.must(rows.key == key, "the row is chosen")

    def ask(self, query: Any, *args: Any) -> Any:
        """What a query reads anew for the signed-in person."""
        return self.window.school.ask(query, *args)

    def today(self) -> Any:
        """The school day of the demonstration."""
        return school_day(self.window.school.now())

    # ---- pictures

    def picture(self, name: str, words: str) -> None:
        """Photograph what stands there now."""
        settle()
        self.album.take(self.shell, name, words)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size; it must take it."""
        self.shell.resize(*size)
        settle()
        self.must((self.shell.width(), self.shell.height()) == size, "the window fits")

    def until(self, true: Callable[[], object], what: str) -> None:
        """Go on as soon as something is true."""
        until(true, what)
        self.raise_bug(what)

    def close(self) -> None:
        """Close the book and the window, whatever waits to be sent."""
        server = getattr(self.page, "server", None)
        if server is not None:
            server.farewell.show()  # as if it had been said: nothing holds the window
        self.shell.close()
        self.shell.deleteLater()
        settle()
