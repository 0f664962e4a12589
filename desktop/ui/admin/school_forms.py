"""Two parts of the page Trường: the heading facts, and the settings with their meaning."""

from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from desktop.commands.school import ChangeSetting, EditSchool, SchoolFacts
from desktop.queries.school_facts import SchoolDesk
from desktop.rules.subjects import SchoolLevel
from desktop.store.school import School
from desktop.ui.admin.records import carried_out
from desktop.ui.admin.settings_words import GROUPS, SettingWords, option_of
from desktop.ui.kit.words import column, hairline, label, row

_FACTS: Final = (
    ("authority", "Cơ quan chủ quản", "dòng đầu của mọi sổ, như UBND xã Hoa Sen"),
    ("name", "Tên trường", "như Trường THCS Hoa Sen"),
    ("commune", "Xã, phường", ""),
    ("province", "Tỉnh, thành phố", ""),
    ("former_district", "Huyện, quận trước đây", "để trống nếu không in"),
)
_WIDE: Final = 420


class FactsForm(QScrollArea):
    """Each field is written when it is left; there is nothing to save."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setAccessibleName("Thông tin trường")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._school = school
        self._seen = SchoolFacts("", "")
        self.fields: dict[str, QLineEdit] = {}
        form = QFormLayout()
        form.setContentsMargins(16, 14, 16, 14)
        form.setSpacing(10)
        for key, name, hint in _FACTS:
            field = QLineEdit()
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.setMaximumWidth(_WIDE)
            field.setMaxLength(120)
            field.editingFinished.connect(partial(self._write, key))
            self.fields[key] = field
            form.addRow(label(name, "label"), field)
        self.level = QLabel()
        form.addRow(label("Cấp học", "label"), self.level)
        note = "Ghi xong một ô là đã lưu. Các dòng này đứng ở đầu mọi sổ in."
        form.addRow(label("", "second"), label(note, "second", wrap=True))
        inner = QWidget()
        inner.setProperty("k", "clear")
        inner.setLayout(form)
        self.setWidget(inner)
        self.setWidgetResizable(True)

    def show_facts(self, facts: SchoolFacts) -> None:
        """Show what stands in the file now."""
        self._seen = facts
        for key, field in self.fields.items():
            if not field.hasFocus() or not field.isModified():
                field.setText(getattr(facts, key))
        self.level.setText(SchoolLevel(facts.level).label)

    def write_all(self) -> None:
        """Write the field that is being typed in."""
        for key in self.fields:
            self._write(key)

    def _write(self, key: str) -> None:
        text = self.fields[key].text().strip()
        if text == getattr(self._seen, key):
            return
        facts = msgspec.structs.replace(self._seen, **{key: text})
        why = carried_out(self._school, EditSchool(facts=facts, seen=self._seen))
        if why:
            self.fields[key].setText(getattr(self._seen, key))
            self.refused.emit(why)
        else:
            self._seen = facts
            self.changed.emit()


class SettingsForm(QScrollArea):
    """Every setting with its title, its meaning and its ways; a choice is written at once."""

    changed = Signal(str)
    refused = Signal(str)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setAccessibleName("Thiết lập")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._school = school
        self._stored: dict[str, str] = {}
        self.combos: dict[str, QComboBox] = {}
        inner = QWidget()
        inner.setProperty("k", "clear")
        parts = column(margins=(16, 12, 16, 16), gap=10)
        for title, settings in GROUPS:
            parts.addWidget(label(title, "panel"))
            for setting in settings:
                parts.addWidget(hairline())
                parts.addLayout(self._line(setting))
            parts.addSpacing(10)
        parts.addStretch(1)
        inner.setLayout(parts)
        self.setWidget(inner)
        self.setWidgetResizable(True)

    def _line(self, setting: SettingWords) -> QHBoxLayout:
        combo = QComboBox()
        combo.setAccessibleName(setting.title)
        combo.setAccessibleDescription(setting.text)
        combo.setFixedWidth(_WIDE)
        for option in setting.options:
            combo.addItem(option.words, option.stored)
        combo.activated.connect(lambda at: self._choose(setting, at))
        self.combos[setting.name] = combo
        words = column(
            label(setting.title, "strong"),
            label(setting.text, "second", wrap=True), gap=0,
        )  # fmt: skip
        line = row(gap=16)
        line.addLayout(words, 1)
        line.addWidget(combo)
        return line

    def show_settings(self, desk: SchoolDesk) -> None:
        """Show what is chosen now."""
        self._stored = dict(desk.settings)
        for _, settings in GROUPS:
            for setting in settings:
                option = option_of(setting, self._stored.get(setting.name, ""))
                at = setting.options.index(option) if option else -1
                self.combos[setting.name].setCurrentIndex(at)

    def _choose(self, setting: SettingWords, at: int) -> None:
        seen = self._stored.get(setting.name, "")
        value = "" if at == 0 else setting.options[at].stored
        if value == seen:
            return
        command = ChangeSetting(name=setting.name, value=value, seen=seen)
        why = carried_out(self._school, command)
        if why:
            self.refused.emit(why)
        else:
            self._stored[setting.name] = value
            self.changed.emit(f"{setting.title}: {setting.options[at].words}.")
