"""A school with a full class, founded once for these tests."""

from pathlib import Path

import pytest

from tests.ui.class_school import ClassSchool, found_class_school


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_class_school(tmp_path_factory.mktemp("month") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")
