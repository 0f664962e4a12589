"""The schools of this database: one schema each, and the list of them in a schema of its own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, Engine, text

from desktop.models.migrate import NEWEST, REVISIONS, migrate, revision_of
from desktop.rules.trouble import Trouble
from desktop.sync.server.postgres import enter_schema, quoted_schema, school_transaction

OWN_SCHEMA: Final = "so_truong"
_CODE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_TAKE_TURNS: Final = text("SELECT pg_advisory_xact_lock(7467010041)")  # any number of our own
_MAKE: Final = (
    text("CREATE SCHEMA IF NOT EXISTS so_truong"),
    text(
        "CREATE TABLE IF NOT EXISTS so_truong.school (code text PRIMARY KEY,"
        " schema text NOT NULL UNIQUE, name text NOT NULL, created_at bigint NOT NULL)"
    ),
)
_COLUMNS: Final = "SELECT code, schema, name, created_at FROM so_truong.school"


class BadCode(Trouble):
    """A school's code that cannot be one."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Mã trường {code} chưa dùng được: cần từ 1 đến 40 chữ thường không dấu, chữ số hoặc "
            "dấu gạch nối, như thcs-hoa-sen. Chưa tạo trường nào. Chọn mã khác."
        )


class CodeTaken(Trouble):
    """Another school of this server has the code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Máy chủ đã có trường mang mã {code}; trường ấy được giữ nguyên. Chọn mã khác."
        )


class NoSchool(Trouble):
    """No school of this code here."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Máy chủ chưa có trường nào mang mã {code}. Xem lại mã trường, "
            "hoặc tạo trường bằng lệnh server create-school."
        )


class ProgramTooOld(Trouble):
    """A school's tables were brought up to date by a newer program."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Dữ liệu của trường {code} đã được bản Sổ Trường mới hơn nâng cấp. "
            "Dữ liệu vẫn nguyên, chưa bị động đến. Cập nhật chương trình máy chủ rồi chạy lại."
        )


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """One school of the database; `created_at` in UTC microseconds."""

    code: str
    schema: str
    name: str
    created_at: int


def create_school(
    engine: Engine,
    code: str,
    name: str,
    now: int,
    found: Callable[[Connection], None] | None = None,
) -> SchoolPlace:
    """A new school with empty tables and its counter, all in one transaction.

    ``found`` writes what the school begins with, in the same transaction and the new schema:
    where it raises, there is no school. Raises BadCode, CodeTaken.
    """
    if not _CODE.fullmatch(code):
        raise BadCode(code)
    place = SchoolPlace(code, schema_of(code), name, now)
    with engine.begin() as connection:
        connection.execute(_TAKE_TURNS)
        make_registry(connection)
        if _found(connection, code) is not None:
            raise CodeTaken(code)
        connection.execute(text(f"CREATE SCHEMA {quoted_schema(place.schema)}"))
        enter_schema(connection, place.schema)
        migrate(connection)
        _begin_counting(connection)
        if found is not None:
            found(connection)
        connection.execute(
            text("INSERT INTO so_truong.school VALUES (:code, :schema, :name, :created_at)"),
            {"code": code, "schema": place.schema, "name": name, "created_at": now},
        )
    return place


def find_school(engine: Engine, code: str) -> SchoolPlace:
    """The school of a code as a client names it; raises NoSchool."""
    with engine.connect() as connection:
        place = _found(connection, code.strip().casefold()) if _there(connection) else None
    if place is None:
        raise NoSchool(code)
    return place


def schools(engine: Engine) -> tuple[SchoolPlace, ...]:
    """All schools, by code."""
    with engine.connect() as connection:
        if not _there(connection):
            return ()
        rows = connection.execute(text(f"{_COLUMNS} ORDER BY code")).all()
    return tuple(SchoolPlace(*row) for row in rows)


def bring_up_to_date(engine: Engine) -> tuple[SchoolPlace, ...]:
    """Migrate the schools whose tables are older than the program; returns those.

    One transaction a school; several servers that start at once take turns. Raises ProgramTooOld.
    """
    changed = []
    for place in schools(engine):
        with school_transaction(engine, place.schema) as connection:
            connection.execute(_TAKE_TURNS)
            revision = revision_of(connection)
            if revision not in REVISIONS:
                raise ProgramTooOld(place.code)
            if revision != NEWEST:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                migrate(connection)
                changed.append(place)
    return tuple(changed)


def schema_of(code: str) -> str:
    """The schema of a code: no two codes have the same, for codes hold no underscore."""
    return f"truong_{code.replace('-', '_')}"


def _begin_counting(connection: Connection) -> None:
    """The one row that every writing transaction takes first (sync.md 11)."""
    connection.execute(
        text(
            "INSERT INTO counter (id, epoch, seq, number, last_at, rights_seq, safe_seq, chain)"
            " VALUES (1, :epoch, 0, 0, 0, 0, 0, :chain)"
        ),
        {"epoch": uuid4(), "chain": bytes(32)},
    )


def make_registry(connection: Connection) -> None:
    """The list of schools, where there is none yet."""
    for statement in _MAKE:
        connection.execute(statement)


def _there(connection: Connection) -> bool:
    return connection.scalar(text("SELECT to_regclass('so_truong.school')")) is not None


def _found(connection: Connection, code: str) -> SchoolPlace | None:
    row = connection.execute(text(f"{_COLUMNS} WHERE code = :code"), {"code": code}).first()
    return SchoolPlace(*row) if row else None
