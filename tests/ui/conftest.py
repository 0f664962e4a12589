"""A real server, and the one window of a computer that has not joined it yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from tests.postgres_server import Postgres
from tests.sync.conftest import copied_server, school_template
from tests.sync.online import Online, online_school
from tests.ui.served import new_shell

TEMPLATE = "with_a_school_to_see"  # not that of tests/sync: one run may hold both


@pytest.fixture(scope="session")
def template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the servers of these tests are copied from."""
    folder = tmp_path_factory.mktemp("server") / "template"
    with school_template(postgres, folder, TEMPLATE) as made:
        yield made


@pytest.fixture
def server_folder(template: Path, postgres: Postgres, tmp_path: Path) -> Iterator[Path]:
    """A server's own folder and database."""
    with copied_server(postgres, template, TEMPLATE, tmp_path / "server") as folder:
        yield folder


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    """A small school behind that server."""
    with online_school(server_folder, tmp_path) as school:
        yield school


@pytest.fixture
def joining_shell(qtbot: QtBot, online: Online, tmp_path: Path) -> Iterator[Shell]:
    """A computer on which nothing was opened yet."""
    with new_shell(qtbot, online, tmp_path / "settings.json") as shell:
        yield shell
