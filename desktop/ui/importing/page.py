"""The page of an import: choose a file, look at what it would change, settle, write as one step."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.command import Refused
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.acts import Act
from desktop.ui.importing.preview import Preview
from desktop.ui.importing.review import Review
from desktop.ui.importing.source import Source
from desktop.ui.importing.stepper import Stand, Step, Stepper
from desktop.ui.importing.words import (
    FOOT,
    left_word,
    preview_word,
    refusal_words,
    written_words,
)
from desktop.ui.importing.written import Written
from desktop.ui.kit.ask import ask
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import ACCENT, RED, NoticeBar
from desktop.ui.kit.page import Elided
from desktop.ui.kit.task import ProgressStrip, Reins, Stopped, Task
from desktop.ui.kit.words import ground, hairline, row

FOLDER: Final = "importing.folder"
FILTER: Final = "Bảng tính (*.xlsx *.xlsm *.xls *.ods);;Mọi tệp (*)"


class ImportPage(QWidget):
    """Used by every tab that takes in a file; writes nothing before the person says so."""

    closed = Signal()  # the person left, or there was nothing to write
    written = Signal(object)  # Written
    facts = Signal(str)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.setAcceptDrops(True)
        self._school = school
        self._source: Source | None = None
        self._path: Path | None = None
        self.task: Task[Preview] = Task(self)
        self.stepper = Stepper("Các bước nhập tệp")
        self.notice = NoticeBar()
        self.progress = ProgressStrip(self.task, "Đang đọc tệp", "chưa ghi gì vào sổ")
        self.review = Review(school)
        self.empty = Empty("ri.file-excel-2-line", "", "", "Chọn tệp…", self.ask_file)
        self._make_foot()
        self._lay_out()
        self._connect()

    def _make_foot(self) -> None:
        self.foot_words = Elided(FOOT)
        self.cancel = button("Hủy", self.leave_page)
        self.cancel.setToolTip("Hủy (Esc): không ghi gì")
        self.write_some = button("", self.write)
        self.primary = button("", self.go_on, k="primary", icon="ri.arrow-right-line")
        parts = (self.foot_words, self.cancel, self.write_some, self.primary)
        line = row(*parts, margins=(16, 10, 14, 10))
        line.setStretch(0, 1)
        self.foot = ground(line, "chrome")
        self.foot_words.setMinimumWidth(40)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.review)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.stepper, hairline(), self.notice, self.progress):
            layout.addWidget(part)
        layout.addWidget(self.pages, 1)
        layout.addWidget(hairline())
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.review.changed.connect(self._after)
        self.review.settled_all.connect(self.primary.setFocus)
        self.review.pane.facts.connect(self.facts)
        for keys, act in (
            ("Ctrl+Return", self.go_on), ("Esc", self.leave_page),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- choosing and reading a file

    def begin(self, source: Source, path: Path | None = None) -> None:
        """Start an import; with a path read it at once."""
        self._source, self._path = source, None
        self.review.show_preview(None)
        self.notice.leave()
        self.empty.say(
            f"Chọn tệp để nhập vào {source.target}.",
            f"{source.what} từ Excel hoặc LibreOffice (.xlsx, .xls, .ods). Kéo tệp vào đây cũng "
            "được. Xem trước rồi mới ghi; tệp gốc không bị thay đổi.",
        )
        self.pages.setCurrentWidget(self.empty)
        self.empty.act.setFocus()
        self._say_steps()
        if path is not None:
            self.open_file(path)

    def ask_file(self) -> None:
        """Let the person choose a file of this computer."""
        if self._source is None:
            return
        folder = self._school.preference(FOLDER, "")
        path, _ = QFileDialog.getOpenFileName(
            self, f"Nhập vào {self._source.target}", folder, FILTER
        )
        if path:
            self._school.keep_preference(FOLDER, str(Path(path).parent))
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Read and plan in a thread; the preview comes when it is ready."""
        source = self._source
        if source is None:
            return
        self._path = path
        self.notice.leave()
        self._say_steps()

        def work(_reins: Reins) -> Preview:
            return source.read(path)

        self.task.start(work, self._read, self._not_read)

    def _read(self, preview: Preview) -> None:
        self.pages.setCurrentWidget(self.review)
        self.review.show_preview(preview)
        if not preview.to_write and not preview.problems:
            self.notice.tell(preview_word(preview), ACCENT)
        elif preview.notes and self.review.panel.isHidden():
            self.notice.tell(preview.notes[0], ACCENT, "Xem các lưu ý", self.review.show_notes)

    def _not_read(self, error: BaseException) -> None:
        self.review.show_preview(None)
        self.pages.setCurrentWidget(self.empty)
        self._path = None
        self._say_steps()
        if isinstance(error, Trouble):
            self.notice.tell(error.sentence, RED)
        elif isinstance(error, Refused):
            self.notice.tell(error.message, RED)
        elif not isinstance(error, Stopped):
            raise error

    # ---- words

    def _after(self) -> None:
        preview = self.review.preview
        if preview is not None:
            self._say_steps()
            self._say_foot(preview)

    def _say_steps(self) -> None:
        name = self._path.name if self._path else "Excel hoặc LibreOffice"
        target = self._source.target if self._source else ""
        preview = self.review.preview
        shown = preview is not None
        self.primary.setVisible(shown)
        if preview is None:
            self.write_some.hide()
        second = left_word(preview) if preview else "chưa có gì để xem"
        self.stepper.show_steps(
            (
                Step("Chọn tệp", name, Stand.DONE if shown else Stand.NOW),
                Step("Xem trước", second, Stand.NOW if shown else Stand.NEXT),
                Step(f"Ghi vào {target}", "hoàn tác được", Stand.NEXT),
            )
        )

    def _say_foot(self, preview: Preview) -> None:
        count = len(preview.problems)
        unit = preview.unit
        self.write_some.setVisible(bool(count))
        self.write_some.setText(f"Ghi {preview.to_write} {unit}, để lại {preview.left} {unit}")
        reason = "" if preview.to_write else f"Chưa có {unit} nào ghi được"
        if preview.stopped_by_title:
            reason = "Giải quyết tiêu đề của tệp trước: chưa rõ tệp là của lớp đang chọn"
        enable(self.write_some, reason)
        if count:
            words = f"Giải quyết tiếp ({count})"
        else:
            words = f"Ghi {preview.to_write} {unit}" if preview.to_write else "Đóng"
        self.primary.setText(words)
        for made in (self.write_some, self.primary):
            made.setAccessibleName(made.text())
        self.primary.setToolTip(f"{words} (Ctrl+Enter)")

    # ---- the end

    def go_on(self) -> None:
        """The act of the page: the next problem, or write, or close when nothing is to be done."""
        self.review.view.entry.close()
        preview = self.review.preview
        if preview is None:
            return
        if preview.problems:
            self.review.go_on()
        elif preview.to_write:
            self.write()
        else:
            self.closed.emit()

    def write(self) -> None:
        """Carry out exactly the plan that is shown, as one command."""
        self.review.view.entry.close()
        preview = self.review.preview
        if preview is None or not preview.to_write:
            return
        try:
            done = self._school.do(preview.command())
        except Refused as refused:
            self.notice.tell(refusal_words(refused), RED, "Đọc lại tệp", self._read_again)
        except Trouble as trouble:
            self.notice.tell(trouble.sentence, RED)
        else:
            self.review.show_preview(None)
            self.written.emit(Written(done, written_words(preview)))

    def _read_again(self) -> None:
        if self._path is not None:
            self.open_file(self._path)

    def leave_page(self) -> None:
        """Go back without writing; decisions that were taken are worth a question."""
        self.task.stop_and_wait()
        preview = self.review.preview
        decided = len(preview.settled) if preview else 0
        if decided and not ask(
            self, f"Bỏ {decided} chỗ đã giải quyết?", "Bỏ, không ghi gì",
            text="Chưa có gì được ghi vào sổ. Tệp gốc không thay đổi, nhập lại lúc nào cũng được.",
            leave="Ở lại xem tiếp", danger=True,
        ):  # fmt: skip
            return
        self.review.show_preview(None)
        self.closed.emit()

    def leave(self) -> None:
        """Stop what is being read: the window closes."""
        self.task.stop_and_wait()

    def actions_here(self) -> list[Act]:
        """For the palette and the page of keys."""
        return [
            Act(self.primary.text(), self.go_on, "Ctrl+Enter"),
            Act("Chỗ cần xem tiếp theo", lambda: self.review.step(1), "F8"),
            Act("Chỗ cần xem trước", lambda: self.review.step(-1), "Shift+F8"),
            Act("Bỏ lần nhập này", self.leave_page, "Esc"),
        ]

    # ---- a file that is dropped here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.open_file(Path(files[0]))
