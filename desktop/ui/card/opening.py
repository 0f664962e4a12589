"""Opening a scan: from this computer, else from the school's server, with a way to stop."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.queries.papers import PaperLine
from desktop.rules.access import AccessKind
from desktop.rules.trouble import Trouble
from desktop.store.files import holds_file, read_file
from desktop.store.school import School
from desktop.ui.card.looks import looks_of
from desktop.ui.card.viewer import PaperViewer
from desktop.ui.kit.buttons import button
from desktop.ui.kit.task import Task
from desktop.ui.kit.words import column, label, row


class Fetching(QDialog):
    """Tells what is being fetched; `content` or `sentence` is there when it closes by itself."""

    def __init__(self, parent: QWidget, school: School, title: str, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tải giấy tờ")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.content = b""
        self.sentence = ""
        self._client: Any = None
        self._given_up = False
        said = label(f"Đang tải “{title}” từ máy chủ của trường…", wrap=True)
        self.leave = button("Thôi", self.reject)
        self.setLayout(column(said, row(None, self.leave), gap=14, margins=(20, 18, 20, 16)))
        self.setMinimumWidth(380)
        from desktop.sync.files import fetch_file

        self._task: Task[bytes] = Task(self)
        self._task.start(
            lambda _reins: fetch_file(school, name, self._begun), self._done, self._failed
        )

    def _begun(self, client: Any) -> None:
        """In the task's thread."""
        self._client = client
        if self._given_up:
            client.stop()

    def _done(self, content: bytes) -> None:
        self.content = content
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Trouble):
            raise error
        self.sentence = error.sentence
        super().reject()

    def reject(self) -> None:
        """Stop: what came so far is thrown away, and nothing else changes."""
        self._given_up = True
        if self._client is not None:
            self._client.stop()
        self._task.stop_and_wait()
        super().reject()


def content_of(parent: QWidget, school: School, title: str, name: str) -> tuple[bytes, str]:
    """The bytes of a scan, or why they are not there; both empty when the person stopped it."""
    if holds_file(school.folder, name) or school.connected is None:
        try:
            return read_file(school.folder, school.unlocked.file_key, name), ""
        except Trouble as trouble:
            return b"", trouble.sentence
    dialog = Fetching(parent, school, title, name)
    dialog.exec()
    dialog.deleteLater()
    return dialog.content, dialog.sentence


def open_paper(
    parent: QWidget, school: School, paper: PaperLine, student_id: UUID, class_id: UUID
) -> str:
    """Show a scan in the program and note the look (D-9.4); says why not, or nothing.

    Nothing of it is written to the disk in the clear.
    """
    content, sentence = content_of(parent, school, paper.title, paper.sha256)
    if not content:
        return sentence
    looks_of(school).note(
        AccessKind.PAPER, student_id=student_id, class_id=class_id, note=paper.title
    )
    viewer = PaperViewer(parent, paper.title, content, paper.kind)
    viewer.exec()
    viewer.deleteLater()
    return ""
