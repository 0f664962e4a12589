"""Opening a server's folder for a job or for serving: its keys and its database, running."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.exc import OperationalError

from desktop.sync.server.embedded import embedded_postgres
from desktop.sync.server.keyring import Keyring
from desktop.sync.server.postgres import (
    DatabaseAway,
    check_database,
    database_address,
    open_engine,
)
from desktop.sync.server.premises import Premises, open_premises


@dataclass(frozen=True, slots=True)
class OpenServer:
    """A server's folder with its keys read and its database answering."""

    premises: Premises
    keys: Keyring
    engine: Engine


@contextmanager
def running_database(premises: Premises) -> Iterator[URL]:
    """The address of the database, which runs at least until the end."""
    given = premises.database_url()
    if given is not None:
        yield database_address(given)
        return
    with embedded_postgres(premises.postgres, premises.postgres_password) as url:
        yield url


def try_database(address: str) -> None:
    """Whether a database of that address answers and is new enough; raises what is in the way."""
    engine = open_engine(database_address(address))
    try:
        check_database(engine)
    finally:
        engine.dispose()


@contextmanager
def open_server(folder: Path) -> Iterator[OpenServer]:
    """Raises the Trouble of whatever is in the way: settings, keys, database.

    Also where the database goes away before the end.
    """
    premises = open_premises(folder)
    keys = Keyring(premises.sealing_keys)
    with running_database(premises) as url:
        engine = open_engine(url, keys)
        try:
            check_database(engine)
            yield OpenServer(premises, keys, engine)
        except OperationalError as error:
            if not error.connection_invalidated:
                raise
            raise DatabaseAway(url, "kết nối bị ngắt giữa chừng") from error
        finally:
            engine.dispose()
