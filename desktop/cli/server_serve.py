"""`server serve`: the server answers until it is told to end."""

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
    try:
        serve(
            premises,
            arguments.host or settings.listen,
            settings.port if arguments.port is None else arguments.port,
            arguments.workers,
            partial(_tell, ready_file),
        )
    finally:
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)
    return Report(
        lines=("Máy chủ đã dừng; các yêu cầu đang làm dở đã xong trước đó.",),
        data={"folder": str(premises.folder), "stopped": True},
    )


def _tell(ready_file: Path | None, address: str) -> None:
    """To whoever waits for it: on the screen, and in the file by its first byte."""
    print(f"Máy chủ đang chạy: {address}", flush=True)
    if ready_file is not None:
        write_durably(ready_file, f"{address}\n".encode())
