"""What histories begin with, made once."""

from collections.abc import Iterator

import pytest

from tests.postgres_server import Postgres
from tests.sync.history.world import Template, history_template


@pytest.fixture(scope="session")
def past(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A founded school to be copied."""
    with history_template(postgres, tmp_path_factory.mktemp("history") / "template") as made:
        yield made
