"""Labels, lines and the arranging of widgets in rows and columns."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

Part = QWidget | QBoxLayout | int | None  # an int is a gap in pixels, None takes what is left


def label(text: str, k: str = "", *, wrap: bool = False) -> QLabel:
    """Make a label; `k` is its kind in the style sheet: title, panel, strong, second, red."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if k:
        made.setProperty("k", k)
    made.setWordWrap(wrap)
    return made


def hairline(*, upright: bool = False, k: str = "line") -> QFrame:
    """One pixel between two grounds."""
    made = QFrame()
    made.setProperty("k", k)
    made.setFrameShape(QFrame.Shape.NoFrame)
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def row(
    *parts: Part, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8
) -> QHBoxLayout:
    """Side by side."""
    made = QHBoxLayout()
    _fill(made, parts, margins, gap)
    return made


def column(
    *parts: Part, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8
) -> QVBoxLayout:
    """One under the other."""
    made = QVBoxLayout()
    _fill(made, parts, margins, gap)
    return made


def _fill(
    layout: QBoxLayout, parts: Iterable[Part], margins: tuple[int, int, int, int], gap: int
) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def ground(layout: QBoxLayout, k: str = "page") -> QWidget:
    """A widget on one of the grounds (page, chrome, cover) that holds a layout."""
    made = QWidget()
    made.setProperty("k", k)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    return made


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a property that has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
