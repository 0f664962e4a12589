"""A school that moved to a server opens no more in its former file."""

import pytest

from desktop.store.keys import Unlocked
from desktop.store.moved import HasMoved, Moved, mark_moved
from desktop.store.school import open_school
from desktop.store.slots import DATABASE
from tests.store.conftest import Founded


def test_the_former_file_says_where_the_school_is_now(hoa_sen: Founded, lan: Unlocked):
    open_school(hoa_sen.folder, lan).close()
    moved = Moved("may-chu.truong.example:8743", 1_790_000_000_000_000)
    mark_moved(hoa_sen.folder / DATABASE, lan.file_key, moved)
    with pytest.raises(HasMoved) as told:
        open_school(hoa_sen.folder, lan)
    assert moved.address in told.value.sentence
    assert told.value.moved == moved
