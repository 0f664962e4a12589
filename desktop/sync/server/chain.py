"""The school's journal in the central database, read in order, and whether its chain holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Column, Connection, Dialect, LargeBinary, Table, select, type_coerce

from desktop.commands.journal import FIRST_LINK, broken_links
from desktop.models.central import Counter
from desktop.models.journal import Journal
from desktop.rules.trouble import Trouble

MOST_NAMED: Final = 100

_COLUMNS: Final = tuple(cast("Table", Journal.__table__).columns)
_AT_ONCE: Final = 1_000
_UNREADABLE: Final = {"payload": b"", "refusal": "?"}  # neither leads to the link that is stored
_RAW: Final = tuple(
    type_coerce(column, LargeBinary) if column.name in _UNREADABLE else column
    for column in _COLUMNS
)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many rows there are, the first that are altered, and whether the end was cut off."""

    rows: int
    broken: tuple[int, ...]
    is_cut: bool

    @property
    def holds(self) -> bool:
        """Whether nothing was altered, taken out or cut off."""
        return not self.broken and not self.is_cut


def journal_rows(
    connection: Connection, after: int = 0, until: int | None = None
) -> Iterator[Journal]:
    """The rows behind a number, in order and streamed; what cannot be opened is unreadable."""
    number = _COLUMNS[0]
    query = select(*_RAW).where(number > after).order_by(number)
    if until is not None:
        query = query.where(number <= until)
    for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        values = {
            column.name: _opened(column, value, connection.dialect)
            for column, value in zip(_COLUMNS, row, strict=True)
        }
        if not values["payload"]:
            values["packed"] = False
        yield Journal(**values)


def verify_chain(connection: Connection) -> ChainReport:
    """Compute every link anew, up to the end that the counter knows."""
    end = connection.execute(select(Counter.number, Counter.chain)).one()
    seen = _Seen()
    broken: list[int] = []
    for row in broken_links(seen.all_of(journal_rows(connection))):
        if len(broken) < MOST_NAMED:
            broken.append(row.number)
    is_cut = (seen.number, seen.chain) != (end.number, end.chain)
    return ChainReport(seen.rows, tuple(broken), is_cut)


@dataclass(slots=True)
class _Seen:
    """What has passed by."""

    rows: int = 0
    number: int = 0
    chain: bytes = FIRST_LINK

    def all_of(self, rows: Iterator[Journal]) -> Iterator[Journal]:
        for row in rows:
            self.rows, self.number, self.chain = self.rows + 1, row.number, row.chain
            yield row


def _opened(column: Column[Any], value: Any, dialect: Dialect) -> Any:
    if column.name not in _UNREADABLE:
        return value
    try:
        opened: Any = cast("Any", column.type).process_result_value(value, dialect)
    except Trouble:  # altered, or under a key that is not here
        return _UNREADABLE[column.name]
    return opened
