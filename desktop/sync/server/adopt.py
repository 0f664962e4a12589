"""Taking over a school that began on one computer: its rows and its journal."""

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from desktop.models.central import Counter
from desktop.models.journal import Journal
from desktop.models.school import School
from desktop.rules.trouble import Trouble
from desktop.sync.digests import synced_tables

_AT_ONCE: Final = 5_000
_ROWS_A_SEQ: Final = 500  # a page of the feed ends on a whole seq, so none may be too large
_FINAL: Final = frozenset({"done", "accepted", "refused"})

Progress = Callable[[int], None]


class NotEmpty(Trouble):
    """The school on the server has rows already."""

    def __init__(self) -> None:
        super().__init__(
            "Trường này trên máy chủ đã có dữ liệu nên chưa nhận thêm gì. "
            "Lập một trường mới trên máy chủ rồi nhận tệp vào đó."
        )


class StillUnsent(Trouble):
    """The file belongs to another server and has commands without a verdict."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này đang nối với một máy chủ và còn việc chưa gửi nên chưa nhận được. "
            "Đồng bộ cho xong, hoặc dùng tệp của trường chỉ làm trên một máy."
        )


class Unsound(Trouble):
    """Rows point to rows that are not there: the central database does not take them."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"Bảng {table} của tệp có dòng chỉ tới chỗ không còn, nên máy chủ chưa nhận gì. "
            "Kiểm tra tệp bằng lệnh check rồi làm lại; tệp cũ vẫn dùng được."
        )


def adopt(
    local: Connection, central: Connection, epoch: UUID, progress: Progress | None = None
) -> int:
    """Copy all synced rows and the journal of a file into an empty school; returns the rows.

    Both connections are in a transaction of the caller's; `central` is committed by the caller
    once this returns, so an adoption is there as a whole or not at all. Raises NotEmpty,
    StillUnsent, Unsound.
    """
    _require_fit(local, central)
    try:
        moved = _rows(local, central, progress)
        _journal(local, central)
        _counter(local, central, epoch, 1 + moved // _ROWS_A_SEQ)
        central.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except IntegrityError as error:
        diagnosis = getattr(error.orig, "diag", None)
        raise Unsound(getattr(diagnosis, "table_name", None) or "?") from error
    _require_all(local, central)
    return moved


def _rows(local: Connection, central: Connection, progress: Progress | None) -> int:
    moved = 0
    for table in synced_tables():
        for rows in _batches(local, table):
            numbered = [
                {**row, "seq": 1 + (moved + place) // _ROWS_A_SEQ} for place, row in enumerate(rows)
            ]
            central.execute(insert(table), numbered)
            moved += len(rows)
            if progress:
                progress(moved)
    return moved


def _require_fit(local: Connection, central: Connection) -> None:
    if central.scalar(select(func.count()).select_from(School)):
        raise NotEmpty
    states = set(local.scalars(select(Journal.state).distinct()))
    if not states <= _FINAL:
        raise StillUnsent


def _batches(local: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = local.execution_options(yield_per=_AT_ONCE).execute(select(table))
    for part in rows.mappings().partitions():
        yield [dict(row) for row in part]


def _journal(local: Connection, central: Connection) -> None:
    """The rows as they are, so that the chain goes on where the file's ended."""
    table = Journal.__table__
    assert isinstance(table, Table)  # noqa: S101 - tells mypy what it is
    rows = local.execution_options(yield_per=_AT_ONCE).execute(
        select(table).order_by(Journal.number)
    )
    for part in rows.mappings().partitions():
        central.execute(
            insert(table),
            [
                {**row, "state": "accepted" if row["state"] == "done" else row["state"]}
                for row in part
            ],
        )


def _counter(local: Connection, central: Connection, epoch: UUID, seq: int) -> None:
    last = local.execute(
        select(Journal.number, Journal.chain).order_by(Journal.number.desc()).limit(1)
    ).first()
    latest = local.scalar(select(func.max(Journal.at))) or 0
    row = {
        "id": 1, "epoch": epoch, "seq": seq, "last_at": latest, "rights_seq": seq, "safe_seq": 0,
        "number": last.number if last else 0, "chain": last.chain if last else bytes(32),
    }  # fmt: skip
    table = Counter.__table__
    assert isinstance(table, Table)  # noqa: S101 - tells mypy what it is
    central.execute(table.delete())
    central.execute(table.insert(), row)


def _require_all(local: Connection, central: Connection) -> None:
    """Every table has as many rows as the file."""
    for table in (*synced_tables(), Journal.__table__):
        count = select(func.count()).select_from(table)
        if local.scalar(count) != central.scalar(count):
            raise Unsound(str(getattr(table, "name", "?")))
