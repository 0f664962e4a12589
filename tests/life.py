"""A school of two grades' worth of classes for tests of pupils who come, go, move and grow up.

Unlike the other builders it lies in a database of its own in memory: `life()` hands it over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from desktop.commands.command import Command, Refused
from desktop.models import Base
from desktop.rules.permissions import Person
from tests.founded_once import built_school
from tests.school_builder import BuiltSchool


@contextmanager
def life(classes: int = 3, pupils: int = 4, **more: Any) -> Iterator[BuiltSchool]:
    """6A, 6B, 6C with Toán, Ngữ văn and Giáo dục thể chất, on the first days of the year."""
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        yield built_school(engine, session, classes=classes, pupils=pupils, **more)
    engine.dispose()


def refused(school: BuiltSchool, command: Command, by: str | Person = "vanphong") -> Refused:
    """What the school says to a command that it does not accept; nothing was written."""
    before = everything(school.session)
    with pytest.raises(Refused) as told:
        school.do(command, by)
    school.session.rollback()
    assert everything(school.session) == before
    assert told.value.message
    return told.value


def everything(session: Session, *without: str) -> dict[str, list[Any]]:
    """All rows of all tables but the journal and the facts of the file."""
    left_out = {"journal", "file_fact", "image", *without}
    session.expire_all()
    return {
        table.name: sorted(map(repr, session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
        if table.name not in left_out
    }
