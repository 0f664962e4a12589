"""The pupil's photograph on the card: initials without one; chosen, dropped upon, taken away."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from desktop.commands.papers import RemovePhoto
from desktop.store.photos import keep_photo
from desktop.store.trouble import Trouble
from desktop.ui.card.book import CardBook
from desktop.ui.card.chosen import read_chosen
from desktop.ui.card.words import initials
from desktop.ui.kit.ask import ask
from desktop.ui.theme import face, ink, ink_pen

SIZE: Final = QSize(64, 78)
FILTER: Final = "Ảnh (*.jpg *.jpeg *.png *.webp);;Tất cả tệp (*)"
NAME: Final = "Ảnh"
_NOT_MINE: Final = "Hồ sơ do giáo viên chủ nhiệm và văn phòng cập nhật"


class PhotoButton(QPushButton):
    """Click: what can be done with the photograph."""

    saved = Signal(str)
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(SIZE)
        self.setAcceptDrops(True)
        self.setAutoDefault(False)
        self.book: CardBook | None = None
        self.picture = QPixmap()
        self._bytes = b""
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_book(self, book: CardBook) -> None:
        """The photograph of a pupil, as far as one may see it."""
        self.book = book
        photo = book.card.photo
        small = photo.small if photo else b""
        if small != self._bytes:
            self._bytes = small
            self.picture = QPixmap()
            self.picture.loadFromData(small)
        name = book.pupil.full_name
        may = book.card.rights.edit_care
        known = f"Ảnh của {name}" if photo else f"{name} chưa có ảnh"
        self.setAccessibleName(known if book.card.with_care else name)
        self.setToolTip(known if may else _NOT_MINE)
        self.setEnabled(may)
        self.update()

    def _fill(self) -> None:
        self._menu.clear()
        has_one = self.book is not None and self.book.card.photo is not None
        self._menu.addAction("Thay ảnh…" if has_one else "Chọn ảnh…", self.ask_file)
        gone = self._menu.addAction("Bỏ ảnh…", self.remove)
        gone.setEnabled(has_one)

    def ask_file(self) -> None:
        """Choose an image."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn ảnh học sinh", "", FILTER)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Keep the image of a file as the photograph."""
        book = self.book
        if book is None:
            return
        try:
            content = read_chosen(path)
            command = keep_photo(book.school, (book.class_id, book.student_id), content, path.name)
        except Trouble as trouble:
            self.kept.emit(trouble.sentence)
            return
        self._told(book.do_for_good(command))

    def remove(self) -> None:
        """Take the photograph away, after a question."""
        book = self.book
        if book is None:
            return
        question = f"Bỏ ảnh của {book.pupil.full_name}?"
        text = "Việc này không hoàn tác được; muốn có lại thì chọn lại tệp ảnh."
        if ask(self, question, "Bỏ ảnh", text=text, danger=True):
            command = RemovePhoto(class_id=book.class_id, student_id=book.student_id)
            self._told(book.do_for_good(command))

    def _told(self, why: str) -> None:
        if why:
            self.kept.emit(why)
        else:
            self.saved.emit(NAME)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.isEnabled() and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.take(Path(local[0]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(0, 0, -1, -1)
        painter.fillRect(box, ink("tint"))
        if self.picture.isNull():
            painter.setFont(face(22, strong=True))
            painter.setPen(ink("accent"))
            name = self.book.pupil.full_name if self.book else ""
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), initials(name))
        else:
            self._paint_picture(painter, box)
        painter.setPen(ink_pen("accent"))
        painter.drawRect(box.adjusted(1, 1, -1, -1) if self.hasFocus() else box)
        if self.hasFocus():
            painter.drawRect(box)

    def _paint_picture(self, painter: QPainter, box: QRect) -> None:
        """Filled, with the middle of the picture in the middle."""
        whole = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        size = self.picture.size().scaled(box.size(), whole)
        at = QRect(0, 0, size.width(), size.height())
        at.moveCenter(box.center())
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(at, self.picture)
        painter.setClipping(False)
