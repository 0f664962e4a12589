"""The tab Quản trị of an open school in a real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.admin.tab import AdminTab
from desktop.ui.kit.ask import Ask
from desktop.ui.theme import apply_theme
from tests.ui.office_school import OfficeSchool, found_office_school


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> OfficeSchool:
    return found_office_school(tmp_path_factory.mktemp("office") / "school")


@pytest.fixture
def hoa_sen(founded: OfficeSchool, tmp_path: Path) -> OfficeSchool:
    return founded.copied(tmp_path / "Hoa Sen")


class Opener:
    """Opens the tab as somebody, on one of its pages."""

    def __init__(self, hoa_sen: OfficeSchool, qtbot: QtBot) -> None:
        self._hoa_sen, self._qtbot = hoa_sen, qtbot
        self.tab: AdminTab | None = None

    def __call__(self, account: str = "huong", page: str = "") -> AdminTab:
        self.close()
        tab = AdminTab(self._hoa_sen.opened(account))
        self.tab = tab
        self._qtbot.addWidget(tab)
        tab.resize(1366, 620)
        tab.show()
        tab.activate()
        if page:
            tab.show_page([kind.KEY for kind in tab.kinds].index(page))
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


class Dialogs:
    """Answers dialogs in turn: each answer fills fields in, then the act is pressed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Ask] = []
        self.answers: list[object] = []

        def exec_(dialog: Ask) -> int:  # a function, so that it becomes a method of the dialog
            return self._exec(dialog)

        monkeypatch.setattr(Ask, "exec", exec_)

    def answer(self, *answers: object) -> None:
        """Each a function that fills the dialog in; "leave" for leaving it."""
        self.answers += answers

    def _exec(self, dialog: Ask) -> int:
        self.asked.append(dialog)
        given = self.answers.pop(0) if self.answers else None
        if given == "leave":
            return int(Ask.DialogCode.Rejected)
        if callable(given):
            given(dialog)
        dialog.act.click()
        return dialog.result()


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Dialogs:
    return Dialogs(monkeypatch)


@pytest.fixture
def choose_files(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the system's file dialogs give back: save, open, folder."""
    chosen = {"save": "", "open": "", "folder": ""}
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen["save"], ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen["open"], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: chosen["folder"])
    return chosen
