"""The roll of a day from the keyboard: who is absent, what is written, what is refused and why."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.commands.books import new_id
from desktop.commands.roll_months import ConfirmMonth
from desktop.queries.attendance import roll_sheet
from desktop.queries.class_plan import class_plan
from desktop.queries.own_entries import OwnEntry, OwnState
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.initials import initials
from desktop.rules.meals import Meal
from desktop.store.school import School
from desktop.ui.kit.ask import Ask
from desktop.ui.places import OUTBOX, Destination
from desktop.ui.roll.letter import LetterDialog
from desktop.ui.roll.page import RollPage
from desktop.ui.roll.plan_dialog import PlanDialog
from desktop.ui.roll.today_book import TodayBook
from desktop.ui.theme import apply_theme
from tests.ui.class_school import FOUNDED, ClassSchool
from tests.ui.keys import ALT, CONTROL, click, ime_commit, press, resend, type_text
from tests.ui.roll.day_school import MONDAY, found_day_school

Key = Qt.Key
MORNING = DayPart.MORNING
Opened = Callable[..., tuple[School, Any]]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_day_school(tmp_path_factory.mktemp("day") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")


@pytest.fixture
def opened(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Opened]:
    """The page of a class as somebody sees it, the keyboard in the field of the absent."""
    apply_theme("light")
    shown: list[tuple[School, RollPage]] = []

    def show(account: str = "ha", name: str = "6A") -> tuple[School, RollPage]:
        school = hoa_sen.opened(account)
        page = RollPage(school)
        shown.append((school, page))
        qtbot.addWidget(page)
        page.resize(1093, 468)
        page.show()
        page.activateWindow()
        page.show_class(hoa_sen.classes[name])
        page.today.entry.setFocus()
        qtbot.waitUntil(lambda: not page.today.entry.isEnabled() or page.today.entry.hasFocus())
        return school, page

    yield show
    for school, page in shown:
        page.leave()
        page.hide()
        school.close()


@pytest.fixture
def view(opened: Opened) -> Any:
    return opened()[1].today


def sheet_of(view: Any, day: date = MONDAY) -> Any:
    """What lies on the disk."""
    assert view.book is not None
    return view._school.ask(roll_sheet, view.book.class_id, day, MONDAY)


def marks_of(view: Any, day: date = MONDAY, part: DayPart = MORNING) -> dict[int, str]:
    """The letters in the file by number."""
    lines = sheet_of(view, day).lines
    return {x.pupil.number: cell.mark.value for x in lines if (cell := x.cell(part))}


def keys(view: Any, text: str) -> int:
    """Press keys in the field, `\\n` for Enter and `\\t` for Tab; returns how many."""
    for sign in text:
        if sign == "\n":
            press(view.entry, Key.Key_Return)
        elif sign == "\t":
            press(view.entry, Key.Key_Tab, text="\t")
        else:
            type_text(view.entry, sign)
    return len(text)


def answered(view: Any, monkeypatch: pytest.MonkeyPatch, reason: str) -> list[str]:
    """Answer the next question with a reason, by its own fields and button."""
    asked: list[str] = []

    def run(dialog: Any) -> int:
        asked.append(dialog.question.text())
        dialog.reason.setText(reason)
        dialog.act.click()
        return int(dialog.result())

    monkeypatch.setattr(Ask, "exec", run)
    return asked


def test_a_class_of_45_is_taken_with_a_few_keys(view: Any):
    pressed = keys(view, "12k") + keys(view, "3p") + keys(view, "45m")
    assert marks_of(view) == {3: "P", 12: "K", 45: "M"}
    assert sheet_of(view).roll(MORNING) is None, "the rest of the class was not looked at yet"
    pressed += keys(view, "\n")
    assert sheet_of(view).roll(MORNING).taken
    assert pressed <= 10, "two keys a second leave time to look at 45 faces"
    assert "vắng 2 (1 P, 1 K) · muộn 1" in view.head.facts.words


def test_everybody_there_is_one_key(view: Any):
    assert view.take.text() == "Cả lớp có mặt"
    keys(view, "\n")
    assert sheet_of(view).roll(MORNING).taken
    assert marks_of(view) == {}
    assert not view.take.isEnabled()


def test_the_whole_class_is_in_view(view: Any):
    board = view.board
    boxes = [board.visualRect(board.model().index(n, 0)) for n in range(45)]
    room = board.viewport().rect()
    assert all(room.contains(box) for box in boxes)


def test_by_initials_among_several_with_tab(view: Any):
    """Initials of which several pupils have the beginning: Tab goes on, Enter takes one."""
    keys(view, "n")
    found = view.entry.found
    assert len(found) > 1
    keys(view, "\t\n")
    picked = view.entry.picked
    assert picked == found[1]
    assert picked.full_name in view.said.words
    keys(view, "k")
    assert marks_of(view) == {picked.number: "K"}
    assert view.entry.text() == ""
    assert "không phép" in view.said.words


def test_one_alone_is_taken_by_tab_or_enter(view: Any):
    line = view.book.lines[7]
    assert keys(view, initials(line.pupil.full_name)) == 3
    while view.entry.meant != line.pupil:
        press(view.entry, Key.Key_Down)
    press(view.entry, Key.Key_Return)
    keys(view, "p")
    assert marks_of(view) == {8: "P"}


def test_what_unikey_makes_of_initials_finds_the_pupil(view: Any):
    """Telex makes đ of the keys d d, and UniKey sends it as a backspace and the letter."""
    line = next(x for x in view.book.lines if x.pupil.full_name == "Đặng Thái Đức")
    keys(view, "d")
    resend(view.entry, 1, "đ")
    assert line.pupil in view.entry.found
    view.entry.pick(None)
    ime_commit(view.entry, "đức")
    assert line.pupil in view.entry.found
    while view.entry.meant != line.pupil:
        press(view.entry, Key.Key_Down)
    press(view.entry, Key.Key_Return)
    ime_commit(view.entry, "K")
    assert marks_of(view) == {line.pupil.number: "K"}


def test_letters_do_not_wait_in_an_input_method(view: Any):
    assert not view.entry.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_the_wrong_pupil_is_let_go(view: Any):
    keys(view, "12\n")
    press(view.entry, Key.Key_Escape)
    assert view.entry.picked is None
    keys(view, "12\n13k")  # another number instead of a letter
    assert marks_of(view) == {13: "K"}
    keys(view, "13x")
    assert marks_of(view) == {}


def test_each_step_is_taken_back(view: Any):
    keys(view, "12k12p\n")
    undone = [Key.Key_Z, Key.Key_Z, Key.Key_Z]
    said = []
    for key in undone:
        press(view.entry, key, CONTROL)
        said.append((marks_of(view), sheet_of(view).roll(MORNING)))
    assert said == [({12: "P"}, None), ({12: "K"}, None), ({}, None)]
    assert not view.head.undo.isEnabled()
    press(view.entry, Key.Key_Y, CONTROL)
    assert marks_of(view) == {12: "K"}


def test_a_reason_and_the_time_of_arrival(view: Any, qtbot: QtBot):
    keys(view, "12m\t")
    qtbot.waitUntil(view.note.hasFocus)
    type_text(view.note, "7h25")
    press(view.note, Key.Key_Return)
    cell = sheet_of(view).lines[11].cell(MORNING)
    assert (cell.mark, cell.note) == (AbsenceMark.LATE, "7h25")
    assert view.entry.hasFocus()
    keys(view, "12k")
    assert sheet_of(view).lines[11].cell(MORNING).note == "7h25", "the words stay"


def test_who_left_is_refused_with_why(opened: Opened, hoa_sen: ClassSchool):
    view = opened("ha", "6C")[1].today
    away = view.book.sheet.away[0]
    assert away.full_name == "Lê Thanh Hà"
    assert all(seat.name != away.full_name for seat in view.board.seats)
    keys(view, f"{away.number}k")
    assert "rời lớp 6C từ ngày 30/10/2026" in view.notice.text.text()
    assert marks_of(view) == {}
    view.show_day(date(2026, 10, 29))
    keys(view, f"{away.number}k")
    assert marks_of(view, date(2026, 10, 29)) == {away.number: "K"}


def test_nobody_of_that_number(view: Any):
    keys(view, "77k")
    assert "Không có em nào khớp" in view.said.words
    assert marks_of(view) == {}


def test_a_day_without_lessons_asks_why(view: Any, monkeypatch: pytest.MonkeyPatch):
    sunday = date(2026, 11, 22)
    view.show_day(sunday)
    assert "không có buổi học" in view.empty.sentence.text()
    assert view.empty.hint.text() == "Chủ nhật"
    asked = answered(view, monkeypatch, "Học bù")
    view.empty.act.click()
    assert "ngoài lịch" in asked[0]
    assert sheet_of(view, sunday).roll(MORNING).reason == "Học bù"
    keys(view, "5k")
    assert marks_of(view, sunday) == {5: "K"}


def test_days_before_the_year_are_not_offered(view: Any):
    first = view.book.sheet.school_year.starts_on
    view.show_day(first)
    assert not view.head.before.isEnabled()
    view.head.step(-1)
    assert view.book.day == first


def test_a_year_that_has_not_begun_has_no_roll_yet(view: Any, hoa_sen: ClassSchool):
    """The clock of the school stands in the summer before it."""
    school = view._school
    school.now = lambda: FOUNDED
    book: Any = TodayBook(school, hoa_sen.classes["6A"])
    assert book.day == book.sheet.school_year.starts_on
    assert "chưa đến" in book.closed


def test_days_to_come_are_not_offered(view: Any):
    assert not view.head.after.isEnabled()
    view.head.step(1)
    assert view.book.day == MONDAY
    view.head.before.click()
    view.head.before.click()
    assert view.book.day == date(2026, 11, 21)
    assert view.head.after.isEnabled()


def test_a_session_that_did_not_take_place(view: Any, monkeypatch: pytest.MonkeyPatch):
    keys(view, "5k")
    monkeypatch.setattr(Ask, "exec", lambda _dialog: 0)
    refused = view.book.say_not_held("bão")
    assert "Xóa các ô ấy trước" in refused.sentence
    keys(view, "5x")
    asked = answered(view, monkeypatch, "Nghỉ tránh bão")
    view.acts.ask_not_held()
    assert "không học" in asked[0]
    roll = sheet_of(view).roll(MORNING)
    assert (roll.taken, roll.reason) == (False, "Nghỉ tránh bão")
    assert "không học: Nghỉ tránh bão" in view.head.facts.words
    assert view.take.text() == "Lớp có học"
    view.take.click()
    assert sheet_of(view).roll(MORNING).taken


def test_sessions_of_a_day_are_apart(opened: Opened):
    view = opened("ha", "6C")[1].today
    assert list(view.parts.buttons) == ["1", "2"]
    keys(view, "1p\n")
    view.parts.buttons["2"].click()
    assert "chưa điểm danh" in view.head.facts.words
    keys(view, "2k\n")
    assert marks_of(view) == {1: "P"}
    assert marks_of(view, part=DayPart.AFTERNOON) == {2: "K"}
    first = view.board.seats[0]
    assert (first.mark, first.tail) == ("", "Sáng P")


def test_the_board_takes_keys_and_clicks(view: Any, qtbot: QtBot):
    board = view.board
    at = board.visualRect(board.model().index(19, 0)).center()
    click(board.viewport(), at)
    assert view.entry.picked.number == 20
    assert view.entry.hasFocus()
    keys(view, "m")
    board.setFocus()
    qtbot.waitUntil(board.hasFocus)
    board.setCurrentIndex(board.model().index(20, 0))
    press(board, Key.Key_P, text="p")
    assert marks_of(view) == {20: "M", 21: "P"}
    press(board, Key.Key_1, text="1")
    assert view.entry.text() == "1"


def test_who_only_looks_writes_nothing(opened: Opened):
    _, page = opened("tram", "6A")
    assert not page.today.entry.isEnabled()
    assert "Chỉ xem" in page.today.said.words
    assert not page.today.take.isEnabled()


def test_who_teaches_a_subject_has_no_roll(hoa_sen: ClassSchool):
    with hoa_sen.opened("lan") as school:
        assert not RollPage.has_work(school)


def test_what_others_write_comes_by_itself(view: Any, qtbot: QtBot, hoa_sen: ClassSchool):
    """The same roll in another hand of the same file: shown without being asked for."""
    other = TodayBook(view._school, hoa_sen.classes["6A"])
    stop = view._school.on_change(view.on_change)
    pupil = other.lines[3].pupil.student_id
    assert other.mark(pupil, AbsenceMark.EXCUSED).done
    qtbot.waitUntil(lambda: view.board.seats[3].mark == "P")
    stop()


def test_two_hands_meet_in_one_cell(view: Any, hoa_sen: ClassSchool):
    other = TodayBook(view._school, hoa_sen.classes["6A"])
    other.mark(other.lines[3].pupil.student_id, AbsenceMark.EXCUSED)
    keys(view, "4k")
    assert "Ô này đã đổi" in view.notice.text.text()
    assert marks_of(view) == {4: "P"}
    keys(view, "5k")
    assert marks_of(view) == {4: "P", 5: "K"}, "only the one cell is in doubt"
    view.notice.act.click()
    assert marks_of(view) == {4: "K", 5: "K"}


def test_a_task_leads_to_its_day_and_pupil(opened: Opened, hoa_sen: ClassSchool):
    _, page = opened()
    student = page.today.book.lines[9].pupil.student_id
    place = Destination("roster", part="roll", day=date(2026, 11, 20), student_id=student)
    assert page.go(place)
    assert page.today.book.day == date(2026, 11, 20)
    assert page.today.entry.picked.number == 10


def test_alt_and_arrows_go_from_day_to_day(view: Any, qtbot: QtBot):
    qtbot.keyClick(view.entry, Key.Key_Left, ALT)
    assert view.book.day == date(2026, 11, 22)


def test_the_choice_of_parts_moves_with_the_head(opened: Opened):
    _, page = opened()
    page.choice.buttons["roll_month"].click()
    assert page.key == "roll_month"
    assert page.choice.isVisible()
    parent = page.part.head
    assert parent.isAncestorOf(page.choice)
    page.choice.buttons["roll"].click()
    assert page.today.isVisible()


def test_sessions_and_meals_of_the_class_are_planned(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
):
    _, page = opened()
    view = page.today
    assert not page.choice.buttons["kitchen"].isHidden(), "6C has meals"

    def plan(dialog: Any) -> int:
        assert not dialog.act.isEnabled(), "nothing has changed yet"
        dialog.parts[0, DayPart.AFTERNOON].setChecked(True)
        dialog.meals[Meal.LUNCH].setChecked(True)
        dialog.act.click()
        return int(dialog.result())

    monkeypatch.setattr(Ask, "exec", plan)
    view.acts.ask_plan()
    assert list(view.parts.buttons) == ["1", "2"]
    served = page._school.ask(class_plan, view.book.class_id, MONDAY, MONDAY)
    assert served.meals == (Meal.LUNCH,)
    view.undo()
    view.undo()
    assert view.parts is None
    assert page._school.ask(class_plan, view.book.class_id, MONDAY, MONDAY).meals == ()


def test_a_week_without_any_session_is_not_set(opened: Opened, qtbot: QtBot, hoa_sen: ClassSchool):
    school, page = opened()
    dialog = PlanDialog(page, school, hoa_sen.classes["6A"])
    qtbot.addWidget(dialog)
    for box in dialog.parts.values():
        box.setChecked(False)
    assert "ít nhất một buổi" in dialog.act.toolTip()


def test_who_only_looks_does_not_plan(opened: Opened):
    _, page = opened("tram", "6A")
    reasons = {act.name: act.reason for act in page.today.acts.of_day()}
    assert reasons["Buổi học và bữa ăn của lớp…"]


def test_a_confirmed_month_asks_for_a_reason(
    opened: Opened, hoa_sen: ClassSchool, monkeypatch: pytest.MonkeyPatch
):
    school, page = opened()
    school.do(ConfirmMonth(class_id=hoa_sen.classes["6A"], year=2026, month=10, fill=True))
    view, day = page.today, date(2026, 10, 30)
    view.show_day(day)
    assert "tháng 10 đã xác nhận" in view.head.facts.words
    monkeypatch.setattr(Ask, "exec", lambda _dialog: 0)
    keys(view, "12k")
    assert marks_of(view, day) == {}, "left without a reason"
    asked = answered(view, monkeypatch, "Gia đình nộp đơn sau")
    keys(view, "12p")
    assert "sau khi tháng đã xác nhận" in asked[0]
    assert marks_of(view, day) == {12: "P"}
    assert sheet_of(view, day).lines[11].cell(MORNING).mark is AbsenceMark.EXCUSED


def test_a_letter_home_about_who_is_picked(opened: Opened, monkeypatch: pytest.MonkeyPatch):
    _, page = opened()
    view = page.today
    keys(view, "12k")
    (letter,) = [act for act in view.actions_here() if act.name.startswith("Thư")]
    assert view.book.lines[11].pupil.full_name in letter.name
    shown: list[str] = []
    monkeypatch.setattr(LetterDialog, "exec", lambda dialog: shown.append(dialog.letter.full_name))
    letter.run()
    assert shown == [view.book.lines[11].pupil.full_name]


def test_own_entries_have_their_sign_until_the_server_has_them(view: Any, qtbot: QtBot):
    """What the query says of them is tested beside it; a school on one computer has none."""
    pupils = [line.pupil.student_id for line in view.book.lines]
    command = new_id(view._school.now(), bytes(10))
    waiting = OwnEntry(OwnState.WAITING, "P", command)
    clash = OwnEntry(OwnState.CONFLICT, "K", command, "Người khác đã ghi P.")
    places = [(pupil, MONDAY, MORNING) for pupil in pupils]
    view.book._own = {places[0]: waiting, places[1]: clash}
    view._after()
    assert [seat.way for seat in view.board.seats[:3]] == [
        "ri.upload-2-line", "ri.git-merge-line", "",
    ]  # fmt: skip
    assert "Người khác đã ghi P." in view.board.seats[1].words
    (decide,) = [act for act in view.acts.of_pupil(pupils[1]) if "Cần xử lý" in act.name]
    with qtbot.waitSignal(view.wanted) as went:
        decide.run()
    assert went.args == [Destination(OUTBOX, command_id=command)]
