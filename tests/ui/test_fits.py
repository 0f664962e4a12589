"""Nothing is cut off at what Windows leaves at 100 % and 125 %; everything has a name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.ui.kit.page import Elided
from tests.ui.shell_school import close, make_school, new_shell, sign_in

SIZES = ((1366, 697), (1093, 545))
HOMEROOM = "chaupg"
ACCOUNTS = ("hieutruong", "quantri", "vanphong", "hp.chuyenmon", HOMEROOM)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_school(tmp_path_factory.mktemp("fits") / "school")


@pytest.fixture
def shell(qtbot: QtBot, folder: Path, tmp_path: Path) -> Iterator[Shell]:
    shell = new_shell(tmp_path, folder)
    yield shell
    close(shell)


@pytest.mark.parametrize("size", SIZES, ids=["100", "125"])
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_tab_fits_and_every_control_has_a_name(
    shell: Shell, folder: Path, account: str, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    sign_in(shell, folder, account)
    window = shell.page
    for where in pages_of(window):
        for _ in range(5):
            QApplication.processEvents()
        assert (shell.width(), shell.height()) == size, where
        hint = window.minimumSizeHint()
        assert hint.width() <= size[0], where
        assert hint.height() <= size[1], where
        assert cut_off(window.tab) == [], where
        assert nameless(window) == [], where
        assert unexplained(window.tab) == [], where


def pages_of(window: Any) -> Iterator[str]:
    """Every tab, its sub-tabs, and the parts of the roll, each while it is in front."""
    for at, kind in enumerate(window.kinds):
        window.show_tab(at)
        subs = getattr(window.tab, "sub_tabs", None)
        for sub in subs.buttons if subs else (None,):
            if sub is not None:
                sub.click()
            yield f"{kind.KEY} {sub.text() if sub else ''}"
            parts = getattr(getattr(window.tab, "page", None), "words", {})
            for part in [*parts][1:]:
                window.tab.page._choose(part)
                yield f"{kind.KEY} {part}"


@pytest.mark.parametrize("size", SIZES, ids=["100", "125"])
def test_the_sign_in_fits_also_with_a_sentence(shell: Shell, size: tuple[int, int]) -> None:
    shell.resize(*size)
    shell.page.tell(
        "Sổ đang được mở ở một cửa sổ khác trên máy này từ 09:41. "
        "Đóng cửa sổ đó rồi mở lại; không có gì bị mất."
    )
    QApplication.processEvents()
    assert shell.page.minimumSizeHint().height() <= size[1]
    assert nameless(shell.page) == []


def shown(root: QWidget, kinds: tuple[type, ...]) -> list[Any]:
    return [w for w in root.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]


def cut_off(root: QWidget) -> list[str]:
    """Buttons and single lines that are narrower than their words."""
    found = []
    for widget in shown(root, (QPushButton, QLabel)):
        if isinstance(widget, Elided) or not widget.text():
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or widget.pixmap().width()):
            continue
        words = widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
        if widget.visibleRegion().isEmpty():
            continue  # scrolled away
        if widget.width() < words:
            found.append(f"{widget.text()}: {widget.width()} < {words}")
    return found


def nameless(root: QWidget) -> list[str]:
    controls = (QAbstractButton, QLineEdit, QComboBox)
    return [
        repr(w)
        for w in shown(root, controls)
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (w.accessibleName() or getattr(w, "text", str)())
        and not isinstance(w.parent(), QComboBox)
    ]


def unexplained(root: QWidget) -> list[str]:
    """Disabled controls that do not say why."""
    return [
        f"{type(w).__name__} {w.accessibleName()}"
        for w in shown(root, (QPushButton, QComboBox, QLineEdit))
        if not w.isEnabled() and not (w.toolTip() or w.accessibleDescription())
    ]
