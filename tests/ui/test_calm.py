"""The dialog after something unforeseen: one at a time, from any thread; the program goes on."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.logs import CalmMessage, calm
from desktop.ui.calm import CalmTeller
from desktop.ui.kit.ask import Ask

MESSAGE: CalmMessage = calm(Path("log") / "so-truong.log")


def open_dialogs() -> list[Ask]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, Ask) and w.isVisible()]


def when_open(act: Callable[[Ask], object]) -> None:
    """Act on the dialog as soon as it is there; its event loop runs meanwhile."""

    def look() -> None:
        dialogs = open_dialogs()
        if dialogs:
            act(dialogs[0])
        else:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)


@pytest.fixture
def teller(qtbot: QtBot) -> CalmTeller:
    return CalmTeller()


def test_the_dialog_says_what_was_kept_and_where_the_log_is(teller: CalmTeller):
    seen: list[str] = []

    def read(dialog: Ask) -> None:
        seen.extend((dialog.question.text(), dialog.text.text()))
        dialog.leave.click()

    when_open(read)
    teller.tell(MESSAGE)

    assert seen[0] == MESSAGE.title
    assert "vẫn còn nguyên" in seen[1]
    assert "so-truong.log" in seen[1]
    assert open_dialogs() == []


def test_a_second_message_while_one_is_open_is_left_out(teller: CalmTeller):
    counted: list[int] = []

    def again(dialog: Ask) -> None:
        teller.tell(MESSAGE)
        counted.append(len(open_dialogs()))
        dialog.leave.click()

    when_open(again)
    teller.tell(MESSAGE)

    assert counted == [1]


def test_a_message_from_a_thread_is_shown_in_the_windows_thread(teller: CalmTeller, qtbot: QtBot):
    shown_in: list[bool] = []

    def read(dialog: Ask) -> None:
        shown_in.append(QThread.currentThread() is dialog.thread())
        dialog.leave.click()

    when_open(read)
    thread = threading.Thread(target=lambda: teller.tell(MESSAGE))
    thread.start()
    thread.join(timeout=5)
    qtbot.waitUntil(lambda: bool(shown_in))

    assert shown_in == [True]
