"""Accounts of an open school: who may open, close and reset them."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from desktop.commands.command import Code, Refused
from desktop.commands.staff import AddStaff, StaffFacts
from desktop.store import accounts, keys
from desktop.store.school import School, open_school
from desktop.store.trouble import AccountTaken, NoAccount, WeakPassword
from tests.store.conftest import CHEAP, PASSWORD, START, Clock, Founded

FIRST = "mật khẩu đầu"


@pytest.fixture
def office(hoa_sen: Founded, clock: Clock) -> Iterator[School]:
    """The school opened by the principal."""
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        yield school


@pytest.fixture
def mai(office: School) -> UUID:
    command = AddStaff(people=(StaffFacts("mai", "Phạm Mai", "nu"),))
    (staff_id,) = command.ids(office.do(command).command_id)
    return staff_id


def test_a_new_account_signs_in_and_must_change_its_password(office: School, mai: UUID):
    accounts.open_account(office, mai, FIRST, CHEAP)
    unlocked = keys.unlock(office.folder, "mai", FIRST, START)
    assert (unlocked.staff_id, unlocked.must_change) == (mai, True)
    assert unlocked.file_key == office.unlocked.file_key
    assert [person.name for person in accounts.accounts(office)][-1] == "Phạm Mai"
    with pytest.raises(AccountTaken):
        accounts.open_account(office, mai, FIRST, CHEAP)


def test_a_reset_password_opens_the_file_again(office: School, hoa_sen: Founded):
    accounts.reset_password(office, hoa_sen.teacher, FIRST)
    unlocked = keys.unlock(office.folder, "lan", FIRST, START)
    assert (unlocked.file_key, unlocked.must_change) == (office.unlocked.file_key, True)


def test_a_closed_account_opens_nothing(office: School, hoa_sen: Founded):
    accounts.close_account(office, hoa_sen.teacher)
    with pytest.raises(NoAccount):
        keys.unlock(office.folder, "lan", PASSWORD, START)


def test_nobody_closes_the_account_they_work_with(office: School):
    with pytest.raises(Refused) as caught:
        accounts.close_account(office, office.person.staff_id)
    assert "giữ nguyên" in caught.value.message


def test_who_is_not_on_the_staff_list_gets_no_account(office: School):
    with pytest.raises(Refused) as caught:
        accounts.open_account(office, uuid4(), FIRST, CHEAP)
    assert caught.value.code is Code.MISSING


def test_a_weak_first_password_is_refused(office: School, mai: UUID):
    with pytest.raises(WeakPassword):
        accounts.open_account(office, mai, "ngắn", CHEAP)


def test_a_teacher_manages_no_accounts(school: School, hoa_sen: Founded):
    for act in (
        lambda: accounts.open_account(school, uuid4(), FIRST, CHEAP),
        lambda: accounts.reset_password(school, hoa_sen.unlocked.staff_id, FIRST),
        lambda: accounts.close_account(school, hoa_sen.unlocked.staff_id),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code is Code.NOT_PERMITTED
    assert keys.unlock(school.folder, "huong", PASSWORD, START) == hoa_sen.unlocked
