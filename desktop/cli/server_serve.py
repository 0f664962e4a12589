"""`server serve`: serves the schools of a folder until it is told to end."""

import sys
from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.sync.server.premises import open_premises
from desktop.sync.server.serve import serve


def run(arguments: Namespace) -> Report:
    premises = open_premises(arguments.folder.resolve())
    settings = premises.settings
    serve(premises, settings.listen, settings.port, arguments.workers, _ready)
    return Report(
        lines=("Máy chủ đã dừng; mọi việc đang làm dở đã làm xong.",), data={"stopped": True}
    )


def _ready(address: str) -> None:
    """On stderr, for stdout is the report's."""
    print(f"Máy chủ đang chạy ở {address}; dừng bằng Ctrl+C.", file=sys.stderr, flush=True)
