"""What the server's parts raise, as the problem that a client is told."""

from typing import Final

from desktop.rules.passwords import WeakPassword
from desktop.rules.trouble import Trouble
from desktop.sync.protocol import Problem, ProblemCode
from desktop.sync.server.accounts import AccountOpen, NoAccount, NotOnTheList, SignInRefused
from desktop.sync.server.argon import TooBusy
from desktop.sync.server.problems import Unserved
from desktop.sync.server.throttle import MustWait
from desktop.sync.server.tokens import SignInAgain

CODES: Final[dict[type[Trouble], ProblemCode]] = {
    SignInAgain: ProblemCode.SIGN_IN,
    SignInRefused: ProblemCode.WRONG_PASSWORD,
    MustWait: ProblemCode.WAIT,
    TooBusy: ProblemCode.WAIT,
    WeakPassword: ProblemCode.WEAK_PASSWORD,
    NotOnTheList: ProblemCode.NOT_FOUND,
    NoAccount: ProblemCode.NOT_FOUND,
    AccountOpen: ProblemCode.NOT_PERMITTED,
}
EXPECTED: Final = tuple(CODES)
_CONFLICT: Final = 409


def told_as(trouble: Trouble) -> Unserved:
    """The same sentence, with the code by which a program knows it."""
    code = CODES[type(trouble)]
    problem = Problem(code, trouble.sentence, seconds=int(getattr(trouble, "seconds", 0)))
    return Unserved(problem, _CONFLICT if isinstance(trouble, AccountOpen) else 0)
