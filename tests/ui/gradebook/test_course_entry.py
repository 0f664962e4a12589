"""Typing into a course sheet: every key is a real one, every mark is in a real file."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.rules.locks import LockKind
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState
from desktop.rules.terms import Term
from desktop.ui.gradebook.choice_popover import ChoicePopover
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_columns import AVERAGE, COMMENT
from desktop.ui.gradebook.tab import GradebookTab
from desktop.ui.grid.sheet import Edit, Result, State
from desktop.ui.grid.view import SheetView
from desktop.ui.places import Destination
from tests.ui.gradebook.conftest import Opener
from tests.ui.gradebook.taught_school import TaughtSchool
from tests.ui.keys import CONTROL, press, resend, type_text

TX1, TX2, TX3, GK, CK = 2, 3, 4, 5, 6


def book_of(tab: GradebookTab) -> CourseBook:
    assert tab.course.book is not None
    return tab.course.book


def stored(tab: GradebookTab, row: int, column: int) -> Mark | None:
    """What another reader of the file would find."""
    book = book_of(tab)
    fresh = CourseBook(book.school, book.course_id, book.term)
    student_id, key = book.place(row, column)
    return fresh.mark(student_id, int(key))


def choice(tab: GradebookTab) -> ChoicePopover:
    return tab.course.findChildren(ChoicePopover)[-1]


def enter(view: SheetView, text: str) -> None:
    type_text(view, text)
    press(view, Qt.Key.Key_Return)


def paste(view: SheetView, text: str) -> None:
    QApplication.clipboard().setText(text)
    press(view, Qt.Key.Key_V, CONTROL)


def test_a_column_typed_downwards_is_in_the_file(tab: GradebookTab, view: SheetView) -> None:
    view.go(0, TX1)
    for text in ("8", "7,5", "8.5", "10"):
        enter(view, text)
    assert view.current == (4, TX1)
    found = [stored(tab, row, TX1) for row in range(5)]
    assert found == [Mark(tenths=80), Mark(tenths=75), Mark(tenths=85), Mark(tenths=100), None]
    assert view.sheet_model.cell(2, TX1).text == "8,5"


def test_an_average_follows_at_once_and_says_from_how_much(
    tab: GradebookTab, view: SheetView
) -> None:
    """Worked example A4: 6.45 rounds up to 6,5."""
    view.go(0, TX1)
    for text in ("6,2", "6,8", "6,5", "6,3"):
        type_text(view, text)
        press(view, Qt.Key.Key_Tab)
    average = book_of(tab).find(AVERAGE)
    assert view.sheet_model.cell(0, average).text == "chưa đủ"
    enter(view, "6,5")
    cell = view.sheet_model.cell(0, average)
    assert cell.text == "6,5"
    assert "5 giá trị" in cell.sentence


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10,5", "từ 0 đến 10"),
        ("-1", "từ 0 đến 10"),
        ("8,75", "nhiều nhất một chữ số"),
        ("8.0.5", "từ 0 đến 10"),
        ("vắng", "từ 0 đến 10"),
        ("=6+2", "từ 0 đến 10"),
        ("😀", "từ 0 đến 10"),
        ("75", "từ 0 đến 10"),
    ],
)
def test_what_is_no_mark_stays_as_typed(
    tab: GradebookTab, view: SheetView, typed: str, said: str
) -> None:
    view.go(0, TX1)
    paste(view, typed) if typed == "😀" else enter(view, typed)
    cell = view.sheet_model.cell(0, TX1)
    assert cell.text == typed
    assert cell.state & State.INVALID
    assert said in cell.sentence
    assert stored(tab, 0, TX1) is None


def test_ten_thousand_letters_are_kept_and_shown_short(tab: GradebookTab, view: SheetView) -> None:
    view.go(0, TX1)
    paste(view, "ẩ" * 10_000)
    cell = view.sheet_model.cell(0, TX1)
    assert cell.state & State.INVALID
    assert len(cell.text) < 100
    assert len(cell.plain) == 10_000
    assert stored(tab, 0, TX1) is None


def test_a_rounded_value_is_offered_and_settles_the_cell(
    tab: GradebookTab, view: SheetView
) -> None:
    view.go(0, TX1)
    enter(view, "8,75")
    view.go(0, TX1)
    ways = tab.course.pane.ways
    assert ways.isVisible()
    next(made for made in ways.buttons if "làm tròn" in made.text()).click()
    assert stored(tab, 0, TX1) == Mark(tenths=88)
    assert not view.sheet_model.cell(0, TX1).state & State.PROBLEM


def test_kept_texts_survive_closing_and_leave_when_settled(opener: Opener) -> None:
    tab = opener()
    tab.course.view.go(0, TX1)
    enter(tab.course.view, "vắng")
    tab = opener()
    view = tab.course.view
    assert view.sheet_model.cell(0, TX1).text == "vắng"
    assert "1 ô còn chữ chưa ghi" in tab.course.notice.text.text()
    view.go(0, TX1)
    enter(view, "6")
    tab = opener()
    cell = tab.course.view.sheet_model.cell(0, TX1)
    assert (cell.text, cell.state) == ("6", State.NORMAL)


def test_a_paste_of_fifty_is_one_command_and_one_undo(tab: GradebookTab, view: SheetView) -> None:
    changes: list[int] = []
    book_of(tab).school.on_change(lambda done: changes.append(len(done.changes)))
    view.go(0, TX1)
    paste(view, "\r\n".join(["8,5"] * 50))
    assert [stored(tab, row, TX1) for row in (0, 49, 50)] == [
        Mark(tenths=85), Mark(tenths=85), None
    ]  # fmt: skip
    assert changes == [50]
    press(view, Qt.Key.Key_Z, CONTROL)
    assert [stored(tab, row, TX1) for row in (0, 49)] == [None, None]
    press(view, Qt.Key.Key_Y, CONTROL)
    assert stored(tab, 49, TX1) == Mark(tenths=85)


def test_undo_brings_a_kept_text_back(tab: GradebookTab, view: SheetView) -> None:
    view.go(0, TX1)
    enter(view, "8,75")
    view.go(0, TX1)
    enter(view, "8")
    press(view, Qt.Key.Key_Z, CONTROL)
    assert view.sheet_model.cell(0, TX1).text == "8,75"
    assert stored(tab, 0, TX1) is None


def test_a_paste_larger_than_the_grid_writes_nothing(tab: GradebookTab, view: SheetView) -> None:
    view.go(0, TX1)
    paste(view, "\r\n".join(["8"] * 60))
    assert stored(tab, 0, TX1) is None
    assert "Chưa ghi ô nào" in tab.course.notice.text.text()


def test_a_paste_over_locked_cells_offers_the_free_ones(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    hoa_sen.lock((LockKind.MIDTERM,))
    tab = opener()
    view = tab.course.view
    assert view.sheet_model.cell(0, GK).state & State.LOCKED
    assert "Trần Thu Hương khóa" in view.sheet_model.cell(0, GK).sentence
    view.go(0, TX3)
    paste(view, "8\t7\n6\t5")
    assert [stored(tab, row, TX3) for row in (0, 1)] == [None, None]
    notice = tab.course.notice
    assert notice.act.text() == "Ghi 2 ô còn trống, để lại 2 ô đã khóa"
    notice.act.click()
    assert [stored(tab, row, TX3) for row in (0, 1)] == [Mark(tenths=80), Mark(tenths=60)]
    assert stored(tab, 0, GK) is None


def test_typing_into_a_locked_cell_writes_nothing_and_says_so(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    hoa_sen.lock((LockKind.FINAL,))
    tab = opener()
    tab.course.view.go(0, CK)
    type_text(tab.course.view, "9")
    assert not tab.course.view.entry.is_open
    assert "khóa" in tab.course.pane.line.line.sentence
    assert stored(tab, 0, CK) is None


def test_somebody_elses_value_is_a_conflict_until_chosen(
    tab: GradebookTab, view: SheetView, hoa_sen: TaughtSchool
) -> None:
    book = book_of(tab)
    student_id, _ = book.place(0, TX1)
    hoa_sen.put(book.school, student_id, 1, Mark(tenths=70))
    view.go(0, TX1)
    enter(view, "7,5")
    cell = view.sheet_model.cell(0, TX1)
    assert cell.state & State.CONFLICT
    assert cell.text == "7,5|7"
    average = view.sheet_model.cell(0, book.find(AVERAGE))
    assert average.text == "chờ chọn"
    assert stored(tab, 0, TX1) == Mark(tenths=70)
    view.go(0, TX1)
    tab.course.acts.choose_value()
    popover = choice(tab)
    assert (popover.mine, popover.theirs) == ("7,5", "7")
    popover.write.click()
    assert stored(tab, 0, TX1) == Mark(tenths=75)
    assert not view.sheet_model.cell(0, TX1).state & State.PROBLEM


def test_a_conflict_may_be_settled_for_the_other_value(
    tab: GradebookTab, view: SheetView, hoa_sen: TaughtSchool
) -> None:
    book = book_of(tab)
    hoa_sen.put(book.school, book.place(0, TX1)[0], 1, Mark(tenths=70))
    view.go(0, TX1)
    enter(view, "7,5")
    view.go(0, TX1)
    tab.course.acts.choose_value()
    choice(tab).keep.click()
    assert stored(tab, 0, TX1) == Mark(tenths=70)
    assert view.sheet_model.cell(0, TX1).text == "7"


def test_a_block_that_meets_a_conflict_is_not_half_written(
    tab: GradebookTab, view: SheetView, hoa_sen: TaughtSchool
) -> None:
    book = book_of(tab)
    hoa_sen.put(book.school, book.place(0, TX1)[0], 1, Mark(tenths=70))
    view.go(0, TX1)
    paste(view, "9\n9\n9")
    assert [stored(tab, row, TX1) for row in range(3)] == [Mark(tenths=70), None, None]
    assert tab.course.notice.act.text() == "Ghi 2 ô còn lại"
    tab.course.notice.act.click()
    assert [stored(tab, row, TX1) for row in range(3)] == [
        Mark(tenths=70), Mark(tenths=90), Mark(tenths=90)
    ]  # fmt: skip


def test_a_change_from_elsewhere_appears_and_moves_nothing(
    tab: GradebookTab, view: SheetView, hoa_sen: TaughtSchool, qtbot: QtBot
) -> None:
    book = book_of(tab)
    view.go(5, TX2)
    view.verticalScrollBar().setValue(13)
    hoa_sen.put(book.school, book.place(3, TX1)[0], 1, Mark(tenths=40))
    qtbot.waitUntil(lambda: view.sheet_model.cell(3, TX1).text == "4")
    assert view.current == (5, TX2)
    assert view.verticalScrollBar().value() == min(13, view.verticalScrollBar().maximum())


def test_a_change_from_elsewhere_waits_for_the_open_cell(
    tab: GradebookTab, view: SheetView, hoa_sen: TaughtSchool, qtbot: QtBot
) -> None:
    """The typed mark must not pass for one that was given in knowledge of the other one."""
    book = book_of(tab)
    view.go(3, TX1)
    type_text(view, "9")
    hoa_sen.put(book.school, book.place(3, TX1)[0], 1, Mark(tenths=40))
    later = tab.course._soon
    qtbot.waitUntil(lambda: later.waits)
    assert view.entry.is_open
    assert view.entry.editor.text() == "9"
    press(view, Qt.Key.Key_Return)
    assert stored(tab, 3, TX1) == Mark(tenths=40)
    assert not later.waits
    qtbot.waitUntil(lambda: view.sheet_model.cell(3, TX1).state == State.CONFLICT)


def test_a_book_locked_meanwhile_keeps_what_was_typed(
    tab: GradebookTab, hoa_sen: TaughtSchool, opener: Opener
) -> None:
    """The sheet does not know of the lock yet; the command does."""
    book = book_of(tab)
    stale = CourseBook(book.school, book.course_id, book.term)
    opener.close()
    hoa_sen.lock((LockKind.REGULAR,))
    with hoa_sen.opened() as school:
        late = CourseBook(school, stale.course_id, stale.term)
        late.show_facts(stale.facts)
        (outcome,) = late.commit([Edit(0, TX1, "8")])
        assert outcome.result is Result.REFUSED
        assert "khóa" in outcome.sentence
        assert late.cell(0, TX1).state & State.REFUSED
        assert late.cell(0, TX1).text == ""
        kept = late.kept_at(late.place(0, TX1))
        assert kept is not None
        assert kept.text == "8"


def test_make_up_and_zero_are_states_of_their_own(tab: GradebookTab, view: SheetView) -> None:
    book = book_of(tab)
    assert book.put([(0, GK, Mark(MarkState.MAKEUP, reason="ốm"))]) == ""
    assert book.put([(1, GK, Mark(MarkState.ZERO))]) == ""
    view.refresh()
    waiting, zero = view.sheet_model.cell(0, GK), view.sheet_model.cell(1, GK)
    assert (waiting.text, zero.text) == ("bù", "0")
    assert waiting.state & State.MAKEUP
    assert "ốm" in waiting.sentence
    assert zero.state & State.ZERO
    assert stored(tab, 1, GK) == Mark(MarkState.ZERO)
    press(view, Qt.Key.Key_Z, CONTROL)
    assert stored(tab, 1, GK) is None


def test_a_comment_typed_as_unikey_types_it(tab: GradebookTab, view: SheetView) -> None:
    book = book_of(tab)
    at = book.find(COMMENT)
    view.go(0, at)
    type_text(view, "Tie")
    resend(view, 1, "ế")
    type_text(view, "n bộ")
    press(view, Qt.Key.Key_Return)
    fresh = CourseBook(book.school, book.course_id, Term.I)
    assert fresh.cell(0, at).text == "Tiến bộ"


def test_what_the_disk_did_not_take_stays_in_the_cell(hoa_sen: TaughtSchool) -> None:
    school = hoa_sen.opened()
    book = CourseBook(school, hoa_sen.courses["TOAN"], Term.I)
    school.close()
    (outcome,) = book.commit([Edit(0, TX1, "8")])
    assert outcome.result is Result.REFUSED
    cell = book.cell(0, TX1)
    assert (cell.text, cell.ways) == ("8", (("Ghi lại 8", "8"),))
    assert cell.sentence == outcome.sentence


def test_the_shortcut_is_off_until_it_is_wanted(tab: GradebookTab, opener: Opener) -> None:
    tab.course.acts.toggle_shortcut()
    tab = opener()
    tab.course.view.go(0, TX1)
    enter(tab.course.view, "75")
    assert stored(tab, 0, TX1) == Mark(tenths=75)
    tab.course.acts.toggle_shortcut()
    enter(tab.course.view, "85")
    assert stored(tab, 1, TX1) is None


def test_a_comment_course_takes_verdicts(opener: Opener, hoa_sen: TaughtSchool) -> None:
    tab = opener()
    tab.course.show_course(hoa_sen.courses["GDTC"], Term.I)
    view = tab.course.view
    opener.focus(view)
    for row, text in enumerate(("đ", "CĐ", "cd", "8")):
        view.go(row, TX1)
        enter(view, text)
    shown = [view.sheet_model.cell(row, TX1).text for row in range(4)]
    assert shown == ["Đ", "CĐ", "CĐ", "8"]
    assert view.sheet_model.cell(3, TX1).state & State.INVALID
    assert "Đ hoặc CĐ" in view.sheet_model.cell(3, TX1).sentence


def test_test_date_brings_the_deadline_into_the_head(tab: GradebookTab, view: SheetView) -> None:
    book = book_of(tab)
    assert book.set_test_date(FINAL, date(2026, 12, 28)) == ""
    view.refresh()
    lines = [line.text for line in view.sheet_model.columns[CK].lines]
    assert lines == ["KT 28/12", "hạn 12/01"]
    fact = book.fact(GK)
    assert fact is not None
    assert fact.column == MIDTERM


def test_the_office_may_look_but_only_bring_in(opener: Opener, hoa_sen: TaughtSchool) -> None:
    tab = opener("thom")
    assert tab.go(Destination("gradebook", course_id=hoa_sen.courses["TOAN"]))
    book = book_of(tab)
    (outcome,) = book.commit([Edit(0, TX1, "7")])
    assert outcome.result is Result.WRITTEN
    assert stored(tab, 0, TX1) == Mark(tenths=70, brought_in=True)
    assert book.cell(0, TX1).state & State.BROUGHT_IN
