"""Random histories of fixed seeds end with both ends agreeing; `make soak` does many more."""

from pathlib import Path

import pytest

from tests.postgres_server import Postgres
from tests.sync.history.driver import drive
from tests.sync.history.world import Template

pytestmark = pytest.mark.postgres
STEPS = 80


@pytest.mark.parametrize("seed", [12])
def test_both_ends_agree_after(past: Template, postgres: Postgres, tmp_path: Path, seed: int):
    world = drive(postgres, past, tmp_path, seed=seed, steps=STEPS, every=STEPS + 1)
    assert sum(len(desk.entered) for desk in world.desks.values()) > STEPS // 5
