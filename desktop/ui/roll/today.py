"""*Hôm nay*: the whole class in view, the absent typed by number or initials, durable at once."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.commands.execute import Done
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.school_days import NoLessons
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import Segments, button, enable
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, GREEN, RED, NoticeBar
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.roll import today_words as words
from desktop.ui.roll.today_acts import MARKS, DayActs
from desktop.ui.roll.today_board import Board
from desktop.ui.roll.today_book import Answer, TodayBook
from desktop.ui.roll.today_dialogs import change_dialog
from desktop.ui.roll.today_entry import AbsentEntry
from desktop.ui.roll.today_head import DayHead
from desktop.ui.roll.today_seats import seat_of

_SOON_MS: Final = 60


class TodayView(QWidget):
    """Shows one `TodayBook` at a time; all writing goes through it."""

    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)  # Destination
    letter_wanted = Signal(object, object)  # class, pupil

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.book: TodayBook | None = None
        self.dialog: Ask | None = None
        self.marked: UUID | None = None  # to whom a note would go
        self.acts = DayActs(self, school)
        self.head = DayHead(self.undo, self.redo, self.acts.of_day)
        self.notice = NoticeBar()
        self.board = Board()
        self.entry = AbsentEntry(lambda typed: self.book.find(typed) if self.book else ())
        self.said = Elided(words.HINT)
        self.note = QLineEdit()
        self.note.setPlaceholderText("Lí do, giờ đến (Tab)")
        self.note.setAccessibleName("Lí do vắng hoặc giờ đến của em vừa ghi")
        self.note.setMaxLength(200)
        self.take = button("Cả lớp có mặt", self.take_roll, k="primary", icon="ri.check-line")
        self.take.setShortcut("Ctrl+Return")
        self.empty = Empty(
            "ri.calendar-check-line", "", "", "Lớp có học hôm ấy…", self.acts.ask_extra
        )
        self.parts: Segments | None = None
        self._shown_parts: tuple[DayPart, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look_again)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.entry)

    def _lay_out(self) -> None:
        self.entry.setFixedWidth(170)
        self.note.setFixedWidth(190)
        self._parts_room = row(gap=0)
        line = row(self._parts_room, self.entry, gap=10, margins=(16, 6, 12, 6))
        line.addWidget(self.said, 1)
        line.addWidget(self.note)
        line.addWidget(self.take)
        foot = ground(row(Elided(words.LEGEND), margins=(16, 6, 16, 6)), "chrome")
        inside = column(ground(line, "chrome"), hairline(), gap=0)
        inside.addWidget(self.board, 1)
        inside.addWidget(hairline())
        inside.addWidget(foot)
        self._roll = ground(inside)
        layout = column(self.head, hairline(), self.notice, gap=0)
        layout.addWidget(self._roll, 1)
        layout.addWidget(self.empty, 1)
        self.setLayout(layout)
        self.empty.hide()

    def _connect(self) -> None:
        entry, board = self.entry, self.board
        entry.looked.connect(self._point_out)
        entry.lettered.connect(self.write_letter)
        entry.finished.connect(self.take_roll)
        entry.note_wanted.connect(self.note.setFocus)
        entry.undo_wanted.connect(self.undo)
        entry.redo_wanted.connect(self.redo)
        self.note.returnPressed.connect(self._write_note)
        board.picked.connect(self._pick)
        board.typed.connect(self._typed_on_board)
        board.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        board.customContextMenuRequested.connect(self.acts.show_menu)
        self.head.day_chosen.connect(self.show_day)
        for keys, act in (
            ("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo),
            ("Alt+Left", partial(self.head.step, -1)), ("Alt+Right", partial(self.head.step, 1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        back = QShortcut(QKeySequence("Esc"), self.note)
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self.entry.setFocus)

    # ---- what is shown

    def show_class(self, class_id: UUID) -> None:
        """Open a class; today, or the day that is in front for another one."""
        if self.book is None or self.book.class_id != class_id:
            self._open(TodayBook(self._school, class_id))
        else:
            self._look_again()

    def show_day(self, day: date) -> None:
        """Open a day of the class."""
        book = self.book
        if book is not None and book.day != day:
            self._open(TodayBook(self._school, book.class_id, day, book.steps))

    def _open(self, book: TodayBook) -> None:
        self.book = book
        self._forget_note()
        self.notice.leave()
        self.entry.pick(None)
        self._after()

    def go(self, student_id: UUID | None, day: date | None) -> bool:
        """A day, and there a pupil."""
        if self.book is None:
            return False
        if day is not None:
            self.show_day(min(day, self.book.today))
        self._pick(student_id)
        self.entry.setFocus()
        return student_id is None or self.book.line(student_id) is not None

    def on_change(self, done: Done) -> None:
        """Somebody wrote something: not under a pupil who is being marked."""
        if self.book is not None and self.book.concerns(done):
            self._soon.start()

    def _look_again(self) -> None:
        if self.book is not None:
            self.book.reload()
            self._after()

    def stop(self) -> None:
        self._soon.stop()

    def _after(self) -> None:
        book = self.book
        if book is None:
            return
        sheet = book.sheet
        self.head.show_day(book.day, sheet.school_year, book.today)
        self.head.say(words.title(book), words.facts(book))
        enable(self.head.undo, "" if book.steps.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.head.redo, "" if book.steps.can_redo else "Chưa có bước nào để làm lại")
        self._show_empty(book)
        self._show_parts(book)
        self.board.show_seats([seat_of(book, line) for line in book.lines])
        closed = book.closed
        for widget in (self.entry, self.note):
            enable(widget, closed)
        text = words.take_words(book)
        self.take.setText(text)
        self.take.setAccessibleName(text)
        taken = "Buổi này đã điểm danh xong" if book.roll and book.roll.taken else ""
        enable(self.take, closed or taken)
        self.take.setToolTip(closed or taken or f"{text} (Ctrl+Enter)")
        self._point_out()
        self.facts.emit(
            words.counts(book) if book.roll or any(map(book.marked, AbsenceMark)) else ""
        )

    def _show_empty(self, book: TodayBook) -> None:
        """Why there is no roll on that day, and the way if there was one all the same."""
        sheet = book.sheet
        nobody = not book.lines
        said = sheet.refusal or (f"Lớp {sheet.class_name} chưa có học sinh." if nobody else "")
        if not said and book.part is None:
            said = f"Ngày {book.day:%d/%m/%Y} lớp {sheet.class_name} không có buổi học."
            self.empty.say(said, sheet.reason)
        else:
            self.empty.say(said)
        outside = sheet.why is NoLessons.OUTSIDE
        extra = not sheet.refusal and not nobody and not book.closed and not outside
        self.empty.act.setVisible(bool(said) and extra)
        self._roll.setVisible(not said)
        self.empty.setVisible(bool(said))

    def _show_parts(self, book: TodayBook) -> None:
        if book.parts != self._shown_parts:
            if self.parts is not None:
                self._parts_room.removeWidget(self.parts)
                self.parts.hide()
                self.parts.deleteLater()
                self.parts = None
            if len(book.parts) > 1:
                options = [(str(int(part)), part.label) for part in book.parts]
                self.parts = Segments(options, "Buổi")
                self.parts.chosen.connect(self._choose_part)
                self._parts_room.addWidget(self.parts)
            self._shown_parts = book.parts
        if self.parts is not None and book.part is not None:
            self.parts.choose(str(int(book.part)))

    def _choose_part(self, key: str) -> None:
        if self.book is not None:
            self.book.part = DayPart(int(key))
            self._forget_note()
            self._after()
            self.entry.setFocus()

    def _point_out(self) -> None:
        """On the board and in words: who is meant, and what to press."""
        entry, book = self.entry, self.book
        self.board.point_out(entry.meant_id, [pupil.student_id for pupil in entry.found])
        if book is None:
            return
        if entry.picked is not None:
            self.said.set_words(words.picked(book, entry.picked))
        elif entry.found:
            self.said.set_words(words.matches(entry.found, entry.at))
        elif entry.text().strip():
            self.said.set_words(f"Không có em nào khớp “{entry.text().strip()}”.")
        else:
            self.said.set_words(book.closed or words.idle(book, self.marked))

    # ---- what writes

    def _pick(self, student: object) -> None:
        line = self.book.line(student) if self.book and isinstance(student, UUID) else None
        if line is not None and self.entry.isEnabled():
            self.entry.pick(line.pupil)
            self.entry.setFocus()

    def _typed_on_board(self, text: str, student: object) -> None:
        if text.lower() in MARKS and isinstance(student, UUID):
            self.write_letter(student, text.lower())
        elif self.entry.isEnabled():
            self.entry.type_into(text)

    def write_letter(self, student: object, letter: str) -> None:
        """Write P, K or M, or with x that the pupil was there."""
        book = self.book
        if book is None or not isinstance(student, UUID) or book.closed:
            return
        mark, stands = MARKS[letter], book.cell(student)
        note = stands.note if stands and mark is not None else ""
        self._carry_out(partial(book.mark, student, mark, note), partial(self._marks, student))

    def _marks(self, student: UUID) -> None:
        self.marked = student
        cell = self.book.cell(student) if self.book else None
        self.entry.takes_notes = cell is not None
        self.note.setText(cell.note if cell else "")

    def _write_note(self) -> None:
        book, student = self.book, self.marked
        if book is None or student is None:
            self.entry.setFocus()
            return
        if self._carry_out(partial(book.note, student, self.note.text()), lambda: None):
            self.entry.setFocus()

    def _forget_note(self) -> None:
        self.marked = None
        self.entry.takes_notes = False
        self.note.clear()

    def _carry_out(self, write: Callable[..., Answer], then: Callable[[], object]) -> bool:
        """Write, asking for the reason of a confirmed month first; true when it is written."""
        book = self.book
        self.notice.acted()
        if book is None:
            return False
        if book.sheet.confirmed:
            return self.ask(change_dialog(self, book, lambda why: write(reason=why)), then)
        answer = write()
        if answer.clashed:
            again = partial(self._carry_out, write, then)
            self.notice.tell(answer.sentence, AMBER, "Ghi giá trị vừa nhập", again)
            self._after()
            return False
        return self._tell(answer, then)

    def _tell(self, answer: Answer, then: Callable[[], object]) -> bool:
        if answer.done:
            then()
            self.saved.emit()
        else:
            self.notice.tell(answer.sentence, AMBER if answer.asks else RED)
        self._after()
        return answer.done

    def ask(self, dialog: Ask, then: Callable[[], object]) -> bool:
        """Run a dialog; true when its act was done."""
        self.dialog = dialog
        done = dialog.exec() == Ask.DialogCode.Accepted
        self.dialog = None
        dialog.deleteLater()
        if done:
            then()
            self.saved.emit()
        self._after()
        self.entry.setFocus()
        return done

    def take_roll(self) -> None:
        """Enter in the empty field: all others were there."""
        book = self.book
        if book is None or not self.take.isEnabled():
            return
        self._forget_note()
        if self._tell(book.take(), lambda: None):
            said = f"{words.counts(book)}; các em khác có mặt"
            told = said if any(map(book.marked, AbsenceMark)) else "cả lớp có mặt"
            self.notice.tell(f"Đã điểm danh: {told}.", GREEN, "Hoàn tác", self.undo)
        self.entry.setFocus()

    def undo(self) -> None:
        self._turn(TodayBook.undo)

    def redo(self) -> None:
        self._turn(TodayBook.redo)

    def _turn(self, turn: Callable[[TodayBook], str]) -> None:
        if self.book is None:
            return
        self._forget_note()
        self.notice.tell(turn(self.book))
        self.saved.emit()
        self._after()

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        return self.acts.here()
