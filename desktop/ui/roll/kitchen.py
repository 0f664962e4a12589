"""*Bếp ăn*: how many the kitchen cooks on a day, and who of a class eats what."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.kitchen import KitchenDay, MealCellFact, kitchen_day
from desktop.rules.meals import Meal
from desktop.rules.school_days import weekday_word
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.buttons import Segments, enable
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import RED, NoticeBar
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.roll.kitchen_sheet import KitchenSheet
from desktop.ui.roll.meal_desk import LETTERS, MealDesk
from desktop.ui.roll.today_board import Board, Seat
from desktop.ui.roll.today_entry import AbsentEntry
from desktop.ui.roll.today_head import DayHead

SCHOOL, CLASS = "school", "class"
_AHEAD: Final = 14  # days: parents say before that a child will not eat
_SOON_MS: Final = 100
_HINT: Final = "Gõ số thứ tự hoặc chữ đầu, Enter, rồi S, T hoặc C: đổi bữa ấy; K: không ăn bữa nào."
_LEGEND: Final = "S sáng · T trưa · C chiều · K không ăn · X theo điểm danh · * ghi riêng cho em"
_SIGNS: Final = {meal: sign.upper() for sign, meal in LETTERS.items()}


class KitchenView(QWidget):
    """The whole school as a sheet, or one class on its board."""

    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.desk: MealDesk | None = None
        self.of_day: KitchenDay | None = None
        self.head = DayHead(self.undo, self.redo, self.actions_here, _AHEAD)
        self.notice = NoticeBar()
        self.reach = Segments([(CLASS, "Lớp này"), (SCHOOL, "Toàn trường")], "Suất ăn của")
        self.entry = AbsentEntry(
            lambda typed: self.desk.find(typed) if self.desk else (), letters="stckx"
        )
        self.entry.setPlaceholderText("Em: 12, nhd…")
        self.entry.setAccessibleName("Em đổi suất ăn: số thứ tự hoặc chữ đầu của tên")
        self.said, self.sums = Elided(_HINT), Elided()
        self.board = Board()
        self.pane = SheetPane("Suất ăn toàn trường")
        self.pane.facts_of = lambda _model, _block: ""
        self.empty = Empty("ri.restaurant-line", "")
        self.stack = QStackedWidget()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look_again)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.entry)

    def _lay_out(self) -> None:
        self.entry.setFixedWidth(150)
        line = row(self.reach, self.entry, gap=10, margins=(16, 6, 12, 6))
        line.addWidget(self.said, 1)
        inside = column(self.board, hairline(), gap=0)
        inside.addWidget(ground(row(self.sums, margins=(16, 6, 16, 6)), "chrome"))
        self._of_class = ground(inside)
        for part in (self._of_class, self.pane, self.empty):
            self.stack.addWidget(part)
        layout = column(
            self.head, hairline(), self.notice, ground(line, "chrome"), hairline(), gap=0
        )
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.reach.chosen.connect(lambda _key: self._after())
        self.head.day_chosen.connect(self.show_day)
        self.entry.looked.connect(self._point_out)
        self.entry.lettered.connect(self._lettered)
        self.entry.undo_wanted.connect(self.undo)
        self.entry.redo_wanted.connect(self.redo)
        self.board.picked.connect(self._pick)
        self.board.typed.connect(self._typed_on_board)
        for keys, act in (
            ("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo),
            ("Alt+Left", partial(self.head.step, -1)), ("Alt+Right", partial(self.head.step, 1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- what is shown

    def show_class(self, class_id: UUID) -> None:
        """Open a class, on the day that is in front."""
        if self.desk is None or self.desk.class_id != class_id:
            day = self.desk.day if self.desk else None
            desk = MealDesk(self._school, class_id, day)
            if self.desk is None:  # who cooks looks at all, who teaches at the own class
                self.reach.choose(SCHOOL if desk.closed else CLASS)
            self._open(desk)
        else:
            self._look_again()

    def show_day(self, day: date) -> None:
        """Open another day."""
        if self.desk is not None and self.desk.day != day:
            self._open(MealDesk(self._school, self.desk.class_id, day, self.desk.steps))

    def _open(self, desk: MealDesk) -> None:
        self.desk = desk
        self.notice.leave()
        self.entry.pick(None)
        self._after()

    def go(self, _student_id: UUID | None, day: date | None) -> bool:
        if day is not None:
            self.show_day(day)
        return self.desk is not None

    def on_change(self, done: Done) -> None:
        desk = self.desk
        if desk is not None and self.isVisible() and desk.concerns(done):
            self._soon.start()

    def stop(self) -> None:
        self._soon.stop()

    def _look_again(self) -> None:
        if self.desk is not None:
            self.desk.reload()
            self._after()

    def _after(self) -> None:
        desk = self.desk
        if desk is None:
            return
        self.head.show_day(desk.day, desk.sheet.school_year, desk.today)
        day = "hôm nay" if desk.day == desk.today else f"{weekday_word(desk.day)} {desk.day:%d/%m}"
        of_day = self.of_day = self._school.ask(kitchen_day, desk.day, desk.today)
        self.head.say(f"Bếp ăn {day}", _facts(of_day))
        enable(self.head.undo, "" if desk.steps.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.head.redo, "" if desk.steps.can_redo else "Chưa có bước nào để làm lại")
        one = self.reach.key == CLASS
        self.entry.setVisible(one)
        self.setFocusProxy(self.entry if one else self.pane)
        self.said.set_words("")
        if one:
            self._show_class(desk)
        elif of_day.lines:
            self.pane.show_sheet(KitchenSheet(of_day), at=(0, 0))
            self.stack.setCurrentWidget(self.pane)
        else:
            self._say_empty("Ngày này bếp không nấu bữa nào.", "Không lớp nào có bữa ăn hôm ấy.")

    def _show_class(self, desk: MealDesk) -> None:
        sheet = desk.sheet
        if sheet.refusal or not sheet.lines:
            said = f"Lớp {sheet.class_name} không có bữa ăn ngày {desk.day:%d/%m/%Y}."
            self._say_empty(sheet.refusal or said, sheet.reason)
            return
        enable(self.entry, desk.closed)
        self.board.show_seats([_seat(desk, line) for line in sheet.lines])
        count = " · ".join(f"{meal.label} {desk.count(meal)}" for meal in sheet.served)
        self.sums.set_words(f"{len(sheet.lines)} em · {count} · {_LEGEND}")
        self.stack.setCurrentWidget(self._of_class)
        self._point_out()

    def _say_empty(self, said: str, hint: str) -> None:
        self.empty.say(said, hint)
        self.entry.setVisible(False)
        self.stack.setCurrentWidget(self.empty)

    def _point_out(self) -> None:
        entry, desk = self.entry, self.desk
        self.board.point_out(entry.meant_id, [pupil.student_id for pupil in entry.found])
        if desk is None:
            return
        meant = entry.meant
        if entry.picked is not None:
            signs = ", ".join(_SIGNS[meal] for meal in desk.sheet.served)
            said = f"{entry.picked.full_name}: {signs} đổi bữa; K không ăn; X theo điểm danh"
        elif meant is not None:
            said = f"{meant.number} {meant.full_name}: Enter để chọn"
        elif entry.text().strip():
            said = f"Không có em nào khớp “{entry.text().strip()}”."
        else:
            said = desk.closed or _HINT
        self.said.set_words(said)

    # ---- what writes

    def _pick(self, student: object) -> None:
        line = self.desk.line(student) if self.desk and isinstance(student, UUID) else None
        if line is not None and self.entry.isEnabled():
            self.entry.pick(line.pupil)
            self.entry.setFocus()

    def _typed_on_board(self, text: str, student: object) -> None:
        if text.lower() in self.entry.letters and isinstance(student, UUID):
            self._lettered(student, text.lower())
        elif self.entry.isEnabled():
            self.entry.type_into(text)

    def _lettered(self, student: object, letter: str) -> None:
        desk = self.desk
        if desk is None or not isinstance(student, UUID) or desk.closed:
            return
        self.notice.acted()
        why = desk.press(student, letter)
        if why:
            self.notice.tell(why, RED)
        else:
            self.saved.emit()
        self._after()

    def undo(self) -> None:
        self._turn(MealDesk.undo)

    def redo(self) -> None:
        self._turn(MealDesk.redo)

    def _turn(self, turn: Callable[[MealDesk], str]) -> None:
        if self.desk is not None:
            self.notice.tell(turn(self.desk))
            self.saved.emit()
            self._after()

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        return (
            Act("Suất ăn của lớp này", partial(self._choose, CLASS)),
            Act("Suất ăn toàn trường", partial(self._choose, SCHOOL)),
            Act("Ngày trước", partial(self.head.step, -1), "Alt+←"),
            Act("Ngày sau", partial(self.head.step, 1), "Alt+→"),
        )

    def _choose(self, key: str) -> None:
        self.reach.choose(key)
        self._after()


def _seat(desk: MealDesk, line: MealCellFact) -> Seat:
    taken = [meal.label.lower() for meal in line.meals]
    words = f"ăn {', '.join(taken)}" if taken else "không ăn bữa nào"
    signs = " ".join(_SIGNS[meal] if meal in line.meals else "–" for meal in desk.sheet.served)
    return Seat(
        line.pupil.student_id, line.pupil.number, line.pupil.full_name,
        mark="*" if line.said else "", tail=signs,
        words=f"{words}, ghi riêng" if line.said else words,
    )  # fmt: skip


def _facts(of_day: KitchenDay) -> str:
    """Trưa 412 · Chiều 412 suất · 3 lớp chưa điểm danh."""
    totals = of_day.totals
    if not of_day.lines:
        return "không nấu bữa nào"
    said = [f"{meal.label} {totals[meal]} suất" for meal in Meal if meal in totals]
    waiting = len(of_day.not_taken)
    return " · ".join([*said, *([f"{waiting} lớp chưa điểm danh"] if waiting else [])])
