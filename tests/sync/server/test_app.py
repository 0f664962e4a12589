"""The routes over HTTP: signing in, commands, changes, accounts; and who is let in where."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.conftest import Hosted
from tests.sync.server.reached import Reached, reached


@pytest.fixture
def web(hosted: Hosted, tmp_path: Path) -> Iterator[Reached]:
    with reached(hosted.server, tmp_path / "worker-0") as (one,):
        yield one


def test_what_one_pushes_another_pulls(web: Reached):
    verdicts = web.push("ha", web.school.marks({0: 80, 1: 75}))
    assert [str(v.outcome) for v in verdicts.verdicts] == ["accepted"]
    lines, end = web.pull("cn")
    assert end.ceiling == verdicts.verdicts[0].seq
    assert lines
