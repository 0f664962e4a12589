"""A shown sheet with the keyboard in it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.view import SheetView
from desktop.ui.theme import apply_theme
from tests.ui.grid.marks_sheet import TX1, MarksSheet


@pytest.fixture
def sheet() -> MarksSheet:
    return MarksSheet()


@pytest.fixture
def pane(qtbot: QtBot, sheet: MarksSheet) -> Iterator[SheetPane]:
    apply_theme("light")
    made = SheetPane("Bảng điểm Toán 6A")
    qtbot.addWidget(made)
    made.resize(900, 480)
    made.show_sheet(sheet, at=(0, TX1))
    made.show()
    made.activateWindow()
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    yield made
    made.hide()


@pytest.fixture
def view(pane: SheetPane) -> SheetView:
    return pane.view
