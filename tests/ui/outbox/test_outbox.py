"""*Cần xử lý* in the real window, against a real server: what came back, and what can be done."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.commands.locks import LockBooks
from desktop.commands.refusals import Choice
from desktop.queries.outbox import turned_down
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.terms import Term
from desktop.ui.kit.ask import Ask
from desktop.ui.outbox.page import OutboxPage
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.ui.served import SOON, connect, wait_until_in_step

pytestmark = pytest.mark.postgres


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, online: Online) -> Window:
    """Cô Hà's, in step with the server."""
    connect(qtbot, shell, online, "ha")
    return wait_until_in_step(qtbot, shell)


def wait_for_refused(qtbot: QtBot, window: Window, count: int) -> None:
    server = window.server
    assert server is not None
    qtbot.waitUntil(
        lambda: server.state.refused == count and not server.state.waiting, timeout=SOON
    )


def outbox(window: Window) -> OutboxPage:
    window.status.refused.click()
    page = window.stack.currentWidget()
    assert isinstance(page, OutboxPage)
    return page


def words(page: OutboxPage) -> str:
    shown = page.area.widget()
    assert shown is not None
    return "\n".join(label.text() for label in shown.findChildren(QLabel))


def conflict(qtbot: QtBot, window: Window, online: Online) -> OutboxPage:
    """Her other computer has entered the cell meanwhile."""
    online.central.say("ha", online.central.marks({0: 70}))
    window.school.do(online.central.marks({0: 80, 1: 95}))
    wait_for_refused(qtbot, window, 1)
    return outbox(window)


def stored(online: Online) -> list[int | None]:
    pulled = online.central.pull("ha").rows("mark")
    return sorted(row["tenths"] for row in pulled)


def test_both_values_are_shown_and_neither_is_chosen_beforehand(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = conflict(qtbot, window, online)
    said = words(page)
    assert "Của tôi, trên máy này" in said
    assert "Trên máy chủ của trường" in said
    assert page.card is not None
    assert list(page.card.buttons) == [Choice.AGAIN, Choice.THEIRS, Choice.DISCARDED]
    assert not any(b.property("k") == "primary" for b in page.card.buttons.values())
    assert "Cần xử lý 1" in window.status.refused.text()


def test_asking_again_enters_the_own_value_and_the_good_cell(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = conflict(qtbot, window, online)
    assert page.card is not None
    page.card.buttons[Choice.AGAIN].click()  # type: ignore[attr-defined]
    wait_for_refused(qtbot, window, 0)
    assert stored(online) == [80, 95]
    assert window.school.ask(turned_down) == ()


def test_keeping_theirs_still_enters_what_was_good(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = conflict(qtbot, window, online)
    assert page.card is not None
    page.card.buttons[Choice.THEIRS].click()  # type: ignore[attr-defined]
    wait_for_refused(qtbot, window, 0)
    assert stored(online) == [70, 95]


def test_giving_up_is_asked_about_and_can_be_thought_over(
    qtbot: QtBot, window: Window, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = conflict(qtbot, window, online)
    answers = [Ask.DialogCode.Rejected, Ask.DialogCode.Accepted]
    monkeypatch.setattr(Ask, "exec", lambda _self: answers.pop(0))
    assert page.card is not None
    page.card.buttons[Choice.DISCARDED].click()  # type: ignore[attr-defined]
    assert len(window.school.ask(turned_down)) == 1
    assert page.card is not None
    page.card.buttons[Choice.DISCARDED].click()  # type: ignore[attr-defined]
    wait_for_refused(qtbot, window, 0)
    assert stored(online) == [70]


def test_an_entry_over_a_lock_is_kept_for_the_minutes(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    ids = online.central.ids
    lock = LockBooks(
        school_year_id=ids["year"], reach=LockReach.CLASS, reach_id=ids["6A"], term=Term.I,
        kinds=(LockKind.REGULAR,), reason="Hết đợt",
    )  # fmt: skip
    online.central.do("hieutruong", lock)
    window.school.do(online.central.marks({0: 80}))
    wait_for_refused(qtbot, window, 1)
    page = outbox(window)
    assert page.card is not None
    assert "khóa" in words(page)
    page.card.buttons[Choice.KEPT].click()  # type: ignore[attr-defined]
    wait_for_refused(qtbot, window, 0)
    (draft,) = window.school.ask(turned_down, Choice.KEPT.value)
    assert draft.cells[0].new == "8"
    assert any(item.title == "Giữ lại để lập biên bản" for item in page.list.items)


def test_escape_leads_back_to_the_tab(qtbot: QtBot, window: Window, online: Online) -> None:
    page = conflict(qtbot, window, online)
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.tab


@pytest.mark.parametrize("size", [(1366, 697), (1093, 545)])
def test_everything_fits(
    qtbot: QtBot, window: Window, online: Online, size: tuple[int, int], tmp_path: Path
) -> None:
    page = conflict(qtbot, window, online)
    window.window().resize(*size)
    QApplication.processEvents()
    assert page.width() <= size[0]
    assert page.card is not None
    for made in page.card.buttons.values():
        assert made.sizeHint().width() <= made.width() or made.width() > 150
        assert made.accessibleName()
