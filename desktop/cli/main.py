"""From the command line to the job: sentences on stderr, reports on stdout, an exit status."""

import sys
from collections.abc import Sequence
from importlib import import_module

from desktop.cli.arguments import REFUSED, WINDOW, parser


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; the exit status is 0 done, 1 refused or problems, 2 wrong usage.

    Each job is a module of this folder and is imported only when it is asked for: the window
    shows its sign-in before anything heavy is there, and no other job needs Qt.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # none without a console on Windows
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    job = "self_test" if arguments.self_test else str(arguments.job)
    try:
        run = import_module(f"desktop.cli.{job}").run
    except ModuleNotFoundError:
        if not job.startswith("server_"):
            raise
        return _without_server_packages()
    if job == WINDOW:
        return int(run(arguments))
    from desktop.cli.outcome import told

    return told(run, arguments)


def _without_server_packages() -> int:
    print(
        "Máy này chưa cài các gói của phần máy chủ nên chưa làm gì cả. "
        "Cài bằng lệnh: pip install 'so-truong[server]'",
        file=sys.stderr,
    )
    return REFUSED
