"""A pupil leaves the school: first the checklist, then since when, where to and why."""

from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.commands.transfers import DropOut, TransferOut
from desktop.queries.leaving import LeavingCheck, leaving_check
from desktop.queries.moves_frame import MovesFrame
from desktop.rules.transfers import Item, TransferKind
from desktop.ui.kit.buttons import Segments
from desktop.ui.kit.words import label, restyle
from desktop.ui.moves.book import MovesBook
from desktop.ui.moves.form import MoveForm, PupilBox, put

_MOST: Final = 6  # gaps named one by one
_ACTS: Final = {
    TransferKind.OUT: ("Chuyển trường", "Ghi chuyển đi"),
    TransferKind.DROP_OUT: ("Thôi học", "Ghi thôi học"),
}


class LeaveForm(MoveForm):
    """Nothing of the checklist is ticked beforehand; what is missing is told, not demanded."""

    def __init__(
        self, parent: QWidget, book: MovesBook, frame: MovesFrame, student_id: UUID | None,
        kind: TransferKind = TransferKind.OUT,
    ) -> None:  # fmt: skip
        self.pupil = PupilBox(frame.present, student_id)
        self.kinds = Segments([(k.value, _ACTS[k][0]) for k in _ACTS], "Rời trường vì")
        self.kinds.choose(kind.value)
        self.boxes = {item: QCheckBox(item.label) for item in Item}
        super().__init__(
            parent, book, frame, f"Học sinh lớp {frame.class_name} rời trường?", _ACTS[kind][1]
        )
        self.marks, self.absences = label("", wrap=True), label("", wrap=True)
        put(self.left, "Học sinh", self.pupil)
        self.left.addWidget(self.kinds)
        self.left.addSpacing(6)
        self.left.addWidget(label("Xem trước khi rời trường", "label"))
        for part in (self.marks, self.absences, *self.boxes.values()):
            self.left.addWidget(part)
        self.left.addStretch(1)
        self.put_event("Chuyển đến trường")
        self._where = self.place
        self.kinds.chosen.connect(lambda _key: self._kind_chosen())
        self.pupil.currentIndexChanged.connect(self._pupil_chosen)
        self._kind_chosen()
        self._pupil_chosen()

    @property
    def kind(self) -> TransferKind:
        """Which of the two."""
        return TransferKind(self.kinds.key)

    def why_not(self) -> str:
        if self.pupil.student_id is None:
            return "Chưa chọn học sinh"
        if self.kind is TransferKind.OUT and not self.place.text().strip():
            return "Chưa ghi trường chuyển đến"
        if self.kind is TransferKind.DROP_OUT and not self.reason.text().strip():
            return "Chưa có lí do thôi học"
        return super().why_not()

    def save(self, day: date) -> str:
        student = self.pupil.student_id
        if student is None:
            return "Chưa chọn học sinh."
        make = TransferOut if self.kind is TransferKind.OUT else DropOut
        returned = tuple(item for item, box in self.boxes.items() if box.isChecked())
        command = make(
            class_id=self.frame.class_id, student_id=student, day=day, about=self.about,
            returned=returned,
        )  # fmt: skip
        return self.write(command, f"ghi {self.pupil.name} {_ACTS[self.kind][0].lower()}")

    def _kind_chosen(self) -> None:
        out = self.kind is TransferKind.OUT
        self.act.setText(_ACTS[self.kind][1])
        self.act.setAccessibleName(_ACTS[self.kind][1])
        self.place.setEnabled(out)
        self.place.setPlaceholderText("" if out else "không có khi thôi học")
        self.place.setToolTip("" if out else "Thôi học thì không có trường chuyển đến")
        if not out:
            self.place.clear()
        self.look_again()

    def _pupil_chosen(self) -> None:
        student = self.pupil.student_id
        if student is None:
            check = LeavingCheck(UUID(int=0), "Chọn học sinh để xem điểm còn thiếu, buổi nghỉ.")
        else:
            check = self.book.school.ask(
                leaving_check, self.frame.class_id, student, self.book.today
            )
        marks, absences = check_words(check)
        self.marks.setText(marks)
        self.marks.setProperty("k", "amber" if check.missing else "second")
        restyle(self.marks)
        self.absences.setText(absences)
        self.absences.setVisible(bool(absences))
        self.look_again()


def check_words(check: LeavingCheck) -> tuple[str, str]:
    """What the books lack of the pupil, and what was missed."""
    if check.refusal:
        return check.refusal, ""
    marks = "Sổ điểm đã đủ."
    if check.missing:
        named = "; ".join(cell.words for cell in check.missing[:_MOST])
        others = len(check.missing) - _MOST
        rest = f"; và {others} ô khác" if others > 0 else ""
        marks = f"Còn thiếu {len(check.missing)} ô điểm: {named}{rest}."
    missed = f"Nghỉ {check.excused} buổi có phép, {check.unexcused} buổi không phép."
    days = check.days_without_roll
    if days:
        named = ", ".join(f"{day:%d/%m}" for day in days[:_MOST])
        more = "…" if len(days) > _MOST else ""
        missed += f" Chưa điểm danh {len(days)} ngày: {named}{more}."
    return marks, missed
