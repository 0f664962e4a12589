"""Prints: a form's pages into a PDF file that is either there as a whole or not at all."""

import errno
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from desktop.durable import replace_durably
from desktop.printing.fitting import POINT
from desktop.printing.fonts import Faces, faces
from desktop.printing.forms import Form
from desktop.printing.ink import Ink, Placed
from desktop.printing.options import BookOptions
from desktop.printing.page import Page, only
from desktop.store.trouble import Trouble

Progress = Callable[[int, int], None]
"""Told how many pages (of a book) or books (of a school) are done, and of how many."""
Cancelled = Callable[[], bool]


class NotPrinted(Trouble):
    """The file could not be written; what was there before is still there."""


class NothingToPrint(Trouble):
    def __init__(self) -> None:
        super().__init__(
            "Chưa có trang nào được chọn nên chưa in gì. Chọn ít nhất một phần của sổ rồi in lại."
        )


class PrintingStopped(Exception):
    """The person asked to stop; nothing was written for the book that was on the press."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What is remembered of a printed page, so that it is known when it must be printed again."""

    key: str
    title: str
    part: str
    paper: str
    number: int
    total: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    path: Path
    pages: tuple[PrintedPage, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A book still to be read: under which name its file goes, and how its data are fetched."""

    name: str
    read: Callable[[], Any]


@dataclass(slots=True)
class Press:
    """One PDF document while pages are put on it."""

    canvas: Canvas
    faces: Faces
    placed: list[Placed] | None = None

    def put(self, page: Page) -> None:
        self.canvas.setPageSize((page.paper.width * POINT, page.paper.height * POINT))
        page.draw_on(Ink(self.canvas, self.faces, page.paper.height, self.placed))
        self.canvas.showPage()


def pages_of(form: Form, data: Any, options: BookOptions) -> list[Page]:
    """The chosen pages, numbered as in the whole book. Raises NothingToPrint."""
    chosen = only(form.pages(data, options), options.parts, options.pages)
    if not chosen:
        raise NothingToPrint
    return chosen


def print_form(
    form: Form,
    data: Any,
    options: BookOptions,
    path: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> PrintedDocument:
    """Print one book. Raises PrintingStopped, and Trouble with a sentence for the person."""
    chosen = pages_of(form, data, options)
    with _document(path, form.title) as press:
        for number, page in enumerate(chosen):
            _go_on(cancelled)
            press.put(page)
            if progress is not None:
                progress(number + 1, len(chosen))
    return PrintedDocument(path, _printed(chosen))


def print_each(
    form: Form,
    jobs: Sequence[Job],
    options: BookOptions,
    folder: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[PrintedDocument]:
    """A file for each book, `folder`/`name`.pdf, handed over as soon as it lies on the disk.

    Raises PrintingStopped between two books; the files handed over before stay.
    """
    for number, job in enumerate(jobs):
        _go_on(cancelled)
        yield print_form(form, job.read(), options, folder / f"{file_name(job.name)}.pdf")
        if progress is not None:
            progress(number + 1, len(jobs))


def print_together(
    form: Form,
    jobs: Sequence[Job],
    options: BookOptions,
    path: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[PrintedDocument]:
    """All books in one file, each with its own page numbers; only one book's data in memory."""
    documents = []
    with _document(path, form.title) as press:
        for number, job in enumerate(jobs):
            _go_on(cancelled)
            chosen = pages_of(form, job.read(), options)
            for page in chosen:
                press.put(page)
            documents.append(PrintedDocument(path, _printed(chosen)))
            if progress is not None:
                progress(number + 1, len(jobs))
        if not documents:
            raise NothingToPrint
    return documents


def file_name(name: str) -> str:
    """Without the signs that Windows does not take in a file's name."""
    return "".join("-" if sign in '<>:"/\\|?*' or ord(sign) < ord(" ") else sign for sign in name)


def _go_on(cancelled: Cancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise PrintingStopped


def _printed(pages: Iterable[Page]) -> tuple[PrintedPage, ...]:
    return tuple(
        PrintedPage(
            page.key,
            page.title,
            page.part,
            page.paper.key,
            page.number,
            page.total,
            page.fingerprint,
        )
        for page in pages
    )


@contextmanager
def _document(path: Path, title: str) -> Iterator[Press]:
    """A document that takes its place only when it is complete on the disk."""
    beside = path.with_name(f"{path.name}.part")
    canvas = Canvas(str(beside), invariant=1, pageCompression=1, lang="vi")
    canvas.setTitle(title)
    canvas.setCreator("Sổ Trường")
    press = Press(canvas, faces())
    try:
        yield press
        with _telling(path):
            canvas.save()
            replace_durably(beside, path)
    finally:
        with suppress(OSError):  # not made, or in its place already
            beside.unlink(missing_ok=True)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn what the system says into a sentence."""
    try:
        yield
    except OSError as error:
        raise NotPrinted(_sentence(error, path)) from error


def _sentence(error: OSError, path: Path) -> str:
    kept = "Dữ liệu trong sổ vẫn nguyên; tệp in trước đó, nếu có, được giữ lại."
    if error.errno in {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return (
            f"Ổ đĩa chứa {path.parent} đã hết chỗ nên tệp {path.name} chưa được lưu. {kept} "
            "Dọn bớt tệp trên ổ đĩa hoặc chọn ổ đĩa khác rồi lưu lại."
        )
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return (
            f"Thư mục {path.parent} không còn nữa nên tệp {path.name} chưa được lưu. {kept} "
            "Chọn thư mục khác rồi lưu lại."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR}:
        return (
            f"Chưa lưu được {path.name} vào {path.parent}: thư mục chỉ cho đọc, hoặc tệp đang mở "
            f"ở chương trình khác. {kept} Đóng tệp đang mở hoặc chọn thư mục khác rồi lưu lại."
        )
    return (
        f"Ổ đĩa chứa {path.parent} không ghi được nên tệp {path.name} chưa được lưu. {kept} "
        "Kiểm tra ổ đĩa hoặc dây mạng, hay chọn ổ đĩa khác rồi lưu lại."
    )
