"""Photograph, papers and policy groups on the card."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.commands.papers import RemovePaper
from desktop.queries.pupil_card import PolicyLine
from desktop.rules.papers import MOST_BYTES
from desktop.rules.profile import ProfileField
from desktop.ui.card.card import PAPERS, PupilCardPane
from desktop.ui.card.policy import GroupDialog, group_words
from desktop.ui.card.viewer import PaperViewer
from desktop.ui.kit.ask import Ask
from tests.ui.test_calm import when_open


def image(path: Path) -> Path:
    made = BytesIO()
    Image.new("RGB", (300, 400), "teal").save(made, "PNG")
    path.write_bytes(made.getvalue())
    return path


@pytest.fixture
def attached(card: PupilCardPane, tmp_path: Path) -> PupilCardPane:
    """With one scan among the papers."""
    card.turn(PAPERS)

    def name_it(dialog: Ask) -> None:
        dialog.title.setText("Giấy khai sinh")  # type: ignore[attr-defined]
        dialog.act.click()

    when_open(name_it)
    card.papers.take(image(tmp_path / "scan-01.png"))
    return card


def test_a_photograph_is_put_in_and_taken_away(card: PupilCardPane, tmp_path: Path) -> None:
    photo = card.head.photo
    assert photo.picture.isNull()
    assert photo.accessibleName() == "Trần Bảo An chưa có ảnh"
    photo.take(image(tmp_path / "anh.png"))
    assert not photo.picture.isNull()
    assert card.told.text().startswith("Đã lưu “Ảnh” lúc ")
    photo.grab()
    when_open(lambda dialog: dialog.act.click())
    photo.remove()
    assert photo.picture.isNull()


def test_what_is_no_photograph_is_refused_with_the_reason(
    card: PupilCardPane, tmp_path: Path
) -> None:
    heavy = tmp_path / "to.jpg"
    with heavy.open("wb") as file:
        file.truncate(4 * MOST_BYTES)
    card.head.photo.take(heavy)
    assert card.told.text().startswith("Tệp to.jpg nặng 40 MB, nhiều nhất là 10 MB")
    other = tmp_path / "anh.jpg"
    other.write_bytes(b"MZ not an image")
    card.head.photo.take(other)
    assert card.told.text().startswith("Tệp anh.jpg không phải ảnh PNG, JPEG hoặc WebP")
    card.head.photo.take(tmp_path / "gone.jpg")
    assert card.told.text().startswith("Máy không đọc được tệp gone.jpg")
    assert card.head.photo.picture.isNull()


def test_a_paper_is_attached_opened_and_taken_out(attached: PupilCardPane) -> None:
    card = attached
    assert card.book is not None
    (paper,) = card.book.card.papers
    assert paper.title == "Giấy khai sinh"
    assert card.told.text().startswith("Đã lưu “Giấy tờ”")
    seen: list[int] = []

    def look() -> None:
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
        viewer = next(w for w in dialogs if isinstance(w, PaperViewer) and w.isVisible())
        seen.append(len(viewer.pages))
        viewer.reject()

    QTimer.singleShot(0, look)
    card.papers.open_paper(paper)
    assert seen == [1]
    when_open(lambda dialog: dialog.act.click())
    card.papers.ask_gone(paper)
    assert card.book.card.papers == ()
    assert card.papers.nothing.isVisibleTo(card.papers)


def test_what_cannot_be_taken_back_is_told_and_bars_nothing_before_it(
    card: PupilCardPane, tmp_path: Path
) -> None:
    book = card.book
    assert book is not None
    assert book.write(ProfileField.NOTE, "Cận thị", "")

    def name_it(dialog: Ask) -> None:
        dialog.act.click()

    when_open(name_it)
    card.papers.take(image(tmp_path / "scan-02.png"))
    (paper,) = book.card.papers
    book.do_for_good(
        RemovePaper(class_id=book.class_id, student_id=book.student_id, paper_id=paper.paper_id)
    )
    card.undo()
    assert card.told.text().startswith("Chưa hoàn tác được: Giấy tờ này không còn trong hồ sơ")
    card.undo()
    assert card.told.text() == "Đã hoàn tác: sửa “Ghi chú” của Trần Bảo An."
    assert book.pupil.note == ""


def test_a_scan_that_lies_nowhere_is_told(attached: PupilCardPane, qtbot: QtBot) -> None:
    card = attached
    assert card.book is not None
    (paper,) = card.book.card.papers
    lost = card._school.folder / "files" / paper.sha256
    lost.rename(lost.with_name("lost"))
    card.papers.open_paper(paper)
    qtbot.waitUntil(lambda: card.told.text().startswith("Tệp đính kèm này chưa có trên máy"))
    lost.with_name("lost").rename(lost)


def test_a_forbidden_kind_is_not_attached(card: PupilCardPane, tmp_path: Path) -> None:
    card.turn(PAPERS)
    macro = tmp_path / "so.docm"
    macro.write_bytes(b"PK\x03\x04 something else")
    card.papers.take(macro)
    assert card.told.text().startswith("Tệp so.docm không phải PDF, PNG, JPEG hoặc WebP")
    assert card.book is not None
    assert card.book.card.papers == ()


def group(card: PupilCardPane) -> PolicyLine:
    """The only group of the pupil."""
    assert card.book is not None
    (line,) = card.book.card.groups
    return line


def test_a_group_is_added_with_document_and_days_then_ended(card: PupilCardPane) -> None:
    groups, book = card.profile.groups, card.book
    assert book is not None

    def fill(dialog: Ask) -> None:
        assert isinstance(dialog, GroupDialog)
        dialog.name.setEditText("Hộ nghèo")
        dialog.document.setText("15/QĐ-UBND")
        dialog.first.setText("1/9/2026")
        dialog.last.setText("1/8/2026")
        dialog.act.click()
        assert dialog.said.text().startswith("Ngày kết thúc trước ngày bắt đầu")
        dialog.last.setText("")
        dialog.act.click()

    when_open(fill)
    groups.add.click()
    assert group_words(group(card)) == "số 15/QĐ-UBND · từ 01/09/2026"
    assert book.pupil.priority_group == "Hộ nghèo"

    def end(dialog: Ask) -> None:
        assert isinstance(dialog, GroupDialog)
        dialog.last.setText("31/10/2026")
        dialog.act.click()

    when_open(end)
    groups.ask_change(group(card))
    assert not group(card).in_force
    assert book.pupil.priority_group == ""
    when_open(lambda dialog: dialog.act.click())
    groups.ask_gone(group(card))
    assert book.card.groups == ()
    card.undo()
    assert group(card).facts.name == "Hộ nghèo"
