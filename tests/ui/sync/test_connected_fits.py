"""Nothing is cut off in the window of a connected school, and what cannot be done says why."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.ui.admin.backup_page import BackupPage
from desktop.ui.places import Destination
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.sync.server.reached import password_of
from tests.ui.served import connect, wait_until_in_step
from tests.ui.test_fits import cut_off, nameless, unexplained

SIZES = ((1366, 697), (1093, 545))


@pytest.fixture
def boss(qtbot: QtBot, shell: Shell, online: Online) -> Window:
    connect(qtbot, shell, online, "quantri", password_of("admin"))
    return wait_until_in_step(qtbot, shell)


def settle(window: Window) -> None:
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.parametrize("size", SIZES, ids=["100", "125"])
def test_every_tab_and_the_outbox_fit(shell: Shell, boss: Window, size: tuple[int, int]) -> None:
    shell.resize(*size)
    for at, kind in enumerate(boss.kinds):
        boss.show_tab(at)
        settle(boss)
        assert (shell.width(), shell.height()) == size, kind.KEY
        assert cut_off(boss.tab) == [], kind.KEY
        assert nameless(boss) == [], kind.KEY
        assert unexplained(boss.tab) == [], kind.KEY
    boss.status.waiting.click()
    settle(boss)
    assert cut_off(boss) == []
    assert nameless(boss) == []
    boss.status.link.click()
    settle(boss)
    assert boss.server is not None
    assert cut_off(boss.server.popover) == []
    assert boss.rect().contains(boss.server.popover.geometry())


@pytest.mark.parametrize("size", SIZES, ids=["100", "125"])
def test_the_page_of_backups_says_where_the_book_lies(
    shell: Shell, boss: Window, online: Online, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    assert boss.go(Destination("admin", part="backup"))
    page = boss.tab.page
    assert isinstance(page, BackupPage)
    settle(boss)
    assert page.server is not None
    assert online.code.address in page.server.said.text()
    assert "Mọi việc đã gửi" in page.server.stands.text()
    for act in (page.make, page.back):
        assert not act.isEnabled()
        assert "ở máy chủ" in act.toolTip()
    assert page.check.isEnabled()
    assert unexplained(page) == []
    assert cut_off(page) == []
