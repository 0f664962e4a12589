"""The card by keys: opened from the list, saved by field, undone, bad input kept."""

import re
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.commands.profile import EditProfile, FieldChange
from desktop.rules.profile import ProfileField
from desktop.ui.card.card import FAMILY, PROFILE, PupilCardPane
from desktop.ui.card.inputs import Input, LineInput
from desktop.ui.places import Destination
from desktop.ui.roll.letter import LetterDialog
from desktop.ui.roster.tab import RosterTab
from tests.ui.card.conftest import open_card
from tests.ui.class_school import ClassSchool
from tests.ui.keys import CONTROL, press, type_text

Key = Qt.Key
F = ProfileField


def field(card: PupilCardPane, wanted: ProfileField) -> Input:
    return next(form.inputs[wanted] for form in card.forms if wanted in form.inputs)


def said(card: PupilCardPane, wanted: ProfileField) -> str:
    form = next(form for form in card.forms if wanted in form.inputs)
    label = form.sentences[wanted]
    return "" if label.isHidden() else label.text()


def fill(card: PupilCardPane, wanted: ProfileField, text: str) -> None:
    """Type over what stands in a field, and leave it with Tab."""
    card.go_to(wanted)
    made = field(card, wanted)
    (made if isinstance(made, LineInput) else made.line).selectAll()
    if text:
        type_text(made, text)
    else:
        press(made, Key.Key_Delete)
    completer = None if isinstance(made, LineInput) else made.completer()
    popup = completer.popup() if completer else None
    press(popup if popup is not None and popup.isVisible() else made, Key.Key_Tab)


def name(card: PupilCardPane) -> str:
    return card.head.name.words


def test_enter_opens_it_and_the_first_gap_has_the_keyboard(card: PupilCardPane):
    assert card.isVisible()
    assert name(card) == "Trần Bảo An"
    assert card.head.facts.words == "Lớp 6C · số 2 · nam · 11 tuổi"
    assert card.head.gaps.text() == "Thiếu 4 mục"
    assert card.head.standing.text() == "Đang học"
    assert card.focused is F.ETHNICITY
    assert said(card, F.ETHNICITY) == "Còn thiếu dân tộc, đã quá hạn 30/09"


def test_a_field_is_saved_by_one_command_when_it_is_left(
    card: PupilCardPane, tab: RosterTab, qtbot: QtBot
):
    done: list[object] = []
    card._school.on_change(lambda one: done.append(one.command))
    with qtbot.waitSignal(tab.saved):
        fill(card, F.BIRTH_PLACE, "Thái Bình")
    (command,) = done
    assert isinstance(command, EditProfile)
    assert [(c.field, c.value, c.seen) for c in command.changes] == [
        (F.BIRTH_PLACE, "Thái Bình", "")
    ]
    assert re.fullmatch(r"Đã lưu “Nơi sinh” lúc 09:\d\d", card.told.text())
    press(field(card, F.BIRTH_PLACE), Key.Key_Tab)
    assert len(done) == 1  # nothing new was typed


def test_ctrl_z_on_the_card_takes_back_the_last_step_of_card_and_list(
    card: PupilCardPane, tab: RosterTab
):
    view = tab.page.view
    fill(card, F.NOTE, "Cận thị")
    row = view.current[0]
    note = len(view.sheet_model.columns) - 1
    assert view.sheet_model.cell(row, note).text == "Cận thị"
    qshortcut(card, "Ctrl+Z")
    assert field(card, F.NOTE).typed == ""
    assert card.told.text() == "Đã hoàn tác: sửa “Ghi chú” của Trần Bảo An."
    qshortcut(card, "Ctrl+Y")
    assert field(card, F.NOTE).typed == "Cận thị"
    view.setFocus()
    press(view, Key.Key_Z, CONTROL)
    assert view.sheet_model.cell(row, note).text == ""


def qshortcut(card: PupilCardPane, keys: str) -> None:
    found = [s for s in card.findChildren(QShortcut) if s.key().toString() == keys]
    found[0].activated.emit()


@pytest.mark.parametrize(
    ("wanted", "typed", "sentence"),
    [
        (F.BIRTH_DATE, "05/09/2030", "Ngày sinh 05/09/2030 sau ngày hôm nay."),
        (F.BIRTH_DATE, "31/02/2015", "Không có ngày 31/02/2015."),
        (F.PHONE, "0912345", "Số điện thoại 0912345 có 7 chữ số, cần 10."),
        (F.CITIZEN_ID, "12345", "Số định danh cá nhân có 12 chữ số"),
        (F.CODE, "HS001", "Mã HS001 của Trần Bảo An đã là mã của Nguyễn Hoài An, lớp 6C."),
        (F.ETHNICITY, "Kinhh", "“Kinhh” không có trong danh mục 54 dân tộc."),
        (F.FULL_NAME, "", "Em nào cũng cần họ và tên."),
        (F.MOTHER_PHONE, "1234567", "Số điện thoại 1234567 có 7 chữ số, cần 10."),
    ],
)
def test_what_cannot_stand_is_kept_in_red_with_the_reason(
    card: PupilCardPane, hoa_sen: ClassSchool, tab: RosterTab,
    wanted: ProfileField, typed: str, sentence: str,
):  # fmt: skip
    before = card.book.stored(wanted) if card.book else ""
    fill(card, wanted, typed)
    made = field(card, wanted)
    assert made.typed == typed
    assert made.property("bad") is True
    assert said(card, wanted).startswith(sentence)
    assert card.book is not None
    assert card.book.stored(wanted) == before
    open_card(tab, hoa_sen, "Phạm Tuấn Anh")
    assert not field(card, wanted).property("bad")
    open_card(tab, hoa_sen, "Trần Bảo An")
    assert (made.typed, made.property("bad")) == (typed, True)


def test_kept_text_goes_when_the_field_is_put_right(card: PupilCardPane):
    fill(card, F.BIRTH_DATE, "05/09/2030")
    fill(card, F.BIRTH_DATE, "5-9-15")
    made = field(card, F.BIRTH_DATE)
    assert (made.typed, made.property("bad")) == ("05/09/2015", False)
    assert said(card, F.BIRTH_DATE) == ""
    assert card.book is not None
    assert card.book.pupil.birth_date == date(2015, 9, 5)


def test_esc_brings_back_the_value_and_then_closes_the_card(card: PupilCardPane, tab: RosterTab):
    card.go_to(F.ADDRESS)
    made = field(card, F.ADDRESS)
    type_text(made, "Thôn Đông")
    press(made, Key.Key_Escape)
    assert made.typed == ""
    assert card.isVisible()
    qshortcut(card, "Esc")
    assert not card.isVisible()
    assert tab.page.view.hasFocus()


def test_places_are_found_without_tones_and_a_commune_goes_with_its_province(
    card: PupilCardPane,
):
    fill(card, F.PROVINCE, "dak lak")
    assert field(card, F.PROVINCE).typed == "Tỉnh Đắk Lắk"
    fill(card, F.COMMUNE, "ea ktur")
    assert field(card, F.COMMUNE).typed == "Xã Ea Ktur"
    fill(card, F.COMMUNE, "xã không có")
    assert "không có xã không có trong danh mục" in said(card, F.COMMUNE)
    fill(card, F.COMMUNE, "Xã Ea Ktur")
    fill(card, F.PROVINCE, "Gia Lai")
    assert field(card, F.PROVINCE).typed == "Tỉnh Gia Lai"
    assert field(card, F.COMMUNE).typed == ""
    qshortcut(card, "Ctrl+Z")
    assert field(card, F.COMMUNE).typed == "Xã Ea Ktur"


def test_ctrl_down_goes_to_the_next_pupil_in_the_same_field(card: PupilCardPane, tab: RosterTab):
    card.go_to(F.NOTE)
    type_text(field(card, F.NOTE), "Lớp phó")
    qshortcut(card, "Ctrl+Down")
    assert name(card) == "Lê Quỳnh Anh"
    assert card.focused is F.NOTE
    assert tab.page.view.current[0] == 2
    qshortcut(card, "Ctrl+Up")
    assert field(card, F.NOTE).typed == "Lớp phó"  # written on the way


def test_the_card_follows_the_cursor_of_the_list(card: PupilCardPane, tab: RosterTab, qtbot: QtBot):
    tab.page.view.setFocus()
    press(tab.page.view, Key.Key_Down)
    qtbot.waitUntil(lambda: name(card) == "Lê Quỳnh Anh")
    assert tab.page.view.hasFocus()


def test_ctrl_g_walks_through_the_gaps_of_the_class(card: PupilCardPane, tab: RosterTab):
    walk = tab.page.gap_walk.next
    places = [(card.focused, card.pages.currentIndex())]
    for _ in range(3):
        walk()
        places.append((card.focused, card.pages.currentIndex()))
    assert places == [
        (F.ETHNICITY, PROFILE), (F.ADDRESS, PROFILE), (F.FATHER_NAME, FAMILY), (F.PHONE, PROFILE),
    ]  # fmt: skip
    walk()  # Lê Quỳnh Anh lacks nothing
    assert (name(card), card.focused) == ("Phạm Tuấn Anh", F.ETHNICITY)
    assert tab.page.head.gaps.words == "hồ sơ đủ 1/7"
    tab.page.head.gaps.click()
    assert (name(card), card.focused) == ("Phạm Tuấn Anh", F.ADDRESS)


def test_a_task_leads_to_the_very_field(tab: RosterTab, hoa_sen: ClassSchool):
    place = Destination(
        "roster", class_id=hoa_sen.classes["6C"], student_id=hoa_sen.pupil("Vũ Ngọc Ánh"),
        part=F.ADDRESS.value,
    )  # fmt: skip
    assert tab.go(place)
    assert (name(tab.page.card), tab.page.card.focused) == ("Vũ Ngọc Ánh", F.ADDRESS)


def test_numbers_are_covered_until_they_are_wanted(tab: RosterTab, hoa_sen: ClassSchool):
    card = open_card(tab, hoa_sen, "Lê Quỳnh Anh")
    assert card.profile.family.words == [("Mẹ", "Hoàng Thị Mến · 09•• ••• 207")]
    card.turn(FAMILY)
    phone = field(card, F.MOTHER_PHONE)
    assert isinstance(phone, LineInput)
    assert (phone.text(), phone.typed) == ("09•• ••• 207", "0983411207")
    phone.setFocus()
    assert phone.text() == "0983411207"
    card.tabs.buttons[FAMILY].setFocus()
    assert phone.text() == "09•• ••• 207"
    card.family.reveal.click()
    assert phone.text() == "0983411207"
    assert card.family.reveal.text() == "Che số điện thoại"
    open_card(tab, hoa_sen, "Trần Bảo An")
    assert card.family.reveal.text() == "Hiện số điện thoại"


def test_two_people_in_one_field_meet_and_both_values_are_kept(
    card: PupilCardPane, hoa_sen: ClassSchool
):
    book = card.book
    assert book is not None
    card.go_to(F.ADDRESS)
    type_text(field(card, F.ADDRESS), "Thôn Đông")
    theirs = EditProfile(
        class_id=book.class_id, student_id=book.student_id,
        changes=(FieldChange(F.ADDRESS, "Thôn Đoài"),),
    )  # fmt: skip
    done = card._school.do(theirs)
    card.look_again()
    assert field(card, F.ADDRESS).typed == "Thôn Đông"
    press(field(card, F.ADDRESS), Key.Key_Tab)
    assert field(card, F.ADDRESS).property("bad") is True
    assert "trong sổ là Thôn Đoài" in said(card, F.ADDRESS)
    card._school.undo(done)


def test_the_letter_home_is_written_from_the_card(
    card: PupilCardPane, monkeypatch: pytest.MonkeyPatch
):
    shown: list[str] = []

    def look(dialog: LetterDialog) -> QDialog.DialogCode:
        shown.append(dialog.letter.full_name)
        dialog.told = "Đã chép văn bản của thư."
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(LetterDialog, "exec", look)
    card.turn(3)
    assert not card.absences.letter.isVisible()  # nobody was away: nothing to write about
    card.absences.write_letter()
    assert shown == ["Trần Bảo An"]
    assert card.told.text() == "Đã chép văn bản của thư."
