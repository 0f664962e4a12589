"""An import as a teacher does it: by keys, on the real sample files, into a real school file."""

from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.commands.pupil import Pupil
from desktop.commands.roster import PupilChange, UpdateRoster
from desktop.exchange.course_book import course_book_of
from desktop.exchange.plan import LineKind
from desktop.queries.gradebook import course_sheet
from desktop.queries.known_pupils import ExistingPupil, known_pupils
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.grid.sheet import State
from desktop.ui.importing.marks_preview import marks_source
from desktop.ui.importing.page import ImportPage
from desktop.ui.importing.preview import Preview
from desktop.ui.importing.review import PANEL
from desktop.ui.importing.roster_preview import roster_source
from desktop.ui.importing.side_panel import CHANGES
from desktop.ui.importing.source import Source
from desktop.ui.importing.written import Written, tell_written
from desktop.ui.kit.notice import NoticeBar
from tests.ui.class_school import ClassSchool
from tests.ui.importing.conftest import EXPORT, SAMPLES, TEACHER, Import
from tests.ui.keys import CONTROL, press, type_text
from tests.ui.test_calm import when_open

if TYPE_CHECKING:
    from desktop.commands.execute import Done

TODAY = date(2026, 11, 23)
Key = Qt.Key


def plan(page: ImportPage) -> Preview:
    assert page.review.preview is not None
    return page.review.preview


def pupils(school: School, class_id: UUID, name: str) -> list[ExistingPupil]:
    known = school.ask(known_pupils, class_id, TODAY)
    return [pupil for pupil in known.pupils if pupil.class_name == name]


def written_by(qtbot: QtBot, page: ImportPage) -> Written:
    with qtbot.waitSignal(page.written) as told:
        press(page.review.view, Key.Key_Return, CONTROL)
    assert told.args is not None
    result: Written = told.args[0]
    return result


def test_the_teachers_own_rows_stand_there_with_the_wrong_cell_current(imported: Import):
    page = imported()
    view = page.review.view
    assert [column.title for column in view.sheet_model.columns[:4]] == [
        "Dòng", "", "Họ và tên", "Ngày sinh",
    ]  # fmt: skip
    assert [line.text for line in view.sheet_model.columns[2].lines] == ["cột B, C"]
    row, column = view.current
    assert view.sheet_model.cell(row, 0).text == "12"
    cell = view.sheet_model.cell(row, column)
    assert (cell.text, cell.state) == ("31/02/2014", State.INVALID)
    assert view.sheet_model.cell(row, 1).text == "cần xem"
    assert view.hasFocus()
    assert page.review.counters.accessibleName().startswith("40 dòng mới, 0 thay đổi")
    assert page.primary.text() == "Giải quyết tiếp (1)"
    assert page.write_some.text() == "Ghi 40 dòng, để lại 1 dòng"
    assert page.review.panel.facts.text().startswith("21 số điện thoại được thêm lại số 0 ở đầu")


def test_settled_in_the_panel_by_keys_then_written_as_one_command(
    imported: Import, qtbot: QtBot, school: School, hoa_sen: ClassSchool
):
    page = imported()
    class_id = hoa_sen.classes["7B"]
    done: list[Done] = []
    school.on_change(done.append)
    press(page.review.view, Key.Key_Return, CONTROL)
    card = page.review.panel.card_of("D12")
    assert card is not None
    assert card.field is not None
    qtbot.waitUntil(card.field.hasFocus)
    type_text(card.field, "28/02/2014")
    press(card.field, Key.Key_Return)
    assert plan(page).problems == ()
    assert page.primary.text() == "Ghi 41 dòng"
    qtbot.waitUntil(page.primary.hasFocus)
    assert page.write_some.isHidden()
    shown = plan(page)
    result = written_by(qtbot, page)
    assert result.words == "Đã ghi 41 dòng từ tệp roster-teacher-7B.xlsx vào lớp 7B."
    assert [one.command for one in done] == [shown.command()]
    command = result.done.command
    assert isinstance(command, UpdateRoster)
    assert command.source == "roster-teacher-7B.xlsx"
    names = {p.pupil.full_name: p.pupil for p in pupils(school, class_id, "7B")}
    assert len(names) == 41
    assert names["Lý Đức Nam"].birth_date == date(2014, 2, 28)


def test_a_wrong_date_typed_again_is_kept_as_typed(imported: Import):
    page = imported()
    view = page.review.view
    row, column = view.current
    type_text(view, "30/02/2014")
    press(view, Key.Key_Return)
    assert view.sheet_model.cell(row, column).text == "30/02/2014"
    assert [p.what[:24] for p in plan(page).problems] == ["Không có ngày 30/02/2014"]
    view.go(row, column)
    type_text(view, "28/2/2014")
    press(view, Key.Key_Return)
    assert view.sheet_model.cell(row, column).text == "28/02/2014"
    assert view.sheet_model.cell(row, 1).text == "mới"
    assert page.primary.text() == "Ghi 41 dòng"


def test_ctrl_z_takes_a_decision_back(imported: Import):
    page = imported()
    view = page.review.view
    row, column = view.current
    press(view, Key.Key_Delete)
    assert plan(page).problems == ()
    assert view.sheet_model.cell(row, column).text == ""
    press(view, Key.Key_Z, CONTROL)
    assert [p.address for p in plan(page).problems] == ["D12"]
    assert view.sheet_model.cell(row, column).text == "31/02/2014"
    assert page.primary.text() == "Giải quyết tiếp (1)"
    press(view, Key.Key_Y, CONTROL)
    assert plan(page).problems == ()


def test_forty_lines_go_in_and_one_stays(
    imported: Import, qtbot: QtBot, school: School, hoa_sen: ClassSchool
):
    page = imported()
    with qtbot.waitSignal(page.written) as told:
        page.write_some.click()
    assert told.args is not None
    assert told.args[0].words == (
        "Đã ghi 40 dòng từ tệp roster-teacher-7B.xlsx vào lớp 7B. "
        "1 dòng để lại chưa ghi; nhập lại tệp để giải quyết tiếp."
    )
    names = [p.pupil.full_name for p in pupils(school, hoa_sen.classes["7B"], "7B")]
    assert len(names) == 40
    assert "Lý Đức Nam" not in names


def test_the_same_file_again_changes_nothing_and_closes(
    imported: Import, qtbot: QtBot, school: School
):
    page = imported(EXPORT, "6A")
    assert plan(page).counts == {LineKind.NEW: 44}
    written_by(qtbot, page)
    imported(EXPORT, "6A")
    assert plan(page).counts == {LineKind.UNCHANGED: 44}
    assert page.notice.isVisible()
    assert page.notice.text.text() == (
        "Tệp roster-export-6A.xlsx không có gì khác với sổ: 44 dòng không đổi."
    )
    assert page.primary.text() == "Đóng"
    with qtbot.waitSignal(page.closed):
        press(page.review.view, Key.Key_Return, CONTROL)


def test_an_import_is_undone_as_a_whole_from_its_notice(
    imported: Import, qtbot: QtBot, school: School, hoa_sen: ClassSchool
):
    class_id = hoa_sen.classes["6A"]
    result = written_by(qtbot, imported(EXPORT, "6A"))
    assert len(pupils(school, class_id, "6A")) == 44
    notice = NoticeBar()
    qtbot.addWidget(notice)
    tell_written(notice, school, result)
    assert (notice.text.text(), notice.act.text()) == (result.words, "Hoàn tác")
    notice.act.click()
    assert pupils(school, class_id, "6A") == []
    assert notice.text.text().startswith("Đã hoàn tác cả lần nhập.")


def test_marks_come_in_through_the_same_page(
    imported: Import, qtbot: QtBot, page: ImportPage, school: School, hoa_sen: ClassSchool
):
    written_by(qtbot, imported(EXPORT, "6A"))
    course_id = hoa_sen.courses["6A", "TOAN"]
    sheet = school.ask(course_sheet, course_id, Term.I, TODAY)
    book = course_book_of(sheet)
    page.begin(marks_source(book), SAMPLES / "marks-6A-Toan-HK1.xlsx")
    qtbot.waitUntil(lambda: not page.task.running)
    shown = plan(page)
    assert shown.problems == ()
    assert shown.to_write > 200
    assert page.primary.text() == f"Ghi {shown.to_write} ô"
    written_by(qtbot, page)
    again = school.ask(course_sheet, course_id, Term.I, TODAY)
    assert sum(1 for cell in again.cells.values() if cell.mark) == shown.to_write


def test_slips_of_a_marks_sheet_are_settled_one_after_the_other_with_f8(
    imported: Import, qtbot: QtBot, page: ImportPage, school: School, hoa_sen: ClassSchool
):
    written_by(qtbot, imported(EXPORT, "6A"))
    sheet = school.ask(course_sheet, hoa_sen.courses["6A", "VAN"], Term.I, TODAY)
    page.begin(marks_source(course_book_of(sheet)), SAMPLES / "marks-6A-NguVan-HK1-with-slips.xlsx")
    qtbot.waitUntil(lambda: not page.task.running)
    addresses = [problem.address for problem in plan(page).problems]
    assert len(addresses) > 2
    seen = []
    for _ in addresses:
        seen.append(page.review.panel.problems[page.review._problem_at].address)
        place = page.review.sheet.place_of(seen[-1]) if page.review.sheet else None
        assert page.review.view.current == place
        page.review.step(1)
    assert seen == addresses
    assert page.review.view.hasFocus()


def test_a_file_that_is_no_workbook_is_told_in_a_sentence(imported: Import, tmp_path: Path):
    broken = tmp_path / "ảnh lớp.xlsx"
    broken.write_bytes(b"\x89PNG not a workbook")
    page = imported(broken)
    assert page.review.preview is None
    assert page.notice.isVisible()
    assert "ảnh lớp.xlsx" in page.notice.text.text()
    assert page.empty.isVisible()
    assert page.primary.isHidden()


def test_a_file_of_another_class_is_not_written_before_it_is_confirmed(
    imported: Import, qtbot: QtBot
):
    page = imported(EXPORT, "7B")
    assert plan(page).stopped_by_title
    assert not page.write_some.isEnabled()
    assert "tiêu đề" in page.write_some.toolTip()
    press(page.review.view, Key.Key_Return, CONTROL)
    card = page.review.panel.cards[0]
    qtbot.waitUntil(card.ways[0].hasFocus)
    assert card.ways[0].text() == "Nhập vào lớp 7B"
    press(card.ways[0], Key.Key_Space)
    assert not plan(page).stopped_by_title


def test_changes_are_tinted_and_listed_with_old_and_new(
    imported: Import, qtbot: QtBot, tmp_path: Path
):
    file = roster(tmp_path, ("Lê Quỳnh Anh", "HS003", "Tổ 7, phường Trần Lãm"))
    page = imported(file, "6C")
    assert plan(page).counts[LineKind.CHANGED] == 1
    place = page.review.sheet.place_of("C2") if page.review.sheet else None
    assert place is not None
    cell = page.review.view.sheet_model.cell(*place)
    assert cell.state == State.CHANGED
    assert cell.sentence == "sổ đang ghi Thôn Đông, xã Vũ Thư → Tổ 7, phường Trần Lãm"
    page.review.panel.show_kind(CHANGES)
    (item,) = page.review.panel.list.items
    assert item.second == "Chỗ ở: Thôn Đông, xã Vũ Thư → Tổ 7, phường Trần Lãm"
    assert page.review.panel.notes.text().startswith("6 em của lớp 6C không có trong tệp")


def roster(folder: Path, *lines: tuple[str, str, str]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("Họ và tên", "Mã học sinh", "Chỗ ở"), *lines):
        sheet.append(line)
    path = folder / "ds.xlsx"
    book.save(path)
    return path


def test_a_line_changed_meanwhile_refuses_the_whole_import(
    imported: Import, qtbot: QtBot, school: School, hoa_sen: ClassSchool, tmp_path: Path
):
    page = imported(roster(tmp_path, ("Lê Quỳnh Anh", "HS003", "Tổ 7")), "6C")
    other = plan(page).command()
    assert isinstance(other, UpdateRoster)
    (change,) = other.change
    moved = PupilChange(
        change.student_id, Pupil(full_name="Lê Quỳnh Anh", code="HS003"), change.seen
    )
    school.do(UpdateRoster(class_id=other.class_id, change=(moved,)))
    press(page.review.view, Key.Key_Return, CONTROL)
    assert page.notice.isVisible()
    assert "đã được đổi từ lúc mở" in page.notice.text.text()
    assert page.notice.act.text() == "Đọc lại tệp"
    page.notice.act.click()
    qtbot.waitUntil(lambda: not page.task.running)
    assert plan(page).changes[0].old == ""


def test_who_may_not_edit_the_list_is_told_and_nothing_is_shown(qtbot: QtBot, hoa_sen: ClassSchool):
    with hoa_sen.opened("lan") as school:
        page = ImportPage(school)
        qtbot.addWidget(page)
        page.begin(roster_source(school, hoa_sen.classes["6A"], "6A"), EXPORT)
        qtbot.waitUntil(lambda: not page.task.running)
        assert page.review.preview is None
        assert page.notice.text.text().startswith("Danh sách lớp 6A do giáo viên chủ nhiệm")


def test_only_the_lines_to_be_seen(imported: Import):
    page = imported()
    page.review.only.click()
    assert [row.name for row in page.review.view.sheet_model.rows] == ["Dòng 12 · Lý Đức Nam"]
    page.review.only.click()
    assert len(page.review.view.sheet_model.rows) == 41


def test_in_a_narrow_window_the_panel_comes_when_it_is_asked_for(
    imported: Import, qtbot: QtBot, school: School
):
    page = imported()
    assert page.review.panel.isVisible()
    page.resize(1093, 468)
    qtbot.waitUntil(page.review.panel.isHidden)
    page.review.view.setFocus()
    page.go_on()
    assert page.review.panel.isVisible()
    assert page.minimumSizeHint().width() <= 1093
    assert page.minimumSizeHint().height() <= 468
    assert school.preference(PANEL, default=True)


def test_all_that_can_be_pressed_has_a_name(imported: Import):
    page = imported()
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]
    nameless = [w for w in controls if w.isVisible() and not w.accessibleName()]
    assert nameless == []
    assert QApplication.focusWidget() is page.review.view


def test_a_slow_file_shows_its_progress_and_can_be_stopped(
    qtbot: QtBot, page: ImportPage, imported: Import
):
    goes_on = Event()
    shown = plan(imported())

    def read(_path: Path) -> Preview:
        goes_on.wait(10)
        return shown

    page.begin(Source("lớp 7B", "Danh sách lớp", read), TEACHER)
    assert page.progress.isHidden()
    qtbot.waitUntil(page.progress.isVisible)
    goes_on.set()
    qtbot.waitUntil(page.progress.isHidden)
    assert page.review.isVisible()


def test_escape_asks_only_where_something_was_decided(imported: Import, qtbot: QtBot):
    page = imported()
    with qtbot.waitSignal(page.closed):
        press(page.review.view, Key.Key_Escape)
    imported()
    press(page.review.view, Key.Key_Delete)
    when_open(lambda dialog: dialog.leave.click())
    press(page.review.view, Key.Key_Escape)
    assert page.review.preview is not None
    page.activateWindow()
    qtbot.waitUntil(page.review.view.hasFocus)
    when_open(lambda dialog: dialog.act.click())
    with qtbot.waitSignal(page.closed):
        press(page.review.view, Key.Key_Escape)
    assert page.review.preview is None


def test_a_file_is_dropped_onto_the_page(
    qtbot: QtBot, page: ImportPage, school: School, hoa_sen: ClassSchool
):
    page.begin(roster_source(school, hoa_sen.classes["7B"], "7B"))
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(TEACHER))])
    event = QDropEvent(
        QPointF(40, 40), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.dropEvent(event)
    qtbot.waitUntil(lambda: page.review.preview is not None)
    assert plan(page).file == TEACHER.name


def test_notes_are_told_where_the_panel_has_no_room(imported: Import, page: ImportPage):
    page.resize(1093, 468)
    imported(EXPORT, "6A")
    assert page.review.panel.isHidden()
    assert page.notice.text.text().startswith("2 em được tệp ghi là đã rời lớp")
    page.notice.act.click()
    assert page.review.panel.notes.isVisible()
