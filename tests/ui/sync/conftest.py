"""A real server, and a computer on which `ha` has her book open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.ui.window import Window
from tests.sync.conftest import server_folder as server_folder  # noqa: PLC0414 - a fixture
from tests.sync.conftest import template as template  # noqa: PLC0414 - a fixture
from tests.sync.online import Online, online_school
from tests.ui.served import connect, new_shell, wait_until_in_step


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


@pytest.fixture
def shell(qtbot: QtBot, online: Online, tmp_path: Path) -> Iterator[Shell]:
    with new_shell(qtbot, online, tmp_path / "settings.json") as shell:
        yield shell


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, online: Online) -> Window:
    connect(qtbot, shell, online, "ha")
    return wait_until_in_step(qtbot, shell)
