"""The letter to the parents of a pupil: about which days, as text to copy, or as a PDF."""

from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from desktop.printing.absence_letter import letter_text, print_absence_letter
from desktop.printing.press import file_name
from desktop.queries.absence_letter import AbsenceLetter, LetterSpan, absence_letter
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import Segments, button, enable

FOLDER: Final = "roll.letter_folder"
_WIDTH: Final = 620
_HIGH: Final = 250
_NOTHING: Final = "Trong những ngày này không có buổi nào để báo. Chọn khoảng ngày khác."


class LetterDialog(Ask):
    """`told` says what was done, for the notice bar of the page."""

    def __init__(
        self, parent: QWidget | None, school: School, class_id: UUID, student_id: UUID
    ) -> None:
        self._school = school
        today = school_day(school.now())
        self._whole: AbsenceLetter = school.ask(absence_letter, class_id, student_id, today)
        self.letter = self._whole
        self.told = ""
        super().__init__(
            parent, f"Thư cho phụ huynh của {self._whole.full_name}" if self._whole.full_name
            else "Thư cho phụ huynh", "Lưu PDF…", text=self._whole.refusal, leave="Đóng",
            width=_WIDTH, refuse=self._why_not, carry_out=self._save,
        )  # fmt: skip
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setMinimumHeight(_HIGH)
        self.copy = button("Chép văn bản", self._copy, icon="ri.file-copy-line")
        self.foot.insertWidget(1, self.copy)
        self.span = Segments(_spans(self._whole), "Những ngày")
        self.span.chosen.connect(self._choose)
        if not self._whole.refusal:
            self.field("Những ngày", self.span)
            self.field("Nội dung", self.words)
        self._choose(self.span.key)

    def _choose(self, key: str) -> None:
        self.letter = self._whole.of(LetterSpan(key))
        self.words.setPlainText("" if self._why_not() else letter_text(self.letter))
        self.tell("")
        enable(self.copy, self._why_not())
        self.look_again()

    def _why_not(self) -> str:
        return self._whole.refusal or ("" if self.letter.missed else _NOTHING)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.words.toPlainText())
        self.told = "Đã chép thư. Dán vào tin nhắn hoặc thư điện tử để gửi gia đình."
        self.accept()

    def _save(self) -> str:
        folder = Path(self._school.preference(FOLDER, str(Path.home())))
        name = file_name(f"Thông báo nghỉ học {self.letter.full_name} {self.letter.class_name}")
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Lưu thư", str(folder / f"{name}.pdf"), "PDF (*.pdf)"
        )
        if not chosen:
            return "Chưa chọn nơi lưu nên chưa có tệp nào được ghi."
        path = Path(chosen)
        return self.save_to(
            path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        )

    def save_to(self, path: Path) -> str:
        """Write the PDF; says why not."""
        try:
            print_absence_letter(self.letter, path)
        except Trouble as trouble:
            return trouble.sentence
        self._school.keep_preference(FOLDER, str(path.parent))
        self.told = f"Đã lưu thư vào tệp {path.name}."
        return ""


def _spans(letter: AbsenceLetter) -> list[tuple[LetterSpan, str]]:
    """The run that is not over, this month, the whole year, with their words."""
    spans = [
        (LetterSpan.MONTH, f"Tháng {letter.last.month}"),
        (LetterSpan.YEAR, "Từ đầu năm học"),
    ]
    if letter.running_since is not None:
        spans.insert(0, (LetterSpan.RUN, "Đợt nghỉ này"))
    return spans
