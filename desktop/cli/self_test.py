"""`--self-test`: whether the program, above all the built one, has all that it needs."""

import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from pypdfium2 import PdfDocument

from desktop import __version__
from desktop.cli.outcome import Report
from desktop.demo import PASSWORD, DemoPlan, make_demo
from desktop.exchange.new_workbook import new_sheet, put, save
from desktop.exchange.workbook import read_sheets
from desktop.printing.editions import Order, Owner, print_order
from desktop.printing.forms import CLASS_BOOK
from desktop.printing.options import BookOptions
from desktop.printing.paper import A4
from desktop.queries.by_name import classes_of_today
from desktop.resources import resource
from desktop.rules.instants import school_day
from desktop.store import clock
from desktop.store.check import check_file
from desktop.store.keys import unlock
from desktop.store.school import open_school
from desktop.store.trouble import Trouble
from desktop.sync.client import Client
from desktop.sync.problems import Unreachable
from desktop.sync.reach import Reach

FONTS: Final = (
    *(f"fonts/Tinos-{style}.ttf" for style in ("Regular", "Bold", "Italic", "BoldItalic")),
    *(f"fonts/NotoSans-{style}.ttf" for style in ("Regular", "Bold", "Italic")),
)
Check = Callable[[], bool]
FEWEST_PAGES: Final = 10  # of a class book


def run(_arguments: Namespace) -> Report:
    """An encrypted school is made, opened, printed and checked; Qt draws a page of it."""
    with tempfile.TemporaryDirectory() as place:
        steps: tuple[tuple[str, Check], ...] = (
            ("Phông chữ và giao diện", _resources),
            ("Tạo, mở, in và kiểm tra một trường", lambda: _school(Path(place))),
            ("Tệp Excel", lambda: _workbook(Path(place) / "sheet.xlsx")),
            ("Cửa sổ", _window),
            ("Máy chủ của trường", _server_side),
        )
        for what, holds in steps:
            if not holds():
                raise Trouble(f"Chương trình thiếu phần “{what}”. Cài đặt lại chương trình.")
    said = f"Sổ Trường {__version__}: mọi phần đều chạy được."
    return Report(lines=(said,), data={"version": __version__, "whole": True})


def _resources() -> bool:
    return all(resource(name).is_file() for name in (*FONTS, "style.qss"))


def _school(place: Path) -> bool:
    folder, file = place / "school", place / "book.pdf"
    make_demo(folder, DemoPlan(classes=1, students=3))
    unlocked = unlock(folder, "hieutruong", PASSWORD, clock.now())
    with open_school(folder, unlocked) as school:
        classes = school.ask(classes_of_today, school_day(school.now()))
        owners = tuple(Owner(one.class_id, one.name) for one in classes)
        print_order(school, Order(CLASS_BOOK, owners, BookOptions(paper=A4)), file)
        found = check_file(folder, unlocked.file_key)
    with PdfDocument(file) as pdf:
        return found.whole and len(pdf) >= FEWEST_PAGES


def _workbook(file: Path) -> bool:
    """A sheet that one library writes is read by the other."""
    book, sheet = new_sheet("6A")
    put(sheet, 1, 1, "Nguyễn Thị Sen")
    save(book, file)
    return read_sheets(file)[0].rows[0][0] == "Nguyễn Thị Sen"


def _window() -> bool:
    """Qt starts, takes the theme, and draws an icon and Vietnamese letters."""
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # also where there is no display
    from PySide6.QtWidgets import QApplication, QLabel

    from desktop.ui.icons import pixmap
    from desktop.ui.theme import apply_theme

    app = QApplication.instance() or QApplication([])
    apply_theme("light")
    label = QLabel("Sổ theo dõi và đánh giá học sinh")
    drawn = not label.grab().isNull() and not pixmap("ri.lock-2-line").isNull()
    label.deleteLater()
    app.processEvents()
    return drawn


def _server_side() -> bool:
    """What speaks to a school's server is there; on this port nobody answers."""
    import_module("desktop.ui.sync.side")
    client = Client(Reach("127.0.0.1:1", "self-test"))
    try:
        client.health()
    except Unreachable:
        return True
    finally:
        client.close()
    return False
