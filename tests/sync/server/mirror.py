"""A client's file reduced to what the feed is about: rows by key, by the rules of sync.md."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from uuid import UUID

from desktop.sync.digests import holdings_digest, synced_tables
from desktop.sync.protocol import PageEnd, Pull
from tests.sync.server.central_school import CentralSchool, Pulled

Row = dict[str, Any]
_KEYS = {
    table.name: tuple(column.name for column in table.primary_key) for table in synced_tables()
}


@dataclass
class Mirror:
    """One person's rows after the pulls so far."""

    school: CentralSchool
    name: str
    rows: dict[tuple[str, tuple[Any, ...]], Row] = field(default_factory=dict)
    held: frozenset[UUID] = frozenset()
    cursor: int = 0
    pages: int = 0

    def pull(self, *, between: Any = None, check_all: bool = False, **how: Any) -> PageEnd:
        """A whole pull, page by page; `between` is called after each page but the last."""
        staged: list[Pulled] = []
        position, granted, stated = 0, "", not self.held
        while True:
            answer = self.school.pull(
                self.name,
                Pull(
                    epoch=self.school.epoch, cursor=self.cursor, check_all=check_all,
                    holdings=holdings_digest(self.held), held=tuple(self.held) if stated else None,
                    position=position, granted=granted, limit=how.get("limit", 0),
                ),
                least=how.get("least", 1),
            )  # fmt: skip
            self.pages += 1
            if answer.end.restate:
                staged, position, granted, stated = [], 0, "", True
                continue
            staged.append(answer)
            position, granted = answer.end.position, answer.end.granted
            if not answer.end.more:
                break
            if between is not None:
                between()
        self._apply(staged)
        return answer.end

    def _apply(self, staged: list[Pulled]) -> None:
        """Pages in order, in one go; then what may not be held any more goes."""
        before = self.held
        for page in staged:
            for table, columns in _KEYS.items():
                for key, audience, seq in page.gone(table):
                    here = self.rows.get((table, _plain(key)))
                    if here and here["audience"] == audience and here["seq"] <= seq:
                        del self.rows[table, _plain(key)]
                for row in page.rows(table):
                    key = table, _plain(row[name] for name in columns)
                    if key not in self.rows or self.rows[key]["seq"] <= row["seq"]:
                        self.rows[key] = row
        end = staged[-1].end
        self.held = before if end.audiences is None else frozenset(end.audiences)
        self.rows = {k: row for k, row in self.rows.items() if row["audience"] in self.held}
        self.cursor = end.ceiling

    def counts(self) -> dict[UUID, tuple[int, str]]:
        """Number and digest of the rows of each audience (sync.md 18)."""
        texts: dict[UUID, list[str]] = defaultdict(list)
        for (table, key), row in self.rows.items():
            text = "|".join((table, *map(str, key), str(row["seq"])))
            texts[row["audience"]].append(text)
        return {a: (len(texts[a]), _digest(texts[a])) for a in self.held}

    def of(self, table: str) -> list[Row]:
        return [row for (name, _), row in self.rows.items() if name == table]


def tables_of(school: CentralSchool, held: frozenset[UUID]) -> dict[str, list[str]]:
    """The server's rows of some audiences, as text."""
    with school.begin() as connection:
        return {
            table.name: sorted(
                repr(tuple(row))
                for row in connection.execute(table.select().where(table.c.audience.in_(held)))
            )
            for table in synced_tables()
        }


def _plain(key: Any) -> tuple[Any, ...]:
    return tuple(v.hex if isinstance(v, UUID) else v for v in key)


def _digest(texts: list[str]) -> str:
    total = sum(
        int.from_bytes(md5(t.encode(), usedforsecurity=False).digest()[:8], "big") for t in texts
    )
    return f"{total % 2**64:016x}"
