"""The school's server as a client speaks to it: one method a route, typed answers or troubles.

client = Client(reach, token=link.token)
signed_in = client.sign_in("lan", password)
verdicts = client.push(Push(...))
page = client.pull(Pull(...))            # packed; `page.end` and `page.lines()`
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import zstandard

from desktop.rules.papers import FileKind
from desktop.sync.page import Page
from desktop.sync.problems import ServerProblem, Unreachable
from desktop.sync.protocol import (
    PROTOCOL,
    PROTOCOL_HEADER,
    SCHOOL_HEADER,
    AccountLine,
    AfterRestore,
    BlobReceived,
    ChangePassword,
    Health,
    KeptKey,
    Lacking,
    ManageAccount,
    Problem,
    ProblemCode,
    Pull,
    Push,
    SignedIn,
    SignIn,
    Verdicts,
)
from desktop.sync.transport import HttpsTransport, Question, Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.commands.command import NamedFile
    from desktop.sync.reach import Reach

    Transport = Callable[[Question], Reply]

T = TypeVar("T")

_PACKED_FROM: Final = 1_000  # bytes
_LEVEL: Final = 3
_LARGEST: Final = 1 << 30  # bytes that an answer may unpack to
_AWAY: Final = (
    "Máy chủ của trường đang bận hoặc đang bảo trì. Mọi thay đổi vẫn còn trên máy này và sẽ tự "
    "gửi lại."
)


class Client:
    """Speaks for one school and, with a token, for one person; for one thread at a time.

    Each method raises ServerProblem, Unreachable or CertificateChanged, and Stopped once `stop`
    was called. A request whose reply was lost may be sent again: none has a second effect.
    """

    def __init__(
        self, reach: Reach, *, token: str = "", transport: Transport | None = None
    ) -> None:
        """`transport` stands in for the network."""
        self.reach = reach
        self.token = token
        self._https = None if transport else HttpsTransport(reach)
        self._transport: Transport = transport or self._https  # type: ignore[assignment]

    def stop(self) -> None:
        """From any thread: what waits for the network ends with Stopped."""
        if self._https:
            self._https.stop()

    def close(self) -> None:
        """Close the connections."""
        if self._https:
            self._https.close()

    # ---- signing in

    def sign_in(self, account: str, password: str, device: UUID | None = None) -> SignedIn:
        """A session, whose token this client has from now on."""
        answer = self._post("sign-in", SignIn(account, password, device), SignedIn)
        self.token = answer.token
        return answer

    def sign_out(self) -> None:
        """End the session at the server."""
        self._ask("POST", "sign-out")
        self.token = ""

    def change_password(self, old: str, new: str) -> None:
        """The signed-in person's own."""
        self._ask("POST", "password", ChangePassword(old, new))

    def accounts(self) -> tuple[AccountLine, ...]:
        """Everybody's, for who manages the staff."""
        return _read(self._ask("GET", "accounts"), tuple[AccountLine, ...], self.reach)

    def manage_account(self, wanted: ManageAccount) -> None:
        """Open, reset or close somebody's account."""
        self._ask("POST", "accounts", wanted)

    def keep_key(self, file_id: UUID, key: bytes) -> None:
        """Have the key of one's own file kept, for the day the password is forgotten."""
        self._ask("PUT", f"escrow/{file_id}", KeptKey(key))

    def kept_key(self, file_id: UUID) -> bytes:
        """The key of one's own file; a problem NOT_FOUND where none is kept."""
        return _read(self._ask("GET", f"escrow/{file_id}"), KeptKey, self.reach).key

    # ---- commands and changes

    def push(self, push: Push) -> Verdicts:
        """Verdicts on the commands, or on the first of them and why the rest has none yet."""
        return self._post("commands", push, Verdicts)

    def pull(self, pull: Pull) -> Page:
        """One page of what changed."""
        reply = self._ask("POST", "changes", pull)
        return Page(reply.body, packed=_is_packed(reply), address=self.reach.address)

    def after_restore(self, ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
        """Which of one's decided commands a restored server does not know (sync.md 16)."""
        return self._post("after-restore", AfterRestore(ids), Lacking).ids

    def health(self) -> Health:
        """Whether it answers, and its clock."""
        return _read(self._ask("GET", "health"), Health, self.reach)

    # ---- files

    def received(self, file: NamedFile) -> int | None:
        """How many bytes of a file are there already; None when all of it is."""
        try:
            headers = self._ask("HEAD", _blob(file)).headers
        except ServerProblem:  # what is in the way is told by the sending
            return 0
        offset = headers.get("upload-offset", "")
        if headers.get("upload-complete") == "?1":
            return None
        return int(offset) if offset.isdecimal() else 0

    def send_stretch(self, file: NamedFile, start: int, content: bytes) -> BlobReceived:
        """The next bytes of a file; with the last of them it is held against its name."""
        headers = {
            "Content-Type": FileKind(file.kind).media_type,
            "Content-Range": f"bytes {start}-{start + len(content) - 1}/{file.size}",
        }
        reply = self._say("PUT", _blob(file), headers, content)
        return _read(reply, BlobReceived, self.reach)

    def file(self, name: str, audience: UUID) -> bytes:
        """The bytes that are there under a name; a problem NOT_FOUND where none are."""
        return self._ask("GET", f"blobs/{name}?audience={audience}").body

    # ---- how

    def _post(self, path: str, value: msgspec.Struct, kind: type[T]) -> T:
        return _read(self._ask("POST", path, value), kind, self.reach)

    def _ask(self, method: str, path: str, value: msgspec.Struct | None = None) -> Reply:
        if value is None:
            return self._say(method, path, {}, None)
        headers = {"Content-Type": "application/json"}
        body = msgspec.json.encode(value)
        if len(body) > _PACKED_FROM:
            headers["Content-Encoding"] = "zstd"
            body = zstandard.ZstdCompressor(level=_LEVEL).compress(body)
        return self._say(method, path, headers, body)

    def _say(self, method: str, path: str, more: dict[str, str], body: bytes | None) -> Reply:
        headers = {
            SCHOOL_HEADER: self.reach.school,
            PROTOCOL_HEADER: str(PROTOCOL),
            "Accept-Encoding": "zstd",
            **more,
        }
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        reply = self._transport(Question(method, f"/v1/{path}", headers, body))
        if not 200 <= reply.status < 300:  # noqa: PLR2004 - the class of answers that serve
            raise _problem(reply)
        return reply


def _blob(file: NamedFile) -> str:
    return f"blobs/{file.sha256}?audience={file.audience}"


def _read(reply: Reply, kind: type[T], reach: Reach) -> T:
    try:
        return msgspec.json.decode(_content(reply), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, zstandard.ZstdError) as error:
        raise Unreachable(reach.address) from error  # cut off, or somebody else answered


def _content(reply: Reply) -> bytes:
    if not _is_packed(reply):
        return reply.body
    unpacker = zstandard.ZstdDecompressor()
    return unpacker.decompressobj().decompress(reply.body)


def _is_packed(reply: Reply) -> bool:
    return reply.headers.get("content-encoding", "") == "zstd"


def _problem(reply: Reply) -> ServerProblem:
    """What the server says; whoever else answers in its place is taken for a busy server."""
    try:
        return ServerProblem(msgspec.json.decode(_content(reply), type=Problem))
    except (msgspec.MsgspecError, UnicodeDecodeError, zstandard.ZstdError):
        return ServerProblem(Problem(ProblemCode.UNAVAILABLE, _AWAY))
