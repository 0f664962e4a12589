"""Icons: Remix Icon glyphs, drawn in the colours of the current theme and kept as pixmaps.

The glyph font and its name table are read straight from QtAwesome's data files (8 ms); importing
the package itself would load nine further icon fonts (125 ms).
"""

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import tokens


class UnknownIconError(LookupError):
    """No glyph of that name in the icon font."""


@lru_cache(maxsize=1)
def _glyphs() -> tuple[str, dict[str, str]]:
    """Load the font once; return its family and the code points by name."""
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        msg = "qtawesome"
        raise UnknownIconError(msg)
    folder = Path(next(iter(spec.submodule_search_locations))) / "fonts"
    font = next(folder.glob("remixicon-*.ttf"))
    table = next(folder.glob("remixicon-charmap-*.json"))
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))
    return families[0], json.loads(table.read_text(encoding="utf-8"))


def glyph(name: str) -> str:
    """Return the character of `ri.lock-2-line`."""
    code = _glyphs()[1].get(name.removeprefix("ri."))
    if code is None:
        raise UnknownIconError(name)
    return chr(int(code, 16))


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    font = QFont(_glyphs()[0])
    font.setPixelSize(size)
    painter = QPainter(picture)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, glyph(name))
    painter.end()
    return picture


def pixmap(name: str, size: int = 16, colour: str = "text2", ratio: float = 1.0) -> QPixmap:
    """Return the icon in a colour of the current theme, sharp at the device's pixel ratio."""
    return _drawn(name, str(getattr(tokens(), colour)), size, ratio)


def paint(painter: QPainter, at: QPoint, name: str, size: int = 16, colour: str = "text2") -> None:
    """Draw an icon with its top left corner at a point."""
    painter.drawPixmap(at, pixmap(name, size, colour, painter.device().devicePixelRatioF()))


class _InkEngine(QIconEngine):
    """Draws on demand, so that every button follows a change of the theme by itself."""

    def __init__(self, name: str, colour: str, on_colour: str) -> None:
        super().__init__()
        self._name, self._colour_name, self._on_colour = name, colour, on_colour

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return "text3"
        return self._on_colour if state == QIcon.State.On else self._colour_name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        size = min(rect.width(), rect.height())
        at = rect.center() - QPoint((size - 1) // 2, (size - 1) // 2)
        paint(painter, at, self._name, size, self._colour(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        side = round(min(size.width(), size.height()) / scale)
        drawn = pixmap(self._name, side, self._colour(mode, state), scale)
        return drawn if size.width() <= size.height() else _with_gap(drawn, size)

    def clone(self) -> QIconEngine:
        return _InkEngine(self._name, self._colour_name, self._on_colour)


def _with_gap(drawn: QPixmap, size: QSize) -> QPixmap:
    """Put the icon at the left of a wider ground: Qt leaves only 4 px between icon and words."""
    wide = QPixmap(size)
    wide.setDevicePixelRatio(drawn.devicePixelRatio())
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide


def icon(name: str, colour: str = "text2", on_colour: str = "accent") -> QIcon:
    """Return an icon for buttons and menus; `token` names its colour, `on_colour` when checked."""
    glyph(name)
    return QIcon(_InkEngine(name, colour, on_colour))


def device_ratio() -> float:
    """Return the pixel ratio of the screen for pixmaps that are made before they are painted."""
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
