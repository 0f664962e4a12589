"""The keys of client files, kept for their owners: after a forgotten password nothing is lost."""

from typing import Final, cast
from uuid import UUID

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.postgresql import insert

from desktop.models.central import Escrow
from desktop.sync.protocol import ProblemCode
from desktop.sync.server.problems import unserved

LONGEST_KEY: Final = 128  # bytes
_escrow = cast("Table", Escrow.__table__)


def keep_key(connection: Connection, file_id: UUID, staff_id: UUID, key: bytes, at: int) -> None:
    """Keep the key of a file for its owner, in the place of one that is there.

    Raises Unserved for another's file: who came first with a file's id is its owner.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise unserved(ProblemCode.MALFORMED)
    values = {"key": key, "kept_at": at}
    kept = connection.execute(
        insert(_escrow)
        .values(file_id=file_id, staff_id=staff_id, **values)
        .on_conflict_do_update(
            index_elements=["file_id"], set_=values, where=_escrow.c.staff_id == staff_id
        )
        .returning(_escrow.c.file_id)
    ).first()
    if kept is None:
        raise unserved(ProblemCode.NOT_PERMITTED, _ANOTHERS)


def kept_key(connection: Connection, file_id: UUID, staff_id: UUID) -> bytes:
    """The key, for its owner; another's is answered as one that is not there."""
    found = connection.scalar(
        select(_escrow.c.key).where(_escrow.c.file_id == file_id, _escrow.c.staff_id == staff_id)
    )
    if found is None:
        raise unserved(ProblemCode.NOT_FOUND)
    return bytes(found)


_ANOTHERS: Final = (
    "Sổ trên máy này là của người khác nên máy chủ không giữ khóa của sổ ấy cho thầy cô. "
    "Không có gì bị thay đổi. Mở sổ của chính mình rồi làm lại."
)
