"""What the status bar says of the server, in each state."""

import pytest

from desktop.rules.instants import instant, moment
from desktop.sync.worker import Contact, Doing, SyncState
from desktop.ui.sync.words import (
    AMBER,
    CALM,
    RED,
    clock,
    link_segment,
    refused_segment,
    skew,
    waiting_segment,
)

NOW = 1_791_000_000_000_000
MINUTE = 60_000_000
DAY = 86_400 * 1_000_000


def test_nothing_waits_and_nothing_is_refused_is_calm() -> None:
    state = SyncState(Contact.ONLINE, last_sync=NOW)
    assert (waiting_segment(state).words, waiting_segment(state).tone) == ("Chờ gửi 0", CALM)
    assert (refused_segment(state).words, refused_segment(state).tone) == ("Cần xử lý 0", CALM)


def test_what_waits_is_amber_and_what_was_refused_is_red() -> None:
    state = SyncState(Contact.OFFLINE, waiting=3, refused=2, since=NOW)
    assert (waiting_segment(state).words, waiting_segment(state).tone) == ("Chờ gửi 3", AMBER)
    assert (refused_segment(state).words, refused_segment(state).tone) == ("Cần xử lý 2", RED)


@pytest.mark.parametrize(
    ("contact", "words", "tone"),
    [
        (Contact.STARTING, "Đồng bộ lần cuối 11:00", CALM),
        (Contact.ONLINE, "Đồng bộ lần cuối 11:00", CALM),
        (Contact.OFFLINE, "Mất mạng từ 11:00", CALM),  # nothing to be alarmed about
        (Contact.BUSY, "Máy chủ đang bận", CALM),
        (Contact.NEEDS_PASSWORD, "Cần mật khẩu để gửi tiếp", AMBER),
        (Contact.MUST_UPDATE, "Cần cập nhật chương trình", AMBER),
        (Contact.SERVER_TOO_OLD, "Máy chủ cần cập nhật", AMBER),
        (Contact.REFUSED, "Chưa đồng bộ được", RED),
    ],
)
def test_how_things_stand(contact: Contact, words: str, tone: str) -> None:
    at = instant(moment(NOW).replace(hour=11, minute=0, second=0, microsecond=0))
    state = SyncState(contact, last_sync=at, since=at, sentence="Vì vậy.")
    segment = link_segment(state, at)
    assert (segment.words, segment.tone) == (words, tone)
    assert "Đồng bộ lần cuối 11:00" in segment.tip


def test_a_long_update_is_told_whatever_the_contact() -> None:
    state = SyncState(Contact.ONLINE, Doing.UPDATING, last_sync=NOW)
    assert link_segment(state, NOW).words == "Đang cập nhật"
    assert link_segment(SyncState(), NOW).words == "Chưa đồng bộ"


def test_another_day_is_told_with_its_date() -> None:
    assert len(clock(NOW, NOW)) == len("11:00")
    assert f"ngày {moment(NOW - DAY):%d/%m}" in clock(NOW - DAY, NOW)
    assert f"{moment(NOW - 400 * DAY):%d/%m/%Y}" in clock(NOW - 400 * DAY, NOW)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (4 * MINUTE, ""),
        (-4 * MINUTE, ""),
        (7 * MINUTE, "chậm 7 phút"),
        (-125 * MINUTE, "nhanh 2 giờ"),
        (2 * DAY, "chậm 2 ngày"),
    ],
)
def test_a_clock_that_is_wrong_is_told(ahead: int, words: str) -> None:
    told = skew(ahead)
    assert words in told
    assert bool(told) is bool(words)
