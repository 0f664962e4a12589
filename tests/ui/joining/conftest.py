"""A computer that has not joined the school's server yet."""

import pytest

from desktop.app import Shell


@pytest.fixture
def shell(joining_shell: Shell) -> Shell:
    return joining_shell
