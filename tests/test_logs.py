import faulthandler
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.logs import CalmMessage, Watch, frames, install_excepthook, start_logging, stop_logging

SECRET = "Nguyễn Thị Bình An"  # a made-up pupil


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    level = logging.getLogger().level
    yield start_logging(tmp_path / "log")
    stop_logging()
    logging.getLogger().setLevel(level)
    logging.getLogger("desktop").setLevel(logging.NOTSET)


@pytest.fixture
def hooks() -> Iterator[None]:
    kept = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = kept


def caught(text: str = SECRET) -> BaseException:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_own_records_keep_numbers_and_lose_names(log: Path):
    logging.getLogger("desktop.exchange").warning("line %s of %s skipped", 12, SECRET)

    text = log.read_text(encoding="utf-8")
    assert "line 12 of <str> skipped" in text
    assert "desktop.exchange" in text
    assert SECRET not in text


def test_other_libraries_leave_their_place_only(log: Path):
    logging.getLogger("sqlalchemy.engine").warning(f"INSERT {SECRET}")  # noqa: G004 - as they do

    text = log.read_text(encoding="utf-8")
    assert "sqlalchemy.engine" in text
    assert SECRET not in text


def test_an_exception_is_its_type_and_frames(log: Path):
    Watch(lambda _message: None, log).seen(caught())

    text = log.read_text(encoding="utf-8")
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "caught" in text
    assert SECRET not in text


def test_what_led_to_an_exception_is_described_too():
    error = OSError(28, SECRET)
    error.__cause__ = caught()

    lines = frames(error)

    assert lines[0] == "builtins.OSError errno=28"
    assert "because of" in lines
    assert "builtins.ValueError" in lines


def test_the_log_rotates_and_old_parts_go(log: Path):
    for number in range(40_000):
        logging.getLogger("desktop.test").info(
            "a line that is long enough to fill %s files", number
        )

    files = sorted(path.name for path in log.parent.glob("so-truong.log*"))
    assert files == [
        "so-truong.log",
        *(f"so-truong.log.{number}" for number in range(1, 5)),
    ]
    assert all(path.stat().st_size <= 512 * 1024 for path in log.parent.glob("so-truong.log*"))


def test_a_crash_inside_qt_leaves_its_frames(log: Path):
    assert faulthandler.is_enabled()
    assert (log.parent / "so-truong-crash.log").exists()


def test_without_a_writable_folder_the_program_goes_on(tmp_path: Path):
    (tmp_path / "taken").write_text("a file where the folder should be", encoding="utf-8")
    before = list(logging.getLogger().handlers)

    start_logging(tmp_path / "taken")

    assert logging.getLogger().handlers == before


def test_an_unexpected_exception_shows_one_calm_message(log: Path, hooks: None):
    shown: list[CalmMessage] = []
    install_excepthook(shown.append, log)
    error = caught()

    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(type(error), error, error.__traceback__)

    assert len(shown) == 1
    assert "vẫn còn nguyên" in shown[0].text
    assert shown[0].log == log
    assert log.read_text(encoding="utf-8").count("builtins.ValueError") == 2


def test_another_exception_while_the_message_is_open_is_not_stacked(log: Path, hooks: None):
    shown: list[CalmMessage] = []

    def show(message: CalmMessage) -> None:
        shown.append(message)
        error = KeyError(SECRET)
        sys.excepthook(type(error), error, None)

    install_excepthook(show, log)
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)

    assert len(shown) == 1


def test_an_exception_in_a_thread_is_shown_too(log: Path, hooks: None):
    shown: list[CalmMessage] = []
    install_excepthook(shown.append, log)

    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()

    assert len(shown) == 1
