"""The fifth page of the card: scans of papers; attached, opened here, taken out."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop.commands.papers import KeepPaper, PaperFacts, RemovePaper
from desktop.queries.papers import PaperLine
from desktop.rules.instants import moment
from desktop.store.files import keep_file
from desktop.store.trouble import Trouble
from desktop.ui import icons
from desktop.ui.card.book import CardBook
from desktop.ui.card.chosen import read_chosen
from desktop.ui.card.form import scrolled
from desktop.ui.card.opening import open_paper
from desktop.ui.kit.ask import Ask, ask
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, hairline, label, row

FILTER: Final = "PDF hoặc ảnh (*.pdf *.jpg *.jpeg *.png *.webp);;Tất cả tệp (*)"
_ABOUT: Final = {
    "profile": "hồ sơ", "policy": "diện ưu tiên", "transfer": "chuyển trường",
    "consent": "đồng ý của phụ huynh",
}  # fmt: skip
_KILO: Final = 1024


class PapersPage(QWidget):
    """A line for each paper; a file may be dropped anywhere on the page."""

    saved = Signal(str)
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAcceptDrops(True)
        self.book: CardBook | None = None
        self._shown: tuple[object, ...] = ()
        self.attach = button("Đính kèm giấy tờ…", self.ask_file, icon="ri.attachment-line")
        self.nothing = label("Chưa có giấy tờ nào được đính kèm.", "second", wrap=True)
        self.hint = label("PDF, PNG, JPEG hoặc WebP, nhiều nhất 10 MB.", "second", wrap=True)
        self._lines = column(gap=8)
        inside = column(self.nothing, self._lines, 6, row(self.attach, None), self.hint, None)
        self.area = scrolled(inside)
        self.area.setAccessibleName("Giấy tờ")
        outside = column(gap=0)
        outside.addWidget(self.area)
        self.setLayout(outside)

    def show_book(self, book: CardBook) -> None:
        """The papers of a pupil."""
        self.book = book
        closed = not book.card.rights.edit_care
        for part in (self.attach, self.hint):
            part.setVisible(not closed)
        self.nothing.setVisible(not book.card.papers)
        shown = (book.student_id, closed, book.card.papers)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._lines.takeAt(0)) is not None:
            made = item.widget()
            if made is not None:
                made.hide()
                made.deleteLater()
        for line in book.card.papers:
            self._lines.addWidget(self._line(line, closed=closed))

    def _line(self, line: PaperLine, *, closed: bool) -> QWidget:
        icon = label("")
        name = "ri.image-line" if line.kind.is_image else "ri.file-text-line"
        icon.setPixmap(icons.pixmap(name, 16, "text2", icons.device_ratio()))
        words = column(Elided(line.title, "strong"), Elided(paper_words(line)), gap=0)
        opened = button("Mở", lambda: self.open_paper(line))
        opened.setAccessibleName(f"Mở {line.title}")
        layout = row(icon, gap=8)
        layout.addLayout(words, 1)
        layout.addWidget(opened)
        if not closed:
            name = f"Bỏ {line.title} đính kèm nhầm"
            layout.addWidget(icon_button("ri.delete-bin-line", name, lambda: self.ask_gone(line)))
        made = QWidget()
        made.setProperty("k", "chrome")
        made.setLayout(column(layout, hairline(), gap=6))
        return made

    # ---- what can be done

    def ask_file(self) -> None:
        """Choose a file, then its title."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn bản chụp giấy tờ", "", FILTER)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Ask what the paper is called and attach it; a forbidden kind is told at once."""
        book = self.book
        if book is None:
            return
        try:
            content = read_chosen(path)
            kept = keep_file(book.school.folder, book.school.unlocked.file_key, content, path.name)
        except Trouble as trouble:
            self.kept.emit(trouble.sentence)
            return
        dialog = _TitleDialog(self, book, path, lambda title: PaperFacts(
            title, kept.sha256, kept.kind, kept.size
        ))  # fmt: skip
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self.saved.emit("Giấy tờ")

    def open_paper(self, line: PaperLine) -> None:
        """Show it here; what was kept on another computer is fetched."""
        book = self.book
        if book is None:
            return
        why = open_paper(self, book.school, line, book.student_id, book.class_id)
        if why:
            self.kept.emit(why)

    def ask_gone(self, line: PaperLine) -> None:
        """Take out what was attached by mistake."""
        book = self.book
        text = "Việc này không hoàn tác được; muốn có lại thì đính kèm lại tệp."
        if book is None or not ask(
            self, f"Bỏ {line.title} khỏi hồ sơ?", "Bỏ giấy tờ", text=text, danger=True
        ):
            return
        command = RemovePaper(
            class_id=book.class_id, student_id=book.student_id, paper_id=line.paper_id
        )
        why = book.do_for_good(command)
        if why:
            self.kept.emit(why)
        else:
            self.saved.emit("Giấy tờ")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.attach.isVisibleTo(self) and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.take(Path(local[0]))


class _TitleDialog(Ask):
    """What the paper is called in the profile."""

    def __init__(
        self, parent: QWidget, book: CardBook, path: Path, facts: Callable[[str], PaperFacts]
    ) -> None:
        self._book, self._facts = book, facts
        self.title = QLineEdit(path.stem)
        super().__init__(
            parent, f"Đính kèm {path.name} vào hồ sơ của {book.pupil.full_name}?", "Đính kèm",
            refuse=self._why_not, carry_out=self._save,
        )  # fmt: skip
        self.field("Tên giấy tờ", self.title, "Ví dụ: Giấy khai sinh, Quyết định hộ nghèo")
        self.title.textChanged.connect(self.look_again)
        self.title.selectAll()

    def _why_not(self) -> str:
        return "" if self.title.text().strip() else "Chưa có tên giấy tờ"

    def _save(self) -> str:
        command = KeepPaper(
            class_id=self._book.class_id, student_id=self._book.student_id,
            paper=self._facts(self.title.text().strip()),
        )  # fmt: skip
        return self._book.do(command, f"đính kèm {self.title.text().strip()}")[0]


def paper_words(line: PaperLine) -> str:
    """Diện ưu tiên · PDF 1,2 MB · Cao Thị Thơm, 02/11/2026."""
    size = line.size / _KILO
    shown = f"{size / _KILO:.1f} MB".replace(".", ",") if size >= _KILO else f"{size:.0f} kB"
    kept = f"{line.kept_by}, {moment(line.kept_at):%d/%m/%Y}"
    return f"{_ABOUT.get(line.about, line.about)} · {line.kind.value.upper()} {shown} · {kept}"
