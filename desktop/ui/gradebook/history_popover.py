"""The history of a cell: each value, who entered it and when, who replaced it."""

from PySide6.QtWidgets import QWidget

from desktop.queries.cell_history import CellHistory, CellVersion, cell_history
from desktop.rules.instants import show_moment
from desktop.rules.marks import MarkState, show_mark
from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.kit.words import hairline, label

WIDTH = 400


class HistoryPopover(CellPopover):
    """Reads the history when it opens; says in a sentence when it may not be seen."""

    def __init__(self, window: QWidget, book: CourseBook, at: int, column: int) -> None:
        name, head = book.rows[at].name, book.columns[column].name
        super().__init__(window, f"Lịch sử của ô {name}, {head}", WIDTH)
        self.add_title("Lịch sử của ô")
        self.body.addWidget(label(f"{name} · {head}", "second"))
        self.lines = history_lines(_read(book, at, column))
        for number, (value, what) in enumerate(self.lines):
            if number:
                self.body.addWidget(hairline())
            if value:
                self.body.addWidget(label(value, "strong"))
            self.body.addWidget(label(what, "second", wrap=True))


def _read(book: CourseBook, at: int, column: int) -> CellHistory:
    if book.fact(column) is None:
        return CellHistory(refusal="Lịch sử được giữ cho các ô điểm. Chọn một ô điểm để xem.")
    student_id, key = book.place(at, column)
    return book.school.ask(
        cell_history, book.course_id, book.term, (student_id, int(key)), book.today
    )


def history_lines(history: CellHistory) -> tuple[tuple[str, str], ...]:
    """Value and what happened to it, the newest first; a single sentence when there is none."""
    if history.refusal:
        return (("", history.refusal),)
    lines = []
    newest = history.versions[0] if history.versions else None
    if newest is not None and newest.replaced_at:
        said = f"{newest.replaced_by} xóa lúc {show_moment(newest.replaced_at)}"
        lines.append(("trống", said))
    lines += [(_value(version), _who(version)) for version in history.versions]
    return tuple(lines) or (("", "Ô này chưa từng có giá trị nào."),)


def _value(version: CellVersion) -> str:
    mark = version.mark
    shown = show_mark(mark) or "trống"
    if mark is None or mark.state is MarkState.MARK:
        return shown
    why = f" ({mark.reason})" if mark.reason else ""
    return f"{shown}{why}" if mark.state is MarkState.MAKEUP else f"{shown}, không kiểm tra bù{why}"


def _who(version: CellVersion) -> str:
    said = f"{version.entered_by} nhập lúc {show_moment(version.entered_at)}"
    if version.replaced_at:
        said += f"; {version.replaced_by} thay lúc {show_moment(version.replaced_at)}"
    return said
