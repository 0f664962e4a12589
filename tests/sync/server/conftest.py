"""A school with people and pupils in a central database of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.sync.server.keyring import Keyring
from desktop.sync.server.opening import OpenServer, open_server
from desktop.sync.server.postgres import open_engine
from desktop.sync.server.sessions import Server
from tests.postgres_server import Postgres
from tests.sync.conftest import CODE, TEMPLATE, Hosted, new_premises
from tests.sync.server.central_school import CentralSchool, found_central_school
from tests.sync.server.reached import ARGON, Reached, behind, furnish, moved

FURNISHED = "with_two_founded_schools"


@pytest.fixture
def school(hosted: Hosted) -> CentralSchool:
    """Founded and furnished through commands; see ``central_school``."""
    return found_central_school(hosted.server.engine, hosted.schema)


@dataclass(frozen=True)
class Furnished:
    """A server's folder, and two founded schools in a database to be copied."""

    folder: Path
    schools: dict[str, CentralSchool]


@pytest.fixture(scope="session")
def furnished(
    template: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """Founded once for all tests; see ``reached``."""
    folder = _folder_like(template, tmp_path_factory.mktemp("server") / "furnished")
    postgres.execute(f"CREATE DATABASE {FURNISHED} TEMPLATE {TEMPLATE}")
    premises = new_premises(folder, postgres.database(FURNISHED))
    keys = Keyring(premises.sealing_keys)
    engine = open_engine(postgres.database(FURNISHED), keys)
    yield Furnished(folder, _founded(OpenServer(premises, keys, engine)))
    postgres.execute(f"DROP DATABASE {FURNISHED} WITH (FORCE)")


@pytest.fixture
def opened(furnished: Furnished, postgres: Postgres, tmp_path: Path) -> Iterator[OpenServer]:
    """A server with two schools, in a folder and a database of its own."""
    with postgres.new_database(FURNISHED) as url:
        folder = _folder_like(furnished.folder, tmp_path / "server")
        new_premises(folder, url)
        with open_server(folder) as server:
            yield server


@pytest.fixture
def schools(opened: OpenServer, furnished: Furnished) -> dict[str, CentralSchool]:
    """The two schools of ``opened``, by their codes."""
    return {code: moved(one, opened.engine) for code, one in furnished.schools.items()}


@pytest.fixture
def both(
    opened: OpenServer, schools: dict[str, CentralSchool], tmp_path: Path
) -> Iterator[tuple[Reached, Reached]]:
    """Two schools behind one application."""
    server = Server(opened, schools[CODE].clock, ARGON)
    with behind(server, schools, tmp_path / "log" / "worker-0") as (one, other):
        yield one, other


@pytest.fixture
def web(both: tuple[Reached, Reached]) -> Reached:
    """The first of them."""
    return both[0]


def _founded(opened: OpenServer) -> dict[str, CentralSchool]:
    try:
        return furnish(opened)
    finally:
        opened.engine.dispose()


def _folder_like(other: Path, folder: Path) -> Path:
    folder.mkdir()
    for name in ("sealing-keys.json", "certificate-and-key.pem"):
        (folder / name).write_bytes((other / name).read_bytes())
    return folder
