"""One JSON line a request: route, status, time taken; never a body, a name or a token."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import msgspec

ONE_FILE: Final = 8 * 1024 * 1024
KEPT_FILES: Final = 9
NAME: Final = "access.jsonl"


class AccessLog:
    """The rotating log of one worker process, in the worker's own folder."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        """A folder of its own: on Windows a file that another process has open does not rotate.

        `clock` tells UTC microseconds.
        """
        self._clock = clock
        self._handler = RotatingFileHandler(
            folder / NAME, maxBytes=ONE_FILE, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
        self._encoder = msgspec.json.Encoder()

    def served(self, route: str, status: int, seconds: float, incident: str = "") -> None:
        """`incident` is the number under which the program's log tells what went wrong."""
        line = {
            "at": datetime.fromtimestamp(self._clock() / 1e6, UTC).isoformat(
                timespec="milliseconds"
            ),
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        if incident:
            line["incident"] = incident
        text = self._encoder.encode(line).decode()
        self._handler.handle(logging.LogRecord(NAME, logging.INFO, "", 0, text, None, None))

    def close(self) -> None:
        self._handler.close()
