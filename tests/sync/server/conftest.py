"""A school with people and pupils in a central database of its own."""

import pytest

from tests.sync.conftest import Hosted
from tests.sync.server.central_school import CentralSchool, found_central_school


@pytest.fixture
def school(hosted: Hosted) -> CentralSchool:
    """Founded and furnished through commands; see ``central_school``."""
    return found_central_school(hosted.server.engine, hosted.schema)
