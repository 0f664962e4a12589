"""The books: pages a second against bare canvas calls, and the whole school's books."""

import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from bench.measure import Figure, figure, value
from bench.school import IN_TERM_II, open_as
from desktop.printing.editions import Order, print_order
from desktop.printing.fitting import POINT
from desktop.printing.fonts import faces
from desktop.printing.forms import CLASS_BOOK, ROLL_SHEET
from desktop.printing.ink import Ink, Placed
from desktop.printing.options import BookOptions
from desktop.printing.page import Page
from desktop.printing.paper import A3
from desktop.queries.class_book import ClassBook
from desktop.queries.printable import printable
from desktop.rules.instants import school_day
from desktop.ui.printing.choice import all_owners

ROUNDS = 9
SHEETS = 4  # converted by LibreOffice


def subject_pages(book: ClassBook) -> Iterator[Figure]:
    """Subject pages on A3 against a canvas that is given the same strings and lines at once."""
    options = BookOptions(paper=A3)
    pages = [p for p in CLASS_BOOK.pages(book, options) if p.part.startswith("marks")]
    strings = [_strings(page) for page in pages]
    ours, bare = [], []
    for _ in range(ROUNDS):  # in turn, so that a slow moment of the machine hits both
        ours.append(_seconds(lambda: _draw(pages)))
        bare.append(_seconds(lambda: _bare(strings)))
    ratio = sorted(b / o for o, b in zip(ours, bare, strict=True))[ROUNDS // 2]
    yield figure("class book, subject pages A3", [len(pages) / s for s in ours], "pages/s")
    yield value("… of the pages/s of bare canvas calls", ratio, "ratio", least=0.7)
    yield from _against_libreoffice(strings, min(ours) / len(pages))


def whole_school(folder: Path, account: str) -> Iterator[Figure]:
    """The class books of all classes, in a process of its own: seconds and memory."""
    script = (
        "import json, sys, time\n"
        "from pathlib import Path\n"
        "from bench.whole_school import print_all\n"
        "start = time.perf_counter()\n"
        "pages, peak = print_all(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))\n"
        "print(json.dumps([pages, time.perf_counter() - start, peak]))\n"
    )
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder), account, out],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    pages, seconds, peak = json.loads(done.stdout)
    yield value(f"class books of the whole school ({pages} pages)", seconds, "s", most=25)
    yield value("… memory of that process", peak, "MB", most=200)


def rolls_printed(folder: Path, account: str) -> Iterator[Figure]:
    """The monthly sheets of every class in every month, in one file, as the print tab does it."""
    today = school_day(IN_TERM_II)
    with tempfile.TemporaryDirectory() as out, open_as(folder, account) as school:
        owners = all_owners(ROLL_SHEET, school.ask(printable, today))
        order = Order(ROLL_SHEET, owners, BookOptions(paper=A3))
        start = time.perf_counter()
        editions = print_order(school, order, Path(out) / "goi-ten.pdf")
        seconds = time.perf_counter() - start
    pages = sum(len(edition.pages) for edition in editions)
    what = f"roll sheets of {len(editions)} classes, all months ({pages} pages)"
    yield value(what, seconds, "s", most=15)


def _draw(pages: list[Page]) -> None:
    canvas = Canvas(io.BytesIO(), invariant=1)
    for page in pages:
        canvas.setPageSize((page.paper.width * POINT, page.paper.height * POINT))
        page.draw_on(Ink(canvas, faces(), page.paper.height))
        canvas.showPage()
    canvas.save()


def _strings(page: Page) -> tuple[tuple[float, float], list[Placed]]:
    placed: list[Placed] = []
    canvas = Canvas(io.BytesIO(), invariant=1)
    page.draw_on(Ink(canvas, faces(), page.paper.height, placed))
    return (page.paper.width * POINT, page.paper.height * POINT), placed


def _bare(pages: list[tuple[tuple[float, float], list[Placed]]]) -> None:
    """What a program without a kit would write: the same texts, a line under each row of them."""
    font = faces().regular
    canvas = Canvas(io.BytesIO(), invariant=1)
    for (width, height), placed in pages:
        canvas.setPageSize((width, height))
        rows = sorted({round(p.box.y, 1) for p in placed})
        canvas.setLineWidth(0.4)
        canvas.lines([(0, height - y * POINT, width, height - y * POINT) for y in rows])
        text = canvas.beginText()
        for p in placed:
            text.setFont(font, p.setting.size)
            for line in p.setting.lines:
                text.setTextOrigin(p.box.x * POINT + line.x, height - p.box.y * POINT - line.y)
                text.textOut(line.text)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()


def _against_libreoffice(
    pages: list[tuple[tuple[float, float], list[Placed]]], own_seconds: float
) -> Iterator[Figure]:
    """The same texts as sheets of a workbook, converted by LibreOffice where it is installed."""
    program = shutil.which("soffice")
    if program is None:
        return
    with tempfile.TemporaryDirectory() as out:
        book = Workbook()
        for number, (_, placed) in enumerate(pages[:SHEETS]):
            sheet = book.create_sheet(f"trang {number}")
            rows = {y: n for n, y in enumerate(sorted({round(p.box.y, 1) for p in placed}), 1)}
            columns = {x: n for n, x in enumerate(sorted({round(p.box.x) for p in placed}), 1)}
            for p in placed:
                sheet.cell(rows[round(p.box.y, 1)], columns[round(p.box.x)], p.text)
        path = Path(out) / "so.xlsx"
        book.save(path)
        convert = [program, "--headless", "--convert-to", "pdf", "--outdir", out, str(path)]
        seconds = _seconds(lambda: subprocess.run(convert, check=True, capture_output=True))
    yield value("… times faster than LibreOffice", seconds / SHEETS / own_seconds, "ratio", least=1)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
