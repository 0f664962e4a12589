"""What travels between a client and the school's server, and the limits of it.

JSON over HTTPS; bodies of more than a few hundred bytes are zstd. The answer to a pull is a
stream of JSON lines: `Rows` and `Gone` in any number, one `PageEnd` last. Instants are UTC
microseconds; ids are UUIDs; digests hex.
"""

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from desktop.commands.command import Code, Detail

PROTOCOL: Final = 1
OLDEST_SERVED: Final = 1  # a client one version behind is served, an older one told to update

SCHOOL_HEADER: Final = "So-Truong-School"
PROTOCOL_HEADER: Final = "So-Truong-Protocol"

MOST_COMMANDS: Final = 200  # in one push
LARGEST_BODY: Final = 4 * 1024 * 1024  # bytes, unpacked; blobs apart
LARGEST_BLOB: Final = 10 * 1024 * 1024
LEAST_PAGE: Final = 5_000  # rows; a page ends on a whole seq and may hold a few more
USUAL_PAGE: Final = 50_000
SMALL_PAGES: Final = 5  # then the server sends the rest in one


class ProblemCode(StrEnum):
    """Why a whole request was not served: a closed list."""

    SIGN_IN = "sign_in"  # no token, or one that is expired, revoked, of another school
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code
    MUST_CHANGE = "must_change"  # the first password has to be changed before anything else
    WAIT = "wait"  # too many wrong tries, or too busy: `seconds` says how long
    NOT_PERMITTED = "not_permitted"
    NOT_FOUND = "not_found"
    EPOCH = "epoch"  # the server was restored: `epoch` is the present one
    GAP = "gap"  # commands are missing before the first one: `expected` is its number
    CLIENT_TOO_OLD = "client_too_old"
    SERVER_TOO_OLD = "server_too_old"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    WRONG_CONTENT = "wrong_content"  # a blob that is not what its name or kind says
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - a code
    UNAVAILABLE = "unavailable"  # the database cannot be reached; nothing was decided


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a request that was not served; `sentence` is for the person, in Vietnamese."""

    code: ProblemCode
    sentence: str
    seconds: int = 0
    expected: int = 0
    epoch: UUID | None = None


# ---- signing in


class SignIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """Account and password; `device` is the client's file, None before there is one."""

    account: str
    password: str
    device: UUID | None = None


class SignedIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """A session. With `must_change` the token opens nothing but the change of the password."""

    token: str
    expires_at: int
    staff_id: UUID
    account: str
    name: str
    school: str
    epoch: UUID
    now: int
    must_change: bool = False


class ChangePassword(msgspec.Struct, frozen=True):
    """The owner's own change; every other session of the person ends."""

    old: str
    new: str


class AccountLine(msgspec.Struct, frozen=True):
    """One account, for who manages them."""

    staff_id: UUID
    must_change: bool
    changed_at: int
    closed: bool


class AccountAct(StrEnum):
    """What can be done to an account."""

    OPEN = "open"
    RESET = "reset"
    CLOSE = "close"


class ManageAccount(msgspec.Struct, frozen=True, omit_defaults=True):
    """Open or close somebody's account, or give it a new first password."""

    staff_id: UUID
    act: AccountAct
    password: str = ""


class KeptKey(msgspec.Struct, frozen=True):
    """The key of one client file, kept for its owner (base64 on the wire)."""

    key: bytes


class BlobReceived(msgspec.Struct, frozen=True):
    """How many bytes of a file of that size have come; `whole` when its hash and kind agree."""

    received: int
    size: int
    whole: bool


# ---- commands


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """One command as its author's file holds it; the payload is read on its own.

    `number` is its place in that file's journal; `at` the author's clock, told and not believed.
    """

    id: UUID
    number: int
    kind: str
    schema: int
    at: int
    payload: msgspec.Raw
    undoes: UUID | None = None


class Push(msgspec.Struct, frozen=True):
    """Commands in the order in which they were given, for this epoch, from this file."""

    epoch: UUID
    device: UUID
    commands: tuple[Envelope, ...]


class Outcome(StrEnum):
    """What the server decided about a command."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"  # a fault of the server's: `incident` names the place in its log
    ID_REUSED = "id_reused"  # this id was used for another command or by another person


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The decision on one command; the same one each time the command comes again."""

    id: UUID
    outcome: Outcome
    seq: int = 0
    code: Code | None = None
    message: str = ""
    detail: tuple[Detail, ...] = ()
    incident: str = ""


class Verdicts(msgspec.Struct, frozen=True, omit_defaults=True):
    """The decisions on a prefix of a push; a `problem` says why the rest has none yet."""

    verdicts: tuple[Verdict, ...]
    problem: Problem | None = None


# ---- changes


class Pull(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for what changed above the cursor in the audiences that the file holds.

    `held` is left out while `holdings` (their digest) is what the server expects: the usual
    case. Audiences of the person that are not in `held` are sent from zero. Within one pull
    `position` is the seq up to which pages came already, and `granted` what the page before said
    of the rights that it was made for. `unanswered` are the ids of commands sent without an
    answer so far. `limit` is the rows of a page, 0 for all in one.
    """

    epoch: UUID | None = None
    cursor: int = 0
    holdings: str = ""
    held: tuple[UUID, ...] | None = None
    position: int = 0
    granted: str = ""
    unanswered: tuple[UUID, ...] = ()
    limit: int = USUAL_PAGE
    check_all: bool = False


class Rows(msgspec.Struct, frozen=True, tag="rows", tag_field="t"):
    """Rows of one table by columns; in columns of ids the values are indexes into `ids`."""

    table: str
    columns: tuple[str, ...]
    ids: tuple[UUID, ...]
    values: tuple[tuple[Any, ...], ...]


class Gone(msgspec.Struct, frozen=True, tag="gone", tag_field="t"):
    """Rows of a table that left an audience: key as JSON array (ids as hex), audience, seq."""

    table: str
    rows: tuple[tuple[tuple[Any, ...], UUID, int], ...]


class AudienceCheck(msgspec.Struct, frozen=True):
    """How many rows an audience has, and the digest over their keys and seqs (16 hex figures)."""

    audience: UUID
    count: int
    digest: str


class PageEnd(msgspec.Struct, frozen=True, tag="end", tag_field="t", omit_defaults=True):
    """The end of a page. All of the page comes from one snapshot whose last change is `ceiling`.

    With `restate` nothing was sent: the epoch or the holdings differ, or the rights changed since
    the page before; begin the pull anew, with `held`. With `more` the next page begins at
    `position`, and is asked for with this `granted`. Verdicts, checks and `audiences` (all that
    the person may hold now; None where they are those held) come with the last page only.
    """

    epoch: UUID
    now: int
    ceiling: int = 0
    position: int = 0
    granted: str = ""
    more: bool = False
    restate: bool = False
    audiences: tuple[UUID, ...] | None = None
    verdicts: tuple[Verdict, ...] = ()
    checks: tuple[AudienceCheck, ...] = ()
    safe_seq: int = 0


Line = Rows | Gone | PageEnd


class AfterRestore(msgspec.Struct, frozen=True):
    """The ids of accepted and done commands, in order, that the client still has."""

    ids: tuple[UUID, ...]


class Lacking(msgspec.Struct, frozen=True):
    """Those of them that the restored server does not know."""

    ids: tuple[UUID, ...]


class Health(msgspec.Struct, frozen=True):
    """Whether the server answers, and its clock."""

    now: int
    protocol: int
    oldest_served: int
