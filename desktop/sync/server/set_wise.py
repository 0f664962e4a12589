"""Many rows into a table by one statement, whatever wrote them (sync.md 33).

The driver sends an executemany as a statement a row, which PostgreSQL reads and plans each time:
a column of 50 marks takes a quarter longer so. Here the rows go as one JSON text, from which
PostgreSQL makes rows of the table's own types.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from psycopg import Binary
from sqlalchemy import Engine, event

_FEW: Final = 4  # rows; below that it is no gain
# A plain INSERT of as many values as columns; anything else is left as it is.
_PLAIN: Final = re.compile(r'INSERT INTO ("?\w+"?) \(([\w", ]+)\) VALUES \((.*)\)')
_PLACE: Final = re.compile(r"%\((\w+)\)s(?:::[A-Z ]+(?:\(\d+\))?)?")
_encoder: Final = msgspec.json.Encoder()


def insert_set_wise(engine: Engine) -> None:
    """From now on this engine's inserts of many rows are one statement each."""
    event.listen(engine, "do_executemany", _in_one)


def _in_one(
    cursor: Any, statement: str, parameters: Sequence[Mapping[str, Any]], context: Any
) -> bool:
    """True where the rows were written so."""
    if not context.isinsert or len(parameters) < _FEW:
        return False
    query = _as_one(statement)
    if query is None:
        return False
    rows = [{name: _shown(value) for name, value in row.items()} for row in parameters]
    cursor.execute(query, (_encoder.encode(rows).decode(),))
    return True


@lru_cache(maxsize=512)
def _as_one(statement: str) -> str | None:
    """The statement that takes all rows; None where this one does more than put values in."""
    found = _PLAIN.fullmatch(statement)
    if found is None:
        return None
    table, columns, values = found.groups()
    places = [_PLACE.fullmatch(value.strip()) for value in values.split(", ")]
    names = [column.strip().strip('"') for column in columns.split(",")]
    if [place and place[1] for place in places] != names:
        return None
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 - SQLAlchemy's own names
        f" FROM json_populate_recordset(NULL::{table}, %s::json)"
    )


def _shown(value: Any) -> Any:
    content = value.obj if isinstance(value, Binary) else value
    return "\\x" + content.hex() if isinstance(content, bytes) else content
