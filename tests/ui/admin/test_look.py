"""Every page fits, every control has a name, disabled ones a reason."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.admin.tab import AdminTab
from desktop.ui.places import Destination
from desktop.ui.theme import apply_theme
from tests.ui.admin.conftest import Opener


def parts(tab: AdminTab) -> list[str]:
    """The parts of the page in front, or one nameless part."""
    segments = getattr(tab.page, "parts", None)
    return list(segments.buttons) if segments is not None else [""]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 620), (1093, 468)])
def test_every_page_fits_and_is_named(opened: Opener, width: int, height: int, theme: str):
    apply_theme(theme)
    tab = opened()
    tab.resize(width, height)
    for at in range(len(tab.kinds)):
        tab.show_page(at)
        for part in parts(tab):
            if part:
                tab.page.parts.buttons[part].click()  # type: ignore[union-attr]
            least = tab.minimumSizeHint()
            assert least.width() <= width, tab.kinds[at].KEY
            assert least.height() <= height, tab.kinds[at].KEY
            for widget in tab.findChildren(QWidget):
                if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    assert widget.accessibleName()
                    inside = widget.mapTo(tab, widget.rect().topRight()).x()
                    assert inside <= width or _scrolls(widget)
                if (
                    isinstance(widget, QPushButton)
                    and widget.isVisible()
                    and not widget.isEnabled()
                ):
                    assert widget.toolTip()
    apply_theme("light")


def _scrolls(widget: QWidget) -> bool:
    return "Form" in type(widget.parent()).__name__


def test_a_place_leads_to_its_page(opened: Opener):
    tab = opened()
    assert tab.go(Destination("admin", part="backup"))
    assert tab.kinds[tab.current].KEY == "backup"
    assert not tab.go(Destination("admin", part="không có"))
    assert not tab.go(Destination("printing"))


def test_the_last_page_is_remembered(opened: Opener):
    opened(page="locks")
    assert opened().kinds[opened.tab.current].KEY == "locks"  # type: ignore[union-attr]
