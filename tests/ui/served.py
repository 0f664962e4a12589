"""A server with a small school, and the one window of a computer that may join it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.device import Device
from desktop.sync.connection_code import show_code
from desktop.sync.worker import Contact
from desktop.ui.joining.connect_page import ConnectPage
from desktop.ui.joining.signin_page import ServerSignIn
from desktop.ui.theme import apply_theme
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.sync.server.reached import password_of
from tests.ui.shell_school import close

SOON = 20_000  # milliseconds until a test gives up


@contextmanager
def new_shell(qtbot: QtBot, online: Online, settings: Path) -> Iterator[Shell]:
    """The program as it starts on a computer."""
    apply_theme("light")
    shell = Shell(Device(settings), online.clock)
    shell.resize(1366, 697)
    shell.begin(None)
    shell.show()
    shell.activateWindow()
    QApplication.processEvents()
    try:
        yield shell
    finally:
        leave(shell)


def leave(shell: Shell) -> None:
    """Close at once, whatever waits to be sent."""
    if isinstance(shell.page, Window) and shell.page.server is not None:
        shell.page.server.farewell.show()  # said already
    close(shell)


def wait_for(qtbot: QtBot, shell: Shell, kind: type) -> None:
    qtbot.waitUntil(lambda: isinstance(shell.page, kind), timeout=SOON)


def connect(qtbot: QtBot, shell: Shell, online: Online, name: str, password: str = "") -> None:
    """From the first start, by the code that the office has printed."""
    shell.show_connect(None)
    fill(shell, online, name, password)
    shell.page.carry_out()


def fill(shell: Shell, online: Online, name: str, password: str = "") -> ConnectPage:
    page = shell.page
    assert isinstance(page, ConnectPage)
    page.code.setPlainText(show_code(online.code))
    page.account.setText(name)
    page.password.setText(password or password_of(name))
    return page


def sign_in(shell: Shell, name: str, password: str = "") -> ServerSignIn:
    """As somebody who has a book here, or as another account."""
    page = shell.page
    assert isinstance(page, ServerSignIn)
    listed = next((p for p in page.people if p.account == name), None)
    if listed is None:
        if page.other.isHidden():
            page.turn()
        page.other.setText(name)
    else:
        if not page.other.isHidden():
            page.turn()
        page.list.choose(listed.staff_id)
    page.password.setText(password or password_of(name))
    page.open_book()
    return page


def wait_until_in_step(qtbot: QtBot, shell: Shell) -> Window:
    """The window, once its worker has agreed with the server and nothing waits."""
    wait_for(qtbot, shell, Window)
    window = shell.page
    assert isinstance(window, Window)
    assert window.server is not None
    server = window.server
    qtbot.waitUntil(
        lambda: server.state.contact is Contact.ONLINE and not server.state.waiting, timeout=SOON
    )
    return window
