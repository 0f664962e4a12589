"""Putting what the server sent underneath what waits for its verdict: one local transaction.

Invariant: the file holds the pending commands replayed on the server's rows of my audiences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from desktop.commands.images import undo_images
from desktop.store.applying import MOST_TOLD, Touched, apply, erase_all_but, image_key
from desktop.store.erasing import erase_commands
from desktop.store.link import LINK, read_holdings, read_link, write_holdings, write_link
from desktop.store.outbox import conclude, open_rows, record_verdicts
from desktop.store.replay import replay

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.commands.execute import Change
    from desktop.store.link import Link
    from desktop.store.pulled import Pulled
    from desktop.store.writer import Writer


class StalePull(Exception):
    """The file is not where it was when the pull was asked for: the answer is thrown away (7)."""


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a pull did to the file; `differing` audiences will be asked for from zero."""

    link: Link
    touched: Touched
    own: set[Change]  # of commands that have another effect now than before
    turned_down: tuple[UUID, ...] = ()
    differing: frozenset[UUID] = frozenset()
    withdrawn: frozenset[UUID] = frozenset()
    without_effect: frozenset[UUID] = frozenset()

    @property
    def tables(self) -> frozenset[str]:
        """In which something changed."""
        return frozenset(self.touched.tables | {table for table, _ in self.own})

    @property
    def changes(self) -> frozenset[Change]:
        """Table and key of what changed; of very much only the beginning of the keys."""
        return frozenset(self.touched.changes() | self.own)


def rebase(
    writer: Writer, pulled: Pulled, at: int, make_way: Callable[[], None] | None = None
) -> Rebased:
    """In the writer's thread: undo, apply, drop what is withdrawn, check, record, replay (8).

    Raises StalePull. Whatever is raised, also by `make_way`, leaves the file as it was.
    """
    with writer.session() as session, session.begin():
        link, held = _link_as_asked(session, pulled)  # begins the transaction on the connection
        before = undo_all(writer.connection)
        withdrawn = (held | frozenset(link.awaited)) - pulled.final
        touched = _apply(writer.connection, pulled, make_way)
        differing = pulled.differing(writer.connection, make_way or _go_on)
        final = pulled.final - differing
        turned_down = record_verdicts(session, pulled.verdicts)
        conclude(writer.connection, pulled.ceiling)
        if final != held:
            write_holdings(session, final)
        link = _moved_on(link, pulled, at, withdrawn, differing)
        link = erase_commands(session, link)
        again = replay(writer.session, open_rows(session), final, make_way)
        write_link(session, link)
    return Rebased(
        link=link,
        touched=touched,
        own=before ^ again.changes,
        turned_down=turned_down,
        differing=differing,
        withdrawn=withdrawn,
        without_effect=frozenset(again.without_effect),
    )


def undo_all(connection: Connection) -> set[Change]:
    """Take the effect of every command without a final verdict back; returns what was touched."""
    keys = connection.exec_driver_sql("SELECT DISTINCT table_name, row_key FROM image").all()
    undo_images(connection)
    return {(table, image_key(table, key)) for table, key in keys}


def _go_on() -> None:
    """Nobody is kept waiting for long."""


def undo_pending(connection: Connection) -> bool:
    """The same in a file whose tables may be older than the program; whether it has a server."""
    if (
        not inspect(connection).has_table("image")
        or not connection.exec_driver_sql("SELECT 1 FROM file_fact WHERE name = ?", (LINK,)).first()
    ):
        return False
    undo_images(connection)
    return True


def replay_pending(connection: Connection) -> None:
    """Carry out again what waits for its verdict, on rows that were changed underneath."""

    def fresh() -> Session:
        return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    with fresh() as session, session.begin():
        replay(fresh, open_rows(session), read_holdings(session))


def _link_as_asked(session: Session, pulled: Pulled) -> tuple[Link, frozenset[UUID]]:
    link, held, asked = read_link(session), read_holdings(session), pulled.asked
    if link is None or (link.epoch, link.cursor, held) != (asked.epoch, asked.cursor, asked.held):
        raise StalePull
    return link, held


def _apply(connection: Connection, pulled: Pulled, make_way: Callable[[], None] | None) -> Touched:
    """The server's rows and nothing else; returns what they touch."""
    held, final = pulled.asked.held, pulled.final
    touched = Touched(whole=pulled.rows <= MOST_TOLD)
    if final - held:  # granted anew, or sent again from zero: nothing old may stay (sync.md 6)
        erase_all_but(connection, held, touched)
    apply(connection, pulled.batches(), touched, make_way)
    if held - final:
        erase_all_but(connection, final, touched)
    return touched


def _moved_on(
    link: Link, pulled: Pulled, at: int, withdrawn: frozenset[UUID], differing: frozenset[UUID]
) -> Link:
    gone = (frozenset(link.withdrawn) | withdrawn) - pulled.final
    return msgspec.structs.replace(
        link,
        cursor=pulled.ceiling,
        synced_at=at,
        checked_at=at if pulled.asked.check_all or not pulled.asked.cursor else link.checked_at,
        safe_seq=max(link.safe_seq, pulled.safe_seq),
        withdrawn=tuple(sorted(gone)),
        awaited=tuple(sorted(differing)),
        to_wipe=link.to_wipe or bool(withdrawn),
    )
