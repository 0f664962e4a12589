"""A test that a pupil missed: waiting for a make-up with reason and day, or 0 for want of one."""

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.rules.marks import Mark, MarkState, without_makeup
from desktop.rules.terms import Assessment
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.typed_day import HINT, NotADay, read_day
from desktop.ui.kit.ask import Ask

_REASON = 200


def ask_makeup(parent: QWidget, book: CourseBook, row: int, column: int) -> bool:
    """Ask for reason and day; true when the cell now waits for a make-up."""
    fact = book.fact(column)
    if fact is None:
        return False
    reason, due = QLineEdit(), QLineEdit()
    reason.setMaxLength(_REASON)
    due.setPlaceholderText("dd/mm")
    now = book.mark(book.place(row, column)[0], fact.column)
    if now is not None and now.state is MarkState.MAKEUP:
        reason.setText(now.reason)
        due.setText(f"{now.due:%d/%m/%Y}" if now.due else "")

    def act() -> str:
        year = book.facts.year
        try:
            day = read_day(due.text(), year) if year else None
        except NotADay as wrong:
            return wrong.sentence
        mark = Mark(MarkState.MAKEUP, reason=reason.text().strip(), due=day)
        return book.put([(row, column, mark)])

    dialog = Ask(
        parent, f"{book.rows[row].name} chờ kiểm tra bù {fact.title}?", "Ghi chờ bù",
        text="Ô này chưa có điểm và chưa tính vào điểm trung bình cho tới khi em kiểm tra bù.",
        refuse=lambda: "" if reason.text().strip() else "Cần ghi lí do em vắng lần kiểm tra này",
        carry_out=act,
    )  # fmt: skip
    dialog.field("Lí do vắng", reason)
    dialog.field("Hạn kiểm tra bù (có thể để trống)", due, HINT)
    reason.textChanged.connect(dialog.look_again)
    reason.setFocus()
    return _shown(dialog)


def ask_zero(parent: QWidget, book: CourseBook, row: int, column: int) -> bool:
    """Ask whether a missed test counts as 0; true when it was written."""
    fact = book.fact(column)
    if fact is None:
        return False
    reason = QLineEdit()
    reason.setMaxLength(_REASON)
    comment = book.facts.course.assessment is Assessment.COMMENT
    counts = "Chưa đạt" if comment else "0 điểm"
    dialog = Ask(
        parent, f"{book.rows[row].name} không kiểm tra bù {fact.title}: ghi 0?",
        f"Ghi {'CĐ' if comment else '0'}",
        text=f"Lần kiểm tra này được tính {counts} và vào kết quả học kì ngay (Thông tư 22/2021, "
        "Điều 7).",
        carry_out=lambda: book.put(
            [(row, column, without_makeup(book.facts.course.assessment, reason.text().strip()))]
        ),
    )  # fmt: skip
    dialog.field("Lí do (có thể để trống)", reason)
    reason.setFocus()
    return _shown(dialog)


def _shown(dialog: Ask) -> bool:
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done
