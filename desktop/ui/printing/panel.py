"""The panel of choices: whose book, which parts, which paper, which pages; and the two acts."""

from collections.abc import Collection, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.printing.editions import Owner
from desktop.printing.forms import CLASS_BOOK, FORMS, TEACHER_BOOK, Form
from desktop.printing.options import PAPERS
from desktop.printing.paper import A3
from desktop.printing.reprints import Reprint
from desktop.queries.printable import Printable
from desktop.ui.kit.buttons import Segments, button, enable
from desktop.ui.kit.words import column, hairline, label, restyle
from desktop.ui.printing.choice import (
    SEVERAL,
    WHOLE_YEAR,
    Choice,
    Pages,
    all_owners,
    chosen_owners,
    classes_of,
    month_key,
    months_chosen,
    page_numbers,
    pages_again,
    teacher_owner,
    usual_month,
    who_can_be_chosen,
)
from desktop.ui.printing.form_words import WORDS
from desktop.ui.printing.list_fields import ListFields

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 232
_KEPT_PARTS = "printing.parts"


class ChoicesPanel(QWidget):
    """Says `changed` when another choice was made by hand."""

    changed = Signal()
    form_chosen = Signal(str)
    several_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.form: Form = CLASS_BOOK
        self.books = Printable()
        self.found: Sequence[Reprint] = ()
        self.several: tuple[UUID, ...] = ()
        self.waiting: frozenset[UUID] = frozenset()
        self._quiet = False
        self._make_fields()
        self._connect()
        self.print = button("In…", k="primary", icon="ri.printer-line", shortcut="Ctrl+Return")
        self.save = button("Lưu PDF…", icon="ri.file-download-line", shortcut="Ctrl+S")
        self._arrange()

    def _make_fields(self) -> None:
        self.title = label("", "panel", wrap=True)
        self.forms = _combo("Mẫu sổ")
        self.who_name = label("Lớp", "label")
        self.who = _combo("Lớp")
        self.course_name = label("Lớp–môn", "label")
        self.course = _combo("Lớp–môn")
        self.month_name = label("Tháng", "label")
        self.month = _combo("Tháng")
        self.listing = ListFields()
        self.parts_name = label("Phần in", "label")
        self.parts: dict[str, QCheckBox] = {}
        self.paper_name = label("Khổ giấy", "label")
        self.paper = Segments([("A3", "A3 ngang"), ("A4", "A4")], "Khổ giấy")
        self.turn = Segments([("A4", "A4 dọc"), ("A4L", "A4 ngang")], "Chiều giấy")
        self.filled_name = label("Nội dung", "label")
        self.filled = Segments([("filled", "Đã có điểm"), ("blank", "Để trống")], "Nội dung")
        self.pages = _combo("Trang")
        self.numbers = QLineEdit()
        self.numbers.setAccessibleName("Số trang cần in")
        self.numbers.setPlaceholderText("như 5–7, 11")
        self.numbers_said = label("", "red", wrap=True)
        self.files_name = label("Tệp", "label")
        self.files = Segments([("one", "Một tệp"), ("each", "Mỗi lớp riêng")], "Tệp khi lưu")

    def _connect(self) -> None:
        self.forms.activated.connect(lambda at: self.form_chosen.emit(self.forms.itemData(at)))
        self.who.activated.connect(self._who_chosen)
        self.course.activated.connect(lambda _at: self._tell())
        self.month.activated.connect(lambda _at: self._tell())
        self.listing.changed.connect(self._tell)
        self.paper.chosen.connect(lambda _key: self._tell())
        self.turn.chosen.connect(lambda _key: self._tell())
        self.filled.chosen.connect(lambda _key: self._tell())
        self.pages.activated.connect(lambda _at: self._tell())
        self.numbers.editingFinished.connect(self._tell)

    def _arrange(self) -> None:
        inner = QWidget()
        inner.setProperty("k", "chrome")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._parts_box = QVBoxLayout()
        self._parts_box.setSpacing(0)
        inner.setLayout(
            column(
                self.title, self.forms, self.who_name, self.who, self.month_name, self.month,
                self.course_name, self.course, 2, self.listing,
                self.parts_name, self._parts_box, 2, self.paper_name, self.paper, self.turn,
                self.filled_name, self.filled, label("Trang", "label"), self.pages, self.numbers,
                self.numbers_said, self.files_name, self.files, None,
                margins=(14, 12, 14, 8), gap=4,
            )
        )  # fmt: skip
        scroll = QScrollArea()
        scroll.setProperty("k", "chrome")
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = column(self.print, self.save, margins=(14, 8, 14, 10), gap=8)
        layout = column(gap=0)
        layout.addWidget(scroll, 1)
        layout.addWidget(hairline())
        layout.addLayout(foot)
        self.setLayout(layout)

    # ---- what is offered

    def offer(self, books: Printable, today: date, last: str = "") -> None:
        """What may be printed today; the choice stays where it can, at first it is the last one."""
        first = self.who.currentIndex() < 0
        self.books = books
        offered = (key for key in WORDS if all_owners(FORMS[key], books))
        _fill(self.forms, [(key, WORDS[key].title) for key in offered], self.form.key)
        months = ((month_key(of), f"Tháng {of[1]}/{of[0]}") for of in books.months)
        before = self.month.currentData() if self.month.count() else usual_month(books, today)
        _fill(self.month, (*months, (WHOLE_YEAR, "Cả năm học")), before)
        self.show_form(self.form)
        if first and last != SEVERAL and self.who.findData(last) >= 0:
            self.who.setCurrentIndex(self.who.findData(last))
            self._follow()

    def show_form(self, form: Form) -> None:
        """Offer the choices of a form."""
        before = self.who.currentData()
        if form is not self.form:
            self.pages.setCurrentIndex(0)
        self.form = form
        teacher = form is TEACHER_BOOK
        with self._quietly():
            self.title.setText(WORDS[form.key].title)
            self.forms.setCurrentIndex(self.forms.findData(form.key))
            self.who_name.setText("Giáo viên" if teacher else "Lớp")
            self.who.setAccessibleName(self.who_name.text())
            _fill(self.who, who_can_be_chosen(form, self.books, self.waiting), before)
            self._show_parts(form)
        for shown, widgets in (
            (teacher, (self.course_name, self.course, self.filled_name, self.filled)),
            (form.monthly, (self.month_name, self.month)),
            (form.listed, (self.listing,)),
            (len(form.parts) > 1, (self.parts_name,)),
            (len(form.papers) > 1, (self.paper_name,)),
            (A3 in form.papers, (self.paper,)),
            (form.listed, (self.turn,)),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        self._follow()

    def show_wide(self, wide: bool) -> None:
        """With little room the list of forms becomes a combo box here."""
        self.forms.setVisible(not wide)
        self.title.setVisible(wide)

    def show_found(self, found: Sequence[Reprint]) -> None:
        """What is to be printed again, for the count in the list of pages."""
        self.found = found
        self._follow()

    def show_waiting(self, waiting: Collection[UUID]) -> None:
        """Which classes' sheets of the month are confirmed and not printed."""
        if frozenset(waiting) != self.waiting:
            self.waiting = frozenset(waiting)
            self.show_form(self.form)

    def _show_parts(self, form: Form) -> None:
        if list(self.parts) == [part.key for part in form.parts]:
            return
        while (item := self._parts_box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.parts = {}
        for part in form.parts:
            box = QCheckBox(part.title)
            box.setAccessibleName(part.title)
            box.setChecked(True)
            box.toggled.connect(lambda _on: self._tell())
            self.parts[part.key] = box
            if len(form.parts) > 1:
                self._parts_box.addWidget(box)

    def _follow(self) -> None:
        """Let what depends on other choices follow them."""
        with self._quietly():
            if self.form is TEACHER_BOOK:
                self._show_courses()
            again = sum(len(keys) for keys in pages_again(self.choice(), self.found).values())
            reprint = ((Pages.REPRINT.value, f"Chỉ trang cần in lại ({again})"),)
            _fill(
                self.pages,
                (
                    (Pages.ALL.value, "Tất cả các trang"),
                    *(reprint if self.form.remembered else ()),
                    (Pages.CHOSEN.value, "Chọn trang…"),
                ),
                self.pages.currentData(),
            )
            ids = {owner.id for owner in self._owners()}
            of = [one for one in classes_of(self.form, self.books) if one.class_id in ids]
            self.listing.let_contact(may=bool(of) and all(one.may_contacts for one in of))
        chosen = self.pages.currentData() == Pages.CHOSEN.value
        self.numbers.setVisible(chosen)
        many = len(self.choice().owners) > 1
        self.files_name.setVisible(many)
        self.files.setVisible(many)

    def _show_courses(self) -> None:
        teacher = next(
            (t for t in self.books.teachers if str(t.staff_id) == self.who.currentData()), None
        )
        courses = teacher.courses if teacher else ()
        every = ("", f"Tất cả {len(courses)} lớp–môn")
        _fill(
            self.course,
            (every, *((str(c.course_id), c.title) for c in courses)),
            self.course.currentData(),
        )

    # ---- what is chosen

    def choice(self) -> Choice:
        """All that is chosen now."""
        form = self.form
        try:
            numbers = page_numbers(self.numbers.text())
            said = ""
        except ValueError as error:
            numbers, said = frozenset(), str(error)
        self._say_numbers(said)
        sizes = self.turn if form.listed else self.paper
        paper = PAPERS[sizes.key] if len(form.papers) > 1 else form.papers[0]
        return Choice(
            form=form,
            owners=self._owners(),
            parts=frozenset(key for key, box in self.parts.items() if box.isChecked()),
            paper=paper,
            marks=form is not TEACHER_BOOK or self.filled.key != "blank",
            pages=Pages(self.pages.currentData() or Pages.ALL),
            numbers=numbers,
            one_file=self.files.key == "one",
            months=months_chosen(self.month.currentData() or WHOLE_YEAR) if form.monthly else None,
            listing=self.listing.options(),
        )

    def _owners(self) -> tuple[Owner, ...]:
        key = str(self.who.currentData() or "")
        owners = chosen_owners(self.form, self.books, key, self.several, self.waiting)
        course = self.course.currentData()
        if self.form is not TEACHER_BOOK or not course:
            return owners
        return tuple(
            teacher_owner(self.books, t, UUID(course))
            for t in self.books.teachers
            if t.staff_id in {o.id for o in owners}
        )

    def choose(self, who: str, paper: str, pages: Pages, month: str = WHOLE_YEAR) -> None:
        """Make a choice from elsewhere, such as the list of pages to print again."""
        with self._quietly():
            self.month.setCurrentIndex(max(0, self.month.findData(month)))
            self.who.setCurrentIndex(max(0, self.who.findData(who)))
            self.paper.choose(paper)
            self.course.setCurrentIndex(0)
            self.filled.choose("filled")
            for box in self.parts.values():
                box.setChecked(True)
            self.pages.setCurrentIndex(self.pages.findData(pages.value))
        self._follow()

    def choose_several(self, class_ids: Sequence[UUID]) -> None:
        """Take the classes that were ticked; none leaves the first class."""
        self.several = tuple(class_ids)
        if not class_ids:
            self.who.setCurrentIndex(0)
        at = self.who.findData(SEVERAL)
        if at >= 0 and class_ids:
            self.who.setItemText(at, f"{len(class_ids)} lớp đã chọn…")
        self._tell()

    def let_act(self, pages: int, reason: str = "") -> None:
        """Name the acts by their number of pages, or say why they cannot be done now."""
        words = f"In {pages} trang…" if pages else "In…"
        self.print.setText(words)
        self.print.setAccessibleName(words)
        self.print.setShortcut("Ctrl+Return")  # a new text takes the shortcut away
        enable(self.print, reason)
        enable(self.save, reason)

    def _who_chosen(self, at: int) -> None:
        if self.who.itemData(at) == SEVERAL:
            self.several_wanted.emit()
        else:
            self._tell()

    def _say_numbers(self, said: str) -> None:
        wrong = bool(said) and self.pages.currentData() == Pages.CHOSEN.value
        if self.numbers.property("bad") != wrong:
            self.numbers.setProperty("bad", wrong)
            restyle(self.numbers)
        self.numbers_said.setText(said)
        self.numbers_said.setVisible(wrong)

    def _tell(self) -> None:
        if not self._quiet:
            self._follow()
            self.changed.emit()

    @contextmanager
    def _quietly(self) -> "Iterator[None]":
        before, self._quiet = self._quiet, True
        yield
        self._quiet = before


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    return made


def _fill(combo: QComboBox, items: Sequence[tuple[str, str]], current: object) -> None:
    """Other items; the current one stays current where it is still offered."""
    combo.clear()
    for key, words in items:
        combo.addItem(words, key)
    combo.setCurrentIndex(max(0, combo.findData(current)) if items else -1)
