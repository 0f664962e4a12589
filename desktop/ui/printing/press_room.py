"""The long work of the print tab, as functions for a thread of its own; knows no widget."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QRectF

from desktop.printing.editions import Edition, Order, print_files, print_order
from desktop.printing.options import PAPERS
from desktop.printing.press import PrintedPage
from desktop.printing.reprints import Line, Reprint
from desktop.store.school import School
from desktop.ui.kit.task import Reins, Stopped
from desktop.ui.printing.pdf import Pdf
from desktop.ui.printing.printers import Printers, print_pages

_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Proof:
    """A document as it will be printed: its bytes and the books in it."""

    content: bytes
    editions: tuple[Edition, ...]

    @property
    def pages(self) -> tuple[PrintedPage, ...]:
        return tuple(page for edition in self.editions for page in edition.pages)

    @property
    def books(self) -> tuple[str, ...]:
        """Of each page, the name of its book."""
        return tuple(e.owner.name for e in self.editions for _ in e.pages)


@dataclass(slots=True)
class Delivered:
    """What is on paper or on the disk so far; stands also when the work was stopped."""

    editions: list[Edition] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return sum(len(edition.pages) for edition in self.editions)


def make_proof(school: School, order: Order, reins: Reins) -> Proof:
    """Print into memory. The file that it passes through is gone when this returns."""
    with TemporaryDirectory(prefix="so-truong-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "xem-truoc.pdf"
        editions = print_order(school, order, path, reins.step, lambda: reins.stopped)
        return Proof(path.read_bytes(), editions)


def save_one(school: School, order: Order, path: Path, into: Delivered, reins: Reins) -> None:
    """All books in one file."""
    into.editions += print_order(school, order, path, reins.step, lambda: reins.stopped)


def save_each(school: School, order: Order, path: Path, into: Delivered, reins: Reins) -> None:
    """A file for each book; those that are finished stay when the work is stopped."""

    def told(done: int, of: int) -> None:
        with suppress(Stopped):  # the file just finished is to be counted first
            reins.step(done, of)

    for edition in print_files(school, order, path, told, lambda: reins.stopped):
        into.editions.append(edition)


def put_on_paper(
    printers: Printers, name: str, copies: int, proofs: Sequence[Proof], into: Delivered,
    reins: Reins,
) -> None:  # fmt: skip
    """Send documents to a printer, one job each."""
    total = sum(len(proof.pages) for proof in proofs)
    before = 0
    for proof in proofs:
        pdf = Pdf(proof.content)
        try:
            print_pages(
                pdf, printers.printer(name), name, copies,
                lambda done, _of, before=before: reins.step(before + done, total),  # type: ignore[misc]
            )  # fmt: skip
        finally:
            pdf.close()
        into.editions += proof.editions
        before += len(proof.pages)


def frames_of(pdf: Pdf, proof: Proof, found: Sequence[Reprint]) -> list[list[QRectF]]:
    """For each page of a document the lines that differ from what is on paper, in points."""
    owners = [edition.owner.id for edition in proof.editions for _ in edition.pages]
    again = {(one.owner_id, one.paper, one.page): one for one in found}
    frames = []
    for at, page in enumerate(proof.pages):
        one = again.get((owners[at], page.paper, page.key))
        frames.append(_lines(pdf, at, page.paper, one.lines) if one else [])
    return frames


def _lines(pdf: Pdf, at: int, paper_key: str, lines: Sequence[Line]) -> list[QRectF]:
    paper = PAPERS[paper_key]
    found = []
    for line in lines:
        box = paper.content if line.side < 0 else paper.halves[line.side]
        left, right = box.x * _MM, box.right * _MM
        for place in pdf.places(at, line.pupil):
            if left <= place.x() <= right:
                top, height = place.y() - 3, place.height() + 6
                found.append(QRectF(left, top, right - left, height))
    return found
