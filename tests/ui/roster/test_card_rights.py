"""Who sees what of a card, and who changes it (D-2)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.rules.profile import OPEN_FIELDS, ProfileField
from tests.ui.card.conftest import open_card
from tests.ui.card.test_looks import looks
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press, type_text
from tests.ui.roster.conftest import Opened


def test_a_subject_teacher_sees_no_trace_of_care(read_by: Opened, hoa_sen: ClassSchool) -> None:
    school, tab = read_by("lan")
    keys = [column.key for column in tab.page.view.sheet_model.columns]
    assert keys == ["number", "name", "birth_date", "girl", "note"]
    assert not tab.page.head.gaps.isVisible()
    card = open_card(tab, hoa_sen, "Lê Quỳnh Anh")
    shown = {f for form in card.forms for f, made in form.inputs.items() if made.isVisible()}
    assert shown == OPEN_FIELDS
    assert [made.text() for made in card.tabs.buttons if made.isVisible()] == ["Hồ sơ", "Điểm"]
    for part in (card.head.gaps, card.profile.groups, card.profile.family):
        assert not part.isVisible()
    words = [label.text() for label in card.findChildren(QLabel)]
    words += [made.typed for form in card.forms for made in form.inputs.values()]
    assert not [one for one in words if "Mến" in one or "Vũ Thư" in one or "0912" in one]
    card.leave()
    assert looks(school) == []


def test_who_only_reads_copies_and_changes_nothing(read_by: Opened, hoa_sen: ClassSchool) -> None:
    _school, tab = read_by("tram")
    card = open_card(tab, hoa_sen, "Lê Quỳnh Anh")
    made = card.profile.above.inputs[ProfileField.FULL_NAME]
    card.go_to(ProfileField.FULL_NAME)
    type_text(made, "x")
    assert made.typed == "Lê Quỳnh Anh"
    sex = card.profile.above.inputs[ProfileField.SEX]
    press(sex, Qt.Key.Key_Down)
    assert sex.typed == "Nữ"
    assert card.told.text().startswith("Chỉ xem: hồ sơ do giáo viên chủ nhiệm")
    assert not card.head.photo.isEnabled()
