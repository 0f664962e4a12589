"""When an agreement holds: asked, by whom, from when to when, and not withdrawn (D-3, D-4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.consents import (
    Answer,
    GivenBy,
    Method,
    Purpose,
    Standing,
    age_on,
    child_is_asked,
    standing,
)

BORN = date(2014, 5, 9)
DAY = date(2026, 10, 1)
YES = Answer(Purpose.PHOTO_PORTAL, agreed=True, day=date(2026, 9, 5), child_agreed=True)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, Standing.NOT_ASKED),
        (YES, Standing.VALID),
        (replace(YES, agreed=False), Standing.REFUSED),
        (replace(YES, child_agreed=None), Standing.CHILD_NOT_ASKED),
        (replace(YES, child_agreed=False), Standing.CHILD_REFUSED),
        (replace(YES, day=date(2026, 10, 2)), Standing.NOT_YET),
        (replace(YES, expires_on=DAY), Standing.VALID),
        (replace(YES, expires_on=DAY - timedelta(days=1)), Standing.EXPIRED),
        (replace(YES, withdrawn_on=DAY), Standing.WITHDRAWN),
        (replace(YES, withdrawn_on=DAY + timedelta(days=1)), Standing.VALID),
        (replace(YES, purpose=Purpose.MESSAGES, child_agreed=None), Standing.VALID),
    ],
)
def test_what_an_answer_is_worth(answer: Answer | None, expected: Standing):
    assert standing(answer, BORN, DAY) is expected


def test_d3_the_child_is_asked_from_the_seventh_birthday_on():
    seventh = date(2021, 5, 9)
    assert not child_is_asked(Purpose.PHOTO_PORTAL, BORN, seventh - timedelta(days=1))
    assert child_is_asked(Purpose.PHOTO_PORTAL, BORN, seventh)
    assert child_is_asked(Purpose.PHOTO_PORTAL, None, seventh)
    assert not child_is_asked(Purpose.MESSAGES, BORN, DAY)


def test_an_agreement_of_the_parents_alone_ends_to_suffice_when_the_child_turns_seven():
    alone = replace(YES, day=date(2021, 1, 4), child_agreed=None)
    assert standing(alone, BORN, date(2021, 5, 8)) is Standing.VALID
    assert standing(alone, BORN, date(2021, 5, 9)) is Standing.CHILD_NOT_ASKED


def test_age_counts_completed_years():
    assert age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert age_on(date(2012, 2, 29), date(2026, 3, 1)) == 14
    assert age_on(None, DAY) is None


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_d4_nothing_holds_from_the_day_of_withdrawal_on(withdrawn: date, day: date):
    told = standing(replace(YES, withdrawn_on=withdrawn), BORN, day)
    assert (told is Standing.WITHDRAWN) is (day >= withdrawn)


def test_everything_has_words():
    for kind in (Purpose, Standing, GivenBy, Method):
        assert all(one.label for one in kind)
