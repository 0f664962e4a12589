"""A small school in an encrypted file of its own, and counting of what a query asks of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from desktop.models import Base
from desktop.store.engine import writer_engine
from tests.founded_once import built_school, empty_engine
from tests.school_builder import BuiltSchool

KEY = bytes(range(32))


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = empty_engine()
    yield engine
    engine.dispose()


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Engine]:
    """As on a teacher's computer: SQLCipher on disk."""
    engine = writer_engine(tmp_path / "school.db", KEY)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def build(engine: Engine) -> Iterator[Callable[..., BuiltSchool]]:
    with Session(engine) as session:
        yield lambda **how: built_school(engine, session, **how)


@pytest.fixture
def school(build: Callable[..., BuiltSchool]) -> BuiltSchool:
    """Classes 6A and 6B of five pupils with Toán, Ngữ văn and Giáo dục thể chất."""
    return build(classes=2)


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(bind, "before_cursor_execute", note)
