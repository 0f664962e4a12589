"""Marks of the former school, typed in a small grid: a row a subject, a column a test (G-36)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.commands.execute import Done
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.queries.leaving import BringIn, bring_in
from desktop.queries.moves_frame import MovesFrame
from desktop.rules.marks import Mark, NotAMark, column_name, parse_mark, show_mark
from desktop.rules.terms import Assessment, Term
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State
from desktop.ui.kit.buttons import Segments, button
from desktop.ui.kit.words import column, hairline, label, row
from desktop.ui.moves.book import MovesBook, told
from desktop.ui.moves.form import PupilBox

_OWN: Final = "Điểm do giáo viên của lớp nhập; sửa ở Sổ điểm"
_HINT: Final = (
    "Gõ điểm ghi trong học bạ, phiếu điểm của trường cũ; Enter là đã lưu. Điểm mang đến in "
    "nghiêng trong sổ, giáo viên thấy mà không sửa."
)


class BringInSheet:
    """One pupil in one term; each commit is a step of its own."""

    def __init__(self, book: MovesBook, class_id: UUID, student_id: UUID, term: Term) -> None:
        self.book, self._class_id, self._student, self.term = book, class_id, student_id, term
        self._past: list[list[Done]] = []
        self._future: list[list[Done]] = []
        self._read()

    def _read(self) -> None:
        found = self.book.school.ask(bring_in, self._class_id, self._student, self.book.today)
        self.lines: tuple[BringIn, ...] = tuple(one for one in found if one.term is self.term)
        keys = sorted({key for line in self.lines for key, _ in line.cells})
        name = Column("subject", "Môn học", Kind.NAME, 170, editable=False, frozen=True)
        self._keys = keys
        self._columns = (name, *(Column(str(k), column_name(k), Kind.MARK, 76) for k in keys))
        self._cells = [dict(line.cells) for line in self.lines]

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(line.course.course_id, line.course.label) for line in self.lines]

    def cell(self, row: int, column: int) -> CellView:
        if column == 0:
            return CellView(self.lines[row].course.label)
        key = self._keys[column - 1]
        if key not in self._cells[row]:
            return CellView(state=State.HATCHED, sentence="môn này không có cột điểm đó")
        mark = self._cells[row][key]
        if mark is None:
            return CellView()
        if not mark.brought_in:
            return CellView(show_mark(mark), State.LOCKED, _OWN)
        return CellView(show_mark(mark), State.BROUGHT_IN, "điểm mang từ trường cũ")

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Marks of one subject go together."""
        outcomes: list[Outcome] = []
        done: list[Done] = []
        for row_at in sorted({edit.row for edit in edits}):
            of_row = [edit for edit in edits if edit.row == row_at]
            outcomes += self._commit_row(row_at, of_row, done)
        if done:
            self._past.append(done)
            self._future.clear()
        self._read()
        return outcomes

    def _commit_row(self, at: int, edits: Sequence[Edit], done: list[Done]) -> list[Outcome]:
        course = self.lines[at].course
        cells: list[MarkCell] = []
        outcomes: list[Outcome] = []
        for edit in edits:
            key, seen = (
                self._keys[edit.column - 1],
                self._cells[at].get(self._keys[edit.column - 1]),
            )
            try:
                mark = read_brought_in(edit.text, course.assessment)
            except NotAMark as wrong:
                outcomes.append(Outcome(at, edit.column, Result.REFUSED, wrong.sentence))
                continue
            if mark != seen:
                cells.append(MarkCell(self._student, key, mark, seen))
            outcomes.append(Outcome(at, edit.column))
        if not cells:
            return outcomes
        command = EnterMarks(course_id=course.course_id, term=self.term, cells=tuple(cells))
        why = told(lambda: done.append(self.book.school.do(command)))
        if not why:
            return outcomes
        return [
            Outcome(at, o.column, Result.REFUSED, why) if o.result is Result.WRITTEN else o
            for o in outcomes
        ]

    def undo(self) -> str | None:
        return self._turn(self._past, self._future, "Đã hoàn tác.")

    def redo(self) -> str | None:
        return self._turn(self._future, self._past, "Đã làm lại.")

    def _turn(self, one: list[list[Done]], other: list[list[Done]], said: str) -> str | None:
        if not one:
            return None
        back: list[Done] = []
        steps = one.pop()
        why = told(lambda: back.extend(self.book.school.undo(done) for done in reversed(steps)))
        if back:
            other.append(back)
        self._read()
        return why or said


class BringInDialog(QDialog):
    """Who, which term, and the grid; Ctrl+Z takes back, *Xong* closes."""

    def __init__(
        self, parent: QWidget, book: MovesBook, frame: MovesFrame, student_id: UUID | None
    ) -> None:
        super().__init__(parent)
        self.book, self._frame = book, frame
        self.setWindowTitle("Sổ Trường")
        title = f"Điểm mang từ trường cũ · lớp {frame.class_name}"
        self.setAccessibleName(title)
        self.pupil = PupilBox(frame.present, student_id)
        self.terms = Segments([(str(t.value), f"Học kì {t.name}") for t in Term], "Học kì")
        now = frame.year.term_on(book.today) if frame.year else Term.I
        self.terms.choose(str(now.value))
        self.pane = SheetPane("Điểm mang từ trường cũ")
        self.pane.facts_of = lambda _model, _block: ""
        self.empty = label("", "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        close = button("Xong", self.accept)
        head = row(label(title, "panel"), None, self.pupil, self.terms, margins=(16, 10, 16, 8))
        layout = column(head, label_row(_HINT), hairline(), gap=0)
        layout.addWidget(self.pane, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(row(None, close, margins=(16, 8, 16, 12)))
        self.setLayout(layout)
        self.resize(QSize(860, 480))
        self.pupil.currentIndexChanged.connect(self._show)
        self.terms.chosen.connect(lambda _key: self._show())
        self._show()

    def _show(self) -> None:
        student = self.pupil.student_id
        sheet = None
        if student is not None:
            term = Term(int(self.terms.key))
            sheet = BringInSheet(self.book, self._frame.class_id, student, term)
        there = sheet is not None and bool(sheet.lines)
        self.pane.show_sheet(sheet if there else None, at=(0, 1) if there else None)
        self.pane.setVisible(there)
        self.empty.setVisible(not there)
        self.empty.setContentsMargins(16, 12, 16, 12)
        why = "Học kì này chưa bắt đầu, hoặc lớp chưa có môn nào được phân công."
        self.empty.setText(why if student else "Chọn học sinh để nhập điểm.")
        if there:
            self.pane.view.setFocus()

    def accept(self) -> None:
        """What is half typed counts."""
        self.pane.view.entry.close()
        super().accept()


def read_brought_in(text: str, assessment: Assessment) -> Mark | None:
    """A mark of the former school; raises NotAMark."""
    mark = parse_mark(text, assessment, shortcut=False)
    return replace(mark, brought_in=True) if mark else None


def label_row(words: str) -> QWidget:
    """A hint under the head of a dialog."""
    made = label(words, "second", wrap=True)
    made.setContentsMargins(16, 0, 16, 8)
    return made
