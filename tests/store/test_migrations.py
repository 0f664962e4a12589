"""The history of the tables leads to the models, in the local file and in PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from desktop.models import Base
from desktop.models.central import Central
from desktop.models.migrate import (
    MIGRATIONS,
    NEWEST,
    REVISIONS,
    draft_revision,
    migrate,
    revision_of,
)
from desktop.store.engine import opened, writing
from tests.postgres_server import Postgres

KEY = bytes(32)


@pytest.fixture
def pg(postgres: Postgres) -> Iterator[Connection]:
    """A transaction on an empty schema, undone afterwards."""
    engine = create_engine(postgres.url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_the_local_file_has_the_tables_of_the_models(tmp_path: Path):
    with writing(tmp_path / "a.db", KEY) as connection:
        assert differences(connection) != []
        through_history(connection)
        assert revision_of(connection) == NEWEST
        assert differences(connection) == []


def test_the_local_file_is_laid_out_as_the_models_say(tmp_path: Path):
    """Also what a comparison of columns does not see: WITHOUT ROWID, names, defaults."""
    with writing(tmp_path / "a.db", KEY) as connection:
        through_history(connection)
        rows = {table: count_of(connection, table) for table in Base.metadata.tables}
    assert set(rows.values()) == {0}
    with writing(tmp_path / "b.db", KEY) as connection:
        migrate(connection)  # an empty file: it gets the newest tables at once
        assert revision_of(connection) == NEWEST
    migrated, made = layout(tmp_path / "a.db"), layout(tmp_path / "b.db")
    assert migrated == made
    assert "WITHOUT ROWID" in migrated["mark"]


def count_of(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())  # noqa: S608


def through_history(connection: Connection) -> None:
    """As a file that was made with the first revision."""
    for revision in REVISIONS:
        migrate(connection, revision)


def layout(path: Path) -> dict[str, str]:
    with opened(path, KEY) as driver:
        rows = driver.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        # a table that batch mode has rewritten carries its name in quotation marks
        plain = {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}
        return {n: sql.replace("( ", "(").replace(" )", ")") for n, sql in plain.items()}


@pytest.mark.postgres
def test_postgresql_has_the_tables_of_the_models(pg: Connection):
    migrate(pg)
    assert revision_of(pg) == NEWEST
    found = compare_metadata(
        MigrationContext.configure(pg),
        [Base.metadata, Central.metadata],  # type: ignore[arg-type]
    )
    assert {one[0] for one in found} <= {
        "remove_fk",
        "remove_index",
        "add_index",
        "remove_constraint",
    }


@pytest.mark.postgres
def test_instants_fit_in_postgresql(pg: Connection):
    """Microseconds need eight bytes there, whatever SQLite lets pass."""
    migrate(pg)
    short = pg.execute(
        text(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type <> 'bigint'"
            " AND (column_name = 'at' OR column_name LIKE '%\\_at')"
        )
    )
    assert list(short.scalars()) == []


def test_the_list_of_revisions_is_that_of_the_scripts():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([s.revision for s in scripts.walk_revisions()])) == REVISIONS
    assert scripts.get_current_head() == NEWEST


def test_every_constraint_has_a_name():
    unnamed = [
        str(constraint)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []


def test_there_is_nothing_left_to_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A developer's draft of a next revision comes out empty, and is a script that runs."""
    with writing(tmp_path / "a.db", KEY) as connection:
        migrate(connection)
        script = draft_revision(connection, "draft", "nothing new", into=tmp_path / "drafts")
    assert script.parent == tmp_path / "drafts"
    assert "pass" in script.read_text(encoding="utf-8").split("def upgrade")[1]
