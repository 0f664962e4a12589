"""All data of a pupil for the parents: two files, and a line in the log of looks."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.queries.access_log import access_log
from desktop.rules.access import AccessKind
from desktop.rules.instants import school_day
from desktop.ui.kit.notice import GREEN, RED
from desktop.ui.places import Destination
from tests.ui.admin.conftest import Dialogs
from tests.ui.class_school import ClassSchool
from tests.ui.moves.conftest import Opened

ANH = "Lê Quỳnh Anh"


def test_both_files_and_a_line_in_the_log(
    opened: Opened, dialogs: Dialogs, hoa_sen: ClassSchool, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    school, page = opened("huong")
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page.go(Destination("roster", part="moves", student_id=hoa_sen.pupil(ANH)))
    dialogs.answer(lambda dialog: asked.append(dialog.question.text()))
    with qtbot.waitSignal(page.files.ended):
        page.acts.hand_out()
    assert asked == [f"Xuất toàn bộ dữ liệu của {ANH}?"]
    assert page.notice.notice is not None
    assert page.notice.notice.tone == GREEN
    data = json.loads((tmp_path / f"Dữ liệu của {ANH} 6C.json").read_text(encoding="utf-8"))
    assert data["ho_va_ten"] == ANH
    assert "Hoàng Thị Mến" in str(data["ho_so"])
    pdf = tmp_path / f"Dữ liệu của {ANH} 6C.pdf"
    assert pdf.read_bytes().startswith(b"%PDF-")
    log = school.ask(access_log, school_day(school.now()))
    assert [(line.what, line.pupil) for line in log.lines] == [(AccessKind.PUPIL_EXPORT, ANH)]


def test_without_a_folder_nothing_is_written(
    opened: Opened, dialogs: Dialogs, hoa_sen: ClassSchool, monkeypatch: pytest.MonkeyPatch
):
    _, page = opened("ha")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    page.files.ask(hoa_sen.pupil(ANH), ANH)
    assert "chưa có tệp nào" in page.notice.text.text()


def test_who_may_not_export_is_told(opened: Opened, hoa_sen: ClassSchool, tmp_path: Path):
    _, page = opened("lan")
    page.files.write(hoa_sen.pupil(ANH), tmp_path)
    assert page.notice.notice is not None
    assert page.notice.notice.tone == RED
    assert not list(tmp_path.glob("*.pdf"))
