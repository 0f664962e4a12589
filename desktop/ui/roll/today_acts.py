"""What can be done with a pupil, a session and a day of the roll, besides typing letters."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.queries.own_entries import OwnEntry, OwnState
from desktop.rules.attendance import PRESENT, AbsenceMark, DayPart
from desktop.rules.permissions import Capability, Place, may
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.places import OUTBOX, Destination
from desktop.ui.roll.plan_dialog import PlanDialog
from desktop.ui.roll.today_dialogs import ExtraDialog, not_held_dialog

if TYPE_CHECKING:
    from desktop.ui.roll.today import TodayView

MARKS: Final = {
    "p": AbsenceMark.EXCUSED, "k": AbsenceMark.UNEXCUSED, "m": AbsenceMark.LATE, "x": None
}  # fmt: skip
_NOT_PLANNED: Final = "Buổi học của lớp do giáo viên chủ nhiệm và văn phòng đặt"
_UNDECIDED: Final = (OwnState.CONFLICT, OwnState.REFUSED, OwnState.DRAFT)
_NO_CLASS: Final = "Chưa mở lớp nào"


class DayActs:
    """Works on the view that made it; what is written goes through the view's book."""

    def __init__(self, view: "TodayView", school: School) -> None:
        self._view, self._school = view, school

    def ask_not_held(self) -> None:
        """Ask why the session did not take place."""
        view, book = self._view, self._view.book
        if book is not None and book.part is not None and not book.closed:
            view.ask(not_held_dialog(view, book), lambda: None)

    def ask_extra(self) -> None:
        """Ask why the class had lessons outside its calendar."""
        view, book = self._view, self._view.book
        if book is not None and not book.closed:
            view.ask(ExtraDialog(view, book), lambda: None)

    def ask_plan(self) -> None:
        """Ask which sessions and meals the class has."""
        view, book = self._view, self._view.book
        if book is None or self.plan_closed:
            return
        dialog = PlanDialog(view, self._school, book.class_id)

        def take() -> None:
            for what, done in dialog.dones:
                book.steps.add(what, done)
            book.reload()

        view.ask(dialog, take)

    @property
    def plan_closed(self) -> str:
        """Why this person does not plan the sessions of the class."""
        book = self._view.book
        if book is None:
            return _NO_CLASS
        place = Place(class_id=book.class_id)
        can = may(self._school.person, Capability.ROLL_PLAN, place, book.today)
        return "" if can else _NOT_PLANNED

    def show_menu(self, at: QPoint) -> None:
        """The acts of the pupil below a point of the board."""
        board = self._view.board
        student = board.student_at(at)
        if student is None:
            return
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in self.of_pupil(student):
            made = menu.addAction(act.name)
            made.setEnabled(not act.reason)
            made.triggered.connect(lambda _checked=False, run=act.run: run())
        menu.popup(board.viewport().mapToGlobal(at))

    def of_pupil(self, student: UUID) -> list[Act]:
        """What can be done with one pupil."""
        view, book = self._view, self._view.book
        if book is None:
            return []
        marks = [
            Act(
                f"{letter.upper()} · {mark.label if mark else PRESENT}",
                partial(view.write_letter, student, letter), "", book.closed,
            )
            for letter, mark in MARKS.items()
        ]  # fmt: skip
        letter_home = partial(view.letter_wanted.emit, book.class_id, student)
        decide = (
            [self._decide(own)] if (own := book.own(student)) and own.state in _UNDECIDED else []
        )
        return [*marks, *decide, Act("Thư cho phụ huynh…", letter_home)]

    def _decide(self, own: OwnEntry) -> Act:
        place = Destination(OUTBOX, command_id=own.command_id)
        return Act("Mở ở Cần xử lý", partial(self._view.wanted.emit, place))

    def _letter_home(self) -> Act:
        """About who is picked, was marked last, or stands below the keyboard on the board."""
        view, book = self._view, self._view.book
        student = view.entry.meant_id or view.marked or view.board.current_id
        if book is None or student is None:
            return Act("Thư cho phụ huynh…", lambda: None, reason="Chọn một em trên bảng trước")
        act = partial(view.letter_wanted.emit, book.class_id, student)
        return Act(f"Thư cho phụ huynh của {book.name(student)}…", act)

    def of_day(self) -> Sequence[Act]:
        """What can be done with the session in front and the day."""
        book = self._view.book
        if book is None:
            return ()
        closed = book.closed
        none = "Ngày này lớp không có buổi học" if book.part is None else ""
        held = "Buổi này đã ghi không học" if book.not_held else ""
        late = "Ngày này chưa đến" if book.day > book.today else ""
        every = "" if len(book.parts) < len(DayPart) else "Ngày này đã có đủ các buổi"
        return (
            self._letter_home(),
            Act("Buổi này lớp không học…", self.ask_not_held, reason=closed or none or held),
            Act("Điểm danh buổi ngoài lịch…", self.ask_extra, reason=closed or late or every),
            Act("Buổi học và bữa ăn của lớp…", self.ask_plan, reason=self.plan_closed),
        )

    def here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        view = self._view
        closed = view.book.closed if view.book else _NO_CLASS
        return (
            Act("Ghi em vắng: số thứ tự hoặc chữ đầu", view.entry.setFocus, "12 K", closed),
            Act(view.take.text(), view.take_roll, "Ctrl+Enter", closed),
            *self.of_day(),
            Act("Ngày trước", partial(view.head.step, -1), "Alt+←"),
            Act("Ngày sau", partial(view.head.step, 1), "Alt+→"),
        )
