"""What a worker does again and again with an open file: one agreement with the school's server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.store.outbox import count_turned_down, count_unsent
from desktop.store.school import ServerSession
from desktop.store.trouble import Trouble
from desktop.sync.client import Client
from desktop.sync.once import Watch, sync_once
from desktop.sync.problems import ServerProblem, Unreachable
from desktop.sync.protocol import ProblemCode
from desktop.sync.worker import Contact, Counts, Reins, Setback, Synced, Worker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.store.school import School
    from desktop.sync.reach import Reach

CONTACT: Final = {
    ProblemCode.SIGN_IN: Contact.NEEDS_PASSWORD,
    ProblemCode.MUST_CHANGE: Contact.NEEDS_PASSWORD,
    ProblemCode.WAIT: Contact.BUSY,
    ProblemCode.UNAVAILABLE: Contact.BUSY,
    ProblemCode.CLIENT_TOO_OLD: Contact.MUST_UPDATE,
    ProblemCode.SERVER_TOO_OLD: Contact.SERVER_TOO_OLD,
}

CHANGED_ELSEWHERE: Final = (
    "Mật khẩu của thầy cô đã được đổi ở máy khác hoặc được đặt lại. Mọi thay đổi vẫn còn trên "
    "máy này. Gõ mật khẩu mới để gửi tiếp."
)


@dataclass(frozen=True, slots=True)
class Word:
    """Account and password of who opened the file while the server was away."""

    account: str
    password: str = field(repr=False)


class FileStep:
    """Agrees by `sync_once`, on a client of its own.

    With a `word` it signs in first, once: whoever opened the file without the server need not
    give the password again when the server is back.
    """

    def __init__(self, school: School, client: Client, word: Word | None = None) -> None:
        if school.connected is None:
            raise ValueError("a school on one computer has nobody to agree with")
        self._school, self._client, self._word = school, client, word
        self._connected = school.connected

    def counts(self) -> Counts:
        """Both from one snapshot of the file."""
        return self._school.read(_counts)

    def sync(self, reins: Reins) -> Synced:
        """Send and fetch."""
        if self._word is not None:
            self._sign_in(self._word)
        watch = Watch(updating=reins.updating, stopped=lambda: reins.stopped)
        report = sync_once(self._school, self._client, watch)
        if report.stuck is not None:
            contact = CONTACT.get(report.stuck.code, Contact.REFUSED)
            return Synced(contact, report.stuck.sentence, report.clock_ahead)
        return Synced(clock_ahead=report.clock_ahead)

    def _sign_in(self, word: Word) -> None:
        try:
            told = self._client.sign_in(word.account, word.password)
        except ServerProblem as problem:
            if problem.code is ProblemCode.WRONG_PASSWORD:
                self._word = None  # a second try would count as another wrong one
            raise
        self._word = None
        self._school.keep_session(ServerSession(told.token, told.expires_at))

    def setback(self, error: Exception) -> Setback | None:
        """Of the network, of the server, or of the file; anything else is a bug."""
        if isinstance(error, Unreachable):
            return Setback(Contact.OFFLINE, error.sentence)
        if isinstance(error, ServerProblem) and error.code is ProblemCode.WRONG_PASSWORD:
            return Setback(Contact.NEEDS_PASSWORD, CHANGED_ELSEWHERE)
        if isinstance(error, ServerProblem):
            contact = CONTACT.get(error.code, Contact.REFUSED)
            return Setback(contact, error.sentence, float(error.problem.seconds))
        if isinstance(error, Trouble):
            return Setback(Contact.REFUSED, error.sentence)
        return None

    def interrupt(self) -> None:
        """The program is being closed: this client asks nothing more."""
        self._client.stop()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def last_sync(self) -> int | None:
        """As the file's link remembers."""
        return self._connected.link.synced_at or None

    def now(self) -> int:
        """By the school's clock."""
        return self._school.now()


def worker_of(school: School, reach: Reach, word: Word | None = None) -> Worker:
    """A worker for an open file, not started yet."""
    return Worker(FileStep(school, Client(reach), word))


def _counts(session: Session) -> Counts:
    return Counts(count_unsent(session), count_turned_down(session))
