"""*Cần chú ý*: rolls not taken today, pupils who stay away, and who has missed most."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.commands.execute import Done
from desktop.queries.absence_lists import AbsenceLists, Listed, NotTaken, absence_lists
from desktop.rules.attendance import Nearness, Sums
from desktop.rules.instants import school_day
from desktop.rules.school_days import weekday_word
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.notice import NoticeBar
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import Part, column, ground, hairline, label, row
from desktop.ui.places import Destination
from desktop.ui.roll.part_head import PartHead

TABLES: Final = frozenset(
    {
        "absence", "roll", "enrolment", "student", "class_parts", "holiday", "absence_before",
        "role_assignment", "school_setting",
    }
)  # fmt: skip
_SOON_MS: Final = 200
_CHOOSE: Final = "Chọn một dòng của danh sách trước"
_Key = tuple[UUID, UUID]  # class and pupil


class ListsView(QWidget):
    """Three lists side by side; Enter or a double click leads to the roll itself."""

    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)  # Destination
    letter_wanted = Signal(object, object)  # class, pupil

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.found: AbsenceLists | None = None
        self.head = PartHead("Cần chú ý")
        self.notice = NoticeBar()
        self.not_taken = SideList("Chưa điểm danh hôm nay", 0)
        self.running = SideList("Nghỉ từ ba ngày học liền", 0)
        self.most = SideList("Nghỉ nhiều nhất trong năm học", 0)
        self.titles: dict[SideList, QLabel] = {}
        self.opens: dict[SideList, QPushButton] = {}
        self.letters: dict[SideList, QPushButton] = {}
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.look_again)
        self._lay_out()
        self.setFocusProxy(self.not_taken)

    def _lay_out(self) -> None:
        parts: list[Part] = []
        for one in (self.not_taken, self.running, self.most):
            if parts:
                parts.append(hairline(upright=True, k="line5"))
            parts.append(self._list(one))
        lists = row(*parts, gap=0)
        for at in range(0, lists.count(), 2):
            lists.setStretch(at, 1)
        layout = column(self.head, hairline(), self.notice, gap=0)
        layout.addWidget(ground(lists), 1)
        self.setLayout(layout)

    def _list(self, one: SideList) -> QWidget:
        """A list below its title, its acts at the foot."""
        self.titles[one] = label(one.accessibleName(), "panel")
        one.activated.connect(lambda _index: self._open(one))
        words = "Mở điểm danh" if one is self.not_taken else "Xem điểm danh"
        self.opens[one] = button(words, partial(self._open, one))
        acts: list[Part] = [self.opens[one]]
        if one is not self.not_taken:
            self.letters[one] = button("Thư cho phụ huynh…", partial(self._letter, one))
            acts.append(self.letters[one])
        one.selectionModel().currentChanged.connect(lambda *_at: self._offer(one))
        inside = column(ground(row(self.titles[one], margins=(14, 10, 14, 8))), hairline(), gap=0)
        inside.addWidget(one, 1)
        inside.addWidget(hairline())
        inside.addWidget(ground(row(*acts, None, margins=(12, 8, 12, 8)), "chrome"))
        return ground(inside)

    # ---- what is shown

    def show_class(self, _class_id: UUID) -> None:
        """The lists are those of all classes that the person may see."""
        self.look_again()

    def look_again(self) -> None:
        """Read the lists anew."""
        today = school_day(self._school.now())
        found = self.found = self._school.ask(absence_lists, today)
        self.head.say("Cần chú ý", _head(found))
        classes = [_class_item(one) for one in found.not_taken]
        none = "Hôm nay không có buổi học" if not found.sessions else "Đã điểm danh đủ"
        self._fill(self.not_taken, classes, none)
        away = [_pupil_item(one, _run(one)) for one in found.running]
        self._fill(self.running, away, "Không có em nào")
        most = [_pupil_item(one, _year(one)) for one in found.most]
        self._fill(self.most, most, "Chưa có em nào nghỉ")

    def _fill(self, one: SideList, items: Sequence[Item], none: str) -> None:
        name = one.accessibleName()
        self.titles[one].setText(f"{name} ({len(items)})" if items else name)
        one.show_items(items or [Item(None, none)])
        self._offer(one)

    def _offer(self, one: SideList) -> None:
        for acts in (self.opens, self.letters):
            if one in acts:
                enable(acts[one], "" if one.key is not None else _CHOOSE)

    def on_change(self, done: Done) -> None:
        if self.isVisible() and done.tables & TABLES:
            self._soon.start()

    def stop(self) -> None:
        self._soon.stop()

    def go(self, _student_id: UUID | None, _day: object) -> bool:
        """The lists themselves are the place."""
        return True

    # ---- acts

    def _open(self, one: SideList) -> None:
        key = one.key
        if isinstance(key, UUID):
            self.wanted.emit(Destination("roster", class_id=key, part="roll", day=self._day))
        elif isinstance(key, tuple):
            class_id, student = key
            place = Destination("roster", class_id=class_id, student_id=student, part="roll_month",
                                day=self._day)  # fmt: skip
            self.wanted.emit(place)

    @property
    def _day(self) -> date | None:
        return self.found.day if self.found else None

    def _letter(self, one: SideList) -> None:
        if isinstance(one.key, tuple):
            self.letter_wanted.emit(*one.key)

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        lists: list[tuple[str, SideList, Callable[[SideList], None]]] = [
            ("Thư cho phụ huynh của em đang chọn (nghỉ liền ngày)…", self.running, self._letter),
            ("Thư cho phụ huynh của em đang chọn (nghỉ nhiều nhất)…", self.most, self._letter),
        ]
        return [Act(name, partial(run, one), reason="" if one.key is not None else _CHOOSE)
                for name, one, run in lists]  # fmt: skip


def _head(found: AbsenceLists) -> str:
    day = f"{weekday_word(found.day)} {found.day:%d/%m/%Y}"
    if not found.sessions:
        return f"{day} · không có buổi học"
    return f"{day} · đã điểm danh {found.taken}/{found.sessions} buổi"


def _class_item(one: NotTaken) -> Item:
    parts = ", ".join(part.label.lower() if part.counts else part.label for part in one.parts)
    second = " · ".join([parts, *one.homeroom[:1]])
    mine = "ri.time-line" if one.own else ""
    words = "lớp của thầy cô" if one.own else ""
    return Item(one.class_id, f"Lớp {one.class_name}", second, "", mine, "amber", words)


def _pupil_item(one: Listed, said: str) -> Item:
    near = one.near is not Nearness.FAR
    tone = "red" if one.near is Nearness.OVER else "amber"
    icon = "ri.error-warning-line" if near else ""
    second = f"Lớp {one.class_name} · {said}"
    return Item((one.class_id, one.student_id), one.full_name, second, "", icon, tone, one.warning)


def _run(one: Listed) -> str:
    since = f", từ {one.since:%d/%m}" if one.since else ""
    return f"{one.running} ngày học liền{since}"


def _year(one: Listed) -> str:
    return f"{one.year.total} buổi ({_apart(one.year)})"


def _apart(of: Sums) -> str:
    each = ((of.excused, "P"), (of.unexcused, "K"))
    return ", ".join(f"{count} {sign}" for count, sign in each if count)
