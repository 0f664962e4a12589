"""A pupil who had left returns, or one goes over to another class of the grade."""

from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.commands.moving import MoveClass
from desktop.commands.transfers import Return
from desktop.queries.leaving import MovePreview, move_preview
from desktop.queries.moves_frame import MovesFrame
from desktop.rules.instants import show_moment
from desktop.ui.kit.words import label, restyle
from desktop.ui.moves.book import MovesBook
from desktop.ui.moves.form import MoveForm, PupilBox, put

_CHOOSE: Final = "Chọn học sinh và lớp mới để xem những gì đi theo em."


class ReturnForm(MoveForm):
    """Back in the class; the days between stay known."""

    def __init__(
        self, parent: QWidget, book: MovesBook, frame: MovesFrame, student_id: UUID | None
    ) -> None:
        self.pupil = PupilBox(frame.gone, student_id)
        super().__init__(
            parent, book, frame, f"Học sinh học lại lớp {frame.class_name}?", "Ghi học lại"
        )
        self.told = label("", wrap=True)
        put(self.left, "Học sinh đã rời lớp", self.pupil)
        self.left.addWidget(self.told)
        self.left.addStretch(1)
        self.put_event()
        self.pupil.currentIndexChanged.connect(self._pupil_chosen)
        self._pupil_chosen()

    def why_not(self) -> str:
        return "Chưa chọn học sinh" if self.pupil.student_id is None else super().why_not()

    def _pupil_chosen(self) -> None:
        found = self.frame.pupil(self.pupil.student_id)
        said = "Chọn em đã rời lớp."
        if found is not None and found.left_on is not None:
            why = f" ({found.leave_reason})" if found.leave_reason else ""
            said = (
                f"Rời lớp ngày {found.left_on:%d/%m/%Y}{why}. Điểm và buổi nghỉ đã có còn nguyên; "
                "những ngày em không ở trường không tính là nghỉ học."
            )
        self.told.setText(said)
        self.look_again()

    def save(self, day: date) -> str:
        student = self.pupil.student_id
        if student is None:
            return "Chưa chọn học sinh."
        command = Return(
            class_id=self.frame.class_id, student_id=student, day=day, about=self.about
        )
        return self.write(command, f"ghi {self.pupil.name} học lại")


class MoveToForm(MoveForm):
    """What would be carried is told first; what is locked needs the principal's decision."""

    def __init__(
        self, parent: QWidget, book: MovesBook, frame: MovesFrame, student_id: UUID | None
    ) -> None:
        self.pupil = PupilBox(frame.present, student_id)
        self.to_class = QComboBox()
        self.to_class.setAccessibleName("Lớp mới")
        for class_id, name in frame.siblings:
            self.to_class.addItem(f"Lớp {name}", class_id)
        self.preview: MovePreview | None = None
        super().__init__(
            parent, book, frame, f"Học sinh lớp {frame.class_name} chuyển lớp?", "Chuyển lớp"
        )
        self.told, self.locked = label(_CHOOSE, wrap=True), label("", "amber", wrap=True)
        put(self.left, "Học sinh", self.pupil)
        put(self.left, "Lớp mới (cùng khối)", self.to_class)
        self.left.addWidget(self.told)
        self.left.addWidget(self.locked)
        self.left.addStretch(1)
        self.put_event()
        for box in (self.pupil, self.to_class):
            box.currentIndexChanged.connect(self._chosen)
        self.document.textChanged.connect(self.look_again)
        self._chosen()

    def why_not(self) -> str:
        if self.to_class.count() == 0:
            return "Khối này không có lớp nào khác"
        if self.pupil.student_id is None:
            return "Chưa chọn học sinh"
        if self.preview and self.preview.lock and not self.document.text().strip():
            return "Sổ đã khóa: cần số quyết định của hiệu trưởng"
        return super().why_not()

    def _chosen(self) -> None:
        student, to_class = self.pupil.student_id, self.to_class.currentData()
        self.preview = None
        if student is not None and to_class is not None:
            self.preview = self.book.school.ask(
                move_preview, self.frame.class_id, student, to_class, self.book.today
            )
        self.told.setText(preview_words(self.preview) if self.preview else _CHOOSE)
        lock = self.preview.lock if self.preview else None
        self.locked.setText(
            f"Sổ học kì {lock.term.name} đã được {lock.by_name} khóa lúc {show_moment(lock.at)} "
            f"(lí do: {lock.reason}). Ghi số quyết định để chuyển nguyên phần đã khóa, hoặc đề "
            "nghị mở khóa trước."
            if lock
            else ""
        )
        self.locked.setVisible(lock is not None)
        restyle(self.locked)
        self.look_again()

    def save(self, day: date) -> str:
        student = self.pupil.student_id
        if student is None:
            return "Chưa chọn học sinh."
        locked = self.preview is not None and self.preview.lock is not None
        command = MoveClass(
            class_id=self.frame.class_id, student_id=student,
            to_class_id=self.to_class.currentData(), day=day, about=self.about,
            decision=self.about.document if locked else "",
        )  # fmt: skip
        to_class = self.to_class.currentText().lower()
        return self.write(command, f"chuyển {self.pupil.name} sang {to_class}")


def preview_words(found: MovePreview) -> str:
    """Đi theo em: 12 điểm, 2 nhận xét môn học, rèn luyện 1 học kì, các buổi nghỉ."""
    said = (
        f"Đi theo em: {found.carried_marks} điểm, {found.comments} nhận xét môn học, rèn luyện "
        f"{found.terms_of_conduct} học kì, các buổi nghỉ. Sổ lớp cũ giữ nguyên, tên gạch ngang từ "
        "ngày chuyển."
    )
    if found.left_behind:
        said += f" {found.left_behind} điểm ở lại sổ cũ vì lớp mới không có cột đó."
    if found.subjects_without:
        said += f" Lớp mới không học: {', '.join(found.subjects_without)}."
    return said
