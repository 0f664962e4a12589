"""The history of the tables: which revision a file is at, and the way from there to the newest.

Alembic is imported only where it is needed, for opening a file that is up to date needs only
to read one number.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

MIGRATIONS: Final = Path(__file__).parent / "migrations"
REVISIONS: Final = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
)  # in order; a test holds them against the scripts
NEWEST: Final = REVISIONS[-1]
_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)  # as Alembic writes it


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables there; None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(
    connection: Connection, to: str = NEWEST, *, more_versions: tuple[Path, ...] = ()
) -> None:
    """Bring the tables to a revision, within the caller's transaction.

    ``more_versions`` are further folders of revisions, behind those of the program. A file that
    is empty gets the newest tables at once: they are the same (a test compares them), ten times
    as fast.
    """
    if to == NEWEST and not more_versions and _is_empty_file(connection):
        _create_newest(connection)
        return
    from alembic import command

    command.upgrade(_config(connection, more_versions), to)


def _is_empty_file(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()


def _create_newest(connection: Connection) -> None:
    from desktop.models import Base

    Base.metadata.create_all(connection)
    connection.execute(text(_VERSION_TABLE))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": NEWEST})


def draft_revision(connection: Connection, number: str, message: str, into: Path) -> Path:
    """Write the script that leads from the tables there to the models: for developers to finish."""
    from alembic import command

    into.mkdir(exist_ok=True)
    command.revision(
        _config(connection, (into,)),
        message,
        autogenerate=True,
        rev_id=number,
        version_path=str(into),
    )
    return next(into.glob(f"{number}_*.py"))


def _config(connection: Connection, more_versions: tuple[Path, ...]) -> Config:
    from alembic.config import Config

    config = Config()
    folders = (MIGRATIONS / "versions", *more_versions)
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", "\n".join(map(str, folders)).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config
