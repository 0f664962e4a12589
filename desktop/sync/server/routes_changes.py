"""Changes go out: a page of a pull, written aside first and sent afterwards."""

from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import msgspec
import zstandard

from desktop.sync.protocol import ProblemCode, Pull
from desktop.sync.server.answers import Answer
from desktop.sync.server.feed import page
from desktop.sync.server.problems import unserved
from desktop.sync.server.routes import Route
from desktop.sync.server.sessions import Visit

LINES: Final = "application/x-ndjson"
MOST_IDS: Final = 10_000  # of audiences held, and of commands unanswered
_IN_MEMORY: Final = 1024 * 1024  # bytes of a page; a longer one waits in a file
_PIECE: Final = 256 * 1024  # bytes
_LEVEL: Final = 3
_ROWS: Final = b'{"t":"rows"'


class _Columns(msgspec.Struct, array_like=True):
    first: list[Any]


class _RowsLine(msgspec.Struct):
    values: _Columns


_reader: Final = msgspec.json.Decoder(_RowsLine)


def pull_changes(visit: Visit, data: Pull) -> Answer:
    """A page, of one snapshot; on a slow line it is sent long after its transaction has ended."""
    if len(data.unanswered) > MOST_IDS or len(data.held or ()) > MOST_IDS:
        raise unserved(ProblemCode.TOO_LARGE)
    with visit.snapshot() as connection:
        lines = page(connection, visit.member.staff_id, data, visit.now)
        content, rows = _spooled(lines, packed=visit.packed)
    headers = {"content-type": LINES, "cache-control": "no-store", "vary": "accept-encoding"}
    if visit.packed:
        headers["content-encoding"] = "zstd"
    return _answered(content, headers, rows)


def _answered(content: IO[bytes], headers: dict[str, str], rows: int) -> Answer:
    """At once where it is short, else piece by piece."""
    size = content.tell()
    content.seek(0)
    headers["content-length"] = str(size)
    if size > _PIECE:
        return Answer(200, headers=headers, stream=_pieces(content), rows=rows)
    with content:
        return Answer(200, content.read(), headers, rows=rows)


def _spooled(lines: Iterable[bytes], *, packed: bool) -> tuple[IO[bytes], int]:
    """The lines in memory, or in a file that is gone with the process; and how many rows."""
    with ExitStack() as unsent:
        file = unsent.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        rows = 0
        with _packing(file) if packed else nullcontext(file) as target:
            for line in lines:
                target.write(line)
                rows += _rows_in(line)
        unsent.pop_all()  # closed when it was sent
    return file, rows


def _packing(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return zstandard.ZstdCompressor(level=_LEVEL).stream_writer(file, closefd=False)


def _rows_in(line: bytes) -> int:
    """As long as its first column; what stands behind that is passed over."""
    if not line.startswith(_ROWS):
        return 0
    return len(_reader.decode(line).values.first)


def _pieces(content: IO[bytes]) -> Generator[bytes, None, None]:
    with content:
        while piece := content.read(_PIECE):
            yield piece


ROUTES = (
    Route(
        method="POST",
        path="/v1/changes",
        told="A page of what changed: JSON lines of Rows and Gone, one PageEnd last.",
        run=pull_changes,
        takes=Pull,
        media=(LINES,),
    ),
)
