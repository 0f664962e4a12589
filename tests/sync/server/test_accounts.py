"""Signing in at the server: passwords, waits that all processes share, sessions."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.models.central import Account, Caller, Token
from desktop.models.people import Staff
from desktop.rules.passwords import WeakPassword
from desktop.rules.permissions import SCHOOL_AUDIENCE
from desktop.sync.server import accounts
from desktop.sync.server.accounts import (
    AccountOpen,
    Desk,
    NoAccount,
    NotOnTheList,
    SignInRefused,
    Verified,
)
from desktop.sync.server.argon import Argon, Cost, TooBusy
from desktop.sync.server.throttle import FREE_TRIES_OF_AN_ADDRESS, MustWait
from desktop.sync.server.tokens import LIFETIME, Issued, SignInAgain, bearer_of, revoke_token
from tests.sync.conftest import NOW, Hosted

HERE, ELSEWHERE = "192.168.1.7", "192.168.1.8"
FIRST, OWN = "muaxuan23", "hoa phượng đỏ"
SECOND = 1_000_000
CHEAP = Cost(memory_kib=64, iterations=1)


@pytest.fixture
def desk(hosted: Hosted) -> Desk:
    return Desk(hosted.server.engine, hosted.schema, Argon(CHEAP))


@pytest.fixture
def mai(desk: Desk) -> UUID:
    return on_the_list(desk, "mai", "Trần Thị Mai")


@pytest.fixture
def open_mai(desk: Desk, mai: UUID) -> UUID:
    accounts.open_account(desk, mai, FIRST, NOW)
    return mai


def on_the_list(desk: Desk, account: str, name: str, *, active: bool = True) -> UUID:
    staff_id = uuid4()
    with desk.transaction() as connection, Session(connection) as session:
        session.add(
            Staff(
                id=staff_id, account=account, full_name=name, active=active,
                audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip
        session.flush()
    return staff_id


def come(
    desk: Desk, account: str = "mai", password: str = FIRST, *, at: int = NOW, of: str = HERE
) -> tuple[Verified, Issued]:
    return accounts.sign_in(desk, account, password, address=of, now=at)


def wrong(desk: Desk, times: int, account: str = "mai", *, at: int = NOW, of: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises((SignInRefused, MustWait)):
            come(desk, account, "không phải", at=at, of=of)


def bearer(desk: Desk, issued: Issued, at: int = NOW) -> UUID:
    with desk.transaction(read_only=True) as connection:
        return bearer_of(connection, issued.token, at).staff_id


def test_a_first_password_opens_and_must_be_changed(desk: Desk, open_mai: UUID):
    verified, issued = come(desk)
    assert verified == Verified(open_mai, "mai", "Trần Thị Mai", must_change=True)
    with desk.transaction(read_only=True) as connection:
        facts = bearer_of(connection, issued.token, NOW)
    assert facts.staff_id == open_mai
    assert facts.must_change


def test_the_account_is_found_in_other_letters_and_with_spaces(desk: Desk, open_mai: UUID):
    on_the_list(desk, "MAI", "Người khác")
    assert come(desk, " Mai ")[0].staff_id == open_mai


def test_what_the_database_holds_is_no_password_and_no_token(desk: Desk, open_mai: UUID):
    _, issued = come(desk)
    with desk.transaction(read_only=True) as connection:
        phc = connection.scalars(select(Account.password)).one()
        kept = connection.scalars(select(Token.hash)).one()
    assert phc.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert FIRST not in phc
    assert len(kept) == 32
    assert issued.token.encode() not in kept
    assert issued.token not in repr(issued)


def test_the_usual_hash_takes_64_mib():
    assert Argon().hash(OWN).startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_a_password_is_one_in_whatever_way_it_is_typed(desk: Desk, mai: UUID):
    accounts.open_account(desk, mai, unicodedata.normalize("NFC", OWN), NOW)
    assert come(desk, password=unicodedata.normalize("NFD", OWN))


@pytest.mark.parametrize("account", ["mai", "ai-do", "nghi-roi", "da-dong"])
def test_nobody_learns_which_accounts_there_are(desk: Desk, open_mai: UUID, account: str):
    left = on_the_list(desk, "nghi-roi", "Đã nghỉ")
    closed = on_the_list(desk, "da-dong", "Đã đóng")
    for staff_id in (left, closed):
        accounts.open_account(desk, staff_id, FIRST, NOW)
    accounts.close_account(desk, closed)
    with desk.transaction() as connection:
        connection.execute(text("UPDATE staff SET active = false WHERE id = :id"), {"id": left})
    heard = []
    for _ in range(6):
        with pytest.raises((SignInRefused, MustWait)) as refusal:
            come(desk, account, "không phải")
        heard.append(refusal.value.sentence)
    tries = [f"Còn {left} lần thử" for left in (4, 3, 2, 1)]
    assert all(expected in said for expected, said in zip(tries, heard, strict=False))
    assert heard[4] == heard[5]
    assert "Chờ 30 giây" in heard[4]


def test_the_waits_grow_and_the_right_password_ends_them(desk: Desk, open_mai: UUID):
    wrong(desk, 4)
    at, waits = NOW, []
    for _ in range(6):
        with pytest.raises(MustWait) as refusal:
            come(desk, password="không phải", at=at)
        waits.append(refusal.value.seconds)
        at += refusal.value.seconds * SECOND
    assert waits == [30, 60, 120, 300, 900, 900]
    with pytest.raises(MustWait):
        come(desk, at=at - SECOND)
    assert come(desk, at=at)[0].staff_id == open_mai
    with pytest.raises(SignInRefused) as fresh:
        come(desk, password="không phải", at=at)
    assert fresh.value.tries_left == 4


def test_a_wait_is_for_every_address(desk: Desk, open_mai: UUID):
    wrong(desk, 5)
    with pytest.raises(MustWait):
        come(desk, of=ELSEWHERE)


def test_a_clock_that_was_set_back_locks_nobody_out(desk: Desk, open_mai: UUID):
    wrong(desk, 5)
    assert come(desk, at=NOW - 24 * 3600 * SECOND)


def test_many_tries_at_once_are_not_more_than_the_free_ones(desk: Desk, open_mai: UUID):
    """Each is charged before its password is compared, on any number of connections."""

    def guess(_: int) -> str:
        try:
            come(desk, password="không phải")
        except SignInRefused:
            return "compared"
        except MustWait as refusal:
            return "compared" if "5 lần" in refusal.sentence else "waits"
        return "in"

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(guess, range(16)))
    with desk.transaction(read_only=True) as connection:
        assert connection.scalars(select(Account.wrong_tries)).one() == 5


def test_one_address_cannot_try_one_password_at_everybody(desk: Desk, open_mai: UUID):
    for number in range(FREE_TRIES_OF_AN_ADDRESS):
        wrong(desk, 1, f"nguoi-{number}")
    with pytest.raises(MustWait):
        come(desk)
    assert come(desk, of=ELSEWHERE)
    assert come(desk, at=NOW + 31 * SECOND)


def test_a_school_behind_one_address_is_forgiven_by_who_signs_in(desk: Desk, open_mai: UUID):
    for round_ in range(3):
        for number in range(FREE_TRIES_OF_AN_ADDRESS - 1):
            wrong(desk, 1, f"nguoi-{round_}-{number}")
        assert come(desk)


def test_yesterdays_wrong_tries_are_forgotten(desk: Desk, open_mai: UUID):
    wrong(desk, 2, "ai-do", of="10.0.0.1")
    wrong(desk, 1, "ai-do", at=NOW + 25 * 3600 * SECOND, of="10.0.0.2")
    with desk.transaction(read_only=True) as connection:
        kept = connection.scalars(select(Caller.address)).all()
    assert "10.0.0.1" not in kept
    assert "10.0.0.2" in kept


def test_a_name_that_is_no_account_is_not_written_down(desk: Desk):
    """It may be a password in the wrong field."""
    wrong(desk, 1, "mật khẩu của tôi")
    with desk.transaction(read_only=True) as connection:
        assert not any("khẩu" in kept for kept in connection.scalars(select(Caller.address)))


def test_the_owner_changes_it_and_every_other_session_ends(desk: Desk, open_mai: UUID):
    _, here = come(desk)
    _, there = come(desk, of=ELSEWHERE)
    with desk.transaction(read_only=True) as connection:
        kept = bearer_of(connection, here.token, NOW).token_hash
    accounts.change_password(desk, open_mai, FIRST, OWN, address=HERE, now=NOW, keep=kept)
    assert bearer(desk, here) == open_mai
    with pytest.raises(SignInAgain):
        bearer(desk, there)
    assert not come(desk, password=OWN)[0].must_change
    with pytest.raises(SignInRefused):
        come(desk)


@pytest.mark.parametrize("new", ["ngắn", "mai", FIRST])
def test_a_weak_password_changes_nothing(desk: Desk, open_mai: UUID, new: str):
    with pytest.raises(WeakPassword):
        accounts.change_password(desk, open_mai, FIRST, new, address=HERE, now=NOW)
    assert come(desk)


def test_a_wrong_old_password_counts_as_a_try(desk: Desk, open_mai: UUID):
    with pytest.raises(SignInRefused) as refusal:
        accounts.change_password(desk, open_mai, "không phải", OWN, address=HERE, now=NOW)
    assert refusal.value.tries_left == 4


def test_a_reset_ends_sessions_and_waits(desk: Desk, open_mai: UUID):
    _, issued = come(desk)
    wrong(desk, 5)
    accounts.reset_password(desk, open_mai, "muathu24", NOW)
    with pytest.raises(SignInAgain):
        bearer(desk, issued)
    assert come(desk, password="muathu24", of=ELSEWHERE)[0].must_change


class InTheMiddle(Argon):
    """Something happens while a password is being compared."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__(CHEAP)
        self._then = then

    def fits(self, password: str, phc: str | None) -> bool:
        fitted = super().fits(password, phc)
        self._then()
        return fitted


def test_a_reset_while_the_old_password_is_compared_wins(desk: Desk, open_mai: UUID):
    late = Desk(
        desk.engine, desk.schema,
        InTheMiddle(lambda: accounts.reset_password(desk, open_mai, "muathu24", NOW)),
    )  # fmt: skip
    with pytest.raises(SignInRefused):
        come(late)
    with desk.transaction(read_only=True) as connection:
        assert connection.scalars(select(Token.hash)).all() == []
    assert come(desk, password="muathu24")


def test_a_closed_account_lets_nobody_in_until_it_is_opened_anew(desk: Desk, open_mai: UUID):
    _, issued = come(desk)
    accounts.close_account(desk, open_mai)
    with pytest.raises(SignInAgain):
        bearer(desk, issued)
    with pytest.raises(SignInRefused):
        come(desk)
    with pytest.raises(NoAccount):
        accounts.close_account(desk, open_mai)
    with pytest.raises(NoAccount):
        accounts.reset_password(desk, open_mai, "muathu24", NOW)
    accounts.open_account(desk, open_mai, "muathu24", NOW)
    assert come(desk, password="muathu24", of=ELSEWHERE)
    with pytest.raises(SignInAgain):
        bearer(desk, issued)


def test_an_open_account_is_not_opened_over(desk: Desk, open_mai: UUID):
    with pytest.raises(AccountOpen):
        accounts.open_account(desk, open_mai, "muathu24", NOW)
    assert come(desk)


def test_only_who_is_on_the_staff_list_gets_an_account(desk: Desk, mai: UUID):
    with pytest.raises(NotOnTheList):
        accounts.open_account(desk, uuid4(), FIRST, NOW)
    with pytest.raises(WeakPassword):
        accounts.open_account(desk, mai, "ngắn", NOW)
    with desk.transaction(read_only=True) as connection:
        assert accounts.staff_of(connection, "MAI") == mai
        with pytest.raises(NotOnTheList):
            accounts.staff_of(connection, "nam")


def test_the_list_shows_everybody_with_and_without_an_account(desk: Desk, open_mai: UUID):
    on_the_list(desk, "an", "Lê Văn An")
    with desk.transaction(read_only=True) as connection:
        first, second = accounts.accounts(connection)
    assert (first.account, first.opened, first.changed_at) == ("an", False, 0)
    assert (second.account, second.opened, second.must_change) == ("mai", True, True)


def test_who_has_left_has_no_session_any_more(desk: Desk, open_mai: UUID):
    _, issued = come(desk)
    with desk.transaction() as connection:
        connection.execute(text("UPDATE staff SET active = false"))
    with pytest.raises(SignInAgain):
        bearer(desk, issued)


def test_a_session_lasts_fourteen_days_and_can_be_ended(desk: Desk, open_mai: UUID):
    _, issued = come(desk)
    _, other = come(desk)
    assert bearer(desk, issued, NOW + LIFETIME - 1) == open_mai
    with pytest.raises(SignInAgain):
        bearer(desk, issued, NOW + LIFETIME)
    with desk.transaction() as connection:
        revoke_token(connection, bearer_of(connection, issued.token, NOW).token_hash)
    with pytest.raises(SignInAgain):
        bearer(desk, issued)
    assert bearer(desk, other) == open_mai


@pytest.mark.parametrize("token", ["", "x" * 43, "ă" * 5000, "\x00", "\ud800"])
def test_any_text_may_come_as_a_token(desk: Desk, open_mai: UUID, token: str):
    with pytest.raises(SignInAgain):
        bearer(desk, Issued(token))


def test_long_expired_sessions_are_swept_out(desk: Desk, open_mai: UUID):
    come(desk)
    come(desk, at=NOW + 3 * LIFETIME)
    with desk.transaction(read_only=True) as connection:
        assert len(connection.scalars(select(Token.hash)).all()) == 1


def test_who_would_wait_too_long_for_a_turn_is_told_so(desk: Desk, open_mai: UUID):
    crowded = Argon(CHEAP, patience=0.0)
    with crowded._turn(), pytest.raises(TooBusy):
        come(Desk(desk.engine, desk.schema, crowded))
    assert come(Desk(desk.engine, desk.schema, crowded))
