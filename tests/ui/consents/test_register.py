"""The register: nothing pre-ticked, an answer a cell, a class typed in pupil by pupil."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.queries.consents import ConsentLine
from desktop.rules.consents import GivenBy, Method, Purpose, Standing
from desktop.ui.consents.dialogs import NO, YES, AnswerDialog, WithdrawDialog
from desktop.ui.consents.page import GONE, MISSING, ConsentsPage
from desktop.ui.consents.quick import QuickDialog
from desktop.ui.consents.quick_sheet import read_answer, read_giver
from desktop.ui.places import Destination
from tests.ui.admin.conftest import Dialogs
from tests.ui.class_school import ClassSchool
from tests.ui.consents.conftest import Opened
from tests.ui.keys import press, type_text
from tests.ui.test_fits import cut_off, nameless

Key = Qt.Key
ANH = "Lê Quỳnh Anh"
PHOTO = Purpose.PHOTO_PORTAL
PDF = b"%PDF-1.7\n%%EOF\n"


def pick(box: Any, key: str) -> None:
    box.setCurrentIndex(box.findData(key))


def go_to(page: ConsentsPage, name: str = ANH, purpose: Purpose = PHOTO) -> None:
    row = next(n for n, line in enumerate(page.lines) if line.pupil.full_name == name)
    page.view.go(row, 2 + list(Purpose).index(purpose))


def line_of(page: ConsentsPage, name: str = ANH, purpose: Purpose = PHOTO) -> ConsentLine:
    assert page.book is not None
    line = next(one for one in page.book.lines if one.pupil.full_name == name)
    return line.answers[purpose]


def answers(child: str = YES, agreed: str = YES, day: str = "10/09/2026", **more: Any) -> Any:
    def fill(dialog: AnswerDialog) -> None:
        pick(dialog.answer, agreed)
        pick(dialog.child, child)
        pick(dialog.relation, GivenBy.MOTHER.value)
        pick(dialog.method, Method.PAPER.value)
        type_text(dialog.day, day)
        type_text(dialog.expires, more.get("expires", ""))
        if "scan" in more:
            dialog.papers.take(more["scan"])

    return fill


def test_nothing_is_agreed_to_beforehand(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    assert page.book is not None
    standings = {line.standing(one) for line in page.book.lines for one in Purpose}
    assert standings == {Standing.NOT_ASKED}
    go_to(page)

    def look(dialog: AnswerDialog) -> None:
        boxes = (dialog.answer, dialog.child, dialog.relation, dialog.method)
        assert not any(box.currentData() for box in boxes)
        assert not dialog.day.text()
        assert dialog.act.toolTip() == "Chưa chọn gia đình trả lời thế nào"

    dialogs.answer(look)
    press(page.view, Key.Key_Return)
    assert len(dialogs.asked) == 1


def test_an_answer_with_a_scan_and_an_expiry(opened: Opened, dialogs: Dialogs, tmp_path: Any):
    _, page = opened("ha")
    scan = tmp_path / "Phiếu.pdf"
    scan.write_bytes(PDF)
    go_to(page)
    dialogs.answer(answers(expires="31/05/2027", scan=scan))
    press(page.view, Key.Key_Return)
    line = line_of(page)
    assert line.standing is Standing.VALID
    assert (line.relation, line.given_by) == (GivenBy.MOTHER, "Hoàng Thị Mến")  # of the profile
    assert (line.answer.expires_on, line.answer.child_agreed) == (date(2027, 5, 31), True)
    assert [paper.title for paper in line.papers] == ["Phiếu"]
    row, column = page.view.current
    assert page.view.sheet_model.cell(row, column).text == "đồng ý"
    page.undo()
    assert page.book is not None
    assert page.book.register.count(PHOTO, Standing.VALID) == 0


def test_a_child_of_seven_is_asked_too(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page)
    dialogs.answer(answers(child=""))
    press(page.view, Key.Key_Return)
    assert "từ đủ 7 tuổi" in dialogs.asked[-1].said.text()
    dialogs.answer(answers(child=NO))
    page.open_cell()
    assert line_of(page).standing is Standing.CHILD_REFUSED


def test_no_child_is_asked_about_messages(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page, purpose=Purpose.MESSAGES)

    def fill(dialog: AnswerDialog) -> None:
        assert not dialog.child.isVisibleTo(dialog)
        answers(child="")(dialog)

    dialogs.answer(fill)
    page.open_cell()
    assert line_of(page, purpose=Purpose.MESSAGES).answer.child_agreed is None


@pytest.mark.parametrize(
    ("day", "said"), [("24/12/2026", "sau ngày hôm nay"), ("39/09/2026", "Không có ngày")]
)
def test_a_day_that_cannot_be_is_told_in_place(
    opened: Opened, dialogs: Dialogs, day: str, said: str
):
    _, page = opened("ha")
    go_to(page)
    dialogs.answer(answers(day=day))
    page.open_cell()
    assert said in dialogs.asked[-1].said.text()


def test_withdrawing_keeps_the_answer(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page)

    def wants(dialog: AnswerDialog) -> None:
        assert "mẹ Hoàng Thị Mến" in dialog.before.text()
        dialog._want("withdraw")

    def withdraws(dialog: WithdrawDialog) -> None:
        dialog.day.setText("20/11/2026")
        assert dialog.by.text() == "Hoàng Thị Mến"

    dialogs.answer(answers(), wants, withdraws)
    page.open_cell()
    page.open_cell()
    line = line_of(page)
    assert line.standing is Standing.WITHDRAWN
    assert line.answer.withdrawn_on == date(2026, 11, 20)
    row, column = page.view.current
    assert page.view.sheet_model.cell(row, column).text == "đã rút 20/11/2026"
    page.filter.buttons[GONE].click()
    assert [one.pupil.full_name for one in page.lines] == [ANH]


def test_what_is_over_and_what_is_missing_are_filtered(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page)
    dialogs.answer(answers(expires="31/10/2026"))
    page.open_cell()
    assert line_of(page).standing is Standing.EXPIRED
    page.filter.buttons[GONE].click()
    assert [line.pupil.full_name for line in page.lines] == [ANH]
    page.filter.buttons[MISSING].click()
    assert len(page.lines) == 7


def test_the_forms_of_a_class_are_typed_in_one_by_one(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page, "Nguyễn Hoài An")

    def fill(dialog: QuickDialog) -> None:
        dialog.show()
        view = dialog.pane.view
        names = [line.pupil.full_name for line in dialog.sheet.lines]
        assert len(names) == 7
        assert not dialog.sheet.answers
        dialog.day.setText("10/9")
        pick(dialog.method, Method.PAPER.value)
        assert dialog.act.toolTip() == "Chưa có câu trả lời nào"
        row = names.index(ANH)
        for column, typed in ((2, "đ"), (3, "đ"), (4, "m")):
            view.go(row, column)
            type_text(view, typed)
            press(view, Key.Key_Return)
        view.go(names.index("Nguyễn Hoài An"), 2)
        type_text(view, "k")
        press(view, Key.Key_Return)
        assert "1 em còn thiếu" in dialog.act.toolTip()
        for column, typed in ((4, "c"), (5, "Nguyễn Văn Lâm")):
            view.go(names.index("Nguyễn Hoài An"), column)
            type_text(view, typed)
            press(view, Key.Key_Return)
        assert dialog.act.text() == "Ghi 2 câu trả lời"

    dialogs.answer(fill)
    page.ask_quick()
    assert (line_of(page).standing, line_of(page).given_by) == (Standing.VALID, "Hoàng Thị Mến")
    refused = line_of(page, "Nguyễn Hoài An")
    assert (refused.standing, refused.given_by) == (Standing.REFUSED, "Nguyễn Văn Lâm")
    assert page.book is not None
    assert page.book.register.count(PHOTO, Standing.NOT_ASKED) == 5


def test_what_is_refused_in_a_class_stays_in_the_dialog(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page)

    def fill(dialog: QuickDialog) -> None:
        dialog.show()
        dialog.day.setText("10/9")
        pick(dialog.method, Method.PAPER.value)
        view = dialog.pane.view
        for row, who in ((0, "m"), (1, "h")):
            for column, typed in ((2, "k"), (4, who), (5, "Trần Thị Lý")):
                view.go(row, column)
                type_text(view, typed)
                press(view, Key.Key_Return)

    dialogs.answer(fill)
    page.ask_quick()
    dialog = dialogs.asked[-1]
    assert "Đã ghi 1; 1 em còn lại" in dialog.said.text()
    assert "16 tuổi" in dialog.said.text()
    assert page.book is not None
    assert page.book.register.count(PHOTO, Standing.REFUSED) == 1


@pytest.mark.parametrize(
    ("typed", "meant"), [("đ", True), ("Đồng ý", True), ("có", True), ("k", False), ("?", None)]
)
def test_answers_are_read(typed: str, meant: bool | None):
    assert read_answer(typed) is meant


def test_givers_are_read():
    assert [read_giver(one) for one in ("c", "mẹ", "g", "học sinh", "x", "")] == [
        GivenBy.FATHER, GivenBy.MOTHER, GivenBy.GUARDIAN, GivenBy.SELF, None, None,
    ]  # fmt: skip


def test_every_control_of_the_dialogs_has_a_name_and_they_fit(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")
    go_to(page)
    sizes: list[Any] = []

    def look(dialog: Any) -> None:
        dialog.show()
        QApplication.processEvents()
        assert nameless(dialog) == []
        assert cut_off(dialog) == []
        sizes.append(dialog.minimumSizeHint())

    dialogs.answer(look, look)
    page.open_cell()
    page.ask_quick()
    assert max(size.width() for size in sizes) <= 1093
    assert max(size.height() for size in sizes) <= 545


def test_a_subject_teacher_sees_no_register(hoa_sen: ClassSchool):
    with hoa_sen.opened("lan") as school:
        assert not ConsentsPage.has_work(school)


def test_a_link_leads_to_the_pupil(opened: Opened, hoa_sen: ClassSchool):
    _, page = opened("ha")
    assert page.go(Destination("roster", part="consents", student_id=hoa_sen.pupil(ANH)))
    assert page.current is not None
    assert page.current[0].pupil.full_name == ANH


@pytest.mark.parametrize("size", [(1366, 560), (1093, 410)])
def test_it_fits(opened: Opened, size: tuple[int, int]):
    _, page = opened("ha")
    page.resize(*size)
    QApplication.processEvents()
    hint = page.minimumSizeHint()
    assert hint.width() <= size[0]
    assert hint.height() <= size[1]
    assert page.view.horizontalScrollBar().maximum() == 0
