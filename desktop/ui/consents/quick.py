"""Typing the forms of a class in: one purpose, day and evidence for all, an answer for each."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.commands.consents import GiveConsent
from desktop.rules.consents import Method, Purpose
from desktop.ui.consents.book import ConsentsBook
from desktop.ui.consents.days import typed_day
from desktop.ui.consents.dialogs import choice
from desktop.ui.consents.quick_sheet import QuickSheet, Said
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import column, label, row

_WIDE, _TALL = 940, 250
_HINT = (
    "Gõ đ hoặc k cho từng em theo phiếu gia đình đã nộp; em để trống thì chưa ghi gì. Ai trả lời: "
    "c cha, m mẹ, g người giám hộ."
)


class QuickDialog(Ask):
    """Nothing is filled in for anybody; `written` counts what went into the register."""

    def __init__(self, parent: QWidget, book: ConsentsBook, purpose: Purpose | None) -> None:
        self._book = book
        self.written = 0
        self.purpose = QComboBox()
        for one in Purpose:
            self.purpose.addItem(one.label, one.value)
        if purpose is not None:
            self.purpose.setCurrentIndex(list(Purpose).index(purpose))
        self.method = choice("Chứng cứ", [(one.value, one.label) for one in Method])
        self.day, self.expires = QLineEdit(), QLineEdit()
        self.pane = SheetPane("Câu trả lời của các gia đình")
        self.pane.facts_of = lambda _model, _block: ""
        self.pane.setMinimumHeight(_TALL)
        self.sheet = self._sheet()
        super().__init__(
            parent, f"Nhập phiếu trả lời của lớp {book.register.class_name}?", "Ghi câu trả lời",
            text=_HINT, width=_WIDE, refuse=self._why_not, carry_out=self._save,
        )  # fmt: skip
        for field, words in ((self.day, "dd/mm/yyyy"), (self.expires, "không ghi hạn")):
            field.setPlaceholderText(words)
            field.setFixedWidth(120)
        self.fields.addLayout(
            row(
                _named("Mục đích", self.purpose), _named("Ngày trả lời", self.day),
                _named("Có giá trị đến", self.expires), _named("Chứng cứ", self.method), None,
                gap=12,
            )
        )  # fmt: skip
        self.fields.addWidget(self.pane, 1)
        self._show()
        self.purpose.currentIndexChanged.connect(self._purpose_chosen)
        self.method.currentIndexChanged.connect(self.look_again)
        self.day.textChanged.connect(self.look_again)
        self.pane.view.written.connect(lambda _outcomes: self._typed())
        self.pane.view.told.connect(lambda _said: self._typed())

    def _sheet(self) -> QuickSheet:
        purpose = Purpose(self.purpose.currentData())
        return QuickSheet(self._book, purpose, self._book.waiting(purpose))

    def _purpose_chosen(self) -> None:
        self.pane.view.entry.close()
        self.sheet = self._sheet()
        self._show()

    def _show(self) -> None:
        self.pane.show_sheet(self.sheet, at=(0, 2) if self.sheet.lines else None)
        self._typed(refresh=False)

    def _typed(self, *, refresh: bool = True) -> None:
        if refresh:
            self.pane.view.refresh()
        count = len(self.sheet.answers)
        self.act.setText(f"Ghi {count} câu trả lời" if count else "Ghi câu trả lời")
        self.act.setAccessibleName(self.act.text())
        self.look_again()

    def _why_not(self) -> str:
        if self._book.closed:
            return self._book.closed
        if not self.sheet.lines:
            return "Mọi gia đình đã trả lời việc này"
        if not self.day.text().strip():
            return "Chưa có ngày trả lời"
        if not self.method.currentData():
            return "Chưa chọn chứng cứ"
        if self.sheet.unready:
            return f"{self.sheet.unready} em còn thiếu: xem cột Còn thiếu"
        return "" if self.sheet.answers else "Chưa có câu trả lời nào"

    def _save(self) -> str:
        """Each family's answer is a command of its own; what is refused stays here."""
        day, why = typed_day(self._book, self.day.text())
        _expires, wrong = typed_day(self._book, self.expires.text())
        if why or wrong or day is None:
            return why or wrong or "Chưa có ngày trả lời."
        self.sheet.refused.clear()
        for line, said in self.sheet.answers:
            student = line.pupil.student_id
            why = self._book.do(
                self._command(said, student), f"ghi trả lời của gia đình {line.pupil.full_name}"
            )
            if why:
                self.sheet.refused[student] = why
            else:
                self.written += 1
        if not self.sheet.refused:
            return ""
        self._book.reload()
        kept = [
            (line, said) for line, said in zip(self.sheet.lines, self.sheet.said, strict=True)
            if line.pupil.student_id in self.sheet.refused
        ]  # fmt: skip
        refused = self.sheet.refused
        self.sheet = QuickSheet(self._book, self.sheet.purpose, [line for line, _ in kept])
        self.sheet.said, self.sheet.refused = [said for _, said in kept], refused
        self._show()
        first = next(iter(refused.values()))
        return f"Đã ghi {self.written}; {len(refused)} em còn lại: {first}"

    def _command(self, said: Said, student: object) -> GiveConsent:
        day, _ = typed_day(self._book, self.day.text())
        expires, _ = typed_day(self._book, self.expires.text())
        return GiveConsent(
            class_id=self._book.class_id, student_id=student,  # type: ignore[arg-type]
            purpose=self.sheet.purpose, agreed=bool(said.agreed), child_agreed=said.child,
            relation=said.relation, given_by=said.given_by,  # type: ignore[arg-type]
            method=Method(self.method.currentData()), day=day,  # type: ignore[arg-type]
            expires_on=expires,
        )  # fmt: skip


def _named(name: str, widget: QWidget) -> QWidget:
    caption = label(name, "label")
    caption.setBuddy(widget)
    widget.setAccessibleName(name)
    made = QWidget()
    made.setLayout(column(caption, widget, gap=4))
    return made
