"""No English on the screen, not even where Qt writes by itself."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.qt_words import WORDS
from desktop.ui.theme import apply_theme


def test_the_menu_of_a_field_is_vietnamese(qtbot: QtBot):
    apply_theme("light")
    field = QLineEdit("chữ")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = [act.text().split("\t")[0] for act in menu.actions() if not act.isSeparator()]
    assert words == ["Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xóa", "Chọn tất cả"]
    menu.deleteLater()


def test_mnemonics_dots_and_unknown_words(qtbot: QtBot):
    apply_theme("light")
    assert QCoreApplication.translate("QFileDialog", "&Open") == "Mở"
    assert QCoreApplication.translate("Anything", "Save As...") == "Lưu thành…"
    assert QCoreApplication.translate("Anything", "8,5") == "8,5"
    assert all(words == words.strip() for words in WORDS.values())
