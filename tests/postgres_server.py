"""A real PostgreSQL of the test run's own, and a new database in it for each test that asks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import URL

from desktop.sync.server.embedded import embedded_postgres

# What makes a database safe and slow: these ones are thrown away.
HASTE = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "max_wal_size = '64MB'",
)
MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's file system in memory: a database in 6 ms, not 300
ENOUGH = 2 * 1024**3
_numbers = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server, by the address of its first database."""

    url: URL

    @property
    def address(self) -> str:
        return self.url.render_as_string(hide_password=False)

    def execute(self, *statements: str) -> None:
        """Each outside a transaction."""
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def database(self, name: str) -> URL:
        return self.url.set(database=name)

    @contextmanager
    def new_database(self, template: str = "template1") -> Iterator[URL]:
        """An empty database, or a copy of another; gone at the end, whoever is still in it."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.database(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Not in pytest's folder: the server runs as a user of its own where tests run as root, and
    every other pytest that starts takes the right to look into that folder away again.
    """
    place = MEMORY if MEMORY.is_dir() and disk_usage(MEMORY).free > ENOUGH else None
    with TemporaryDirectory(prefix="so-truong-", dir=place, ignore_cleanup_errors=True) as folder:
        data, password = Path(folder) / "postgres", Path(folder) / "password"
        with embedded_postgres(data, password) as url:
            postgres = Postgres(url)
            postgres.execute(*(f"ALTER SYSTEM SET {setting}" for setting in HASTE))
            postgres.execute("SELECT pg_reload_conf()")
            yield postgres
