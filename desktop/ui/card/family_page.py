"""The second page of the card: mother, father, guardian; numbers are covered until shown."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.rules.profile import ProfileField
from desktop.ui.card.book import CardBook
from desktop.ui.card.form import ProfileForm, Spec, scrolled, section
from desktop.ui.card.words import RELATION_WORDS
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import column, row

SHOW, COVER = "Hiện số điện thoại", "Che số điện thoại"
_ORDER: Final = ("mother", "father", "guardian")


class FamilyPage(QWidget):
    """Three forms."""

    saved = Signal(str)
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.forms = tuple(ProfileForm(_specs(who)) for who in _ORDER)
        self.reveal = button(SHOW, self._reveal, icon="ri.eye-line")
        self._open = False
        inside = column(gap=6)
        inside.addLayout(row(None, self.reveal))
        for who, form in zip(_ORDER, self.forms, strict=True):
            inside.addLayout(section(RELATION_WORDS[who]))
            inside.addWidget(form)
            inside.addSpacing(8)
        inside.addStretch(1)
        self.area = scrolled(inside)
        self.area.setAccessibleName("Gia đình")
        outside = column(gap=0)
        outside.addWidget(self.area)
        self.setLayout(outside)
        for form in self.forms:
            form.saved.connect(self.saved)
            form.kept.connect(self.kept)

    def show_book(self, book: CardBook, gaps: Mapping[ProfileField, str]) -> None:
        """Another pupil: numbers are covered again."""
        before = self.forms[0].book
        if before is not None and before.student_id != book.student_id and self._open:
            self._reveal()
        for form in self.forms:
            form.show_book(book, gaps)

    def _reveal(self) -> None:
        self._open = not self._open
        self.reveal.setText(COVER if self._open else SHOW)
        self.reveal.setAccessibleName(self.reveal.text())
        for form in self.forms:
            form.reveal(on=self._open)


def _specs(who: str) -> list[list[Spec]]:
    name, born, work, phone, email = (
        ProfileField(f"{who}.{part}")
        for part in ("full_name", "birth_year", "occupation", "phone", "email")
    )
    return [
        [Spec(name, "Họ và tên")],
        [Spec(born, "Năm sinh", "yyyy", width=84), Spec(work, "Nghề nghiệp")],
        [Spec(phone, "Điện thoại", "10 chữ số", masks=True)],
        [Spec(email, "Thư điện tử")],
    ]
