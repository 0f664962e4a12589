"""`demo --with-server`: a server, its school, and two computers that need only be opened."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.cli.main import main
from desktop.queries.shelf import shelf
from desktop.rules.instants import school_day
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.sync.connection_code import read_code
from desktop.sync.joining import come, enter
from desktop.sync.once import sync_once
from desktop.sync.reach import read_reach
from desktop.sync.server.premises import open_premises
from desktop.sync.server.serve import serving
from tests.cli.conftest import Run

pytestmark = pytest.mark.postgres


@pytest.fixture
def place() -> Iterator[Path]:
    """Not in pytest's folder: as root the database runs as a user who may not look into that."""
    with TemporaryDirectory(prefix="so-truong-demo-") as folder:
        yield Path(folder) / "d"


def shared_courses(school: School) -> set[str]:
    shown = school.ask(shelf, school_day(school.now()), None, Term.I)
    return {course.title for course in shown.teaching}


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_two_computers_have_joined_the_server_of_the_school(run: Run, place: Path):
    made = run("demo", place, "--with-server", "--no-serve", "--classes", 4, "--students", 2,
               "--json", DATABASE_URL="")  # fmt: skip

    assert made.status == 0, made.err
    told = made.json
    (first, second) = told["computers"]
    assert [Path(one["folder"]) for one in (first, second)] == [place / "may-a", place / "may-b"]
    port = open_premises(place / "server").settings.port
    with serving(place / "server", port=port) as running:
        assert read_code(told["connection_code"]).trusts(running.fingerprint)
        taught = []
        for folder, account in (
            (place / "may-a", first["accounts"][0]), (place / "may-b", second["accounts"][0]),
        ):  # fmt: skip
            reach = read_reach(folder)
            assert reach is not None
            guest = come(folder, reach, account, told["password"])
            assert not guest.must_change
            with closing(guest.client), closing(enter(guest)) as school:
                assert sync_once(school, guest.client).rows < 50  # nearly all was there
                taught.append(shared_courses(school))
    assert "Ngữ văn · 6A" in taught[0] & taught[1]


def test_without_the_packages_of_the_server_nothing_is_made(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "desktop.demo.with_server", None)
    monkeypatch.delitem(sys.modules, "desktop.cli.server_demo", raising=False)

    assert main(["demo", str(place), "--with-server"]) == 1

    assert "so-truong[server]" in capsys.readouterr().err
    assert not place.exists()
