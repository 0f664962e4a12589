"""Put a theme on the application: style sheet, palette, font; and hand its colours to painters."""

from dataclasses import asdict
from functools import lru_cache
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QPen
from PySide6.QtWidgets import QApplication

from desktop.resources import resource
from desktop.ui.qt_words import speak_vietnamese
from desktop.ui.theme.fonts import face, load_fonts
from desktop.ui.theme.tokens import DARK, LIGHT, Tokens

SYSTEM = "system"
_PROPERTY = "so_truong_theme"


def tokens() -> Tokens:
    """Return the tokens of the theme that the application shows now."""
    app = QApplication.instance()
    return DARK if app is not None and app.property(_PROPERTY) == DARK.name else LIGHT


def apply_theme(choice: str = SYSTEM) -> Tokens:
    """Show `light`, `dark`, or what the system prefers; return the tokens taken."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        msg = "apply_theme needs a QApplication"
        raise TypeError(msg)
    chosen = _chosen(choice)
    if app.property(_PROPERTY) is None:
        load_fonts()
        speak_vietnamese(app)
        app.setStyle("Fusion")
        app.setFont(face())
    app.setProperty(_PROPERTY, chosen.name)
    app.setPalette(palette(chosen))
    app.setStyleSheet(style_sheet(chosen))
    return chosen


def _chosen(choice: str) -> Tokens:
    if choice == SYSTEM:
        dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if choice == DARK.name else LIGHT


@lru_cache(maxsize=2)
def style_sheet(theme: Tokens) -> str:
    """Return the one style sheet of the application with the tokens filled in."""
    template = resource("style.qss").read_text(encoding="utf-8")
    icons = resource("icons").as_posix()
    return Template(template).substitute(asdict(theme), icons=icons)


@lru_cache(maxsize=2)
def palette(theme: Tokens) -> QPalette:
    """Return the same tokens as a palette, for the parts that no style sheet reaches."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, name in (
        (role.Window, theme.page),
        (role.Base, theme.page),
        (role.AlternateBase, theme.chrome),
        (role.Button, theme.page),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.PlaceholderText, theme.text3),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.ToolTipBase, theme.page),
        (role.ToolTipText, theme.text),
        (role.Mid, theme.line5),
        (role.Light, theme.page),
        (role.Dark, theme.edge),
        (role.Shadow, theme.edge),
    ):
        made.setColor(which, QColor(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.text3))
    return made


def ink(token: str) -> QColor:
    """Return a colour of the current theme by its token's name."""
    return _colour(str(getattr(tokens(), token)))


@lru_cache(maxsize=64)
def _colour(value: str) -> QColor:
    return QColor(value)


def ink_pen(token: str, width: int = 0) -> QPen:
    """Return a pen; width 0 is cosmetic: one device pixel at every scale, never blurred."""
    pen = QPen(ink(token))
    pen.setWidth(width)
    return pen
