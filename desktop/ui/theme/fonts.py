"""The screen font: Noto Sans from the program's own folder, in points."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

from desktop.resources import resource

FAMILY = "Noto Sans"
BODY, PANEL, TITLE, SIGN_IN, CONFLICT = 10, 11, 14, 22, 30  # points, look §2


@lru_cache(maxsize=1)
def load_fonts() -> bool:
    """Register the bundled files; False when they are missing and the system's font must do."""
    styles = ("Regular", "Bold", "Italic")
    ids = [
        QFontDatabase.addApplicationFont(str(path))
        for style in styles
        if (path := resource(f"fonts/NotoSans-{style}.ttf")).is_file()
    ]
    return len(ids) == len(styles) and -1 not in ids


@lru_cache(maxsize=32)
def face(points: int = BODY, *, strong: bool = False, slanted: bool = False) -> QFont:
    """Return the shared font of this size; callers must not change it."""
    font = QFont(FAMILY, points)
    font.setBold(strong)
    font.setItalic(slanted)
    return font


def bold(points: int = BODY) -> QFont:
    return face(points, strong=True)


@lru_cache(maxsize=32)
def metrics(points: int = BODY, *, strong: bool = False, slanted: bool = False) -> QFontMetrics:
    return QFontMetrics(face(points, strong=strong, slanted=slanted))


@lru_cache(maxsize=8192)
def text_width(text: str, points: int = BODY, *, strong: bool = False) -> int:
    """Return the advance in pixels; cached, since marks and names repeat."""
    return metrics(points, strong=strong).horizontalAdvance(text)
