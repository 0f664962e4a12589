"""What changed for one person: a page of a pull, from one snapshot, line by line.

    with school_transaction(engine, schema, read_only=True, isolation="REPEATABLE READ") as c:
        for line in page(c, staff_id, pull, now):      # bytes, each ending in a newline
            send(line)

Whatever the request says, only audiences are sent that the person may hold by the server's rows
today. Audiences that the file holds are read from its cursor, others from zero, all up to one
ceiling: the snapshot's last change (sync.md 3-6). A wrong epoch, and holdings or rights other
than the client thinks, are answered by a lone `PageEnd` with `restate`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text

from desktop.rules.instants import school_day
from desktop.sync.digests import counts_there, holdings_digest
from desktop.sync.protocol import LEAST_PAGE, AudienceCheck, PageEnd, Pull
from desktop.sync.server.columns import line, row_lines, tombstone_lines
from desktop.sync.server.rights import held_audiences
from desktop.sync.server.stretches import TOMBSTONES, Found, Stretch, end_of_page, look_into
from desktop.sync.server.verdicts import own_verdicts

_BEGIN: Final = text(
    "SELECT epoch, seq, last_at, rights_seq, safe_seq,"
    " current_setting('transaction_isolation') FROM counter"
)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The school as this transaction sees it."""

    epoch: UUID
    seq: int
    last_at: int
    rights_seq: int
    safe_seq: int
    isolation: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A pull in the light of what the person may hold today."""

    pull: Pull
    snapshot: _Snapshot
    audiences: frozenset[UUID]

    @property
    def granted(self) -> str:
        """Names epoch and rights: pages of one pull have the same."""
        return holdings_digest((*self.audiences, self.snapshot.epoch))

    @property
    def held(self) -> frozenset[UUID]:
        """Those that the file holds and may hold."""
        if self.pull.held is None:
            return self.audiences
        return self.audiences.intersection(self.pull.held)

    @property
    def is_known(self) -> bool:
        """Whether both ends speak of the same epoch, holdings, and rights since the first page."""
        pull = self.pull
        return (
            pull.epoch in (None, self.snapshot.epoch)
            and (not pull.position or pull.granted == self.granted)
            and (pull.held is not None or pull.holdings == holdings_digest(self.audiences))
        )

    def stretches(self, *, whole_pull: bool = False) -> list[Stretch]:
        """What is to be read: the file's audiences from its cursor, others from zero."""
        position = 0 if whole_pull else self.pull.position
        known = Stretch(self.held, max(position, self.pull.cursor))
        fresh = Stretch(self.audiences - self.held, position, graves=position > 0)
        return [s for s in (known, fresh) if s.audiences and s.after < self.snapshot.seq]


def page(
    connection: Connection, staff_id: UUID, pull: Pull, now: int, *, least: int = LEAST_PAGE
) -> Iterator[bytes]:
    """The lines of a page; the connection is in a transaction REPEATABLE READ, READ ONLY.

    `now` (UTC microseconds) is the server's; pages are not cut smaller than `least` rows.
    """
    snapshot = _Snapshot(*connection.execute(_BEGIN).one())
    if snapshot.isolation != "repeatable read":
        raise RuntimeError("a page is read from one snapshot (sync.md 3)")
    today = school_day(max(now, snapshot.last_at))
    held = held_audiences(connection, snapshot.epoch, snapshot.rights_seq, staff_id, today)
    asked = _Asked(pull, snapshot, held)
    if not asked.is_known:
        yield line(PageEnd(snapshot.epoch, now, restate=True))
        return
    found = [look_into(connection, stretch) for stretch in asked.stretches()]
    until = _end(connection, found, max(pull.limit, least) if pull.limit else 0)
    for part in found:
        yield from _content(connection, part, until)
    if until is not None:
        yield line(
            PageEnd(
                snapshot.epoch, now, snapshot.seq, position=until, granted=asked.granted, more=True
            )
        )
    else:
        yield line(_last(connection, staff_id, asked, found, now))


def _end(connection: Connection, found: list[Found], limit: int) -> int | None:
    """Where the page ends; None where it holds all that there is."""
    if not limit or sum(part.rows.total() for part in found) <= limit:
        return None
    return end_of_page(connection, [part.stretch for part in found], limit)


def _content(connection: Connection, part: Found, until: int | None) -> Iterator[bytes]:
    stretch = part.stretch.up_to(until)
    for table in part.rows:
        if table == TOMBSTONES:
            yield from tombstone_lines(connection, stretch)
        else:
            yield from row_lines(connection, table, stretch)


def _last(
    connection: Connection, staff_id: UUID, asked: _Asked, found: list[Found], now: int
) -> PageEnd:
    """The end of a pull: verdicts, rights and checks, all from the rows' own snapshot."""
    pull, snapshot = asked.pull, asked.snapshot
    if pull.position:
        found = [look_into(connection, stretch) for stretch in asked.stretches(whole_pull=True)]
    touched = (asked.audiences - asked.held).union(*(part.audiences for part in found))
    same = pull.held is None or set(pull.held) == asked.audiences
    return PageEnd(
        snapshot.epoch, now, snapshot.seq, position=snapshot.seq, granted=asked.granted,
        audiences=None if same else tuple(sorted(asked.audiences)),
        verdicts=tuple(own_verdicts(connection, staff_id, pull.unanswered)),
        checks=_checks(connection, asked.audiences if pull.check_all else touched),
        safe_seq=snapshot.safe_seq,
    )  # fmt: skip


def _checks(connection: Connection, audiences: Iterable[UUID]) -> tuple[AudienceCheck, ...]:
    wanted = sorted(audiences)
    counts = counts_there(connection, wanted) if wanted else {}
    return tuple(AudienceCheck(audience, *counts[audience]) for audience in wanted)
