"""Which page leads to a book of a school with a server; imports what is heavy when it is wanted."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.device import ACCOUNT
from desktop.sync.reach import Reach

if TYPE_CHECKING:
    from desktop.ui.joining.flow import Arrival
    from desktop.ui.joining.signin_page import ServerSignIn


class ServerWays(QObject):
    """At most one person is on the way at a time; `warmed` waits until all is imported."""

    def __init__(self, shell: Any, warmed: Callable[[], None]) -> None:
        super().__init__(shell)
        self._shell, self._warmed = shell, warmed
        self._arrival: Arrival | None = None

    def show_connect(self, known: Path | None) -> None:
        """Ask for a connection code: the first, or another one of a known school."""
        from desktop.ui.joining.connect_page import ConnectPage

        shell, page = self._shell, ConnectPage()
        page.back.connect(self.leave)
        page.back.connect(lambda: shell.show_sign_in(known) if known else shell.show_first_start())
        page.wanted.connect(lambda wish: self._begin(page).connect_to(wish, known))
        shell.show_page(page)

    def sign_in(self, folder: Path, reach: Reach) -> "ServerSignIn":
        """Ask who it is."""
        from desktop.ui.joining.signin_page import ServerSignIn

        page = ServerSignIn(folder, reach, self._shell.device.get(ACCOUNT), self._shell.now)

        def wanted(account: str, password: str, former: str) -> None:
            if former and self._arrival is not None:
                page.busy(busy=True)
                self._arrival.open_file(former)
            else:
                self._begin(page).sign_in(folder, reach, account, password)

        page.wanted.connect(wanted)
        page.elsewhere.connect(self.leave)
        page.code_wanted.connect(self.leave)
        page.code_wanted.connect(lambda: self.show_connect(folder))
        return page

    def _begin(self, page: Any) -> "Arrival":
        """Begin somebody's way to a book; another one that was begun is left."""
        page.busy(busy=True)
        self._warmed()
        from desktop.ui.joining.flow import Arrival

        self.leave()
        self._arrival = Arrival(self._shell, self)
        return self._arrival

    def leave(self) -> None:
        """The person has gone elsewhere: what is under way ends by itself."""
        arrival, self._arrival = self._arrival, None
        if arrival is not None:
            arrival.give_up()

    def let_go(self) -> None:
        """The program is being closed: wait until nothing is under way."""
        self.leave()
        for begun in self.children():
            begun.let_go()  # type: ignore[attr-defined]
