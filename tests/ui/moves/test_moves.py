"""Who comes, leaves, returns and changes class: asked in dialogs, seen in the list, taken back."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.locks import LockBooks
from desktop.queries.leaving import bring_in
from desktop.queries.pupils import class_pupils
from desktop.queries.transfers import TransferLine
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from desktop.rules.transfers import Item, TransferKind
from desktop.store.school import School
from desktop.ui.card.viewer import PaperViewer
from desktop.ui.moves.come import ComeForm
from desktop.ui.moves.leave import LeaveForm
from desktop.ui.moves.page import LACKING, MovesPage
from desktop.ui.moves.papers import PapersField
from desktop.ui.moves.within import MoveToForm, ReturnForm
from desktop.ui.places import Destination
from tests.ui.admin.conftest import Dialogs
from tests.ui.class_school import ClassSchool
from tests.ui.keys import CONTROL, SHIFT, press, type_text
from tests.ui.moves.conftest import Opened
from tests.ui.test_fits import cut_off, nameless

Key = Qt.Key
AN = "Trần Bảo An"
PDF = b"%PDF-1.7\n%%EOF\n"


def pupil_of(page: MovesPage, name: str) -> Any:
    assert page.book.frame is not None
    return next(p for p in page.book.frame.pupils if p.full_name == name)


def choose(box: Any, name: str) -> None:
    box.setCurrentIndex(next(n for n in range(box.count()) if box.itemText(n).endswith(name)))


def first(page: MovesPage) -> TransferLine:
    return page.lines[0]


def leaves(name: str = AN, place: str = "THCS Bình Minh", day: str = "20/11/2026") -> Any:
    def fill(dialog: LeaveForm) -> None:
        choose(dialog.pupil, name)
        dialog.day.clear()
        type_text(dialog.day, day)
        type_text(dialog.place, place)

    return fill


def test_an_imported_line_is_there_and_told_as_not_recorded(opened: Opened):
    _, page = opened("thom")
    (line,) = page.lines
    assert line.kind is TransferKind.OUT
    assert page.view.sheet_model.cell(0, 8).text == "chưa ghi ở đây"
    assert not page.take_back.isEnabled()
    assert "danh sách lớp" in page.take_back.toolTip()


def test_out_with_checklist_papers_and_back(
    opened: Opened, dialogs: Dialogs, hoa_sen: ClassSchool, tmp_path: Any
):
    school, page = opened("ha")
    scan = tmp_path / "Giấy giới thiệu.pdf"
    scan.write_bytes(PDF)

    def fill(dialog: LeaveForm) -> None:
        assert not any(box.isChecked() for box in dialog.boxes.values())
        assert not dialog.act.isEnabled()
        leaves()(dialog)
        dialog.boxes[Item.BOOKS].setChecked(True)
        dialog.papers.take(scan)

    dialogs.answer(fill)
    QTest.keyClick(page.view, Key.Key_D, CONTROL | SHIFT)
    line = first(page)
    assert (line.kind, line.day, line.place) == (
        TransferKind.OUT, date(2026, 11, 20), "THCS Bình Minh",
    )  # fmt: skip
    assert [paper.title for paper in line.papers] == ["Giấy giới thiệu"]
    assert line.returned == (Item.BOOKS,)
    missing = page.view.sheet_model.cell(0, 8).text
    assert "giao học bạ" in missing
    assert "trả sách" not in missing
    assert pupil_of(page, AN).has_left
    assert "chuyển trường" in page.notice.text.text()
    page.undo()
    assert not pupil_of(page, AN).has_left
    pupils = school.ask(lambda session, _by: class_pupils(session, hoa_sen.classes["6C"]))
    assert sum(pupil.has_left for pupil in pupils) == 1


def test_missing_marks_are_told_before_leaving(
    opened: Opened, dialogs: Dialogs, hoa_sen: ClassSchool
):
    school, page = opened("ha")
    others = [p for p in hoa_sen.pupils if p != hoa_sen.pupil(AN)]
    cells = tuple(MarkCell(one, 1, Mark(tenths=80)) for one in others)
    school.do(EnterMarks(course_id=hoa_sen.courses["6C", "TOAN"], term=Term.I, cells=cells))

    def look(dialog: LeaveForm) -> None:
        choose(dialog.pupil, AN)
        assert "Toán · ĐĐGtx 1" in dialog.marks.text()

    dialogs.answer(look)
    page.acts.leave()
    assert len(page.lines) == 1  # without a school to go to nothing was written


@pytest.mark.parametrize(
    ("day", "said"),
    [("20/01/2026", "không thuộc năm học"), ("31/02/2026", "Không có ngày"), ("mai", "chưa được")],
)
def test_a_day_that_cannot_be_is_told_in_place(
    opened: Opened, dialogs: Dialogs, day: str, said: str
):
    _, page = opened("thom")
    dialogs.answer(leaves(day=day))
    page.acts.leave()
    (dialog,) = dialogs.asked
    assert said in dialog.said.text()
    assert dialog.place.text() == "THCS Bình Minh"  # type: ignore[attr-defined]
    assert len(page.lines) == 1


def test_leaving_before_joining_is_refused_with_what_to_do(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")
    dialogs.answer(comes("15/11/2026"), leaves("Lê Văn Mới", day="10/11/2026"))
    page.acts.come()
    page.acts.leave()
    said = dialogs.asked[-1].said.text()
    assert "vào lớp ngày 15/11/2026" in said
    assert "Xem lại ngày" in said


def test_dropping_out_needs_a_reason(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")

    def fill(dialog: LeaveForm) -> None:
        choose(dialog.pupil, AN)
        assert dialog.act.toolTip() == "Chưa có lí do thôi học"
        assert not dialog.place.isEnabled()
        type_text(dialog.reason, "Đi làm")

    dialogs.answer(fill)
    page.acts.drop_out()
    assert (first(page).kind, first(page).reason) == (TransferKind.DROP_OUT, "Đi làm")


def comes(day: str, name: str = "Lê Văn Mới") -> Any:
    def fill(dialog: ComeForm) -> None:
        type_text(dialog.full_name, name)
        type_text(dialog.birth, "02/03/2015")
        dialog.sex.setCurrentIndex(1)
        dialog.day.clear()
        type_text(dialog.day, day)
        type_text(dialog.place, "THCS Sông Xanh")

    return fill


def test_coming_and_the_marks_of_the_former_school(
    opened: Opened, dialogs: Dialogs, in_grid: list[Any], hoa_sen: ClassSchool
):
    school, page = opened("thom")
    dialogs.answer(comes("16/11/2026"))
    page.acts.come()
    new = pupil_of(page, "Lê Văn Mới")
    assert (new.joined_on, new.came_from) == (date(2026, 11, 16), "THCS Sông Xanh")

    def type_marks(dialog: Any) -> None:
        assert dialog.pupil.student_id == new.student_id
        view = dialog.pane.view
        type_text(view, "8,5")
        press(view, Key.Key_Return)
        type_text(view, "12")
        press(view, Key.Key_Return)
        assert view.sheet_model.cell(1, 1).text == ""  # 12 is no mark
        assert view.sheet_model.cell(0, 1).text == "8,5"

    in_grid.append(type_marks)
    assert page.notice.act.text() == "Nhập điểm trường cũ"
    page.notice.act.click()
    found = marks_of(school, hoa_sen.classes["6C"], new.student_id)
    assert found == [(1, 85, True)]


def marks_of(school: School, class_id: Any, student_id: Any) -> list[Any]:
    found = school.ask(bring_in, class_id, student_id, date(2026, 11, 23))
    cells = [cell for one in found if one.course.subject_code == "TOAN" for cell in one.cells]
    return [(c, m.tenths, m.brought_in) for c, m in cells if m is not None]


def test_who_may_be_the_same_is_told(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")

    def look(dialog: ComeForm) -> None:
        type_text(dialog.full_name, "lê thanh hà")
        assert "ghi học lại" in dialog.told.text()

    dialogs.answer(look)
    page.acts.come()


def test_returning(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")

    def fill(dialog: ReturnForm) -> None:
        choose(dialog.pupil, "Lê Thanh Hà")
        assert "30/10/2026" in dialog.told.text()
        dialog.day.setText("9/11")

    dialogs.answer(fill)
    page.acts.back()
    assert (first(page).kind, first(page).day) == (TransferKind.RETURN, date(2026, 11, 9))
    assert not pupil_of(page, "Lê Thanh Hà").has_left


def test_moving_tells_what_goes_along_and_what_is_locked(
    opened: Opened, dialogs: Dialogs, hoa_sen: ClassSchool
):
    with hoa_sen.opened("ha") as school:
        cell = MarkCell(hoa_sen.pupil(AN), 1, Mark(tenths=80))
        school.do(EnterMarks(course_id=hoa_sen.courses["6C", "TOAN"], term=Term.I, cells=(cell,)))
    with hoa_sen.opened("huong") as school:
        school.do(
            LockBooks(
                school_year_id=hoa_sen.year_id, term=Term.I, kinds=tuple(LockKind),
                reach=LockReach.CLASS, reach_id=hoa_sen.classes["6C"], reason="Kiểm tra sổ",
            )
        )  # fmt: skip
    _, page = opened("thom")

    def fill(dialog: MoveToForm) -> None:
        choose(dialog.pupil, AN)
        assert dialog.to_class.count() == 1
        assert "1 điểm" in dialog.told.text()
        assert "Kiểm tra sổ" in dialog.locked.text()
        assert "quyết định" in dialog.act.toolTip()
        type_text(dialog.document, "15/QĐ-HT")

    dialogs.answer(fill)
    page.acts.move()
    line = first(page)
    assert (line.kind, line.class_name, line.other_class, line.document) == (
        TransferKind.MOVE, "6A", "6C", "15/QĐ-HT",
    )  # fmt: skip
    assert page.view.sheet_model.cell(0, 3).text == "6C → 6A"


def test_taking_back_asks_first(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")
    dialogs.answer(leaves(), None)
    page.acts.leave()
    page.take_back.click()
    assert "Hủy lần ghi chuyển đi" in dialogs.asked[-1].question.text()
    assert not pupil_of(page, AN).has_left
    assert len(page.lines) == 1


def test_a_scan_that_comes_later_is_attached(opened: Opened, dialogs: Dialogs, tmp_path: Any):
    _, page = opened("thom")
    program = tmp_path / "quyết định.pdf"
    program.write_bytes(b"MZ not a paper")
    scan = tmp_path / "Quyết định.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n")

    def attach(dialog: Any) -> None:
        field = dialog.findChild(PapersField)
        field.take(program)
        assert "không phải PDF" in dialog.said.text()
        field.take(scan)
        assert not dialog.said.text()

    dialogs.answer(leaves(), attach)
    page.acts.leave()
    page.attach.click()
    assert [paper.title for paper in first(page).papers] == ["Quyết định"]


def test_what_is_given_back_later_is_ticked_then(opened: Opened, dialogs: Dialogs):
    _, page = opened("ha")

    def tick(dialog: Any) -> None:
        boxes = dialog.findChildren(QCheckBox)
        assert [box.isChecked() for box in boxes] == [False] * len(Item)
        for box in boxes:
            box.setChecked(True)

    dialogs.answer(leaves(), tick)
    page.acts.leave()
    page.tick.click()
    assert first(page).returned == tuple(Item)
    assert page.view.sheet_model.cell(0, 8).text == "giấy tờ kèm theo, lí do"
    page.undo()
    assert first(page).returned == ()


def test_the_scans_of_a_line_are_opened_here(
    opened: Opened, dialogs: Dialogs, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
):
    _, page = opened("thom")
    scan = tmp_path / "Đơn.pdf"
    scan.write_bytes(PDF)

    def fill(dialog: LeaveForm) -> None:
        leaves()(dialog)
        dialog.papers.take(scan)

    shown: list[str] = []
    monkeypatch.setattr(PaperViewer, "exec", lambda viewer: shown.append(viewer.accessibleName()))
    assert not page.open.isEnabled()
    dialogs.answer(fill)
    page.acts.leave()
    QTest.keyClick(page.view, Key.Key_O, CONTROL)
    assert shown == ["Đơn"]


def test_who_is_in_another_class_is_told(opened: Opened, dialogs: Dialogs, hoa_sen: ClassSchool):
    _, page = opened("thom")
    page.show_class(hoa_sen.classes["6A"])

    def look(dialog: ComeForm) -> None:
        type_text(dialog.full_name, AN)
        assert "Lớp 6C có Trần Bảo An" in dialog.told.text()

    dialogs.answer(look)
    page.acts.come()


def test_filters_and_the_whole_school(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")
    dialogs.answer(comes("16/11/2026"))
    page.acts.come()
    page.reach.buttons["in"].click()
    assert [line.kind for line in page.lines] == [TransferKind.IN]
    page.reach.buttons[LACKING].click()
    assert len(page.lines) == 2
    page.show_class(None)
    assert "toàn trường" in page.head.title.text()
    assert not page.head.come.isEnabled()
    assert "Chọn một lớp" in page.head.come.toolTip()


def test_a_subject_teacher_has_no_work_here(hoa_sen: ClassSchool):
    with hoa_sen.opened("lan") as school:
        assert not MovesPage.has_work(school)
    with hoa_sen.opened("ha") as school:
        assert MovesPage.has_work(school)


def test_the_homeroom_teacher_moves_nobody(opened: Opened):
    _, page = opened("ha")
    assert not page.head.over.isEnabled()
    assert page.head.come.isEnabled()


def test_a_link_leads_to_the_pupil(opened: Opened, hoa_sen: ClassSchool):
    _, page = opened("thom")
    student = hoa_sen.pupil(AN)
    assert page.go(Destination("roster", part="moves", student_id=student))
    assert page.chosen_pupil == (student, AN)
    page.view.go(0, 1)  # whoever goes on in the list means that line
    assert page.chosen_pupil == (page.lines[0].student_id, "Lê Thanh Hà")


def test_every_control_of_the_dialogs_has_a_name_and_they_fit(opened: Opened, dialogs: Dialogs):
    _, page = opened("thom")
    found: list[str] = []

    def look(dialog: Any) -> None:
        dialog.show()
        QApplication.processEvents()
        found.extend(nameless(dialog))
        hint = dialog.minimumSizeHint()
        assert hint.width() <= 1093
        assert hint.height() <= 545
        assert cut_off(dialog) == []

    dialogs.answer(look, look, look, look)
    for act in (page.acts.come, page.acts.leave, page.acts.back, page.acts.move):
        act()
    assert len(dialogs.asked) == 4
    assert found == []


@pytest.mark.parametrize("size", [(1366, 560), (1093, 410)])
def test_it_fits(opened: Opened, size: tuple[int, int]):
    _, page = opened("thom")
    page.resize(*size)
    QApplication.processEvents()
    hint = page.minimumSizeHint()
    assert hint.width() <= size[0]
    assert hint.height() <= size[1]
    assert page.head.over.isVisible() == (size[0] > 1200)
