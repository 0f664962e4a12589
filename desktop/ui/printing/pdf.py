"""A PDF in memory whose pages become pictures: on the screen and for the printer the same."""

from threading import Lock
from typing import Any, Final

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage

POINTS: Final = 72
"""Points an inch."""
_ONE_AT_A_TIME: Final = Lock()
"""pdfium must not be entered by two threads at once: preview and printing share it."""


class Pdf:
    """The pages of a document; open until `close`."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        with _ONE_AT_A_TIME:
            self._document: Any = pypdfium2.PdfDocument(content)
            self.sizes = tuple(QSizeF(*size) for size in self._page_sizes())

    @property
    def count(self) -> int:
        return len(self.sizes)

    def image(self, page: int, scale: float) -> QImage:
        """A page as a picture; scale 1 is one pixel a point."""
        with _ONE_AT_A_TIME:
            opened = self._document[page]
            bitmap = opened.render(scale=scale)  # blue, green, red
            picture = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride,
                QImage.Format.Format_BGR888,
            ).copy()  # fmt: skip
            bitmap.close()
            opened.close()
        return picture

    def places(self, page: int, words: str) -> list[QRectF]:
        """Where a text stands on a page, in points from the top left."""
        found = []
        with _ONE_AT_A_TIME:
            opened = self._document[page]
            text = opened.get_textpage()
            search = text.search(words, match_case=True)
            while (match := search.get_next()) is not None:
                boxes = [text.get_charbox(at) for at in range(match[0], match[0] + match[1])]
                left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
                right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
                height = self.sizes[page].height()
                found.append(QRectF(left, height - top, right - left, top - bottom))
            search.close()
            text.close()
            opened.close()
        return found

    def close(self) -> None:
        with _ONE_AT_A_TIME:
            self._document.close()

    def _page_sizes(self) -> list[tuple[float, float]]:
        return [self._document.get_page_size(at) for at in range(len(self._document))]
