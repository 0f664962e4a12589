"""What the roll of a day asks before it writes: reasons, and which session outside the plan."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.rules.attendance import DayPart
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import Segments
from desktop.ui.roll.today_book import Answer, TodayBook

_LONGEST = 500


class ReasonDialog(Ask):
    """A question that needs a reason; `act` gets it and answers."""

    def __init__(
        self, parent: QWidget, question: str, act: str, text: str, run: Callable[[str], Answer],
        hint: str = "",
    ) -> None:  # fmt: skip
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        super().__init__(
            parent, question, act, text=text,
            refuse=lambda: "" if self.reason.text().strip() else "Cần ghi lí do",
            carry_out=lambda: run(self.reason.text()).sentence,
        )  # fmt: skip
        self.field("Lí do", self.reason, hint)
        self.reason.textChanged.connect(self.look_again)


class ExtraDialog(ReasonDialog):
    """The class had lessons although its calendar has none then: which session, and why."""

    def __init__(self, parent: QWidget, book: TodayBook) -> None:
        free = [part for part in DayPart if part not in book.parts]
        self.part = Segments([(str(int(part)), part.label) for part in free], "Buổi")
        why = f" ({book.sheet.reason})" if book.sheet.reason else ""
        super().__init__(
            parent,
            f"Ngày {book.day:%d/%m/%Y} lớp {book.sheet.class_name} có học ngoài lịch?",
            "Ghi có học",
            f"Lịch của lớp không có buổi này{why}. Buổi được ghi là đã điểm danh, cả lớp có mặt; "
            "lí do đi cùng buổi ấy trong sổ.",
            self._take,
            "Thí dụ: học bù cho ngày nghỉ bão",
        )
        self._book = book
        self.field("Buổi", self.part)

    def _take(self, reason: str) -> Answer:
        return self._book.take(reason, DayPart(int(self.part.key)))


def not_held_dialog(parent: QWidget, book: TodayBook) -> ReasonDialog:
    """The session in front did not take place."""
    label = book.part.label if book.part else ""
    return ReasonDialog(
        parent, f"Buổi {label} ngày {book.day:%d/%m/%Y} lớp không học?", "Ghi không học",
        "Buổi không học không tính là chưa điểm danh và không tính vắng cho em nào.",
        book.say_not_held, "Thí dụ: nghỉ tránh bão theo thông báo của trường",
    )  # fmt: skip


def change_dialog(parent: QWidget, book: TodayBook, run: Callable[[str], Answer]) -> ReasonDialog:
    """The month is confirmed: a change keeps both values and the reason (M-12)."""
    return ReasonDialog(
        parent, f"Sửa điểm danh ngày {book.day:%d/%m/%Y} sau khi tháng đã xác nhận?",
        "Sửa, giữ cả hai giá trị",
        "Giá trị cũ và mới cùng lí do được giữ lại để phó hiệu trưởng xem.", run,
        "Thí dụ: gia đình nộp đơn xin phép sau",
    )  # fmt: skip
