"""No command: the window."""

from argparse import Namespace

from desktop import app


def run(arguments: Namespace) -> int:
    """Open the window, with --school at that school's sign-in; the status when it was closed."""
    folder = arguments.school.resolve() if arguments.school else None
    return app.run(folder)
