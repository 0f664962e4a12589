"""What the person at an open file asks of the server besides sync: a new session, accounts."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from desktop.rules.passwords import check_password
from desktop.store import keys
from desktop.store.school import ServerSession
from desktop.store.trouble import MustWait, WrongPassword
from desktop.sync.reach import reach_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.store.school import School
    from desktop.store.slots import KdfCost
    from desktop.sync.client import Client
    from desktop.sync.protocol import SignedIn


@contextmanager
def at_server(school: School) -> Iterator[Client]:
    """A client of its own with the file's session: the worker's is the worker's."""
    from desktop.sync.client import Client

    client = Client(reach_of_file(school), token=_token(school))
    try:
        yield client
    finally:
        client.close()


def ask_session(school: School, client: Client, password: str) -> SignedIn:
    """Sign in with the file open; with `must_change` the session opens nothing else yet.

    Raises ServerProblem (WRONG_PASSWORD, WAIT), Unreachable, CertificateChanged.
    """
    return client.sign_in(_account(school), password)


def take_session(
    school: School, signed_in: SignedIn, password: str, cost: KdfCost | None = None
) -> None:
    """Keep the session, and let the file open with the password that the server knows."""
    school.keep_session(ServerSession(signed_in.token, signed_in.expires_at))
    account = _account(school)
    with suppress(WrongPassword, MustWait):
        keys.unlock(school.folder, account, password, school.now())
        return
    key = school.unlocked.file_key
    keys.give_password(school.folder, key, account, password, school.now(), cost)


def change_first_password(school: School, client: Client, old: str, new: str) -> None:
    """The one that somebody else has set; `client` has the session that it opens."""
    check_password(_account(school), new, old)
    client.change_password(old, new)


def _account(school: School) -> str:
    return keys.people(school.folder)[0].account


def _token(school: School) -> str:
    return school.connected.link.token if school.connected else ""
