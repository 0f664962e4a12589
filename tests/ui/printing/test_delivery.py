"""Saving, printing, stopping, and what cannot be done: told in words, nothing half done."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.printing.press import PrintingStopped
from desktop.queries.printed_pages import printed_pages
from desktop.rules.instants import school_day
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.notice import AMBER, GREEN, RED
from desktop.ui.kit.task import Reins, Stopped
from desktop.ui.printing.choice import order_of
from desktop.ui.printing.press_room import Delivered, save_each
from desktop.ui.printing.tab import PrintingTab
from tests.ui.printing.conftest import Opener, PaperPrinters, settle
from tests.ui.printing.test_preview import choose


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))


def accept(monkeypatch: pytest.MonkeyPatch) -> list[Ask]:
    """The person presses the act of every dialog; returns the dialogs that were asked."""
    asked: list[Ask] = []

    def press(dialog: Ask) -> int:
        asked.append(dialog)
        dialog.act.click()
        return dialog.result()

    monkeypatch.setattr(Ask, "exec", press)
    return asked


def remembered(tab: PrintingTab) -> set[str]:
    today = school_day(tab.school.now())
    return {page.page for page in tab.school.ask(printed_pages, today)}


def darkness(document: Any) -> float:
    """The mean grey of the fifth page, 255 for white."""
    bitmap = document[4].render(scale=2, grayscale=True)
    grey = bytes(bitmap.buffer)
    return sum(grey) / len(grey)


def notice(tab: PrintingTab) -> tuple[str, str]:
    assert tab.notice.notice is not None
    return tab.notice.notice.text, tab.notice.notice.tone


def test_saving_a_class_leaves_the_previewed_pages_and_remembers_them(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened()
    assert tab.proof is not None
    save_to(monkeypatch, tmp_path / "6A")  # without .pdf: it is added
    tab.panel.save.click()
    settle(qtbot, tab)
    saved = tmp_path / "6A.pdf"
    assert saved.read_bytes() == tab.proof.content
    assert notice(tab) == (f"Đã lưu {len(tab.proof.pages)} trang vào {saved}.", GREEN)
    assert remembered(tab) == {page.key for page in tab.proof.pages}
    assert tab.school.preference("printing.folder", "") == str(tmp_path)


def test_one_file_a_class(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened()
    choose(qtbot, tab, tab.panel.who, "all")
    tab.panel.files.buttons["each"].click()
    save_to(monkeypatch, tmp_path)
    tab.save()
    settle(qtbot, tab)
    assert {p.name for p in tmp_path.glob("*.pdf")} == {"Lớp 6A.pdf", "Lớp 6B.pdf"}
    assert "2 quyển" in notice(tab)[0]


def test_stopped_between_two_files_the_finished_one_stays(
    opened: Opener, qtbot: QtBot, tmp_path: Path
):
    tab = opened()
    choose(qtbot, tab, tab.panel.who, "all")
    order = order_of(tab.panel.choice(), ())
    into = Delivered()
    reins = Reins(lambda *_: reins.stop())  # the person presses Dừng after the first file
    with pytest.raises(PrintingStopped):
        save_each(tab.school, order, tmp_path, into, reins)
    assert [edition.owner.name for edition in into.editions] == ["Lớp 6A"]
    assert [path.name for path in tmp_path.glob("*")].count("Lớp 6A.pdf") == 1
    assert not (tmp_path / "Lớp 6B.pdf").exists()
    assert not list(tmp_path.glob("*.part"))
    tab.delivery._stopped(into, Stopped(), f"đã lưu vào {tmp_path}")
    text, tone = notice(tab)
    assert text.startswith("Đã dừng. ")
    assert tone == AMBER
    assert remembered(tab) == {page.key for page in into.editions[0].pages}
    settle(qtbot, tab)


def test_printing_puts_every_page_on_its_paper(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    paper = tmp_path / "Canon.pdf"
    tab = opened(printers=PaperPrinters(paper))
    for key, box in tab.panel.parts.items():
        box.setChecked(key in {"covers", "marks-1", "summary-1"})
    settle(qtbot, tab)
    assert tab.proof is not None
    asked = accept(monkeypatch)
    tab.panel.print.click()
    settle(qtbot, tab)
    assert asked[0].question.text() == f"In {len(tab.proof.pages)} trang A3 bằng máy nào?"
    document = pypdfium2.PdfDocument(paper)
    sizes = [document.get_page_size(n) for n in range(len(document))]
    assert len(sizes) == len(tab.proof.pages)
    assert all(abs(w - 1190.6) < 2 and abs(h - 841.9) < 2 for w, h in sizes)
    printed = darkness(document)
    shown = tab.preview.pdf
    assert shown is not None
    previewed = darkness(shown._document)
    document.close()
    assert previewed < 250
    assert abs(printed - previewed) < 1.5
    assert notice(tab)[0] == f"Đã gửi {len(tab.proof.pages)} trang tới máy in Canon."
    assert remembered(tab) == {page.key for page in tab.proof.pages}


def test_a_second_delivery_waits_for_the_first(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened()
    save_to(monkeypatch, tmp_path / "a.pdf")
    tab.save()
    tab.save()
    assert notice(tab)[1] == AMBER
    assert "vẫn đang chạy" in notice(tab)[0]
    settle(qtbot, tab)
    assert (tmp_path / "a.pdf").is_file()


def test_without_a_printer_it_says_what_to_do(opened: Opener):
    tab = opened(printers=PaperPrinters())
    tab.panel.print.click()
    text, tone = notice(tab)
    assert tone == AMBER
    assert "chưa có máy in nào" in text
    assert "lưu PDF" in text
    assert remembered(tab) == set()


@pytest.mark.qt_log_ignore("QPainter::begin")  # Qt says it too, in its own words
def test_a_printer_that_does_not_take_the_pages(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened(printers=PaperPrinters(tmp_path / "không có" / "Canon.pdf"))
    accept(monkeypatch)
    tab.print()
    settle(qtbot, tab)
    text, tone = notice(tab)
    assert tone == RED
    assert "Máy in Canon không nhận bản in" in text
    assert remembered(tab) == set()


def test_leaving_the_printer_dialog_prints_nothing(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened(printers=PaperPrinters(tmp_path / "Canon.pdf"))
    monkeypatch.setattr(Ask, "exec", lambda _dialog: QDialog.DialogCode.Rejected)
    tab.print()
    assert not tab.delivery.task.running
    assert not (tmp_path / "Canon.pdf").exists()


def test_a_folder_that_is_gone(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened()
    save_to(monkeypatch, tmp_path / "đã xóa" / "a.pdf")
    tab.save()
    settle(qtbot, tab)
    text, tone = notice(tab)
    assert tone == RED
    assert "không còn nữa" in text
    assert remembered(tab) == set()


FULL_DISK = """
import resource, sys
from pathlib import Path
from desktop.ui.kit.task import Reins
from desktop.ui.printing.press_room import Delivered, save_one
from desktop.printing.editions import Order, Owner
from desktop.printing.forms import CLASS_BOOK
from desktop.printing.options import BookOptions
from desktop.printing.press import NotPrinted
from tests.ui.office_school import PASSWORD
from desktop.queries.printable import printable
from desktop.rules.instants import school_day
from desktop.store.keys import unlock
from desktop.store.school import open_school
from desktop.store import clock

folder, target = Path(sys.argv[1]), Path(sys.argv[2])
with open_school(folder, unlock(folder, "thom", PASSWORD, clock.now())) as school:
    one = school.ask(printable, school_day(school.now())).classes[0]
    order = Order(CLASS_BOOK, (Owner(one.class_id, one.name),), BookOptions())
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        save_one(school, order, target, Delivered(), Reins(lambda *_: None))
    except NotPrinted as error:
        print(error.sentence)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
"""


def test_a_full_disk_leaves_the_file_before(opened: Opener, tmp_path: Path):
    tab = opened()
    folder = tab.school.folder
    opened.close()
    target = tmp_path / "6A.pdf"
    target.write_bytes(b"as before")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FULL_DISK, str(folder), str(target)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "đã hết chỗ" in done.stdout, done.stderr
    assert target.read_bytes() == b"as before"
    assert not list(tmp_path.glob("*.part"))
