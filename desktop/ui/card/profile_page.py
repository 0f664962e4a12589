"""The first page of the card: who the pupil is and where at home; the other pages in short."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.commands.pupil import RELATIONS
from desktop.rules.ethnicities import ETHNICITIES
from desktop.rules.places import province, provinces
from desktop.rules.profile import (
    DISABILITIES,
    HOME_NATIONALITY,
    OPEN_FIELDS,
    RELIGIONS,
    ProfileField,
)
from desktop.rules.terms import Term
from desktop.ui.card.book import CardBook
from desktop.ui.card.form import GAP, LABEL, ProfileForm, Spec, scrolled, section
from desktop.ui.card.inputs import PickInput
from desktop.ui.card.policy import PolicyGroups
from desktop.ui.card.words import RELATION_WORDS, marks_words, missed_words, parent_words
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, label, row

F = ProfileField
_ABOVE: Final = (
    (Spec(F.FULL_NAME, "Họ và tên"),),
    (Spec(F.BIRTH_DATE, "Ngày sinh", "dd/mm/yyyy", width=110),
     Spec(F.BIRTH_PLACE, "Nơi sinh")),
    (Spec(F.SEX, "Giới tính", choices=("Nam", "Nữ"), width=110),
     Spec(F.NATIONALITY, "Quốc tịch", choices=(HOME_NATIONALITY,))),
    (Spec(F.CITIZEN_ID, "Số định danh", "Chưa có: gõ số định danh 12 chữ số"),),
    (Spec(F.CODE, "Mã học sinh", width=110), Spec(F.MOET_ID, "Mã Bộ", "10 chữ số")),
    (Spec(F.ETHNICITY, "Dân tộc", choices=ETHNICITIES),
     Spec(F.RELIGION, "Tôn giáo", choices=RELIGIONS)),
    (Spec(F.DISABILITY, "Khuyết tật", choices=DISABILITIES),),
    (Spec(F.PROVINCE, "Tỉnh, thành phố", "gõ vài chữ, không cần dấu", choices=()),),
    (Spec(F.COMMUNE, "Xã, phường", "chọn tỉnh trước", choices=()),),
    (Spec(F.ADDRESS, "Thường trú", "số nhà, đường, thôn, tổ"),),
    (Spec(F.FORMER_ADDRESS, "Theo đơn vị cũ", "xã, huyện, tỉnh trước 01/7/2025"),),
)  # fmt: skip
_BELOW: Final = (
    (Spec(F.PHONE, "Điện thoại", "số liên hệ của gia đình", masks=True),),
    (Spec(F.NOTE, "Ghi chú"),),
)


class ProfilePage(QWidget):
    """Two forms with the policy groups between, then family and year in short."""

    saved = Signal(str)
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.above = ProfileForm(_ABOVE)
        self.groups = PolicyGroups()  # Tab goes in the order in which they are made
        self.below = ProfileForm(_BELOW)
        self.forms = (self.above, self.below)
        self.family = _Short("Người nuôi dưỡng", "sửa ở thẻ Gia đình")
        self.year = _Short("Nhìn nhanh")
        inside = column(self.above, self.groups, self.below, self.family, self.year, None, gap=6)
        self.area: QScrollArea = scrolled(inside)
        self.area.setAccessibleName("Hồ sơ")
        outside = column(gap=0)
        outside.addWidget(self.area)
        self.setLayout(outside)
        for part in (*self.forms, self.groups):
            part.saved.connect(self.saved)
            part.kept.connect(self.kept)
        self._province = self.above.inputs[F.PROVINCE]
        self._communes_of = ""

    def show_book(self, book: CardBook, gaps: Mapping[ProfileField, str]) -> None:
        """Another pupil, or the same one read again."""
        with_care = book.card.with_care
        for form in self.forms:
            form.only([f for f in form.inputs if with_care or f in OPEN_FIELDS])
            form.show_book(book, gaps)
        self._offer_places(book)
        self.groups.setVisible(with_care)
        if with_care:
            self.groups.show_book(book)
        self._show_family(book)
        self._show_year(book)

    def _offer_places(self, book: CardBook) -> None:
        provinces_box, communes = self.above.inputs[F.PROVINCE], self.above.inputs[F.COMMUNE]
        if not book.card.with_care or not isinstance(provinces_box, PickInput):
            return
        provinces_box.offer([unit.name for unit in provinces()])
        chosen = book.pupil.province
        if chosen != self._communes_of and isinstance(communes, PickInput):
            self._communes_of = chosen
            within = province(chosen) if chosen else None
            communes.offer([one.name for one in within.communes] if within else ())

    def _show_family(self, book: CardBook) -> None:
        pupil = book.pupil
        parents = [
            (RELATION_WORDS[name], parent_words(getattr(pupil, name)))
            for name in ("mother", "father", "guardian")
            if name in RELATIONS
        ]
        lines = [(words, said) for words, said in parents if said]
        self.family.setVisible(book.card.with_care)
        self.family.show_lines(lines or [("", "chưa ghi ai")])

    def _show_year(self, book: CardBook) -> None:
        glance = book.card.glance
        lines = []
        term = glance.year.term_on(book.today) if glance else Term.I
        if glance and glance.missed:
            lines.append(("Nghỉ", missed_words(glance.missed[term])))
        if glance and glance.subjects:
            lines.append(("Điểm", marks_words(glance, term)))
        self.year.setVisible(bool(lines))
        self.year.aside.setText(f"học kì {term.name}")
        self.year.show_lines(lines)


class _Short(QWidget):
    """A caption and lines of words beneath it."""

    def __init__(self, title: str, aside: str = "") -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.aside = label(aside, "second")
        self._below = column(gap=4)
        self._lines: list[tuple[QLabel, Elided]] = []
        self.setLayout(column(8, section(title, self.aside), self._below, gap=4))

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        """Show other lines."""
        while len(self._lines) < len(lines):
            pair = label("", "second"), Elided("", "")
            pair[0].setFixedWidth(LABEL)
            line = row(pair[0], gap=GAP)
            line.addWidget(pair[1], 1)
            self._below.addLayout(line)
            self._lines.append(pair)
        for at, (caption, words) in enumerate(self._lines):
            there = at < len(lines)
            caption.setVisible(there)
            words.setVisible(there)
            if there:
                caption.setText(lines[at][0])
                words.set_words(lines[at][1])

    @property
    def words(self) -> list[tuple[str, str]]:
        """What stands there."""
        return [(a.text(), b.words) for a, b in self._lines if not b.isHidden()]
