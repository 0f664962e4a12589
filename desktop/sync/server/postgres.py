"""The server's database: one that is given by its address, and transactions within one school.

Nothing here leaves anything in a database session, so that a pooler that hands out connections
by the transaction (PgBouncer) may stand between: no prepared statements, and every setting is
one of the transaction. Where no database is given, `embedded` runs one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from desktop.models.sealing import Sealing, give_keys
from desktop.rules.trouble import Trouble
from desktop.sync.server.set_wise import insert_set_wise

OLDEST: Final = 15
Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]

_SCHEMA: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DRIVER: Final = "postgresql+psycopg"
_POOL: Final = 8  # connections of one process that stay open
_MORE: Final = 8  # and for a rush
_WAIT_FOR_ONE: Final = 15  # seconds
_BEGIN_READING: Final = text(
    "SELECT set_config('search_path', :path, true), set_config('statement_timeout', '600s', true)"
)
# Whoever holds a school's counter row and falls silent would stop the whole school.
_BEGIN_WRITING: Final = text(
    "SELECT set_config('search_path', :path, true), set_config('statement_timeout', '120s', true),"
    " set_config('lock_timeout', '60s', true),"
    " set_config('idle_in_transaction_session_timeout', '60s', true)"
)


class DatabaseAway(Trouble):
    """The database does not answer; nothing was decided."""

    def __init__(self, url: URL, reason: str) -> None:
        where = url.render_as_string(hide_password=True)
        super().__init__(
            f"Chưa nối được với cơ sở dữ liệu {where} ({reason}). Không có gì bị thay đổi. "
            "Xem PostgreSQL có đang chạy không, địa chỉ và mật khẩu có đúng không, rồi làm lại."
        )


class DatabaseTooOld(Trouble):
    """A PostgreSQL of before version 15."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Cơ sở dữ liệu là PostgreSQL {version}, máy chủ Sổ Trường cần PostgreSQL {OLDEST} trở "
            "lên. Không có gì bị thay đổi. Nâng cấp PostgreSQL rồi làm lại."
        )


class AddressUnreadable(Trouble):
    """What was given as the database's address is none."""

    def __init__(self) -> None:
        super().__init__(
            "Địa chỉ cơ sở dữ liệu chưa đúng dạng postgresql://người_dùng:mật_khẩu@máy/tên. "
            "Không có gì bị thay đổi. Sửa lại địa chỉ ấy rồi làm lại."
        )


def database_address(given: str) -> URL:
    """The address as the driver takes it; raises AddressUnreadable."""
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise AddressUnreadable from error
    if url.drivername.partition("+")[0] not in ("postgres", "postgresql"):
        raise AddressUnreadable
    return url.set(drivername=_DRIVER)


def open_engine(url: URL, sealing: Sealing | None = None, *, pool: int = _POOL) -> Engine:
    """Connections for one process; a restart of the database is noticed before one is used.

    Without keys no sealed column can be read or written.
    """
    engine = create_engine(
        url,
        pool_size=pool,
        max_overflow=_MORE,
        pool_timeout=_WAIT_FOR_ONE,
        pool_pre_ping=True,
        pool_use_lifo=True,
        use_native_hstore=False,
        connect_args={
            "prepare_threshold": None,
            "connect_timeout": 10,
            "application_name": "so-truong",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    )
    if sealing is not None:
        give_keys(engine.dialect, sealing)
    insert_set_wise(engine)
    return engine


def check_database(engine: Engine) -> None:
    """Raises DatabaseAway, DatabaseTooOld."""
    try:
        with engine.connect() as connection:
            number = int(connection.scalar(text("SHOW server_version_num")) or 0)
    except OperationalError as error:
        raise DatabaseAway(engine.url, _reason(error)) from error
    if number < OLDEST * 10_000:
        raise DatabaseTooOld(number // 10_000)


@contextmanager
def school_transaction(
    engine: Engine,
    schema: str,
    *,
    read_only: bool = False,
    isolation: Isolation = "READ COMMITTED",
) -> Iterator[Connection]:
    """One transaction that sees the tables of one school and no others; committed at the end.

    A reader's own pages want ``read_only=True, isolation="REPEATABLE READ"`` (sync.md 3).
    """
    options = {"isolation_level": isolation, "postgresql_readonly": read_only}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        enter_schema(connection, schema, read_only=read_only)
        yield connection


def enter_schema(connection: Connection, schema: str, *, read_only: bool = False) -> None:
    """From here to its end the transaction sees that schema alone."""
    begin = _BEGIN_READING if read_only else _BEGIN_WRITING
    connection.execute(begin, {"path": quoted_schema(schema)})


def quoted_schema(schema: str) -> str:
    """The name as SQL; only plain names are taken."""
    if not _SCHEMA.fullmatch(schema):
        raise ValueError(f"not the name of a school's schema: {schema!r}")
    return f'"{schema}"'


def _reason(error: DBAPIError) -> str:
    """The driver's first line; it never holds the password."""
    said = str(error.orig).strip()
    return said.splitlines()[0] if said else type(error.orig).__name__
