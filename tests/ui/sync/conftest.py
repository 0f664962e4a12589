"""A computer on which `ha` has her book open."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.ui.served import connect, wait_until_in_step


@pytest.fixture
def shell(joining_shell: Shell) -> Shell:
    return joining_shell


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, online: Online) -> Window:
    connect(qtbot, shell, online, "ha")
    return wait_until_in_step(qtbot, shell)
