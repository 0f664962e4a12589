"""A pupil comes from another school: who, since when, from where, with which papers."""

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.commands.pupil import Pupil
from desktop.commands.transfers import TransferIn
from desktop.exchange.values import read_code, read_date, read_name
from desktop.queries.moves_frame import MovesFrame
from desktop.queries.pupil_index import pupil_index
from desktop.rules.names import fold
from desktop.rules.profile import SEXES
from desktop.ui.kit.words import label
from desktop.ui.moves.book import MovesBook
from desktop.ui.moves.form import MoveForm, put


class ComeForm(MoveForm):
    """A new pupil; who had been in this class before is told, and returns instead."""

    added: UUID | None = None

    def __init__(self, parent: QWidget, book: MovesBook, frame: MovesFrame) -> None:
        self.full_name, self.birth, self.code = QLineEdit(), QLineEdit(), QLineEdit()
        self.sex = QComboBox()
        self.sex.addItem("", "")
        for code, words in SEXES.items():
            self.sex.addItem(words, code)
        super().__init__(
            parent, book, frame, f"Tiếp nhận học sinh vào lớp {frame.class_name}?",
            "Tiếp nhận học sinh",
        )  # fmt: skip
        self.birth.setPlaceholderText("dd/mm/yyyy")
        put(self.left, "Họ và tên", self.full_name)
        put(self.left, "Ngày sinh", self.birth)
        put(self.left, "Giới tính", self.sex)
        put(self.left, "Mã học sinh", self.code)
        self.told = label("", "amber", wrap=True)
        self.left.addWidget(self.told)
        self.left.addStretch(1)
        self.put_event("Từ trường", "Lí do chuyển đến")
        index = book.school.ask(pupil_index, book.today)
        self._others = {
            fold(entry.found.full_name): entry.found
            for entry in index.entries
            if entry.found.class_id != frame.class_id
        }
        self.full_name.textChanged.connect(self._look_for)
        self._look_for()

    def why_not(self) -> str:
        if not self.full_name.text().strip():
            return "Chưa có họ và tên"
        if not self.place.text().strip():
            return "Chưa ghi em từ trường nào đến"
        return super().why_not()

    def _look_for(self) -> None:
        """Somebody of that name who has left may be the same."""
        wanted = fold(self.full_name.text())
        same = next((p for p in self.frame.pupils if wanted and fold(p.full_name) == wanted), None)
        other = None if same else self._others.get(wanted)
        said = "Sau khi tiếp nhận, nhập điểm mang từ trường cũ và các mục hồ sơ còn thiếu."
        if same is not None:
            left = f" rời lớp ngày {same.left_on:%d/%m/%Y}" if same.left_on else ""
            said = (
                f"Lớp đã có {same.full_name} (số {same.number}){left}. Nếu là cùng một em, để sau "
                "và ghi học lại; điểm đã có còn nguyên."
            )
        elif other is not None:
            left = f", rời lớp ngày {other.left_on:%d/%m/%Y}" if other.left_on else ""
            said = (
                f"Lớp {other.class_name} có {other.full_name}{left}. Nếu là cùng một em, ghi ở "
                "lớp ấy (học lại, chuyển lớp) để điểm đã có đi theo em."
            )
        self.told.setText(said)
        self.look_again()

    def save(self, day: date) -> str:
        name, code = read_name(self.full_name.text()), read_code(self.code.text())
        birth = read_date(self.birth.text())
        for reading in (name, birth, code):
            if reading.problem:
                return reading.problem
        pupil = Pupil(
            full_name=str(name.value or ""),
            birth_date=birth.value if isinstance(birth.value, date) else None,
            sex=self.sex.currentData(), code=str(code.value or ""),
        )  # fmt: skip
        command = TransferIn(class_id=self.frame.class_id, pupil=pupil, day=day, about=self.about)
        why = self.write(command, f"tiếp nhận {pupil.full_name}")
        if not why and self.book.done is not None:
            self.added = command.student_id(self.book.done.command_id)
        return why
