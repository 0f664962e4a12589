"""Draws pages with the type that comes with the program, and reads back what was drawn."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from desktop.printing.fonts import Faces, faces
from desktop.printing.ink import Placed
from desktop.printing.page import Page
from desktop.printing.press import Press
from desktop.resources import resource


def bundled() -> Faces:
    return faces((resource("fonts"),))


def pdf_of(pages: Iterable[Page], placed: list[Placed] | None = None) -> bytes:
    """The pages as a file; `placed` collects every text with the box it was given."""
    kept = BytesIO()
    canvas = Canvas(kept, invariant=1, pageCompression=1)
    press = Press(canvas, bundled(), placed)
    for page in pages:
        press.put(page)
    canvas.save()
    return kept.getvalue()


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def texts_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader program finds it."""
    with opened(pdf) as document:
        found = []
        for page in document:
            words = page.get_textpage()
            found.append(words.get_text_range().replace("\r\n", "\n"))
            words.close()
            page.close()
        return found


def rasters_of(pdf: bytes) -> list[Any]:
    """Each page in greys at 72 dpi."""
    with opened(pdf) as document:
        found = []
        for page in document:
            found.append(page.render(scale=1).to_pil().convert("L"))
            page.close()
        return found
