"""What the list proposes from the year's results, and what a change of mind does to it."""

from datetime import date
from uuid import UUID

import pytest

from desktop.commands.promotion import Onward
from desktop.queries.promotion_plan import NextClass, PromotionLine, PromotionPlan
from desktop.queries.years import YearFacts
from desktop.rules.next_year import Outcome
from desktop.rules.promotion import Decision, Promotion
from desktop.ui.grid.sheet import Edit, Result, State
from desktop.ui.promotion.sheet import PromotionSheet

UP_CLASS, REPEAT_CLASS, OTHER = (UUID(int=n) for n in (71, 61, 72))
_CLASSES = {Outcome.UP: UP_CLASS, Outcome.REPEAT: REPEAT_CLASS}
OUTCOME, CLASS, DECISION, NOTE = 3, 4, 5, 6


def line(number: int, decision: Decision, outcome: Outcome | None, **more: str) -> PromotionLine:
    to_class = (
        {Outcome.UP: UP_CLASS, Outcome.REPEAT: REPEAT_CLASS}.get(outcome) if outcome else None
    )
    return PromotionLine(
        UUID(int=number), number, f"Em Số {number}", Promotion(decision, ()), outcome, to_class,
        **more,
    )  # fmt: skip


@pytest.fixture
def sheet() -> PromotionSheet:
    return PromotionSheet(
        PromotionPlan(
            UUID(int=6),
            class_name="6A",
            grade=6,
            next_year=YearFacts(UUID(int=27), 2027, date(2027, 9, 5), date(2028, 5, 31)),
            lines=(
                line(1, Decision.PROMOTED, Outcome.UP),
                line(2, Decision.NOT_PROMOTED, Outcome.REPEAT),
                line(3, Decision.SUMMER, None),
                line(4, Decision.PROMOTED, Outcome.UP, enrolled="7A"),
            ),
            up=(NextClass(UP_CLASS, "7A", 7, 0), NextClass(OTHER, "7B", 7, 0)),
            repeat=(NextClass(REPEAT_CLASS, "6A", 6, 0),),
        )
    )


def test_the_results_are_proposed_and_open_ones_left_out(sheet: PromotionSheet):
    assert sheet.onward == (
        Onward(UUID(int=1), Outcome.UP, UP_CLASS),
        Onward(UUID(int=2), Outcome.REPEAT, REPEAT_CLASS),
    )  # fmt: skip
    assert sheet.unready == []
    assert [sheet.cell(n, NOTE).text for n in range(4)] == ["", "", "chưa xếp", ""]


def test_against_the_result_a_decision_is_needed(sheet: PromotionSheet):
    sheet.commit([Edit(0, OUTCOME, "ở lại")])
    assert sheet.cell(0, CLASS).text == "6A"  # where others who repeat go
    assert sheet.cell(0, OUTCOME).state & State.CHANGED
    assert sheet.unready == ["Em Số 1"]
    sheet.commit([Edit(0, DECISION, " 5/QĐ ")])
    assert sheet.unready == []
    assert sheet.onward[0] == Onward(UUID(int=1), Outcome.REPEAT, REPEAT_CLASS, "5/QĐ")
    sheet.commit([Edit(0, OUTCOME, "")])
    assert [one.student_id.int for one in sheet.onward] == [2]


def test_a_class_of_another_grade_is_refused(sheet: PromotionSheet):
    (wrong,) = sheet.commit([Edit(0, CLASS, "6A")])
    assert wrong.result is Result.REFUSED
    assert "7A, 7B" in wrong.sentence
    sheet.commit([Edit(0, CLASS, "7b")])
    assert sheet.onward[0].to_class_id == OTHER


def test_who_is_on_a_list_already_stays(sheet: PromotionSheet):
    assert sheet.cell(3, CLASS).text == "7A"
    assert sheet.cell(3, OUTCOME).state & State.LOCKED
    assert UUID(int=4) not in [one.student_id for one in sheet.onward]


def test_completing_the_level_needs_no_class(sheet: PromotionSheet):
    sheet.commit([Edit(2, OUTCOME, "h"), Edit(2, DECISION, "6/QĐ")])
    assert sheet.unready == []
    assert sheet.onward[-1] == Onward(UUID(int=3), Outcome.FINISHED, None, "6/QĐ")
