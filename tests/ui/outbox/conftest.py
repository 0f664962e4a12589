"""The window of a computer that has joined a school's server."""

import pytest

from desktop.app import Shell


@pytest.fixture
def shell(joining_shell: Shell) -> Shell:
    return joining_shell
