"""The promises of the colours: contrast by computation, both themes complete, one sheet."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.resources import resource
from desktop.ui import icons
from desktop.ui.theme import DARK, LIGHT, Tokens, apply_theme, bold, ink, tokens
from desktop.ui.theme.apply import style_sheet
from desktop.ui.theme.fonts import FAMILY, load_fonts, text_width
from desktop.ui.theme.tokens import contrast

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
GROUNDS = ("page", "chrome", "cover", "head", "tint", "calc", "lock", "hover")


@THEMES
@pytest.mark.parametrize("ground", [*GROUNDS, "tint2"])
@pytest.mark.parametrize("text", ["text", "text2", "accent", "red", "amber"])
def test_text_can_be_read_on_every_ground(theme: Tokens, text: str, ground: str):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_faintest_text_can_be_read_but_on_tint2(theme: Tokens, ground: str):
    assert contrast(theme.text3, getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("state", ["red", "amber", "green"])
def test_states_stand_out_on_their_own_ground(theme: Tokens, state: str):
    assert contrast(getattr(theme, state), getattr(theme, f"{state}_ground")) >= 4.5
    assert contrast(theme.text, getattr(theme, f"{state}_ground")) >= 4.5


@THEMES
def test_controls_and_focus_stand_out(theme: Tokens):
    for ground in (theme.page, theme.chrome):
        assert contrast(theme.edge, ground) >= 3
    for ground in (theme.page, theme.chrome, theme.cover):
        assert contrast(theme.accent, ground) >= 3
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.on_accent, theme.accent_hover) >= 4.5
    assert contrast(theme.text, theme.accent) >= 1.5  # the focus frame of a primary button


def test_known_ratios():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast(LIGHT.text, LIGHT.page) == pytest.approx(16.9, abs=0.05)
    assert contrast(DARK.text3, DARK.page) == pytest.approx(6.2, abs=0.05)


@THEMES
def test_the_sheet_uses_tokens_only_and_all_that_it_names(theme: Tokens):
    template = resource("style.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", template)
    named = set(re.findall(r"\$(\w+)", template)) - {"icons"}
    assert named <= set(asdict(theme))
    assert "$" not in style_sheet(theme)


@THEMES
def test_the_little_pictures_have_the_colours_of_the_tokens(theme: Tokens):
    for picture, token in (("down", theme.text2), ("tick", theme.on_accent)):
        path = resource(f"icons/{picture}-{theme.name}.svg")
        assert f'stroke="{token}"' in path.read_text(encoding="utf-8")
        assert QIcon(str(path)).pixmap(12, 12).width() == 12


@THEMES
def test_a_theme_reaches_palette_painters_and_widgets(qtbot: QtBot, theme: Tokens):
    assert apply_theme(theme.name) is theme
    assert tokens() is theme
    assert ink("page") == QColor(theme.page)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(theme.page)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(120, 32)
    image = field.grab().toImage()
    assert QColor(image.pixel(60, 16)) == QColor(theme.page)
    apply_theme("light")


def test_the_program_brings_its_own_font(qtbot: QtBot):
    apply_theme("light")
    widget = QWidget()
    qtbot.addWidget(widget)
    assert load_fonts()
    info = QFontInfo(widget.font())
    assert info.family() == FAMILY
    assert info.pointSize() == 10
    assert QFontInfo(bold()).bold()
    assert text_width("8") == text_width("1")  # tabular figures: marks stand under each other


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox])
def test_nothing_jumps_when_it_gets_the_focus(qtbot: QtBot, kind: type[QWidget]):
    apply_theme("light")
    widget = kind()
    qtbot.addWidget(widget)
    before = widget.sizeHint()
    widget.show()
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    assert widget.sizeHint() == before
    widget.hide()


def test_controls_have_the_heights_of_the_look(qtbot: QtBot):
    apply_theme("light")
    combo = QComboBox()
    combo.addItem("Học kì I")
    for widget in (QPushButton("Xuất"), QLineEdit(), combo):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.sizeHint().height() == 32
    box = QCheckBox("Đã nhận")
    qtbot.addWidget(box)
    assert box.sizeHint().height() >= 24


def test_every_icon_named_in_the_source_exists(qapp: QApplication):
    root = Path(icons.__file__).parents[1]
    names = {
        name
        for path in root.rglob("*.py")
        for name in re.findall(r"""["'](ri\.[a-z0-9-]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert len(names) > 10
    assert [len(icons.glyph(name)) for name in names] == [1] * len(names)


def test_an_unknown_icon_is_named(qapp: QApplication):
    with pytest.raises(icons.UnknownIconError, match=r"ri\.no-such"):
        icons.icon("ri.no-such")


def test_icons_follow_the_theme_and_the_screen(qapp: QApplication):
    apply_theme("light")
    made = icons.icon("ri.lock-2-line", "accent")
    light = made.pixmap(16, 16).toImage()
    apply_theme("dark")
    dark = made.pixmap(16, 16).toImage()
    apply_theme("light")
    assert light != dark
    assert icons.pixmap("ri.lock-2-line", 16, ratio=1.25).width() == 20
    assert icons.pixmap("ri.lock-2-line") is icons.pixmap("ri.lock-2-line")
