"""A server's folder on the test run's PostgreSQL, with one school in it, quickly made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from desktop.sync.server.keyring import Keyring
from desktop.sync.server.opening import OpenServer, open_server
from desktop.sync.server.postgres import open_engine
from desktop.sync.server.premises import Premises, Settings, init
from desktop.sync.server.registry import SchoolPlace, create_school, find_school
from tests.postgres_server import Postgres

NOW = 1_790_000_000_000_000  # September 2026
CODE = "hoa-sen"
SCHOOL = "Trường THCS Hoa Sen"
TEMPLATE = "with_a_school"


@dataclass(frozen=True)
class Hosted:
    """An open server and a school of it, whose tables are empty."""

    server: OpenServer
    place: SchoolPlace

    @property
    def schema(self) -> str:
        return self.place.schema


def new_premises(folder: Path, url: URL) -> Premises:
    """A server's folder whose database is the one given."""
    address = url.render_as_string(hide_password=False)
    return init(folder, Settings(address="localhost", database=address), NOW)


@contextmanager
def school_template(postgres: Postgres, folder: Path, name: str) -> Iterator[Path]:
    """A folder with sealing keys and certificate; in PostgreSQL a database with an empty school."""
    postgres.execute(f"CREATE DATABASE {name}")
    premises = new_premises(folder, postgres.database(name))
    engine = open_engine(postgres.database(name), Keyring(premises.sealing_keys))
    create_school(engine, CODE, SCHOOL, NOW)
    engine.dispose()
    yield folder
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied_server(postgres: Postgres, template: Path, name: str, folder: Path) -> Iterator[Path]:
    """A server's own folder and database, with the school `CODE`."""
    with postgres.new_database(name) as url:
        folder.mkdir(exist_ok=True)
        for file in ("sealing-keys.json", "certificate-and-key.pem"):
            (folder / file).write_bytes((template / file).read_bytes())
        new_premises(folder, url)
        yield folder


@pytest.fixture(scope="session")
def template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the servers of these tests are copied from."""
    folder = tmp_path_factory.mktemp("server") / "template"
    with school_template(postgres, folder, TEMPLATE) as made:
        yield made


@pytest.fixture
def server_folder(template: Path, postgres: Postgres, tmp_path: Path) -> Iterator[Path]:
    """A server's own folder and database, with the school `CODE`."""
    with copied_server(postgres, template, TEMPLATE, tmp_path / "server") as folder:
        yield folder


@pytest.fixture
def hosted(server_folder: Path) -> Iterator[Hosted]:
    """The server of `server_folder`, open."""
    with open_server(server_folder) as server:
        yield Hosted(server, find_school(server.engine, CODE))
