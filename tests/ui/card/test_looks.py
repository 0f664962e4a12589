"""Who looked at whose profile is written down, each once (D-9.4)."""

from uuid import UUID

from sqlalchemy import select

from desktop.models.access import SensitiveAccess
from desktop.store.school import School
from desktop.ui.roster.tab import RosterTab
from tests.ui.card.conftest import open_card
from tests.ui.class_school import ClassSchool


def looks(school: School) -> list[tuple[str, UUID | None]]:
    return school.ask(
        lambda session, _by: [
            (row.what, row.student_id)
            for row in session.scalars(select(SensitiveAccess).order_by(SensitiveAccess.said_at))
        ]
    )


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
