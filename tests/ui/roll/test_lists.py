"""Whom to look after, the letter home, and the kitchen's count with meals pupil by pupil."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.commands.absences import ChangeConfirmed
from desktop.commands.attendance import RollCell, TakeRoll
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.roll_months import ConfirmMonth
from desktop.queries.absence_letter import absence_letter
from desktop.queries.class_plan import class_plan
from desktop.queries.kitchen import meal_sheet
from desktop.queries.pupils import class_pupils
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.meals import Meal
from desktop.store.school import School
from desktop.ui.places import Destination
from desktop.ui.roll.letter import LetterDialog
from desktop.ui.roll.page import RollPage
from desktop.ui.theme import apply_theme
from tests.ui.class_school import ClassSchool
from tests.ui.keys import CONTROL, press, type_text
from tests.ui.roll.day_school import MONDAY, found_day_school

Key = Qt.Key
RUN = (date(2026, 11, 19), date(2026, 11, 20), MONDAY)
Opened = Callable[..., tuple[School, Any]]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    """The third pupil of 6A has been away for three days; October was altered once."""
    made = found_day_school(tmp_path_factory.mktemp("lists") / "school")
    with made.opened("ha") as school:
        class_id = made.classes["6A"]
        pupils = school.ask(lambda session, _by: class_pupils(session, class_id))
        away = RollCell(pupils[2].student_id, AbsenceValue(AbsenceMark.UNEXCUSED, "không báo"))
        for day in RUN:
            part = DayPart.MORNING
            school.do(TakeRoll(class_id=class_id, day=day, part=part, cells=(away,)))
        school.do(ConfirmMonth(class_id=class_id, year=2026, month=10, fill=True))
        late = AbsenceValue(AbsenceMark.LATE)
        day = date(2026, 10, 30)
        cell = AbsenceCell(pupils[4].student_id, day, DayPart.MORNING, late)
        change = ChangeConfirmed(class_id=class_id, cells=(cell,), reason="Ghi sót")
        school.do(change)
    return made


@pytest.fixture
def opened(qtbot: QtBot, founded: ClassSchool, tmp_path: Path) -> Iterator[Opened]:
    apply_theme("light")
    shown: list[tuple[School, RollPage]] = []

    def show(account: str, name: str, part: str) -> tuple[School, Any]:
        school = founded.copied(tmp_path / account).opened(account)
        page = RollPage(school)
        shown.append((school, page))
        qtbot.addWidget(page)
        page.resize(1093, 468)
        page.show()
        page.activateWindow()
        page.show_class(founded.classes[name])
        page.choice.buttons[part].click()
        return school, page

    yield show
    for school, page in shown:
        page.leave()
        page.hide()
        school.close()


def titles(items: list[Any]) -> list[str]:
    return [item.title for item in items if item.key is not None]


def test_the_lists_name_classes_and_pupils(opened: Opened):
    _, page = opened("tram", "6A", "roll_lists")
    lists = page.part
    assert titles(lists.not_taken.items) == ["Lớp 6C", "Lớp 7B"]
    (away,) = lists.running.items
    assert away.second == "Lớp 6A · 3 ngày học liền, từ 19/11"
    assert titles(lists.most.items) == [away.title]
    assert "3 buổi (3 K)" in lists.most.items[0].second
    assert "đã điểm danh 1/4 buổi" in lists.head.facts.words


def test_the_lists_lead_to_the_roll(opened: Opened, founded: ClassSchool, qtbot: QtBot):
    _, page = opened("ha", "6A", "roll_lists")
    lists = page.part
    assert not lists.opens[lists.running].isEnabled(), "nobody is chosen yet"
    lists.not_taken.choose(founded.classes["6C"])
    with qtbot.waitSignal(page.wanted) as went:
        lists.opens[lists.not_taken].click()
    assert went.args == [
        Destination("roster", class_id=founded.classes["6C"], part="roll", day=MONDAY)
    ]
    lists.running.setFocus()
    press(lists.running, Key.Key_Down)
    with qtbot.waitSignal(page.wanted) as went:
        lists.opens[lists.running].click()
    assert went.args[0].part == "roll_month"
    assert went.args[0].student_id is not None


def test_a_letter_is_copied_or_saved(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    _, page = opened("ha", "6A", "roll_lists")
    lists, seen = page.part, []

    def copy(dialog: Any) -> int:
        seen.append((dialog.span.key, dialog.words.toPlainText(), dialog.letter.first))
        assert dialog.save_to(tmp_path / "thư.pdf") == ""
        dialog.copy.click()
        return int(dialog.result())

    monkeypatch.setattr(LetterDialog, "exec", copy)
    lists.running.setCurrentIndex(lists.running.model().index(0, 0))
    lists.letters[lists.running].click()
    ((span, text, first),) = seen
    assert (span, first) == ("run", RUN[0])
    assert "đã nghỉ học 3 buổi (3 không phép)" in text
    assert QGuiApplication.clipboard().text() == text
    assert (tmp_path / "thư.pdf").read_bytes().startswith(b"%PDF")
    assert "Đã" in lists.notice.text.text()


def test_who_missed_nothing_gets_no_letter(opened: Opened, founded: ClassSchool, qtbot: QtBot):
    school, page = opened("ha", "6A", "roll_lists")
    pupil = page.today.book.lines[0].pupil.student_id
    dialog = LetterDialog(page, school, founded.classes["6A"], pupil)
    qtbot.addWidget(dialog)
    assert not dialog.act.isEnabled()
    assert not dialog.copy.isEnabled()
    assert "không có buổi nào để báo" in dialog.act.toolTip()


def test_m8_the_kitchen_counts_all_classes(opened: Opened):
    _, page = opened("tram", "6C", "kitchen")
    kitchen = page.part
    assert kitchen.reach.key == "school", "who only looks sees the whole school first"
    model = kitchen.pane.view.sheet_model
    rows = [[model.cell(at, n).text for n in range(6)] for at in range(len(model.rows))]
    assert rows == [
        ["6C", "7", "7", "7", "7", "chưa điểm danh, đếm cả lớp"],
        ["Cả trường", "7", "7", "7", "7", "1 lớp chưa điểm danh"],
    ]


def test_m8_meals_are_entered_pupil_by_pupil(opened: Opened, founded: ClassSchool):
    school, page = opened("ha", "6C", "kitchen")
    kitchen = page.part
    assert kitchen.reach.key == "class"

    def meals(number: int) -> Any:
        sheet = school.ask(meal_sheet, founded.classes["6C"], kitchen.desk.day, MONDAY)
        return sheet.lines[number - 1].meals

    type_text(kitchen.entry, "2t")
    assert meals(2) == (Meal.SNACK,)
    type_text(kitchen.entry, "3")
    press(kitchen.entry, Key.Key_Return)
    type_text(kitchen.entry, "k")
    assert meals(3) == ()
    assert "Trưa 5 suất · Chiều 6 suất" in kitchen.head.facts.words
    press(kitchen.entry, Key.Key_Z, CONTROL)
    assert meals(3) == (Meal.LUNCH, Meal.SNACK)
    type_text(kitchen.entry, "2x")
    assert meals(2) == (Meal.LUNCH, Meal.SNACK)
    type_text(kitchen.entry, "1s")
    assert "không có bữa sáng" in kitchen.notice.text.text()


def test_meals_are_said_before_the_day(opened: Opened):
    _, page = opened("ha", "6C", "kitchen")
    kitchen = page.part
    kitchen.head.step(1)
    assert kitchen.empty.hint.text() == "Ngày Văn hóa Việt Nam"
    kitchen.head.step(1)
    type_text(kitchen.entry, "1t")
    assert kitchen.desk.sheet.lines[0].meals == (Meal.SNACK,)
    for _ in range(20):
        kitchen.head.step(1)
    assert kitchen.desk.day == date(2026, 12, 7), "two weeks ahead and no further"


def test_a_class_without_meals(opened: Opened):
    _, page = opened("ha", "6A", "kitchen")
    assert "không có bữa ăn" in page.part.empty.sentence.text()


def test_m12_what_was_altered_is_the_vice_principals_to_see(opened: Opened, qtbot: QtBot):
    _, page = opened("tram", "6A", "altered")
    altered = page.part
    assert "1 ô đã sửa" in altered.head.facts.words
    model = altered.pane.view.sheet_model
    row = [model.cell(0, n).text for n in range(7)]
    assert row[0] == "6A"
    assert row[2:5] == ["30/10/2026, sáng", "có mặt → M (đi muộn)", "Nguyễn Thị Thu Hà"]
    assert row[6] == "Ghi sót"
    with qtbot.waitSignal(page.wanted) as went:
        altered.open.click()
    assert (went.args[0].part, went.args[0].day) == ("roll_month", date(2026, 10, 30))


def test_each_sees_the_parts_that_are_theirs(opened: Opened):
    _, page = opened("ha", "6A", "roll_lists")
    assert page.choice.buttons["altered"].isHidden()
    assert page.go(Destination("roster", part="altered")), "leads to today instead"
    assert page.key == "roll"


def test_who_may_not_see_the_roll_is_told_nothing(founded: ClassSchool, tmp_path: Path):
    class_id = founded.classes["6C"]
    with founded.copied(tmp_path / "lan").opened("lan") as school:
        letter = school.ask(absence_letter, class_id, founded.pupils[0], MONDAY)
        meals = school.ask(meal_sheet, class_id, MONDAY, MONDAY)
        plan = school.ask(class_plan, class_id, MONDAY, MONDAY)
    assert letter.refusal
    assert (letter.full_name, letter.missed) == ("", ())
    assert (meals.refusal, meals.lines) == (letter.refusal, ())
    assert plan.refusal == letter.refusal
