"""`tour`: drives the real windows through the main jobs; pictures and PDFs stay in the folder."""

import os
from argparse import Namespace

from desktop.cli.outcome import Report


def run(arguments: Namespace) -> Report:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported
    from desktop.tour import make_tour

    folder = arguments.folder.resolve()
    pictures = make_tour(folder)
    return Report(
        lines=(f"{len(pictures)} ảnh và các bản in nằm ở {folder}",),
        data={"folder": str(folder), "pictures": [picture.name for picture in pictures]},
    )
