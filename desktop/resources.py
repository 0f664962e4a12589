"""Where the files that come with the program lie: fonts, icons, templates."""

import sys
from pathlib import Path


def resource(path: str) -> Path:
    """Return the full path of a file under `resources/`, such as `fonts/Tinos-Regular.ttf`.

    The program runs from its checkout (also when that is installed with `pip install -e`) or as the
    built application, which carries the whole folder beside its modules.
    """
    beside = getattr(sys, "_MEIPASS", None)  # set by the built application
    root = Path(beside) if beside is not None else Path(__file__).resolve().parents[1]
    return root / "resources" / path
