"""A school moves from a computer's file to the server: rows, journal, and who can sign in."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from desktop.queries.named_files import audiences_of_files
from desktop.store import clock, keys
from desktop.store.engine import reader_engine
from desktop.store.files import FileDamaged, FileNotHere, read_file
from desktop.store.keys import KeySlot
from desktop.store.slots import DATABASE
from desktop.store.upgrade import bring_up_to_date
from desktop.sync.server import blobs
from desktop.sync.server.accounts import add_account
from desktop.sync.server.adopt import adopt
from desktop.sync.server.argon import Argon
from desktop.sync.server.blobs import BlobName
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.registry import SchoolPlace, create_school


@dataclass(frozen=True, slots=True)
class Adopted:
    """A school that is on the server now, and the first password of each who could sign in."""

    place: SchoolPlace
    rows: int
    passwords: dict[str, str]


def adopt_file(  # noqa: PLR0913 - where from, where to, as what, and how people sign in
    server: OpenServer,
    folder: Path,
    file_key: bytes,
    code: str,
    *,
    progress: Callable[[int], None] | None = None,
    password: Callable[[KeySlot], str] | None = None,
    must_change: bool = True,
) -> Adopted:
    """Make the school on the server from a file that nobody has open, accounts included.

    Whoever can sign in to the file gets a first password, a random one unless `password` says
    which. All of it is there afterwards, or nothing. Raises what ``adopt`` and ``create_school``
    raise.
    """
    people = keys.people(folder)
    words = {one.account: password(one) if password else keys.first_password() for one in people}
    hashed = _hashed(people, words)
    bring_up_to_date(folder / DATABASE, file_key)
    engine = reader_engine(folder / DATABASE, file_key)
    counted: list[int] = []

    def begin(central: Connection) -> None:
        with engine.connect() as local:
            counted.append(adopt(local, central, uuid4(), progress))
            _move_files(local, central, folder, file_key, people[0].staff_id)
        for one in people:
            add_account(
                central, one.staff_id, hashed[one.account], clock.now(), must_change=must_change
            )

    try:
        name = keys.school_name(folder)
        place = create_school(server.engine, code, name, clock.now(), begin)
    finally:
        engine.dispose()
    return Adopted(place, counted[0], words)


def _move_files(
    local: Connection, central: Connection, folder: Path, file_key: bytes, by: UUID
) -> None:
    """Photographs and scans; one that is damaged or missing here stays behind, its row does not."""
    with Session(local) as session:
        wanted = sorted(audiences_of_files(session))
    for name, audience in wanted:
        with suppress(FileNotHere, FileDamaged):
            content = read_file(folder, file_key, name)
            blobs.put(central, BlobName(bytes.fromhex(name), audience), content, by, clock.now())


def _hashed(people: Sequence[KeySlot], words: dict[str, str]) -> dict[str, str]:
    """One hash for each different word: slow on purpose, and demonstrations share one word."""
    argon = Argon()
    by_word = {word: argon.hash(word) for word in set(words.values())}
    return {one.account: by_word[words[one.account]] for one in people}
