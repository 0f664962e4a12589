"""Buttons: ordinary, primary, danger, quiet, link and icon; and a row of which one is on."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop.ui import icons
from desktop.ui.theme.fonts import text_width

ICON_PIXELS = 16
GAP = 4  # between icon and words, added to the 4 that Qt leaves


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    k: str = "",
    icon: str = "",
    shortcut: str = "",
) -> QPushButton:
    """A button with words; `shortcut` is shown in the tooltip and works in its window."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.setCursor(Qt.CursorShape.ArrowCursor)
    made.setAutoDefault(False)
    if k:
        made.setProperty("k", k)
    if icon:
        token = "on_accent" if k == "primary" else "text2"
        made.setIcon(icons.icon(icon, token))
        made.setIconSize(QSize(ICON_PIXELS + (GAP if text else 0), ICON_PIXELS))
    if shortcut:
        made.setShortcut(shortcut)
        made.setToolTip(f"{text} ({shortcut})")
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_button(
    icon: str, name: str, on_click: Callable[[], object] | None = None, *, shortcut: str = ""
) -> QPushButton:
    """A button that shows an icon alone: undo, redo, close, previous, next, more."""
    made = button("", on_click, k="icon", icon=icon)
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({shortcut})" if shortcut else name)
    if shortcut:
        made.setShortcut(shortcut)
    made.setFixedSize(34, 32)
    return made


def enable(widget: QWidget, reason: str = "") -> None:
    """Let a control work, or with a reason disable it and say why."""
    if widget.property("tip") is None:  # the tooltip for when it works again
        widget.setProperty("tip", widget.toolTip())
    widget.setEnabled(not reason)
    widget.setToolTip(reason or widget.property("tip"))
    widget.setAccessibleDescription(reason)


class Segments(QWidget):
    """A row of buttons of which one is on."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str) -> None:
        """Show `options`, each a key and its words; the first one is on."""
        super().__init__()
        self.setAccessibleName(name)
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for at, (key, words) in enumerate(options):
            made = button(words)
            made.setCheckable(True)
            made.setProperty("seg", _place(at, len(options)))
            made.setMinimumWidth(text_width(words, strong=True) + 28)  # bold while it is on
            made.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self.buttons[key] = made
            layout.addWidget(made)
        if options:
            self.choose(options[0][0])

    @property
    def key(self) -> str:
        """Which one is on."""
        return next((key for key, made in self.buttons.items() if made.isChecked()), "")

    def choose(self, key: str) -> None:
        """Put one on without telling anybody."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)


def _place(at: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if at == 0 else "last" if at == count - 1 else "mid"
