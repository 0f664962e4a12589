"""One answer of one family: who gave it, how, the child's own say, until when; its withdrawal."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.commands.consents import GiveConsent, WithdrawConsent
from desktop.queries.consents import ConsentLine, RegisterLine, needs_childs_say
from desktop.rules.consents import GivenBy, Method, Purpose, Standing
from desktop.ui.consents.book import ConsentsBook
from desktop.ui.consents.days import typed_day
from desktop.ui.consents.sheet import answer_words
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import label, row
from desktop.ui.moves.form import put, room
from desktop.ui.moves.papers import PapersField

YES, NO = "yes", "no"
_ANSWERS: Final = ((YES, "Đồng ý"), (NO, "Không đồng ý"))
_WIDE: Final = 780


class AnswerDialog(Ask):
    """Nothing is chosen beforehand: what was said is chosen here.

    `withdraw` and `open_papers` say after it was left what the person wanted instead.
    """

    def __init__(
        self, parent: QWidget, book: ConsentsBook, line: RegisterLine, purpose: Purpose
    ) -> None:
        self._book, self._line, self._purpose = book, line, purpose
        self.answer = choice("Gia đình trả lời", _ANSWERS)
        self.child = choice("Ý kiến của em", _ANSWERS)
        self.relation = choice("Ai trả lời", [(one.value, one.label) for one in GivenBy])
        self.method = choice("Chứng cứ", [(one.value, one.label) for one in Method])
        self.given_by, self.day, self.expires, self.note = (QLineEdit() for _ in range(4))
        self.papers = PapersField(book.school)
        self.wants: str = ""
        super().__init__(
            parent, f"{purpose.label}: gia đình em {line.pupil.full_name} trả lời thế nào?",
            "Ghi câu trả lời", width=_WIDE, refuse=self._why_not, carry_out=self._save,
        )  # fmt: skip
        self.day.setPlaceholderText("dd/mm/yyyy")
        self.expires.setPlaceholderText("để trống nếu không ghi hạn")
        self._asks_child = needs_childs_say(line, purpose, book.today)
        self._lay_out()
        self._history()
        self.relation.currentIndexChanged.connect(self._relation_chosen)
        for box in (self.answer, self.child, self.relation, self.method):
            box.currentIndexChanged.connect(self.look_again)
        for field in (self.given_by, self.day):
            field.textChanged.connect(self.look_again)
        self.papers.refused.connect(self.tell)
        self.papers.taken.connect(lambda: self.tell(""))

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        put(left, "Gia đình trả lời", self.answer)
        if self._asks_child:
            put(left, "Ý kiến của em (từ đủ 7 tuổi được hỏi riêng)", self.child)
        put(left, "Ai trả lời", self.relation)
        put(left, "Họ và tên người trả lời", self.given_by)
        put(left, "Ngày trả lời", self.day)
        left.addStretch(1)
        put(right, "Chứng cứ", self.method)
        put(right, "Có giá trị đến hết ngày", self.expires)
        put(right, "Ghi chú", self.note)
        right.addWidget(self.papers)
        self.before = label("", "second", wrap=True)
        right.addWidget(self.before)
        right.addStretch(1)
        self.fields.addLayout(row(room(left), room(right), gap=20))

    def _history(self) -> None:
        """What was answered before stays as evidence; a withdrawal and the scans are near."""
        history = self._book.history(self._line.pupil.student_id, self._purpose)
        self.before.setText("\n".join(f"Đã ghi: {answer_words(one)}" for one in history))
        self.before.setVisible(bool(history))
        last = history[0] if history else None
        if last is not None and last.answer.agreed and last.standing is not Standing.WITHDRAWN:
            self.foot.insertWidget(0, button("Ghi rút lại…", lambda: self._want("withdraw")))
        if last is not None and last.papers:
            self.foot.insertWidget(0, button("Mở bản chụp", lambda: self._want("papers")))

    def _want(self, what: str) -> None:
        self.wants = what
        self.reject()

    def _relation_chosen(self) -> None:
        """The name from the profile, where it is known and nothing else was typed."""
        key = self.relation.currentData()
        known = [self._book.giver(self._line.pupil.student_id, one) for one in GivenBy]
        if key and self.given_by.text().strip() in ("", self._line.pupil.full_name, *known):
            who = GivenBy(key)
            own = self._line.pupil.full_name if who is GivenBy.SELF else ""
            name = own or self._book.giver(self._line.pupil.student_id, who)
            self.given_by.setText(name)

    def _why_not(self) -> str:
        if self._book.closed:
            return self._book.closed
        wanted: Sequence[tuple[object, str]] = (
            (self.answer.currentData(), "Chưa chọn gia đình trả lời thế nào"),
            (self.relation.currentData(), "Chưa chọn ai trả lời"),
            (self.given_by.text().strip(), "Chưa có họ tên người trả lời"),
            (self.day.text().strip(), "Chưa có ngày trả lời"),
            (self.method.currentData(), "Chưa chọn chứng cứ"),
        )
        return next((why for there, why in wanted if not there), "")

    def _save(self) -> str:
        day, why = typed_day(self._book, self.day.text())
        expires, wrong = typed_day(self._book, self.expires.text())
        if why or wrong or day is None:
            return why or wrong or "Chưa có ngày trả lời."
        child = self.child.currentData() if self._asks_child else None
        command = GiveConsent(
            class_id=self._book.class_id, student_id=self._line.pupil.student_id,
            purpose=self._purpose, agreed=self.answer.currentData() == YES,
            child_agreed=None if not child else child == YES,
            relation=GivenBy(self.relation.currentData()),
            given_by=self.given_by.text().strip(), method=Method(self.method.currentData()),
            day=day, expires_on=expires, note=self.note.text().strip(),
            papers=self.papers.papers,
        )  # fmt: skip
        return self._book.do(command, f"ghi câu trả lời của gia đình {self._line.pupil.full_name}")


class WithdrawDialog(Ask):
    """From which day on and by whom; the answer stays as evidence."""

    def __init__(
        self, parent: QWidget, book: ConsentsBook, line: RegisterLine, last: ConsentLine
    ) -> None:
        self._book, self._line, self._last = book, line, last
        self.by, self.note = QLineEdit(last.given_by), QLineEdit()
        self.day = QLineEdit(f"{book.today:%d/%m/%Y}")
        self.papers = PapersField(book.school)
        super().__init__(
            parent, f"Gia đình em {line.pupil.full_name} rút lại đồng ý?", "Ghi rút lại",
            text=f"{last.purpose.label}. Từ ngày rút lại, nhà trường không dùng được nữa; câu trả "
            "lời trước được giữ làm bằng chứng.",
            refuse=self._why_not, carry_out=self._save,
        )  # fmt: skip
        self.field("Ai rút lại", self.by)
        self.field("Từ ngày", self.day)
        self.field("Ghi chú", self.note)
        self.fields.addWidget(self.papers)
        self.by.textChanged.connect(self.look_again)
        self.papers.refused.connect(self.tell)
        self.papers.taken.connect(lambda: self.tell(""))

    def _why_not(self) -> str:
        return "" if self.by.text().strip() else "Chưa ghi ai rút lại"

    def _save(self) -> str:
        day, why = typed_day(self._book, self.day.text())
        if why or day is None:
            return why or "Chưa có ngày rút lại. Ghi ngày rồi lưu."
        command = WithdrawConsent(
            class_id=self._book.class_id, student_id=self._line.pupil.student_id,
            consent_id=self._last.consent_id, day=day, withdrawn_by=self.by.text().strip(),
            note=self.note.text().strip(), papers=self.papers.papers,
        )  # fmt: skip
        return self._book.do(command, "ghi rút lại đồng ý")


def choice(name: str, options: Sequence[tuple[str, str]]) -> QComboBox:
    """A box in which nothing is chosen at first."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItem("Chọn…", "")
    for key, words in options:
        made.addItem(words, key)
    return made
