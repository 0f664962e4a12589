"""What must hold when everybody is online again and nothing is in the way: both ends agree."""

from collections import Counter
from collections.abc import Iterator
from re import escape, finditer
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table, select, text
from sqlalchemy.orm import Session

from desktop.commands.journal import ERASED, payload_of
from desktop.models.central import Central
from desktop.models.central import Counter as CounterRow
from desktop.models.journal import Image, Journal
from desktop.queries.outbox import turned_down, waiting
from desktop.rules.instants import school_day
from desktop.rules.permissions import AudienceKind, audience
from desktop.store.check import check_file
from desktop.store.slots import DATABASE
from desktop.sync.digests import counts_here, counts_there, synced_tables
from desktop.sync.server.chain import journal_rows, verify_chain
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.registry import create_school, schools
from desktop.sync.server.replay import replay
from desktop.sync.server.rights import held_audiences
from tests.store.raw_file import plain_bytes, unpacked
from tests.sync.history.desk import Desk
from tests.sync.history.history import History
from tests.sync.history.locked import locked_cells_stand
from tests.sync.history.world import CLASSES, COURSES, END, MARKER

HOUR: Final = 3_600_000_000
ROUNDS: Final = 6  # tries of everybody until nothing waits any more
EMPTY: Final = "an-empty-school"
TURNED_DOWN: Final = ("refused", "failed")
WORDS_OF: Final = {
    AudienceKind.CLASS: "pupil", AudienceKind.CARE: "care", AudienceKind.ROLL: "roll",
}  # fmt: skip

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def quiet(world: History) -> None:
    """Everybody comes online, nothing is in the way; queues drain by themselves."""
    world.host.cut_database(-1)
    for desk in world.desks.values():
        desk.is_online = True
        desk.die_at(0)
        desk.free_disk()
        desk.line.faults.clear()
    for _ in range(ROUNDS):
        for desk in world.desks.values():
            if desk.is_sealed:
                desk.come_again()
        reports = [desk.sync() for desk in world.desks.values()]
        if all(report is not None and not report.left for report in reports) and _settled(world):
            return
        world.clocks.go_by(HOUR)  # who tried too often has to wait
    left = {name: _states(desk) for name, desk in world.desks.items()}
    raise AssertionError(f"after {ROUNDS} rounds something still waits: {left}")


def _settled(world: History) -> bool:
    """Nothing waits, and nobody has changed anything since everybody's last pull."""
    with world.central.begin() as connection:
        seq = connection.execute(select(CounterRow.seq)).scalar_one()
    return all(
        not _states(desk).keys() & {"pending", "accepted"}
        and _link(desk).cursor == seq
        and not desk.is_sealed
        for desk in world.desks.values()
    )


def check(world: History) -> None:
    """Bring quiet about and look at everything."""
    quiet(world)
    with world.central.begin() as connection:
        said = {row.id: row for row in journal_rows(connection)}
        assert verify_chain(connection).holds, "the server's chain is broken"
    for desk in world.desks.values():
        every_command_has_one_verdict(world, desk, said)
        rows_agree(world, desk)
        assert check_of(desk), f"{desk.name}: the file is damaged"
    locked_cells_stand(world, list(said.values()))
    journal_is_the_tables(world)
    pupils_moved = any(row.kind == "move_class" for row in said.values())
    for desk in world.desks.values():
        nothing_withdrawn_is_left(desk, world, pupils_moved=pupils_moved)


# ---- commands


def every_command_has_one_verdict(world: History, desk: Desk, said: dict[UUID, Journal]) -> None:
    """Here and there the same one; what was turned down is shown until it is settled."""
    own: dict[UUID, Journal] = {row.id: row for row in desk.school.read(_journal)}
    entered = [done.command_id for done in desk.entered]
    assert Counter(entered).most_common(1) == [] or max(Counter(entered).values()) == 1
    lost = set(entered) - own.keys()
    assert not lost, f"{desk.name}: saved and not there any more: {lost}"
    for key, row in own.items():
        there = said.get(key)
        assert row.state in ("done", *TURNED_DOWN), (desk.name, row.state)
        if there is not None:
            wanted = "accepted" if row.state == "done" else row.state
            told = f"{desk.name}: {row.kind} is {row.state} here and {there.state} there"
            assert there.state == wanted or _decided_anew(world, row), told
            assert there.by == row.by == desk.school.person.staff_id
        else:  # the server was brought back without its journal's copy
            erased = row.settled == ERASED or not row.payload
            told = f"{desk.name}: the server does not know {row.kind} {key} ({row.state})"
            assert world.bare_restores, told
            assert row.state in TURNED_DOWN or erased, told
    shown = {line.command_id for line in desk.school.ask(turned_down, "", 10_000)}
    undecided = {key for key, row in own.items() if row.state in TURNED_DOWN} - desk.settled
    assert undecided <= shown, f"{desk.name}: not shown though undecided: {undecided - shown}"
    assert desk.school.ask(waiting) == ()
    assert desk.school.read(_images) == 0, f"{desk.name}: before-images without their command"


def _decided_anew(world: History, row: Journal) -> bool:
    """Turned down, lost by a bare restore, and sent late by the line: accepted only then."""
    return bool(world.bare_restores) and row.state in TURNED_DOWN


# ---- rows


def rows_agree(world: History, desk: Desk) -> None:
    """Row by row, value by value, and by both ends' digests."""
    held = desk.school.connected.held if desk.school.connected else frozenset()
    with world.central.begin() as connection:
        counter = connection.execute(select(CounterRow)).one()
        may_hold = held_audiences(
            connection, counter.epoch, counter.rights_seq, world.central.people[desk.name],
            school_day(max(world.at + world.clocks.server_is_ahead, counter.last_at)),
        )  # fmt: skip
        there = _rows(connection, may_hold)
        digests = counts_there(connection, may_hold)
    assert held == may_hold, f"{desk.name} holds other audiences than allowed"
    here = desk.school.read(lambda session: _rows(session.connection(), None))
    for table, rows in there.items():
        assert here[table] == rows, (
            f"{desk.name}: {table} differs",
            {k: (here[table].get(k), rows.get(k)) for k in here[table].keys() ^ rows.keys()}
            or [(here[table][k], rows[k]) for k in rows if here[table][k] != rows[k]],
        )
    assert desk.school.read(lambda s: counts_here(s.connection(), may_hold)) == digests


def journal_is_the_tables(world: History) -> None:
    """Replayed into empty tables, the journal gives what the tables are (sync.md 25)."""
    engine = world.opened.engine
    empty = next((place for place in schools(engine) if place.code == EMPTY), None)
    if empty is None:
        empty = create_school(engine, EMPTY, "Trường khác", world.at)
    with world.central.begin() as connection:
        rows = list(journal_rows(connection))
        own = _everything(connection)
    with school_transaction(engine, empty.schema) as connection:
        assert replay(connection, rows) == len(rows)
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        made = _everything(connection)
        connection.rollback()
    for table, content in own.items():
        assert made[table] == content, f"the journal does not lead to {table}"


def _everything(connection: Connection) -> dict[str, Any]:
    tombstone: Table = Central.metadata.tables["tombstone"]
    found: dict[str, Any] = {
        table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
        for table in (*synced_tables(), tombstone)
    }
    counter = connection.execute(select(CounterRow.__table__)).one()._asdict()
    unlike = {"epoch": None, "safe_seq": None}
    return found | {"counter": counter | unlike}


def _rows(connection: Connection, audiences: frozenset[UUID] | None) -> Rows:
    found: Rows = {}
    for table in synced_tables():
        query = select(table)
        if audiences is not None:
            query = query.where(table.c.audience.in_(audiences))
        keys = [column.name for column in table.primary_key]
        found[table.name] = {
            tuple(row[key] for key in keys): dict(row)
            for row in connection.execute(query).mappings()
        }
    return found


# ---- what must not be in a file


def nothing_withdrawn_is_left(desk: Desk, world: History, *, pupils_moved: bool) -> None:
    """Under the encryption, too: no word of an audience that the person may not hold now.

    What the person has typed and not settled stays, and so do words that went with a pupil into
    an audience that the person holds: those stand in its rows. What such a pupil took along
    from a class that is still held may stand in the log until it is folded in.
    """
    school = desk.school
    assert school.connected is not None
    assert not school.connected.link.to_wipe, f"{desk.name}: still to be wiped"
    foreign = _markers(world, school.connected.held)
    kept = b"".join(
        payload_of(row)
        for row in desk.school.read(_journal)
        if row.state in TURNED_DOWN and row.payload
    )
    standing = school.read(lambda session: _rows(session.connection(), None))
    kept += repr([list(rows.values()) for rows in standing.values()]).encode()
    if pupils_moved:
        school._writer.empty_log()
    plain = plain_bytes(school.folder / DATABASE, school.unlocked.file_key)
    content = plain + unpacked(plain)
    for marker in foreign:
        for word in _words(content, marker):
            assert word in kept, f"{desk.name}: {word!r} is left in the file"


def _markers(world: History, held: frozenset[UUID]) -> list[bytes]:
    """What every word of an audience begins with that is not among these."""
    ids = world.central.ids
    audiences = {f"{MARKER}comment{name} ": ids[name] for name in COURSES}
    for kind, word in WORDS_OF.items():
        for name in CLASSES:
            audiences[f"{MARKER}{word}{name} "] = audience(kind, ids[name])
    audiences |= {
        f"{MARKER}conduct{name} ": audience(AudienceKind.CARE, ids[name]) for name in CLASSES
    }
    return [marker.encode() for marker, whose in audiences.items() if whose not in held]


def _words(content: bytes, marker: bytes) -> Iterator[bytes]:
    return (found.group() for found in finditer(escape(marker) + rb"\d+" + END.encode(), content))


# ---- reading


def check_of(desk: Desk) -> bool:
    return check_file(desk.school.folder, desk.school.unlocked.file_key).whole


def _journal(session: Session) -> list[Journal]:
    rows = list(session.scalars(select(Journal).order_by(Journal.number)))
    session.expunge_all()
    return rows


def _images(session: Session) -> int:
    return len(session.scalars(select(Image.number)).all())


def _states(desk: Desk) -> dict[str, int]:
    return dict(Counter(row.state for row in desk.school.read(_journal)))


def _link(desk: Desk) -> Any:
    assert desk.school.connected is not None
    return desk.school.connected.link
