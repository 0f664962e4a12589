"""What the dialogs of all events ask: who, since when, why, the decision's number, scans."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.commands.command import Command
from desktop.commands.transfers import Circumstances
from desktop.queries.moves_frame import MovesFrame
from desktop.queries.pupils import ClassPupil
from desktop.ui.gradebook.typed_day import NotADay, read_day
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import label, row
from desktop.ui.moves.book import MovesBook
from desktop.ui.moves.papers import PapersField

_WIDE: Final = 780
_HALF: Final = 352
_TALLEST: Final = 330


class MoveForm(Ask):
    """Two columns: at the left who and what is to be looked at first, at the right the event.

    A subclass fills the columns in with `lay_out`, and says in `save` what is written.
    """

    def __init__(
        self, parent: QWidget, book: MovesBook, frame: MovesFrame, question: str, act: str
    ) -> None:
        self.book, self.frame = book, frame
        self.day = QLineEdit(f"{book.today:%d/%m/%Y}")
        self.place, self.reason, self.document = QLineEdit(), QLineEdit(), QLineEdit()
        self.what = ""
        self.papers = PapersField(book.school)
        super().__init__(
            parent, question, act, width=_WIDE, refuse=self.why_not, carry_out=self._save
        )
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        for half in (self.left, self.right):
            half.setSpacing(6)
        self.fields.addLayout(row(room(self.left), room(self.right), gap=20))
        self.papers.refused.connect(self.tell)
        self.papers.taken.connect(lambda: self.tell(""))
        for field in (self.day, self.place, self.reason):
            field.textChanged.connect(self.look_again)

    # ---- what a subclass says

    def why_not(self) -> str:
        """Why it cannot be recorded yet."""
        return "" if self.day.text().strip() else "Chưa có ngày"

    def save(self, _day: date) -> str:
        """Write it; why not, or ""."""
        return "Chưa có gì để ghi."

    # ---- parts

    def put_event(self, place: str = "", reason: str = "Lí do") -> None:
        """The day, the number of the document, the reason and scans; the school where asked."""
        put(self.right, "Từ ngày", self.day)
        if place:
            put(self.right, place, self.place)
        put(self.right, reason, self.reason)
        put(self.right, "Số quyết định, giấy giới thiệu", self.document)
        self.right.addWidget(self.papers)
        self.right.addStretch(1)

    def write(self, command: Command, what: str) -> str:
        """Do it as one step; `what` stands on the way back."""
        self.what = what
        return self.book.do(command, what)

    @property
    def about(self) -> Circumstances:
        """What was typed of the circumstances."""
        return Circumstances(
            self.place.text().strip(), self.reason.text().strip(), self.document.text().strip(),
            self.papers.papers,
        )  # fmt: skip

    def _save(self) -> str:
        if self.frame.year is None:
            return "Lớp này không thuộc năm học nào trong sổ nên chưa ghi được."
        try:
            day = read_day(self.day.text(), self.frame.year)
        except NotADay as wrong:
            return wrong.sentence
        return self.save(day) if day else "Chưa có ngày. Ghi ngày rồi lưu."


class PupilBox(QComboBox):
    """The pupils by number in the book: typing 12 goes to the twelfth."""

    def __init__(self, pupils: Sequence[ClassPupil], current: UUID | None) -> None:
        super().__init__()
        self.setAccessibleName("Học sinh")
        self.addItem("Chọn học sinh…", None)
        for pupil in pupils:
            self.addItem(f"{pupil.number}. {pupil.full_name}", pupil.student_id)
        known = (None, *(pupil.student_id for pupil in pupils))
        self.setCurrentIndex(known.index(current) if current in known else 0)

    @property
    def student_id(self) -> UUID | None:
        """Who is chosen."""
        found: UUID | None = self.currentData()
        return found

    @property
    def name(self) -> str:
        """The name alone."""
        return self.currentText().partition(". ")[2]


def put(half: QVBoxLayout, name: str, widget: QWidget) -> None:
    """A labelled control in one of the columns."""
    caption = label(name, "label")
    caption.setBuddy(widget)
    if not widget.accessibleName():
        widget.setAccessibleName(name)
    half.addWidget(caption)
    half.addWidget(widget)
    half.addSpacing(2)


def room(half: QVBoxLayout) -> QScrollArea:
    """A column that scrolls where the window is low."""
    half.setContentsMargins(2, 2, 6, 2)
    inside = QWidget()
    inside.setLayout(half)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.setMinimumSize(_HALF, _TALLEST)
    return area
