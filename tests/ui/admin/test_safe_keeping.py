"""Backup, restore and check through the tab; locks; the journal in words."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.commands.locks import LockBooks
from desktop.queries.journal_lines import journal_page
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.terms import Term
from desktop.store.engine import writer_engine
from desktop.store.slots import DATABASE
from desktop.ui.admin.backup_page import BackupPage
from desktop.ui.admin.journal_page import JournalPage
from desktop.ui.admin.locks_page import LocksPage
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.notice import AMBER, GREEN, RED
from tests.ui.admin.conftest import Dialogs, Opener
from tests.ui.keys import type_text
from tests.ui.office_school import OfficeSchool

WORD = "cất trong két"


def backup_page(opened: Opener) -> BackupPage:
    page = opened(page="backup").page
    assert isinstance(page, BackupPage)
    return page


def passphrase(dialog: Any) -> None:
    type_text(dialog.first, WORD)
    assert not dialog.act.isEnabled()
    assert dialog.act.toolTip() == "Hai lần gõ chưa giống nhau."
    type_text(dialog.second, WORD)


def wait(qtbot: QtBot, page: BackupPage) -> None:
    qtbot.waitUntil(lambda: not page.task.running, timeout=20_000)


def make(page: BackupPage, qtbot: QtBot, dialogs: Dialogs, files: dict[str, str], to: Path) -> Path:
    files["save"] = str(to)
    dialogs.answer(passphrase)
    page.make.click()
    wait(qtbot, page)
    return to.with_name(f"{to.name}.sotruong")


def test_a_backup_is_made_and_proved(
    opened: Opener, qtbot: QtBot, dialogs: Dialogs, choose_files: dict[str, str], tmp_path: Path
):
    page = backup_page(opened)
    made = make(page, qtbot, dialogs, choose_files, tmp_path / "USB")
    assert made.is_file()
    said = page.made.text()
    assert "THCS Hoa Sen · 10 học sinh, 80 điểm, 4 cán bộ" in said
    assert "mã cuối chuỗi" in said
    assert page.notice.notice is not None
    assert page.notice.notice.tone == GREEN


def test_a_short_passphrase_is_asked_for_again(
    opened: Opener, dialogs: Dialogs, choose_files: dict[str, str], tmp_path: Path
):
    page = backup_page(opened)
    choose_files["save"] = str(tmp_path / "USB")

    def short(dialog: Any) -> None:
        type_text(dialog.first, "ngắn")
        type_text(dialog.second, "ngắn")
        assert "ít nhất 8 kí tự" in dialog.act.toolTip()

    dialogs.answer(short)
    page.make.click()
    assert not page.task.running
    assert not list(tmp_path.glob("USB*"))


def test_restored_into_another_folder_and_opened(
    opened: Opener, qtbot: QtBot, dialogs: Dialogs, choose_files: dict[str, str],
    tmp_path: Path, hoa_sen: OfficeSchool,
):  # fmt: skip
    page = backup_page(opened)
    made = make(page, qtbot, dialogs, choose_files, tmp_path / "USB")
    choose_files.update(open=str(made), folder=str(tmp_path / "khác"))
    dialogs.answer(lambda d: type_text(d.word, WORD))
    page.back.click()
    wait(qtbot, page)
    assert "Đã khôi phục" in _told(page)[0]
    opened.close()
    from dataclasses import replace

    with replace(hoa_sen, folder=tmp_path / "khác").opened("huong") as school:
        assert school.person.name == "Trần Thu Hương"


def test_a_newer_book_is_asked_about_and_kept(
    opened: Opener, qtbot: QtBot, dialogs: Dialogs, choose_files: dict[str, str],
    tmp_path: Path, hoa_sen: OfficeSchool,
):  # fmt: skip
    page = backup_page(opened)
    made = make(page, qtbot, dialogs, choose_files, tmp_path / "USB")
    opened.close()
    other = hoa_sen.copied(tmp_path / "khác")
    other.change_mark("6A", "TOAN", 0, 95, 60)
    page = backup_page(opened)
    choose_files.update(open=str(made), folder=str(other.folder))
    dialogs.answer(lambda d: type_text(d.word, WORD), "leave")
    page.back.click()
    qtbot.waitUntil(lambda: len(dialogs.asked) == 3)
    wait(qtbot, page)
    assert dialogs.asked[-1].question.text() == "Thay sổ mới hơn đang có trong thư mục này?"
    assert _told(page)[1] == AMBER
    before = (other.folder / DATABASE).read_bytes()
    dialogs.answer(lambda d: type_text(d.word, WORD), None)
    page.back.click()
    qtbot.waitUntil(lambda: len(dialogs.asked) == 5)
    qtbot.waitUntil(lambda: "Đã khôi phục" in _told(page)[0])
    assert (other.folder / DATABASE).read_bytes() != before
    assert (other.folder / f"{DATABASE}.replaced").is_file()


def test_a_wrong_passphrase(
    opened: Opener, qtbot: QtBot, dialogs: Dialogs, choose_files: dict[str, str], tmp_path: Path
):
    page = backup_page(opened)
    made = make(page, qtbot, dialogs, choose_files, tmp_path / "USB")
    choose_files.update(open=str(made), folder=str(tmp_path / "khác"))
    dialogs.answer(lambda d: type_text(d.word, "không phải"))
    page.back.click()
    wait(qtbot, page)
    assert _told(page)[1] == RED
    assert "Mật khẩu của bản sao lưu chưa đúng" in _told(page)[0]


def test_a_whole_book(opened: Opener, qtbot: QtBot):
    page = backup_page(opened)
    page.check.click()
    wait(qtbot, page)
    assert page.checked.text().startswith("Sổ nguyên vẹn: ")


def test_a_broken_row_is_named(opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool):
    engine = writer_engine(hoa_sen.folder / DATABASE, hoa_sen.unlocked("huong").file_key)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET by = id WHERE number = 5")
    engine.dispose()
    page = backup_page(opened)
    page.check.click()
    wait(qtbot, page)
    assert "Dòng 5 của nhật kí" in page.checked.text()
    assert _told(page)[1] == RED


def _told(page: Any) -> tuple[str, str]:
    assert page.notice.notice is not None
    return page.notice.notice.text, page.notice.notice.tone


# ---- locks


def test_locks_in_force_and_lifted(opened: Opener, dialogs: Dialogs, hoa_sen: OfficeSchool):
    tab = opened(page="locks")
    page = tab.page
    assert isinstance(page, LocksPage)
    assert not page.lift.isEnabled()

    def fill(dialog: Any) -> None:
        type_text(dialog.reason, "Hết học kì")

    dialogs.answer(fill)
    page.lock.click()
    assert [line.where for line in page.lines] == ["toàn trường"]
    assert page.lines[0].reason == "Hết học kì"
    assert page.head.facts.words == "1 lần khóa đang có hiệu lực · 0 lần đã mở"
    view = page.pane.view
    assert view.sheet_model.cell(0, 0).text == "đang khóa"
    dialogs.answer(lambda d: type_text(d.reason, "Sửa điểm 6A"))
    page.lift.click()
    assert view.sheet_model.cell(0, 0).text == "đã mở"
    assert "Sửa điểm 6A" in view.sheet_model.cell(0, 7).text


def test_a_lock_of_a_course_names_it(opened: Opener, hoa_sen: OfficeSchool):
    tab = opened(page="locks")
    tab.school.do(
        LockBooks(
            school_year_id=hoa_sen.year_id, reach=LockReach.COURSE, term=Term.I,
            kinds=(LockKind.FINAL,), reason="Xong", reach_id=hoa_sen.courses["6B", "VAN"],
        )
    )  # fmt: skip
    page = tab.page
    assert isinstance(page, LocksPage)
    page.activate()
    assert (page.lines[0].where, page.lines[0].kinds) == ("Ngữ văn · 6B", "ĐĐGck")


# ---- the journal


def test_the_journal_in_words(opened: Opener, hoa_sen: OfficeSchool):
    hoa_sen.change_mark("6A", "TOAN", 0, 95, 60)
    page = opened(page="journal").page
    assert isinstance(page, JournalPage)
    cells = [page.pane.view.sheet_model.cell(0, column).text for column in range(5)]
    assert cells[2:] == ["Nguyễn Thị Lan", "Nhập điểm", "Toán · 6A · học kì I · 1 ô"]
    assert int(cells[0]) == page.lines.total
    last = page.lines.lines[-1]
    assert last.what == "Lập trường"


def test_the_journal_by_person_and_kind(opened: Opener):
    page = opened(page="journal").page
    assert isinstance(page, JournalPage)
    at = page.who.findText("Nguyễn Thị Lan")
    page.who.setCurrentIndex(at)
    page.who.activated.emit(at)
    assert {line.who for line in page.lines.lines} == {"Nguyễn Thị Lan"}
    page.who.setCurrentIndex(0)
    at = page.kind.findText("Thêm môn học")
    page.kind.setCurrentIndex(at)
    page.kind.activated.emit(at)
    assert [line.about for line in page.lines.lines] == ["2 môn"]


def test_the_journal_page_by_page(opened: Opener, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desktop.ui.admin.journal_page.SIZE", 5)
    page = opened(page="journal").page
    assert isinstance(page, JournalPage)
    assert not page.newer.isEnabled()
    first = [line.number for line in page.lines.lines]
    page.older.click()
    second = [line.number for line in page.lines.lines]
    assert second[0] == first[-1] - 1
    assert page.head.facts.words.startswith("6–10 trong ")
    page.newer.click()
    assert [line.number for line in page.lines.lines] == first
    while page.older.isEnabled():
        page.older.click()
    assert page.lines.lines[-1].number == 1


def test_the_journal_is_not_for_teachers(hoa_sen: OfficeSchool):
    with hoa_sen.opened("lan") as school:
        assert school.ask(journal_page, school_day(school.now())).lines == ()


def test_dialogs_do_nothing_when_they_are_left(
    opened: Opener, dialogs: Dialogs, choose_files: dict[str, str], tmp_path: Path
):
    page = backup_page(opened)
    choose_files["save"] = str(tmp_path / "USB")
    dialogs.answer("leave")
    page.make.click()
    assert not page.task.running
    assert isinstance(dialogs.asked[0], Ask)
