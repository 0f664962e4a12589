"""`server serve`: serves the schools of a folder until it is told to end."""

import sys
from argparse import Namespace
from functools import partial
from pathlib import Path

from desktop.cli.outcome import Report
from desktop.durable import write_durably
from desktop.sync.server.premises import open_premises
from desktop.sync.server.serve import serve


def run(arguments: Namespace) -> Report:
    premises = open_premises(arguments.folder.resolve())
    settings = premises.settings
    ready_file: Path | None = arguments.ready_file
    port = settings.port if arguments.port is None else arguments.port
    host = arguments.host or settings.listen
    try:
        serve(premises, host, port, arguments.workers, partial(_ready, ready_file))
    finally:
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)
    return Report(
        lines=("Máy chủ đã dừng; mọi việc đang làm dở đã làm xong.",), data={"stopped": True}
    )


def _ready(ready_file: Path | None, address: str) -> None:
    """In the file, which is there with all it holds; then on stderr, for stdout is the report's."""
    if ready_file is not None:
        write_durably(ready_file, f"{address}\n".encode())
    print(f"Máy chủ đang chạy ở {address}; dừng bằng Ctrl+C.", file=sys.stderr, flush=True)
