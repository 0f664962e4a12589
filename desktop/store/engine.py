"""Opens the encrypted file through SQLAlchemy: one connection that writes, a few that read."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
_CACHE_KIB: Final = 8 * 1024  # a connection; the whole program has 220 MB
_WAL_LIMIT: Final = 16 * 1024 * 1024
_BUSY_MS: Final = 5_000
_WAL_FILES: Final = ("-wal", "-shm")


def writer_engine(path: Path, key: bytes) -> Engine:
    """For the one thread that writes: BEGIN IMMEDIATE, durable at commit (sync.md 30)."""
    return _engine(path, key, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)


def reader_engine(path: Path, key: bytes) -> Engine:
    """For queries: each transaction is a snapshot that a writer neither waits for nor disturbs."""
    engine = _engine(path, key, begin="BEGIN", pool_size=2, max_overflow=4)

    @event.listens_for(engine, "connect")
    def _(driver: Any, _record: Any) -> None:
        driver.execute("PRAGMA query_only=ON")

    return engine


def driver_connection(path: Path, key: bytes) -> Any:
    """A bare connection of the driver, for what lies below SQL: backup, rekey, integrity."""
    driver = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    with ExitStack() as on_failure:
        on_failure.callback(driver.close)
        unlock_connection(driver, key)
        on_failure.pop_all()
    return driver


def unlock_connection(driver: Any, key: bytes) -> None:
    """Give the raw key before anything else, and read once: only then is a wrong key noticed."""
    driver.execute(f"""PRAGMA key="x'{key.hex()}'\"""")
    driver.execute("PRAGMA cipher_log_level=NONE")  # else it writes to stderr what we say in words
    driver.execute("SELECT count(*) FROM sqlite_master").fetchone()


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[Any]:
    """A bare connection that is closed afterwards."""
    with closing(driver_connection(path, key)) as driver:
        yield driver


@contextmanager
def writing(path: Path, key: bytes) -> Iterator[Connection]:
    """One writing transaction on a file that nobody else has open; leaves no WAL behind."""
    engine = writer_engine(path, key)
    try:
        with engine.begin() as connection:
            yield connection
        checkpoint(engine)
    finally:
        engine.dispose()


def copy_database(
    source: Path, key: bytes, target: Path, target_key: bytes, look: Callable[[Any], T]
) -> T:
    """An online copy under a key of its own; returns what ``look`` saw in the source then."""
    with opened(source, key) as reading, opened(target, target_key) as copy:
        reading.execute("BEGIN")  # one snapshot for the copy and for what it is compared with
        seen = look(reading)
        reading.backup(copy)
        reading.execute("COMMIT")
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, nothing beside it
    return seen


def checkpoint(engine: Engine) -> None:
    """Move all of the WAL into the file and empty it; no reader may be open."""
    with closing(engine.raw_connection()) as pooled:
        driver = pooled.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # type: ignore[union-attr]


def log_emptied(connection: Connection) -> bool:
    """Try a checkpoint that empties the log, without waiting for readers; whether it could."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0").fetchall()
    busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout={_BUSY_MS}").fetchall()
    return not busy


def secure_deletes(connection: Connection) -> None:
    """Have this connection overwrite with zeros what it deletes (sync.md 19)."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA secure_delete=ON").fetchall()


def opens(path: Path, key: bytes) -> bool:
    """Whether that is the key of the file there."""
    try:
        with opened(path, key):
            return True
    except sqlcipher.DatabaseError:
        return False


def remove_database(path: Path) -> None:
    """A database file with what belongs to it."""
    for each in (path, *(path.with_name(path.name + tail) for tail in _WAL_FILES)):
        each.unlink(missing_ok=True)


def _engine(path: Path, key: bytes, *, begin: str, pool_size: int, max_overflow: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=max_overflow,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _(driver: Any, _record: Any) -> None:
        unlock_connection(driver, key)
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={_BUSY_MS}",
            f"cache_size=-{_CACHE_KIB}",
            f"journal_size_limit={_WAL_LIMIT}",
            "temp_store=MEMORY",  # a sort that overflows must not leave plain rows on the disk
        ):
            driver.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
