"""A school is founded once a process for each wish; a test gets a copy of it in memory."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from desktop.models import Base
from tests.school_builder import BuiltSchool, build_school

_ENGINES: dict[str, Engine] = {}
_FOUNDED: dict[str, Any] = {}
T = TypeVar("T")


def empty_engine() -> Engine:
    """A database in memory with all tables."""
    return copied_engine("empty", lambda _engine: None)[0]


def copied_engine(wish: str, found: Callable[[Engine], T]) -> tuple[Engine, T]:
    """A copy of the database that `found` fills, and a copy of what it returns.

    What it returns must not hold the engine.
    """
    if wish not in _ENGINES:
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        _FOUNDED[wish], _ENGINES[wish] = found(engine), engine
    copy = create_engine("sqlite://")
    copy_into(copy, _ENGINES[wish])
    return copy, deepcopy(_FOUNDED[wish])


def copy_into(target: Engine, source: Engine) -> None:
    """All pages at once."""
    with source.connect() as one, target.connect() as other:
        there, here = one.connection.driver_connection, other.connection.driver_connection
        assert there is not None
        there.backup(here)


def built_school(engine: Engine, session: Session, **how: Any) -> BuiltSchool:
    """`build_school` in the empty database of a session."""
    wish = repr(sorted(how.items(), key=lambda item: item[0]))

    def found(template: Engine) -> dict[str, Any]:
        with Session(template) as own:
            made = vars(build_school(own, **how))
        return {name: value for name, value in made.items() if name != "session"}

    copy, facts = copied_engine(wish, found)
    copy_into(engine, copy)
    copy.dispose()
    return BuiltSchool(session=session, **facts)
