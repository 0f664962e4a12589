"""Keys of client files: kept sealed, given back to their owners alone."""

from uuid import UUID

import msgspec
import pytest
from httpx import Response
from sqlalchemy import text

from desktop.sync.protocol import AccountAct, ChangePassword, KeptKey, ManageAccount, ProblemCode
from tests.sync.server.reached import Reached, password_of, problem

pytestmark = pytest.mark.postgres
FILE = UUID("0198c0de-0000-7000-8000-000000000001")
KEY, LATER = bytes(range(32)), bytes(range(32, 64))


def keep(web: Reached, name: str, key: bytes, file_id: UUID = FILE) -> Response:
    return web.ask(
        "PUT", f"escrow/{file_id}", name, msgspec.json.encode(KeptKey(key)),
        **{"Content-Type": "application/json"},
    )  # fmt: skip


def kept(web: Reached, name: str) -> bytes:
    answer = web.ask("GET", f"escrow/{FILE}", name)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=KeptKey).key


def test_a_key_comes_back_to_its_owner_alone(web: Reached):
    assert keep(web, "ha", KEY).status_code == 204
    assert kept(web, "ha") == KEY
    for other in ("binh", "admin", "hieutruong"):
        problem(web.ask("GET", f"escrow/{FILE}", other), 404, ProblemCode.NOT_FOUND)
        problem(keep(web, other, LATER), 403, ProblemCode.NOT_PERMITTED)
    assert kept(web, "ha") == KEY


def test_the_owner_replaces_it(web: Reached):
    keep(web, "ha", KEY)
    keep(web, "ha", LATER)
    assert kept(web, "ha") == LATER


def test_after_a_forgotten_password_it_comes_once_the_new_one_is_the_owners_own(web: Reached):
    keep(web, "ha", KEY)
    reset = ManageAccount(web.school.people["ha"], AccountAct.RESET, "mật khẩu tạm")
    assert web.post("accounts", reset, "admin").status_code == 204
    web.tokens["ha"] = web.sign_in("ha", "mật khẩu tạm").token
    problem(web.ask("GET", f"escrow/{FILE}", "ha"), 403, ProblemCode.MUST_CHANGE)
    assert web.post("password", ChangePassword("mật khẩu tạm", password_of("ha")), "ha").is_success
    assert kept(web, "ha") == KEY


def test_it_lies_sealed(web: Reached):
    keep(web, "ha", KEY)
    with web.school.begin() as connection:
        (stored,) = connection.scalars(text("SELECT key FROM escrow")).all()
    assert KEY not in bytes(stored)


def test_a_file_of_one_school_is_not_in_the_other(both: tuple[Reached, Reached]):
    one, other = both
    keep(one, "ha", KEY)
    problem(other.ask("GET", f"escrow/{FILE}", "ha"), 404, ProblemCode.NOT_FOUND)


@pytest.mark.parametrize("key", [b"", bytes(129)])
def test_a_key_that_is_none(web: Reached, key: bytes):
    problem(keep(web, "ha", key), 400, ProblemCode.MALFORMED)


def test_a_file_that_is_none(web: Reached):
    problem(web.ask("GET", "escrow/không", "ha"), 400, ProblemCode.MALFORMED)
