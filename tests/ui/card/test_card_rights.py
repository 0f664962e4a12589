"""Who sees what of a card, who changes it, and that looks at it are written down (D-2, D-9.4)."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from desktop.models.access import SensitiveAccess
from desktop.rules.profile import OPEN_FIELDS, ProfileField
from desktop.store.school import School
from desktop.ui.roster.tab import RosterTab
from tests.ui.card.conftest import open_card
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press, type_text
from tests.ui.roster.conftest import Opened


def looks(school: School) -> list[tuple[str, UUID | None]]:
    return school.ask(
        lambda session, _by: [
            (row.what, row.student_id)
            for row in session.scalars(select(SensitiveAccess).order_by(SensitiveAccess.said_at))
        ]
    )


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


def test_looks_are_gathered_and_each_is_written_once(tab: RosterTab, hoa_sen: ClassSchool) -> None:
    card = open_card(tab, hoa_sen, "Trần Bảo An")
    school = tab.page.school
    card.leave()
    before = len(looks(school))
    open_card(tab, hoa_sen, "Phạm Tuấn Anh")
    open_card(tab, hoa_sen, "Trần Bảo An")
    assert len(looks(school)) == before
    card.leave()
    assert looks(school)[before:] == [("card", hoa_sen.pupil("Phạm Tuấn Anh"))]
    tab.page.show_all_columns(on=True)
    tab.page.show_all_columns(on=False)
    card.leave()
    assert looks(school)[before + 1 :] == [("care_list", None)]
