"""Monthly sheets: from the task to paper, back from the homeroom teachers, signed."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.absences import ChangeConfirmed
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.roll_months import ConfirmMonth
from desktop.commands.staff import AssignRole
from desktop.printing.forms import CLASS_LIST, CONTACTS, ROLL_SHEET
from desktop.queries.access_log import access_log
from desktop.queries.month_status import MonthStatus, month_status
from desktop.queries.task import Page
from desktop.queries.tasks import tasks
from desktop.rules.access import AccessKind
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.instants import school_day
from desktop.rules.permissions import ReachKind, Role
from desktop.store.school import School
from desktop.ui.grid.sheet import Edit, Result
from desktop.ui.places import Destination
from desktop.ui.printing.choice import WAITING, WHOLE_YEAR, Pages
from desktop.ui.printing.sheet_steps import RECEIVED, SIGNED
from desktop.ui.printing.tab import PrintingTab
from desktop.ui.tasks.places import place_of
from tests.ui.keys import press, type_text
from tests.ui.office_school import OfficeSchool
from tests.ui.printing.conftest import Opener, PaperPrinters, settle
from tests.ui.printing.test_delivery import accept, save_to
from tests.ui.printing.test_preview import choose

SEPTEMBER = Destination("printing", part="sheets", day=date(2026, 9, 1))


@pytest.fixture(scope="session")
def founded(founded: OfficeSchool, tmp_path_factory: pytest.TempPathFactory) -> OfficeSchool:
    """Lan is the homeroom teacher of both classes; September of 6A is confirmed."""
    made = founded.copied(tmp_path_factory.mktemp("sheets") / "school")
    with made.opened("huong") as school:
        for class_id in made.classes.values():
            school.do(
                AssignRole(
                    staff_id=made.staff["lan"], role=Role.HOMEROOM_TEACHER,
                    from_day=date(2026, 8, 1), reach=ReachKind.CLASS, reach_id=class_id,
                )
            )  # fmt: skip
    with made.opened("lan") as school:
        month = ConfirmMonth(class_id=made.classes["6A"], year=2026, month=9, fill=True)
        school.do(month)
    return made


def status(school: School) -> MonthStatus:
    return school.ask(month_status, 2026, 9, school_day(school.now()))


def words(tab: PrintingTab, row: int) -> list[str]:
    assert tab.sheets.steps is not None
    return [tab.sheets.steps.cell(row, column).text for column in range(6)]


def opened_on_september(opened: Opener, qtbot: QtBot, account: str = "thom", **more) -> PrintingTab:
    tab = opened(account, **more)
    assert tab.go(SEPTEMBER)
    settle(qtbot, tab)
    return tab


def print_september(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> PrintingTab:
    tab = opened_on_september(opened, qtbot, printers=PaperPrinters(tmp_path / "Canon.pdf"))
    accept(monkeypatch)
    tab.print()
    settle(qtbot, tab)
    return tab


def test_the_offices_task_leads_to_the_sheets_that_wait(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool
):
    tab = opened()
    found = tab.school.ask(tasks, school_day(tab.school.now()), [])
    every = (*found.decide, *found.this_week, *found.later)
    (task,) = [one for one in every if one.target.page is Page.SHEETS]
    assert (task.title, task.verb) == ("In sổ gọi tên tháng 9", "In sổ")
    assert place_of(task.target) == SEPTEMBER
    tab.go(place_of(task.target))
    settle(qtbot, tab)
    assert tab.panel.form is ROLL_SHEET
    assert tab.panel.who.currentData() == WAITING
    assert tab.panel.who.currentText() == "Đã xác nhận, chưa in (1 lớp)"
    assert tab.proof is not None
    assert [(page.key, page.paper) for page in tab.proof.pages] == [("roll/2026-09", "A3")]
    assert [edition.owner.id for edition in tab.proof.editions] == [hoa_sen.classes["6A"]]
    assert tab.sheets.isVisible()
    assert tab.sheets.facts.text() == "1/2 lớp đã xác nhận · 1 chờ in"
    assert words(tab, 1)[2:] == ["chưa", "", "", ""]


def test_what_is_printed_is_noted_and_asked_back(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = print_september(opened, qtbot, tmp_path, monkeypatch)
    assert (tmp_path / "Canon.pdf").read_bytes().startswith(b"%PDF")
    assert [one.class_name for one in status(tab.school).to_return] == ["6A"]
    assert tab.sheets.facts.text() == "1/2 lớp đã xác nhận · 1 chờ nhận lại"
    assert tab.panel.who.findData(WAITING) < 0
    assert tab.found == ()


def test_a_draft_of_a_month_that_is_not_confirmed_changes_no_step(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    tab = opened_on_september(opened, qtbot)
    choose(qtbot, tab, tab.panel.who, str(hoa_sen.classes["6B"]))
    save_to(monkeypatch, tmp_path / "6B.pdf")
    tab.save()
    settle(qtbot, tab)
    assert (tmp_path / "6B.pdf").exists()
    assert status(tab.school).to_return == ()
    assert [one.class_name for one in status(tab.school).to_print] == ["6A"]


def test_the_homeroom_teachers_own_print_is_not_the_offices(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened_on_september(opened, qtbot, "lan")
    save_to(monkeypatch, tmp_path / "sheets.pdf")
    tab.save()
    settle(qtbot, tab)
    assert tab.sheets.receive.isHidden()
    assert [one.class_name for one in status(opened("thom").school).to_print] == ["6A"]


def test_returned_sheets_are_ticked_off_and_back(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = print_september(opened, qtbot, tmp_path, monkeypatch)
    sheets = tab.sheets
    sheets.list.setFocus()
    sheets.list.go(0, RECEIVED)
    assert words(tab, 0)[4] == "chờ nhận"
    type_text(sheets.list, "x")
    press(QApplication.focusWidget() or sheets.list, Qt.Key.Key_Return)
    assert [one.class_name for one in status(tab.school).to_sign] == ["6A"]
    assert words(tab, 0)[4] == "10/10"
    assert sheets.steps is not None
    assert sheets.steps.undo() == "Đã bỏ ghi bước vừa ghi"
    assert words(tab, 0)[4] == "chờ nhận"
    assert sheets.receive.isVisible()
    sheets.receive.click()
    assert words(tab, 0)[4] == "10/10"
    (outcome,) = sheets.steps.commit([Edit(0, RECEIVED, "")])
    assert outcome.result is Result.WRITTEN
    assert [one.class_name for one in status(tab.school).to_return] == ["6A"]


def test_a_class_that_has_not_confirmed_cannot_be_ticked(opened: Opener, qtbot: QtBot):
    steps = opened_on_september(opened, qtbot).sheets.steps
    assert steps is not None
    (outcome,) = steps.commit([Edit(1, RECEIVED, "x")])
    assert outcome.result is Result.REFUSED
    assert "6B chưa xác nhận" in outcome.sentence
    assert "chưa xác nhận" in steps.cell(1, RECEIVED).sentence


def test_the_principal_signs_what_is_back(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    print_september(opened, qtbot, tmp_path, monkeypatch).sheets.receive.click()
    tab = opened_on_september(opened, qtbot, "huong")
    assert tab.sheets.list.current == (0, SIGNED)
    assert not tab.sheets.receive.isVisible()
    tab.sheets.sign.click()
    assert words(tab, 0)[5] == "10/10"
    assert status(tab.school).to_sign == ()


def test_a_change_after_the_print_lists_the_sheet_again(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    print_september(opened, qtbot, tmp_path, monkeypatch)
    opened.close()
    day = date(2026, 9, 15)
    late = AbsenceValue(AbsenceMark.EXCUSED)
    cells = (AbsenceCell(hoa_sen.pupils["6A"][0], day, DayPart.MORNING, late),)
    with hoa_sen.opened("lan") as school:
        school.do(
            ChangeConfirmed(class_id=hoa_sen.classes["6A"], cells=cells, reason="Có đơn xin phép")
        )
    tab = opened()
    (found,) = tab.found
    assert (found.form, found.page) == (ROLL_SHEET.key, "roll/2026-09")
    assert found.book == "Sổ gọi tên 6A"
    assert found.differs == "1 ô điểm danh: Nguyễn Hoài An 15/09: có mặt thành P"
    tab.show_reprint(found)
    settle(qtbot, tab)
    assert tab.panel.month.currentData() == WHOLE_YEAR
    assert tab.panel.pages.currentData() == Pages.REPRINT.value
    assert tab.proof is not None
    assert [page.key for page in tab.proof.pages] == ["roll/2026-09"]
    assert len(tab.preview.marks[0]) >= 1
    assert not tab.sheets.isVisible()


def test_a_list_follows_its_fields(opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool):
    tab = opened()
    assert tab.settle()
    (sheets,) = [item for item in tab.forms.items if item.key == ROLL_SHEET.key]
    assert sheets.second == "9/2026"
    tab.panel.who.setCurrentIndex(tab.panel.who.findData(str(hoa_sen.classes["6B"])))
    tab._form_chosen(CLASS_LIST.key)
    assert tab.panel.who.currentText() == "6B"
    fields = tab.panel.listing
    fields.columns.setCurrentIndex(7)
    fields.titles.setText("Số tiền; Kí nhận")
    fields.heading.setText("Danh sách nhận sách")
    fields.birth_date.setChecked(False)
    tab.panel.turn.buttons["A4L"].click()
    settle(qtbot, tab)
    assert tab.proof is not None
    assert {page.paper for page in tab.proof.pages} == {"A4L"}
    listing = tab.proof.editions[0].options.listing
    assert (listing.columns, listing.titles) == (8, ("Số tiền", "Kí nhận"))
    assert (listing.birth_date, listing.contact, listing.heading) == (
        False, False, "Danh sách nhận sách",
    )  # fmt: skip
    assert tab.panel.pages.findData(Pages.REPRINT.value) < 0


def test_telephones_are_offered_to_carers_alone_and_their_print_is_logged(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tab = opened()
    tab._form_chosen(CLASS_LIST.key)
    settle(qtbot, tab)
    tab.panel.listing.contact.setChecked(True)
    settle(qtbot, tab)
    for key in (CLASS_LIST.key, CONTACTS.key):
        tab._form_chosen(key)
        settle(qtbot, tab)
        save_to(monkeypatch, tmp_path / f"{key}.pdf")
        tab.save()
        settle(qtbot, tab)
    opened.close()
    with opened("huong").school as school:
        log = school.ask(access_log, school_day(school.now()))
        kinds = [one.what for one in log.lines]
    assert sorted(kinds) == [AccessKind.CONTACTS_PRINT, AccessKind.ROSTER_PRINT]
