"""Saving and printing: asks where to, does it in a thread, has it remembered, says what became."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from desktop.commands.command import Refused
from desktop.printing.editions import Order, remember_edition
from desktop.printing.options import PAPERS
from desktop.printing.press import PrintingStopped, file_name
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.notice import AMBER, GREEN, RED
from desktop.ui.kit.task import Reins, Stopped, Task
from desktop.ui.printing.press_room import (
    Delivered,
    Proof,
    make_proof,
    put_on_paper,
    save_each,
    save_one,
)
from desktop.ui.printing.printers import NO_PRINTER, Printers

FOLDER, PRINTER = "printing.folder", "printing.printer"
_MOST_COPIES = 10
_BUSY = "Lần lưu hoặc in trước chưa xong và vẫn đang chạy. Chờ xong, hoặc bấm Dừng rồi làm lại."
Tell = Callable[..., None]


class Delivery(QObject):
    """Hands pages over; one delivery at a time. `tell` is the notice bar's."""

    delivered = Signal()

    def __init__(self, page: QWidget, school: School, printers: Printers, tell: Tell) -> None:
        super().__init__(page)
        self._page, self._school, self._printers, self._tell = page, school, printers, tell
        self.task: Task[Any] = Task(self)

    def _busy(self) -> bool:
        """One delivery at a time: another one would stop the one that is under way."""
        if self.task.running:
            self._tell(_BUSY, AMBER)
        return self.task.running

    # ---- to the disk

    def save(self, order: Order, *, one_file: bool) -> None:
        """Ask for a place and write there: one file, or one a book."""
        if self._busy():
            return
        one_file = one_file or len(order.owners) == 1
        target = self._ask_file(order) if one_file else self._ask_folder()
        if target is None:
            return
        self._school.keep_preference(FOLDER, str(target.parent if one_file else target))
        work = save_one if one_file else save_each
        into = Delivered()
        self.task.start(
            lambda reins: work(self._school, order, target, into, reins),
            lambda _none: self._saved(into, target),
            lambda error: self._stopped(into, error, f"đã lưu vào {target}"),
        )

    def _ask_file(self, order: Order) -> Path | None:
        folder = Path(self._school.preference(FOLDER, str(Path.home())))
        name = order.owners[0].name if len(order.owners) == 1 else f"{len(order.owners)} quyển"
        usual = folder / f"{file_name(f'{order.form.title} · {name}')}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self._page, "Lưu PDF", str(usual), "PDF (*.pdf)")
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")

    def _ask_folder(self) -> Path | None:
        folder = self._school.preference(FOLDER, str(Path.home()))
        chosen = QFileDialog.getExistingDirectory(
            self._page, "Chọn thư mục: mỗi lớp một tệp PDF", folder
        )
        return Path(chosen) if chosen else None

    def _saved(self, into: Delivered, target: Path) -> None:
        self._remember(into)
        books = f"{len(into.editions)} quyển, " if len(into.editions) > 1 else ""
        self._tell(f"Đã lưu {books}{into.pages} trang vào {target}.", GREEN)
        self.delivered.emit()

    # ---- to a printer

    def print(self, proof: Proof) -> None:
        """Ask for a printer and print what was previewed."""
        if self._busy():
            return
        asked = self._ask_printer(len(proof.pages), _papers([proof]))
        if asked is not None:
            self._send(lambda _reins: [proof], *asked)

    def print_orders(self, orders: Sequence[Order], pages: int) -> None:
        """Ask for a printer, make each document and print it."""
        if self._busy():
            return
        papers = ", ".join(dict.fromkeys(order.options.paper.said for order in orders))
        asked = self._ask_printer(pages, papers)
        if asked is not None:
            self._send(
                lambda reins: [make_proof(self._school, order, reins) for order in orders], *asked
            )

    def _send(self, proofs: Callable[[Reins], list[Proof]], name: str, copies: int) -> None:
        into = Delivered()
        self.task.start(
            lambda reins: put_on_paper(self._printers, name, copies, proofs(reins), into, reins),
            lambda _none: self._printed(into, name),
            lambda error: self._stopped(into, error, f"đã gửi tới máy in {name}"),
        )

    def _ask_printer(self, pages: int, papers: str) -> tuple[str, int] | None:
        names = self._printers.names()
        if not names:
            self._tell(NO_PRINTER, AMBER)
            return None
        printers, copies = QComboBox(), QComboBox()
        printers.addItems(list(names))
        last = self._school.preference(PRINTER, "")
        printers.setCurrentIndex(max(0, printers.findText(last)))
        for count in range(1, _MOST_COPIES + 1):
            copies.addItem(f"{count} bản", count)
        question = Ask(
            self._page, f"In {pages} trang {papers} bằng máy nào?", f"In {pages} trang",
            text=f"Khổ {papers} và chiều giấy được đặt sẵn cho từng trang; "
            "bản in ra giống hệt bản xem trước.",
        )  # fmt: skip
        question.field("Máy in", printers)
        question.field("Số bản", copies)
        printers.setFocus()
        if question.exec() != Ask.DialogCode.Accepted:
            return None
        name = printers.currentText()
        self._school.keep_preference(PRINTER, name)
        return name, int(copies.currentData())

    def _printed(self, into: Delivered, name: str) -> None:
        self._remember(into)
        self._tell(f"Đã gửi {into.pages} trang tới máy in {name}.", GREEN)
        self.delivered.emit()

    # ---- afterwards

    def _stopped(self, into: Delivered, error: BaseException, done: str) -> None:
        self._remember(into)
        if isinstance(error, Stopped | PrintingStopped):
            kept = f"{into.pages} trang {done}." if into.editions else "Chưa có trang nào ra."
            self._tell(f"Đã dừng. {kept}", AMBER)
        else:
            self._tell(sentence_of(error), RED)
        self.delivered.emit()

    def _remember(self, into: Delivered) -> None:
        """In the window's thread, for everybody who listens to changes is there."""
        for edition in into.editions:
            try:
                remember_edition(self._school, edition)
            except (Refused, Trouble) as error:
                self._tell(f"Đã in, nhưng chưa ghi được vào danh sách đã in. {error}", AMBER)
                return


def sentence_of(error: BaseException) -> str:
    """What to tell a person; a bug is no sentence and goes on to the program's own dialog."""
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, Trouble):
        return error.sentence
    raise error


def _papers(proofs: Sequence[Proof]) -> str:
    found = (PAPERS[page.paper].said for proof in proofs for page in proof.pages)
    return ", ".join(dict.fromkeys(found))
