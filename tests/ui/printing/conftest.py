"""The print tab of an open school in a real window, and a printer that prints into a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop.ui.printing.tab import PrintingTab
from desktop.ui.theme import apply_theme
from tests.ui.office_school import OfficeSchool, found_office_school


class PaperPrinters:
    """Stands at the edge, where the operating system's printers are: its paper is a PDF file."""

    def __init__(self, *files: Path) -> None:
        self.files = {path.stem: path for path in files}

    def names(self) -> tuple[str, ...]:
        return tuple(self.files)

    def printer(self, name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(self.files[name]))
        return made


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> OfficeSchool:
    return found_office_school(tmp_path_factory.mktemp("office") / "school")


@pytest.fixture
def hoa_sen(founded: OfficeSchool, tmp_path: Path) -> OfficeSchool:
    return founded.copied(tmp_path / "Hoa Sen")


class Opener:
    """Opens the tab as somebody, shown and with nothing left to do; one at a time."""

    def __init__(self, hoa_sen: OfficeSchool, qtbot: QtBot) -> None:
        self._hoa_sen, self._qtbot = hoa_sen, qtbot
        self.tab: PrintingTab | None = None

    def __call__(self, account: str = "thom", printers: PaperPrinters | None = None) -> PrintingTab:
        self.close()
        tab = PrintingTab(self._hoa_sen.opened(account), printers=printers or PaperPrinters())
        self.tab = tab
        self._qtbot.addWidget(tab)
        tab.resize(1366, 620)
        tab.show()
        tab.activate()
        settle(self._qtbot, tab)
        return tab

    def close(self) -> None:
        if self.tab is not None:
            self.tab.leave()
            self.tab.school.close()
        self.tab = None


@pytest.fixture
def opened(hoa_sen: OfficeSchool, qtbot: QtBot) -> Iterator[Opener]:
    apply_theme("light")
    opener = Opener(hoa_sen, qtbot)
    yield opener
    opener.close()


def settle(qtbot: QtBot, tab: PrintingTab) -> None:
    """Until nothing is being made, looked for or delivered any more."""
    tasks = (tab.making, tab.looking, tab.delivery.task)
    qtbot.waitUntil(
        lambda: not tab._soon.isActive() and not any(task.running for task in tasks),
        timeout=20_000,
    )
