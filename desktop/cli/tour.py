"""`tour`: drives the real windows through the main jobs; pictures and PDFs stay in the folder."""

import os
import sys
import traceback
from argparse import Namespace

from desktop.cli.outcome import Report


def run(arguments: Namespace) -> Report:
    """Problems are a step that did not do what it has to do."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported
    from desktop.tour import TourFailed, make_tour

    folder = arguments.folder.resolve()
    try:
        album = make_tour(folder)
    except TourFailed as failed:
        traceback.print_exception(failed, file=sys.stderr)
        return Report((f"Chưa đi hết: {failed}",), {"stopped_at": str(failed)}, problems=True)
    return Report(
        lines=(f"{len(album.pictures)} ảnh và các bản in nằm ở {folder}", *album.left_out),
        data={"folder": str(folder), "pictures": [one.name for one in album.pictures]},
    )
