"""A month on its way: confirmed, altered afterwards with a reason, received, signed, taken back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from desktop.commands.roll_months import ConfirmMonth
from desktop.queries.irregularities import irregularities
from desktop.ui.grid.sheet import State
from desktop.ui.importing.source import Source
from desktop.ui.importing.written import Written
from desktop.ui.places import Destination
from desktop.ui.roll.confirm import ChangeDialog, ConfirmDialog, StepDialog
from desktop.ui.roll.month_cells import CHANGES
from desktop.ui.roll.month_transfer import export_to
from tests.ui.class_school import ClassSchool
from tests.ui.keys import CONTROL
from tests.ui.roll.months import AM, Key, Month, month_of

AN, ANH = "Nguyễn Hoài An", "Lê Quỳnh Anh"
TUESDAY = date(2026, 10, 13)


@pytest.fixture
def october(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Month]:
    """Its one roll says that Lê Quỳnh Anh was missing."""
    with month_of(qtbot, hoa_sen, month=10) as shown:
        shown.take(TUESDAY, {ANH: "K"})
        shown.book.reload()
        shown.page._look_again()
        yield shown


@pytest.fixture
def confirmed(october: Month) -> Month:
    book = october.book
    command = ConfirmMonth(class_id=book.class_id, year=2026, month=10, fill=True)
    assert book.carry_out(command, "xác nhận") == ""
    october.page._look_again()
    return october


def test_what_is_missing_is_said_before_the_month_is_confirmed(october: Month):
    october.page.head.on.click()
    dialog = october.page.dialog
    assert isinstance(dialog, ConfirmDialog)
    sessions = october.book.grid.sessions
    assert len(dialog.missing) == sessions - 1
    assert "1 buổi không phép" in dialog.text.text()
    assert not dialog.act.isEnabled()
    dialog.fill.setChecked(True)
    dialog.act.click()
    assert october.book.grid.state.confirmed is not None
    assert f"đã điểm danh {sessions}/{sessions} · đã xác nhận" in october.page.head.facts.words
    assert not october.page.head.on.isVisible()
    october.page._undo()
    assert october.book.grid.state.confirmed is None
    assert "đã rút xác nhận" in october.page.head.facts.words


def test_leaving_the_question_confirms_nothing(october: Month, qtbot: QtBot):
    october.press(Key.Key_Return, CONTROL)
    assert october.page.dialog is not None
    october.page.dialog.leave.click()
    assert october.page.dialog is None
    assert october.book.grid.state.confirmed is None
    qtbot.waitUntil(october.page.view.hasFocus)


def test_a_month_that_is_not_over_is_not_confirmed(october: Month):
    october.page.head.after.click()
    assert october.page.head.title.text() == "Điểm danh tháng 11/2026"
    on = october.page.head.on
    assert not on.isEnabled()
    assert "còn buổi học đến ngày 30/11" in on.toolTip()
    october.press(Key.Key_Return, CONTROL)
    assert october.page.dialog is None


def test_a_change_afterwards_asks_why_and_keeps_both_values(confirmed: Month):
    confirmed.to(ANH, TUESDAY)
    confirmed.type("p")
    dialog = confirmed.page.dialog
    assert isinstance(dialog, ChangeDialog)
    assert confirmed.stands() == {(ANH, TUESDAY, AM): "K"}
    assert confirmed.cell(ANH, TUESDAY).state & State.CHANGED
    assert not dialog.act.isEnabled()
    dialog.reason.setText("gia đình nộp giấy khám bệnh")
    dialog.act.click()
    assert confirmed.stands() == {(ANH, TUESDAY, AM): "P"}
    cell = confirmed.cell(ANH, TUESDAY)
    assert (cell.text, cell.note, cell.action) == ("P", "1", CHANGES)
    assert "K (nghỉ không phép) → P (nghỉ có phép)" in cell.sentence
    assert confirmed.page.legend.footnote.isVisible()
    today = date(2026, 11, 23)
    found = confirmed.school.ask(irregularities, today, confirmed.book.class_id).alterations
    assert [(one.before, one.after, one.reason) for one in found] == [
        ("K", "P", "gia đình nộp giấy khám bệnh")
    ]


def test_without_a_reason_the_confirmed_month_stays(confirmed: Month):
    confirmed.to(ANH, TUESDAY)
    confirmed.press(Key.Key_Space)
    dialog = confirmed.page.dialog
    assert dialog is not None
    dialog.reject()
    assert confirmed.stands() == {(ANH, TUESDAY, AM): "K"}
    assert confirmed.cell(ANH, TUESDAY).text == "K"
    assert confirmed.book.waiting == ()


def test_a_cell_that_became_empty_still_shows_its_footnote(confirmed: Month):
    confirmed.to(ANH, TUESDAY)
    confirmed.press(Key.Key_Space)
    dialog = confirmed.page.dialog
    assert isinstance(dialog, ChangeDialog)
    dialog.reason.setText("em có mặt, ghi nhầm")
    dialog.act.click()
    confirmed.to(ANH, TUESDAY)
    assert (confirmed.cell(ANH, TUESDAY).text, confirmed.cell(ANH, TUESDAY).note) == ("", "1")
    confirmed.page.pane.line.asked.emit()
    assert confirmed.page.acts.popover is not None
    confirmed.page._undo()
    assert confirmed.stands() == {(ANH, TUESDAY, AM): "K"}


def test_a_confirmation_is_withdrawn_with_a_reason(confirmed: Month):
    assert confirmed.page.head.back.text() == "Rút xác nhận…"
    confirmed.page.head.back.click()
    dialog = confirmed.page.dialog
    assert isinstance(dialog, StepDialog)
    assert not dialog.act.isEnabled()
    dialog.reason.setText("còn thiếu ngày 14")
    dialog.act.click()
    assert confirmed.book.grid.state.confirmed is None
    assert "đã rút xác nhận (còn thiếu ngày 14)" in confirmed.page.head.facts.words
    assert confirmed.page.head.bring.isEnabled()


def test_the_office_receives_and_the_principal_signs(
    confirmed: Month, qtbot: QtBot, hoa_sen: ClassSchool
):  # fmt: skip
    confirmed.page.leave()
    confirmed.school.close()
    steps = (("thom", "Đã nhận sổ…", "văn phòng đã nhận sổ"),
             ("huong", "Đã kí duyệt…", "hiệu trưởng đã kí duyệt"))  # fmt: skip
    for account, words, said in steps:
        with month_of(qtbot, hoa_sen, account, month=10) as shown:
            assert shown.page.head.on.text() == words
            shown.page.head.on.click()
            assert shown.page.dialog is not None
            shown.page.dialog.act.click()
            assert shown.page.head.facts.words.endswith(said)
            assert shown.page.head.back.text().startswith("Bỏ ghi")
    with month_of(qtbot, hoa_sen, "huong", month=10) as shown:
        shown.page.ask_back()
        assert shown.page.dialog is not None
        shown.page.dialog.act.click()
        assert shown.page.head.facts.words.endswith("văn phòng đã nhận sổ")


def test_another_class_opens_in_the_same_month(october: Month):
    october.page.show_month(october.hoa_sen.classes["6A"])
    assert october.page.head.title.text() == "Điểm danh tháng 10/2026"
    assert not october.page.empty.isHidden()
    october.page.show_month(october.hoa_sen.classes["6C"], 2030, 1)
    assert october.page.head.title.text() == "Điểm danh tháng 5/2027"
    assert not october.page.head.after.isEnabled()


def test_a_month_from_a_file_is_one_step(october: Month, tmp_path: Path):
    sources: list[object] = []
    october.page.import_wanted.connect(sources.append)
    file = tmp_path / "thang.xlsx"
    assert "vào tệp thang.xlsx" in export_to(october.book, file)
    book = load_workbook(file)
    for row in (8, 9, 10):
        book.worksheets[0].cell(row, 4 + 14).value = "K"
    book.save(file)
    october.page.import_month()
    (source,) = sources
    assert isinstance(source, Source)
    preview = source.read(file)
    assert (preview.to_write, preview.target) == (3, "điểm danh lớp 6C, tháng 10/2026")
    done = october.school.do(preview.command())
    october.page.take_import(Written(done, "Đã ghi 3 ô"))
    assert len(october.stands()) == 4
    assert sum(int(october.sums(row.name)[2] or 0) for row in october.book.rows) == 4
    october.page._undo()
    assert october.stands() == {(ANH, TUESDAY, AM): "K"}


def test_the_sheet_is_printed_in_the_printing_tab(october: Month):
    october.page.head.paper.click()
    assert october.wanted == [
        Destination(
            "printing", class_id=october.book.class_id, part="sheets", day=date(2026, 10, 1)
        )
    ]


def test_a_narrow_window_folds_what_can_wait(confirmed: Month):
    page = confirmed.page
    page.resize(1093, 470)
    assert page.minimumSizeHint().width() <= 1093
    assert not page.head.paper.isVisible()
    names = [act.name for act in page.head.more_acts()]
    assert names[-2:] == ["Ghi chú cho ô…", "Rút xác nhận…"]
