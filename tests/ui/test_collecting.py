"""Cycles are looked for in the window's thread alone, as long as there is a window."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.ui.collecting import Collecting


class Knot:
    """Part of a cycle that tells where it is taken apart."""

    def __init__(self, told: list[str]) -> None:
        self.self = self
        weakref.finalize(self, lambda: told.append(threading.current_thread().name))


@pytest.mark.usefixtures("qapp")
def test_another_thread_never_takes_a_widget_apart():
    told: list[str] = []
    owner = QObject()
    collecting = Collecting(owner)
    try:
        Knot(told)

        def much() -> None:
            kept = [[n] for n in range(50_000)]  # enough for Python to look for cycles
            assert kept

        thread = threading.Thread(target=much)
        thread.start()
        thread.join()
        assert told == []
        kept = [[n] for n in range(2_000)]  # by now Python would look
        collecting.look()
        assert told == ["MainThread"], len(kept)
    finally:
        collecting.stop()
    assert gc.isenabled()


def test_it_ends_with_the_last_owner(qtbot: QtBot):
    first, second = QObject(), QObject()
    one = Collecting(first)
    Collecting(second)
    one.stop()
    assert not gc.isenabled()  # another window is open
    second.deleteLater()
    qtbot.waitUntil(gc.isenabled)
