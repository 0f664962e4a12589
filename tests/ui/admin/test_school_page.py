"""Facts, settings, weeks and days off."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt

from desktop.queries.school_facts import SchoolDesk, school_desk
from desktop.queries.settings import ATTENDANCE, CALENDAR, GRADING, Settings
from desktop.rules.attendance import USUAL
from desktop.rules.rule_set import SingleSubject
from desktop.ui.admin.calendar_sheets import numbered
from desktop.ui.admin.school_page import SchoolPage
from desktop.ui.admin.settings_words import GROUPS
from desktop.ui.admin.tab import AdminTab
from tests.ui.admin.conftest import Dialogs, Opener
from tests.ui.keys import press, type_text


def page_of(tab: AdminTab) -> SchoolPage:
    assert isinstance(tab.page, SchoolPage)
    return tab.page


def desk(tab: AdminTab) -> SchoolDesk:
    assert tab.page is not None
    found = tab.school.ask(school_desk, tab.page.today)
    assert found is not None
    return found


def test_a_field_is_written_when_it_is_left(opened: Opener):
    tab = opened(page="school")
    page = page_of(tab)
    field = page.facts_form.fields["commune"]
    field.setFocus()
    type_text(field, "xã Hoa Sen")
    assert desk(tab).facts.commune == ""
    press(field, Qt.Key.Key_Return)
    assert desk(tab).facts.commune == "xã Hoa Sen"
    assert page.notice.notice is not None


def test_leaving_the_page_writes_what_is_typed(opened: Opener):
    tab = opened(page="school")
    page_of(tab).facts_form.fields["province"].setText("tỉnh Đồng Nai")
    tab.show_page(1)
    assert desk(tab).facts.province == "tỉnh Đồng Nai"


def test_a_school_without_a_name_is_refused_and_keeps_its_name(opened: Opener):
    tab = opened(page="school")
    page = page_of(tab)
    field = page.facts_form.fields["name"]
    field.setText("")
    field.editingFinished.emit()
    assert field.text() == "THCS Hoa Sen"
    assert page.notice.notice is not None
    assert "Tên trường đang để trống" in page.notice.notice.text


def test_a_setting_is_chosen_and_the_rules_follow(opened: Opener):
    tab = opened(page="school")
    page = page_of(tab)
    page.parts.buttons["settings"].click()
    combo = page.settings_form.combos["single_subject"]
    assert combo.currentIndex() == 0
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    stored = desk(tab).settings
    assert Settings(stored).rules(2026).single_subject is SingleSubject.LENIENT
    combo.activated.emit(0)
    assert "single_subject" not in desk(tab).settings


def test_every_way_of_every_setting_is_read_by_the_rules():
    readers = {**GRADING, **CALENDAR, **ATTENDANCE}
    told = {setting.name: setting for _, settings in GROUPS for setting in settings}
    assert set(told) == set(readers) - {"mark_weeks"}
    for name, setting in told.items():
        for option in setting.options:
            assert Settings({name: option.stored}).value(name, None) == option.value
            readers[name](option.value)  # raises for a value that the rules do not know
        fields = {**vars_of(Settings({}).rules(2026)), **CALENDAR_DEFAULTS, **ROLL_DEFAULTS}
        assert readers[name](setting.options[0].value) == fields[name]


ROLL_DEFAULTS = {"half_days": USUAL.half_days, "late_makes_one": USUAL.late_makes_one}
CALENDAR_DEFAULTS = {"working_week": "mon_fri", "week_ends_on": 5, "test_day_counts": False}


def vars_of(rules: object) -> dict[str, Any]:
    return {name: getattr(rules, name) for name in GRADING}


def test_a_week_becomes_a_break_and_the_others_are_counted_again(opened: Opener):
    tab = opened(page="school")
    page = page_of(tab)
    page.parts.buttons["weeks"].click()
    view = page.weeks.view
    view.setFocus()
    assert [view.sheet_model.cell(n, 0).text for n in range(3)] == ["1", "2", "3"]
    view.go(1, 3)
    type_text(view, "nghi")
    press(view, Qt.Key.Key_Return)
    assert [view.sheet_model.cell(n, 0).text for n in range(3)] == ["1", "–", "2"]
    assert desk(tab).plans[2026].weeks[1].kind == "break"
    view.go(1, 3)
    type_text(view, "đi chơi")
    press(view, Qt.Key.Key_Return)
    assert page.notice.notice is not None
    assert "dạy học, nghỉ hoặc dự phòng" in page.notice.notice.text


def test_dates_of_the_year(opened: Opener, dialogs: Dialogs):
    tab = opened(page="school")
    page = page_of(tab)
    page.parts.buttons["weeks"].click()

    def fill(dialog: Any) -> None:
        dialog.terms[0][1][1].setDate(QDate(2027, 1, 9))

    dialogs.answer(fill)
    page.dates.click()
    assert desk(tab).plans[2026].terms[0].ends_on == date(2027, 1, 9)
    assert len(desk(tab).plans[2026].weeks) > 34  # the weeks stay


def test_dates_out_of_order_are_refused_in_the_dialog(opened: Opener, dialogs: Dialogs):
    tab = opened(page="school")
    page = page_of(tab)
    page.parts.buttons["weeks"].click()
    before = desk(tab).plans[2026].terms
    dialogs.answer(lambda d: d.terms[0][1][1].setDate(QDate(2026, 1, 1)))
    page.dates.click()
    assert "chưa đúng thứ tự" in dialogs.asked[0].said.text()
    assert desk(tab).plans[2026].terms == before


def test_the_next_year(opened: Opener, dialogs: Dialogs):
    tab = opened(page="school")
    page = page_of(tab)
    page.parts.buttons["weeks"].click()
    page.next_year.click()
    assert dialogs.asked[0].question.text() == "Thêm năm học 2027–2028?"
    assert [year.start_year for year in desk(tab).years] == [2027, 2026]
    assert page.years.count() == 2


def test_a_day_is_given_changed_and_taken_back(opened: Opener, dialogs: Dialogs):
    tab = opened(page="school")
    page = page_of(tab)
    page.parts.buttons["days"].click()

    def fill(dialog: Any) -> None:
        dialog.day.setDate(QDate(2026, 10, 12))
        type_text(dialog.reason, "Nghỉ do bão")

    dialogs.answer(fill)
    page.add_day.click()
    given = next(day for day in desk(tab).days if day.day == date(2026, 10, 12))
    assert (given.reason, given.off, given.given) == ("Nghỉ do bão", True, True)
    view = page.days_pane.view
    assert page.days is not None
    row = [day.day for day in page.days.records].index(given.day)
    view.setFocus()
    view.go(row, 2)
    type_text(view, "hoc bu")
    press(view, Qt.Key.Key_Return)
    assert next(d for d in desk(tab).days if d.day == given.day).off is False
    view.go(row, 2)
    page.remove_day.click()
    assert all(day.day != given.day for day in desk(tab).days)


def test_a_day_of_the_public_table_is_not_removed_but_overridden(opened: Opener):
    page = page_of(opened(page="school"))
    page.parts.buttons["days"].click()
    assert not page.remove_day.isEnabled()
    assert "theo lịch chung" in page.remove_day.toolTip()


def test_the_last_part_is_remembered(opened: Opener):
    page_of(opened(page="school")).parts.buttons["days"].click()
    again = page_of(opened())
    assert again.parts.key == "days"


@pytest.mark.parametrize("kinds", [["teaching", "break", "teaching", "reserve"]])
def test_numbered(kinds: list[str]):
    from desktop.commands.school import WeekPlan
    from desktop.rules.terms import Term

    weeks = [WeekPlan(date(2026, 9, 7), Term.I, kind) for kind in kinds]
    assert [week.number for week in numbered(weeks)] == [1, None, 2, None]
