"""Scans and photographs travel apart: sent before the command that names them, fetched on demand.

send_files(school, client, files, watch.go_on)      # goes on where a broken line stopped
content = fetch_file(school, name)                  # in a thread of its own: it may take long
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from desktop.commands.command import Command, TooNew, decode, kinds
from desktop.queries.named_files import audience_of_file
from desktop.store.files import FileDamaged, FileNotHere, keep_file, read_file
from desktop.sync.errands import at_server
from desktop.sync.problems import ServerProblem
from desktop.sync.protocol import ProblemCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.commands.command import NamedFile
    from desktop.store.outbox import Unsent
    from desktop.store.school import School
    from desktop.sync.client import Client

STRETCH: Final = 256 * 1024  # bytes of a request: 40 s on a line of 50 kbit/s
_NOT_TAKEN: Final = {ProblemCode.NOT_PERMITTED, ProblemCode.WRONG_CONTENT, ProblemCode.TOO_LARGE}


@cache
def _with_files() -> frozenset[str]:
    """The kinds of commands that can name files."""
    return frozenset(tag for tag, kind in kinds().items() if kind.files is not Command.files)


def files_of(one: Unsent) -> tuple[NamedFile, ...]:
    """The files that a waiting command names."""
    if one.kind not in _with_files():
        return ()
    try:
        return decode(one.kind, one.schema, one.payload).files()
    except TooNew:  # of a newer program, which sends it
        return ()


def send_files(
    school: School, client: Client, files: Iterable[NamedFile], go_on: Callable[[], None]
) -> None:
    """Have them at the server; raises as `Client` does, and what `go_on` raises.

    One that is damaged here, or that the server does not take, holds nothing else up: the
    command is judged by itself, and the line in the book stays.
    """
    for file in files:
        try:
            content = read_file(school.folder, school.unlocked.file_key, file.sha256)
        except (FileNotHere, FileDamaged):
            continue
        try:
            _send(client, file, content, go_on)
        except ServerProblem as problem:
            if problem.code not in _NOT_TAKEN:
                raise


def _send(client: Client, file: NamedFile, content: bytes, go_on: Callable[[], None]) -> None:
    at = client.received(file)
    while at is not None:
        go_on()
        answer = client.send_stretch(file, at, content[at : at + STRETCH])
        at = None if answer.whole else answer.received


def fetch_file(
    school: School, name: str, begun: Callable[[Client], object] = lambda _client: None
) -> bytes:
    """A file by its SHA-256, from this computer or else from the school's server.

    `begun` is told the client before it asks, so that another thread can stop it. Raises
    FileNotHere where neither has it, FileDamaged, and as `Client` does.
    """
    try:
        return read_file(school.folder, school.unlocked.file_key, name)
    except FileNotHere:
        if school.connected is None:
            raise
    audience = school.read(audience_of_file, name)
    if audience is None:
        raise FileNotHere
    with at_server(school) as client:
        begun(client)
        try:
            content = client.file(name, audience)
        except ServerProblem as problem:
            if problem.code is ProblemCode.NOT_FOUND:
                raise FileNotHere from problem
            raise
    if sha256(content).hexdigest() != name:
        raise FileDamaged
    keep_file(school.folder, school.unlocked.file_key, content, name)
    return content
