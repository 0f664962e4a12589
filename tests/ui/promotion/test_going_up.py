"""A class goes on to the next year: looked at by pupil, changed by keyboard, one step."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.school import PlanYear
from desktop.commands.year_plan import default_plan
from desktop.queries.pupils import class_pupils
from desktop.queries.years import school_years
from desktop.rules.next_year import Outcome
from desktop.ui.moves.page import MovesPage
from desktop.ui.promotion.dialog import PromotionDialog
from desktop.ui.promotion.sheet import PromotionSheet
from desktop.ui.theme import apply_theme
from tests.ui.admin.conftest import Dialogs
from tests.ui.class_school import ClassSchool, found_class_school
from tests.ui.keys import CONTROL, press, type_text

Key = Qt.Key
NEXT = (ClassFacts(6, "6C"), ClassFacts(7, "7A"), ClassFacts(7, "7C"))
AN = "Nguyễn Hoài An"
RESULT, OUTCOME, CLASS, DECISION, NOTE = 2, 3, 4, 5, 6


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_class_school(tmp_path_factory.mktemp("promotion") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")


def plan_next_year(hoa_sen: ClassSchool) -> dict[str, Any]:
    """Three classes of the year to come, by name."""
    with hoa_sen.opened("huong") as school:
        school.do(PlanYear(plan=default_plan(2027)))
        years = school.ask(lambda session, _by: school_years(session))
        year = next(one for one in years if one.start_year == 2027)
        add = AddClasses(school_year_id=year.school_year_id, classes=NEXT)
        ids = add.ids(school.do(add).command_id)
    return dict(zip((one.name for one in NEXT), ids, strict=True))


@pytest.fixture
def page(hoa_sen: ClassSchool, qtbot: QtBot) -> Iterator[MovesPage]:
    """6C of this year as the office, with classes of the next year; no results are in yet."""
    apply_theme("light")
    plan_next_year(hoa_sen)
    school = hoa_sen.opened("thom")
    page = MovesPage(school)
    qtbot.addWidget(page)
    page.resize(1366, 560)
    page.show()
    page.show_class(hoa_sen.classes["6C"])
    yield page
    page.leave()
    page.hide()
    school.close()


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Dialogs:
    return Dialogs(monkeypatch)


def pupils(page: MovesPage, class_id: Any) -> list[str]:
    found = page.book.school.ask(lambda session, _by: class_pupils(session, class_id))
    return [pupil.full_name for pupil in found]


def put(dialog: PromotionDialog, name: str, column: int, text: str) -> None:
    row = next(n for n, line in enumerate(dialog.sheet.lines) if line.full_name == name)
    view = dialog.pane.view
    view.go(row, column)
    type_text(view, text)
    press(view, Key.Key_Return)


def shown(dialog: PromotionDialog, name: str) -> list[str]:
    row = next(n for n, line in enumerate(dialog.sheet.lines) if line.full_name == name)
    return [dialog.sheet.cell(row, column).text for column in range(7)]


def test_without_results_nobody_is_put_anywhere(page: MovesPage, dialogs: Dialogs):
    def look(dialog: PromotionDialog) -> None:
        dialog.show()
        assert len(dialog.sheet.lines) == 7  # who left is not among them
        assert shown(dialog, AN)[RESULT:] == ["Chưa đủ để xét", "", "", "", "chưa xếp"]
        assert dialog.counts.text() == "7 em chưa xếp"
        assert dialog.act.toolTip() == "Chưa có em nào để xếp"

    dialogs.answer(look)
    page.acts.promote()
    assert len(dialogs.asked) == 1


def test_decided_by_the_principal_written_in_one_step_and_taken_back(
    page: MovesPage, dialogs: Dialogs, hoa_sen: ClassSchool
):
    classes: dict[str, Any] = {}

    def fill(dialog: PromotionDialog) -> None:
        dialog.show()
        classes.update({one.name: one.class_id for one in (*dialog.plan.up, *dialog.plan.repeat)})
        put(dialog, AN, OUTCOME, "l")
        assert shown(dialog, AN)[OUTCOME:] == ["lên lớp", "7C", "", "cần số quyết định"]
        assert not dialog.act.isEnabled()
        put(dialog, AN, DECISION, "20/QĐ-HT")
        put(dialog, AN, CLASS, "7a")
        put(dialog, "Trần Bảo An", OUTCOME, "ở")
        assert shown(dialog, "Trần Bảo An")[CLASS] == "6C"  # the only one there is
        put(dialog, "Trần Bảo An", DECISION, "21/QĐ-HT")
        assert dialog.counts.text() == "1 em lên lớp · 1 em ở lại lớp · 5 em chưa xếp"
        assert dialog.act.text() == "Xếp 2 em"

    dialogs.answer(fill)
    page.acts.promote()
    assert pupils(page, classes["7A"]) == [AN]
    assert pupils(page, classes["6C"]) == ["Trần Bảo An"]
    assert "Đã xếp 2 em" in page.notice.text.text()
    seen: list[list[str]] = []
    dialogs.answer(lambda dialog: seen.append(shown(dialog, AN)))
    page.acts.promote()
    assert seen[0][OUTCOME:DECISION] == ["đã xếp", "7A"]
    page.undo()
    assert pupils(page, classes["7A"]) == []
    assert AN in pupils(page, hoa_sen.classes["6C"])


def test_what_is_typed_wrong_is_told_and_taken_back_with_the_keyboard(
    page: MovesPage, dialogs: Dialogs
):
    def fill(dialog: PromotionDialog) -> None:
        dialog.show()
        put(dialog, AN, OUTCOME, "xuống")
        put(dialog, AN, CLASS, "9Z")
        assert shown(dialog, AN)[OUTCOME:DECISION] == ["", ""]
        put(dialog, AN, OUTCOME, "lên lớp")
        press(dialog.pane.view, Key.Key_Z, CONTROL)
        assert dialog.sheet.count(Outcome.UP) == 0
        press(dialog.pane.view, Key.Key_Y, CONTROL)
        assert dialog.sheet.count(Outcome.UP) == 1

    dialogs.answer(fill)
    page.acts.promote()
    assert len(dialogs.asked) == 1


def test_it_fits_a_small_window(page: MovesPage, dialogs: Dialogs):
    sizes: list[Any] = []

    def look(dialog: PromotionDialog) -> None:
        dialog.show()
        QApplication.processEvents()
        sizes.append(dialog.minimumSizeHint())

    dialogs.answer(look)
    page.acts.promote()
    assert sizes[0].width() <= 1093
    assert sizes[0].height() <= 545


def test_without_a_next_year_it_says_what_to_do(hoa_sen: ClassSchool, qtbot: QtBot):
    with hoa_sen.opened("thom") as school:
        dialog = PromotionDialog(None, school, hoa_sen.classes["6C"])
        qtbot.addWidget(dialog)
        assert "Chưa có năm học 2027–2028" in dialog.text.text()
        assert not dialog.act.isEnabled()
        assert isinstance(dialog.sheet, PromotionSheet)
