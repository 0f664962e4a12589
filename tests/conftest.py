"""What every test stands on: no display, no user's folders, nothing left behind."""

import os

os.environ["QT_QPA_PLATFORM"] = (
    "offscreen"  # before Qt is imported: without a display it would abort
)

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.postgres_server import Postgres

settings.register_profile("dev", deadline=None, max_examples=60)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=60,
    derandomize=True,  # a change is judged by the same examples as the one before it
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

QT_FIXTURES = {"qtbot", "qapp"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update", action="store_true", default=False, help="write golden files anew"
    )


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the program, also as a child process, folders for its logs and settings of its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SO_TRUONG_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """One real PostgreSQL server for the whole run, or for each of its workers."""
    from tests.postgres_server import running_postgres  # few tests need it

    with running_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread running, or a Qt test that leaves a window open."""
    threads = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=2)
    running = [thread.name for thread in set(threading.enumerate()) - threads]
    assert not running, f"threads still running: {running}"
    if QT_FIXTURES & set(request.fixturenames):
        assert not open_windows(), f"windows still open: {open_windows()}"


def open_windows() -> list[str]:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [repr(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()]
