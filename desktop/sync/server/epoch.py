"""A server that was brought back from a backup: its new epoch, and what it lacks (sync.md 16)."""

from uuid import UUID, uuid4

from sqlalchemy import Connection, select, update

from desktop.models.central import Counter, Device
from desktop.models.journal import Journal
from desktop.sync.protocol import AfterRestore, Lacking


def begin_epoch(connection: Connection) -> UUID:
    """From now on clients find the server restored; their files' numbers begin anew."""
    epoch = uuid4()
    connection.execute(update(Counter).values(epoch=epoch))
    connection.execute(update(Device).values(last_number=0))
    return epoch


def lacking(connection: Connection, asked: AfterRestore) -> Lacking:
    """Those of a client's accepted and done commands that are not in the journal, in its order.

    They become pending again there. An id that is in the journal under another author is not
    lacking: sent again, it gets ``id_reused``.
    """
    known = set(connection.scalars(select(Journal.id).where(Journal.id.in_(asked.ids))))
    return Lacking(tuple(one for one in asked.ids if one not in known))
