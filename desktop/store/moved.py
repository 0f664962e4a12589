"""A school that has moved to a server: the former file is kept and takes no more work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.journal import FileFact
from desktop.rules.instants import show_moment
from desktop.rules.trouble import Trouble
from desktop.store.engine import writing

if TYPE_CHECKING:
    from pathlib import Path

_MOVED: Final = "moved"


class Moved(msgspec.Struct, frozen=True):
    """Where to, and when (UTC microseconds)."""

    address: str
    at: int


class HasMoved(Trouble):
    """Work in this file would be seen by nobody."""

    def __init__(self, moved: Moved) -> None:
        super().__init__(
            f"Trường này đã chuyển lên máy chủ {moved.address} lúc {show_moment(moved.at)}; tệp cũ "
            "được giữ nguyên và không nhận thêm gì. Kết nối với máy chủ bằng mã của trường để "
            "làm tiếp."
        )
        self.moved = moved


def mark_moved(path: Path, key: bytes, moved: Moved) -> None:
    """Say so in a file that nobody has open."""
    with writing(path, key) as connection, Session(connection) as session:
        session.merge(FileFact(name=_MOVED, value=msgspec.json.encode(moved).decode()))
        session.flush()


def refuse_moved(session: Session) -> None:
    """Raises HasMoved."""
    told = session.scalar(select(FileFact.value).where(FileFact.name == _MOVED))
    if told is not None:
        raise HasMoved(msgspec.json.decode(told, type=Moved))
