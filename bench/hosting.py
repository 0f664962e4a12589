"""A real server with a big school on this machine: made once, served by a process of its own."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.school import BUILD, IN_TERM_II, PRINCIPAL, open_as
from desktop.demo.accounts import PASSWORD
from desktop.moving import adopt_file
from desktop.store import clock, keys
from desktop.sync.connection_code import connection_code
from desktop.sync.reach import Reach, reach_of
from desktop.sync.server.opening import open_server
from desktop.sync.server.premises import Settings, init, open_premises

CODE = "do-luong"
PORT = 18_743


@dataclass(frozen=True)
class Hosting:
    """A server that answers: where, and its own process (without PostgreSQL's)."""

    folder: Path
    reach: Reach
    process: psutil.Process

    @property
    def megabytes(self) -> float:
        """Memory of the server's process."""
        return float(self.process.memory_info().rss) / 1e6


def hosted_school(folder: Path, name: str) -> Path:
    """The school of a file on a server of its own, the way a school really moves.

    Made anew for every run: what one run writes would weigh on the next.
    """
    premises = BUILD / name
    shutil.rmtree(premises, ignore_errors=True)
    init(premises, Settings(address="127.0.0.1", listen="127.0.0.1", port=PORT), clock.now())
    with open_as(folder, PRINCIPAL) as school:
        file_key = school.unlocked.file_key
    with open_server(premises) as server:
        adopt_file(
            server, folder, file_key, CODE, password=lambda _one: PASSWORD, must_change=False
        )
    return premises


@contextmanager
def served(folder: Path) -> Iterator[Hosting]:
    """Serve a folder in a process of its own until the end."""
    command = [sys.executable, "-m", "desktop", "server", "serve", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            yield Hosting(folder, _reach(folder, process), psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(60)


def _reach(folder: Path, process: "subprocess.Popen[str]") -> Reach:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"https://([^;\s]+)", line)
        if found:
            fingerprint = open_premises(folder).read_certificate().fingerprint
            return reach_of(connection_code(found[1], CODE, fingerprint))
    raise RuntimeError("the server did not start")


def then() -> int:
    """The clients' clock: in term II of the year."""
    return IN_TERM_II


def accounts(folder: Path) -> tuple[str, ...]:
    """Everybody who could sign in to the file."""
    return tuple(one.account for one in keys.people(folder))
