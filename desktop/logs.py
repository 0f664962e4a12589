"""The log file and what happens to an unexpected exception; neither ever holds a pupil's data."""

import faulthandler
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

ONE_FILE = 512 * 1024
KEPT_FILES = 4
SAME_AGAIN = 60.0  # seconds in which the same exception is not shown a second time

OWN = "desktop"
PLAIN = (int, float, bool, type(None))

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CalmMessage:
    """What the window tells when something happened that nobody foresaw."""

    title: str
    text: str
    log: Path


class NoNames(logging.Formatter):
    """Writes where something happened and of what type it was, never the values.

    A value can be a pupil's name, a mark or a folder that is called after a person. So of our own
    records the template is written, with the arguments that are numbers or types; of other
    libraries' records only the place. An exception is its type and its frames: its text is left
    out, except an operating system error's number.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s:%(lineno)d %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord(record.__dict__)
        plain.msg, plain.args = _template(record), None
        plain.exc_text = plain.stack_info = None
        return super().format(plain)

    def formatException(  # noqa: N802 - logging's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, ...]
    ) -> str:
        return "\n".join(frames(ei[1])) if ei[1] is not None else ""


def _template(record: logging.LogRecord) -> str:
    if record.name != OWN and not record.name.startswith(f"{OWN}."):
        return "(text of another library, not written)"
    if not isinstance(record.msg, str):
        return type(record.msg).__qualname__
    if not isinstance(record.args, tuple) or not record.args:
        return record.msg
    return record.msg % tuple(_shown(value) for value in record.args)


def _shown(value: object) -> object:
    if isinstance(value, PLAIN):
        return value
    return value.__qualname__ if isinstance(value, type) else f"<{type(value).__qualname__}>"


def frames(error: BaseException) -> list[str]:
    """Describe an exception and what led to it by types and places, without any value."""
    lines = [f"{type(error).__module__}.{type(error).__qualname__}{_number(error)}"]
    lines += [
        f"  {Path(frame.f_code.co_filename).name}:{number} {frame.f_code.co_qualname}"
        for frame, number in traceback.walk_tb(error.__traceback__)
    ]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines if before is None else [*lines, "because of", *frames(before)]


def _number(error: BaseException) -> str:
    return f" errno={error.errno}" if isinstance(error, OSError) and error.errno else ""


class LogFile(RotatingFileHandler):
    """The rotating log, and beside it what a crash inside Qt leaves: its frames."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=ONE_FILE, backupCount=KEPT_FILES, encoding="utf-8")
        self.setFormatter(NoNames())
        self._crash = file.with_name("so-truong-crash.log").open("a", encoding="utf-8")
        faulthandler.enable(self._crash)

    def close(self) -> None:
        if not self._crash.closed:
            faulthandler.disable()
            self._crash.close()
        super().close()


def start_logging(folder: Path) -> Path:
    """Send records of this process to a rotating file in the folder; returns the file.

    Where the folder cannot be written the program runs without a log.
    """
    file = folder / "so-truong.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = LogFile(file)
    except OSError:
        return file
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)
    return file


def stop_logging() -> None:
    """Close the log files, as at the end of the program."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, LogFile)]:
        root.removeHandler(handler)
        handler.close()


class Watch:
    """Logs each unexpected exception and shows it once, however often it comes."""

    def __init__(self, show: Callable[[CalmMessage], None], log: Path) -> None:
        """`show` is called in the thread of the exception; the window brings it to its own."""
        self._show = show
        self._log = log
        self._open = False
        self._last: dict[str, float] = {}

    def seen(self, error: BaseException) -> None:
        logger.error("unexpected %s", type(error), exc_info=error)
        if self._open or self._shown_lately("|".join(frames(error))):
            return
        self._open = True
        try:
            self._show(calm(self._log))
        finally:
            self._open = False

    def _shown_lately(self, place: str) -> bool:
        now = time.monotonic()
        lately = now - self._last.get(place, -SAME_AGAIN) < SAME_AGAIN
        self._last[place] = now
        return lately


def calm(log: Path) -> CalmMessage:
    return CalmMessage(
        "Có việc ngoài dự kiến",
        "Chương trình vừa gặp một việc ngoài dự kiến và dừng thao tác đang làm. "
        "Những gì thanh trạng thái đã báo là đã lưu vẫn còn nguyên. "
        "Thầy cô có thể làm tiếp; nếu việc này lặp lại, hãy gửi tệp nhật kí dưới đây cho người "
        "quản trị. Trong tệp không có dữ liệu của học sinh.",
        log,
    )


def install_excepthook(show: Callable[[CalmMessage], None], log: Path) -> Watch:
    """From now on an unexpected exception is logged, shown calmly, and the program goes on."""
    watch = Watch(show, log)

    def in_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            watch.seen(error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            watch.seen(args.exc_value)

    sys.excepthook = in_main
    threading.excepthook = in_thread
    return watch
