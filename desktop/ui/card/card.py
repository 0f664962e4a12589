"""The pupil's card beside the list: head, pages, and the line that says what was saved when."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.rules.access import AccessKind
from desktop.rules.instants import moment
from desktop.rules.profile import ProfileField
from desktop.store.school import School
from desktop.ui import icons
from desktop.ui.card.absences_page import AbsencesPage
from desktop.ui.card.book import TABLES, CardBook
from desktop.ui.card.family_page import FamilyPage
from desktop.ui.card.form import ProfileForm
from desktop.ui.card.head import CardHead
from desktop.ui.card.looks import looks_of
from desktop.ui.card.marks_page import MarksPage
from desktop.ui.card.papers_page import PapersPage
from desktop.ui.card.profile_page import ProfilePage
from desktop.ui.card.words import gap_sentences
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.sub_tabs import SubTabs
from desktop.ui.kit.words import column, ground, hairline, label, restyle, row
from desktop.ui.roster.steps import Steps

WIDTH, NARROW_WIDTH = 478, 448
PROFILE, FAMILY, MARKS, ABSENCES, PAPERS = range(5)
TITLES: Final = ("Hồ sơ", "Gia đình", "Điểm", "Chuyên cần", "Giấy tờ")
_SOON_MS: Final = 80
_NEXT: Final = "Ctrl+↓: học sinh tiếp theo"
_READ_ONLY: Final = "Chỉ xem: hồ sơ do giáo viên chủ nhiệm và văn phòng cập nhật"


class PupilCardPane(QWidget):
    """Shows one pupil; saves each field when it is left."""

    saved = Signal()  # something is on the disk
    closed = Signal()
    shown = Signal(bool)  # opened or closed
    stepped = Signal(int)  # 1 the next pupil, -1 the one before
    gap_wanted = Signal()  # the next gap, perhaps of another pupil

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Thẻ học sinh")
        self.setFixedWidth(WIDTH)
        self._school = school
        self.book: CardBook | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.look_again)
        self._built = False
        self.hide()

    def _build(self) -> None:
        """The first time a card is opened: the list is there without waiting for it."""
        self._built = True
        self.head = CardHead()
        self.tabs = SubTabs(TITLES, "Trang của thẻ học sinh")
        self.tabs.setProperty("k", "chrome")
        self.profile, self.family = ProfilePage(), FamilyPage()
        self.marks, self.absences, self.papers = MarksPage(), AbsencesPage(), PapersPage()
        self.refused = Empty("ri.user-3-line", "")
        self.told, self._tick = label("", "second", wrap=True), label("")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        for page in (self.profile, self.family, self.marks, self.absences, self.papers):
            self.pages.addWidget(page)
        self.pages.addWidget(self.refused)
        self._tick.setFixedWidth(18)
        foot = row(self._tick, margins=(16, 6, 16, 6), gap=6)
        foot.addWidget(self.told, 1)
        self._hint = label(_NEXT, "second")
        foot.addWidget(self._hint)
        body = column(self.head, self.tabs, hairline(), gap=0)
        body.addWidget(self.pages, 1)
        body.addWidget(hairline())
        body.addWidget(ground(foot, "chrome"))
        self.setLayout(body)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.turn)
        self.head.closed.connect(self.close_card)
        self.head.gap_asked.connect(self.gap_wanted)
        for part in (self.profile, self.family, self.papers, self.head.photo):
            part.saved.connect(self._saved)
            part.kept.connect(self._kept)
        self.absences.told.connect(lambda said: self._say(said, "green"))
        for keys, act in (
            ("Ctrl+Down", lambda: self.stepped.emit(1)), ("Ctrl+Up", lambda: self.stepped.emit(-1)),
            ("Esc", self.close_card), ("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo),
            ("Ctrl+Tab", lambda: self._turn_by(1)), ("Ctrl+Shift+Tab", lambda: self._turn_by(-1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- what is shown

    @property
    def student_id(self) -> UUID | None:
        """Whose card it is; None while it is closed."""
        return self.book.student_id if self.book and not self.isHidden() else None

    def show_pupil(self, student_id: UUID, steps: Steps) -> None:
        """Open the card of a pupil; what was being typed is written first."""
        if not self._built:
            self._build()
        self.settle()
        if self.book is None or self.book.student_id != student_id or self.book.steps is not steps:
            self.book = CardBook(self._school, student_id, steps)
            self._say("", "")
            self._note()
        self.show()
        self.shown.emit(True)
        self._fill()

    def _note(self) -> None:
        book = self.book
        if book is not None and book.card.with_care:
            looks_of(self._school).note(
                AccessKind.CARD, student_id=book.student_id, class_id=book.card.class_id
            )

    def look_again(self) -> None:
        """Read the card again after a change from elsewhere."""
        if self.book is not None and not self.isHidden():
            self.book.reload()
            self._fill()

    def on_change(self, done: Done) -> None:
        """Somebody wrote something that may show here: read soon, many changes at once."""
        if done.tables & TABLES and not self.isHidden():
            self._soon.start()

    def _fill(self) -> None:
        book = self.book
        if book is None:
            return
        card = book.card
        self.head.show_book(book)
        self.tabs.setVisible(not card.refusal)
        if card.refusal:
            self.refused.say(card.refusal)
            self.pages.setCurrentWidget(self.refused)
            return
        gaps = gap_sentences(card, book.due(), book.today)
        self.profile.show_book(book, gaps)
        if card.with_care:
            self.family.show_book(book, gaps)
            self.papers.show_book(book)
        self.marks.show_book(book)
        for made, there in zip(self.tabs.buttons, self._there(book), strict=True):
            made.setVisible(there)
        at = self.pages.currentIndex()
        self.turn(at if at <= PAPERS and self._there(book)[at] else PROFILE, focus=False)
        if not self.told.text() and not card.rights.edit:
            self.told.setText(_READ_ONLY)

    @staticmethod
    def _there(book: CardBook) -> tuple[bool, ...]:
        """Which pages this person has of this pupil: of the others there is no trace."""
        card, glance = book.card, book.card.glance
        marks = bool(glance and (glance.subjects or glance.conduct))
        return True, card.with_care, marks, bool(glance and glance.missed), card.with_care

    def turn(self, at: int, *, focus: bool = True) -> None:
        """To another page."""
        if focus:
            self.settle()
        self.tabs.show_current(at)
        self.pages.setCurrentIndex(at)
        if at == ABSENCES and self.book is not None:
            self.absences.show_book(self.book)

    def _turn_by(self, by: int) -> None:
        if self.book is None or self.book.card.refusal:
            return
        there = [at for at, one in enumerate(self._there(self.book)) if one]
        now = there.index(self.pages.currentIndex())
        self.turn(there[(now + by) % len(there)])
        self.tabs.buttons[self.pages.currentIndex()].setFocus()

    @property
    def forms(self) -> tuple[ProfileForm, ...]:
        """All forms of the card; none before it was opened."""
        if not self._built:
            return ()
        return (*self.profile.forms, *self.family.forms)

    def go_to(self, field: ProfileField | None = None) -> None:
        """Put the keyboard into a field: the one that is told, the first gap, else the first."""
        book = self.book
        if book is None or book.card.refusal:
            self.head.close_button.setFocus()
            return
        if field is None:
            missing = book.card.missing
            field = missing[0].fields[0] if missing else ProfileField.FULL_NAME
        form = next(one for one in self.forms if field in one.inputs)
        in_family = form in self.family.forms
        self.turn(FAMILY if in_family and book.card.with_care else PROFILE, focus=False)
        made = form.inputs[field]
        made.setFocus(Qt.FocusReason.TabFocusReason)
        area = self.family.area if in_family else self.profile.area
        area.ensureWidgetVisible(made, 20, 60)

    @property
    def focused(self) -> ProfileField | None:
        """The field in which the keyboard is."""
        return next(
            (f for form in self.forms for f, made in form.inputs.items() if made.hasFocus()), None
        )

    def gap_here(self) -> ProfileField | None:
        """The next field of this pupil that is missing, behind the one with the keyboard."""
        missing = self.book.card.missing if self.book else ()
        fields = [one.fields[0] for one in missing]
        at = self.focused
        behind = fields[fields.index(at) + 1 :] if at in fields else fields
        return behind[0] if behind else None

    def place(self) -> tuple[int, ProfileField | None]:
        """Page and field, for the next pupil."""
        return self.pages.currentIndex(), self.focused

    def go_back(self, place: tuple[int, ProfileField | None]) -> None:
        """To the same place of another pupil, as far as it is there."""
        page, field = place
        if field is not None:
            self.go_to(field)
        elif page <= PAPERS and not self.tabs.buttons[page].isHidden():
            self.turn(page)
            self.tabs.buttons[page].setFocus()

    # ---- what is written

    def settle(self) -> bool:
        """Write what is being typed, as if the field were left."""
        for form in self.forms:
            form.settle()
        return True

    def leave(self) -> None:
        """The school is about to be closed: looks that were gathered are written."""
        self.settle()
        looks_of(self._school).write()
        self._soon.stop()

    def close_card(self) -> None:
        """Close it; the keyboard goes back to the list."""
        if self.isHidden():
            return
        self.settle()
        self.hide()
        self.shown.emit(False)
        self.closed.emit()

    def undo(self) -> None:
        """Take back the last step, of the card or of the list."""
        self._stepped(self.book.steps.undo() if self.book else None)

    def redo(self) -> None:
        """Do it again."""
        self._stepped(self.book.steps.redo() if self.book else None)

    def _stepped(self, told: str | None) -> None:
        if told and self.book is not None:
            self.book.reload()
            self._fill()
            self._say(told, "")
            self.saved.emit()

    def _saved(self, what: str) -> None:
        self._fill()
        self._say(f"Đã lưu “{what}” lúc {moment(self._school.now()):%H:%M}", "green")
        self.saved.emit()

    def _kept(self, sentence: str) -> None:
        self._say(sentence, "red")

    def _say(self, words: str, tone: str) -> None:
        self.told.setText(words)
        self._hint.setVisible(tone != "red")  # a reason needs the room
        k = "red" if tone == "red" else "second"
        if self.told.property("k") != k:
            self.told.setProperty("k", k)
            restyle(self.told)
        name = {"green": "ri.check-line", "red": "ri.error-warning-line"}.get(tone, "")
        if name:
            self._tick.setPixmap(icons.pixmap(name, 16, tone, icons.device_ratio()))
        else:
            self._tick.clear()
