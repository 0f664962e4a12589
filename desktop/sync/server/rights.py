"""Who somebody is to the server now, and which audiences they may hold today.

What is kept in the process is named by epoch and `rights_seq`: the counter moves the latter with
every change to staff, assignments, classes, courses or subjects, so nothing kept can be stale.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.people import PERSON_TABLES, person_of
from desktop.rules.permissions import CourseOf, Person, audiences

RIGHTS_TABLES: Final = PERSON_TABLES | {"school_class", "course", "subject"}
_PEOPLE: Final = 2_000
_SHELVES: Final = 50
_HOLDINGS: Final = 1_000  # some 100 kB for each of those who lead

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Shelves = tuple[tuple[UUID, ...], tuple[CourseOf, ...]]


class _Kept(Generic[K, V]):
    """The values used last, for all threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: K, value: V) -> V:
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(slots=True)
class _OfEngine:
    """What is kept of one database: a copy of it may have the same epochs and ids."""

    people: _Kept[tuple[UUID, int, UUID], Person]
    holdings: _Kept[tuple[UUID, int, UUID, date], frozenset[UUID]]
    shelves: _Kept[tuple[UUID, int], Shelves]


_kept: Final[WeakKeyDictionary[Engine, _OfEngine]] = WeakKeyDictionary()


def known_person(connection: Connection, epoch: UUID, rights_seq: int, staff_id: UUID) -> Person:
    """The person by the server's rows; `rights_seq` is that of a committed state, seen here."""
    key, people = (epoch, rights_seq, staff_id), _kept_of(connection).people
    return people.get(key) or people.keep(key, person_there(connection, staff_id))


def person_there(connection: Connection, staff_id: UUID) -> Person:
    """The person by the rows as this transaction sees them."""
    with Session(connection) as session:
        return person_of(session, staff_id)


def held_audiences(
    connection: Connection, epoch: UUID, rights_seq: int, staff_id: UUID, today: date
) -> frozenset[UUID]:
    """The audiences whose rows the person may hold today."""
    key, holdings = (epoch, rights_seq, staff_id, today), _kept_of(connection).holdings
    found = holdings.get(key)
    if found is None:
        person = known_person(connection, epoch, rights_seq, staff_id)
        classes, courses = _all_shelves(connection, epoch, rights_seq)
        found = holdings.keep(key, audiences(person, classes, courses, today))
    return found


def _all_shelves(connection: Connection, epoch: UUID, rights_seq: int) -> Shelves:
    """Every class and course of the school."""
    key, shelves = (epoch, rights_seq), _kept_of(connection).shelves
    found = shelves.get(key)
    if found is None:
        classes = tuple(connection.scalars(select(SchoolClass.id)))
        rows = connection.execute(
            select(Course.id, Course.class_id, Subject.team_id).join(
                Subject, Subject.id == Course.subject_id
            )
        )
        found = shelves.keep(key, (classes, tuple(CourseOf(*row) for row in rows)))
    return found


def _kept_of(connection: Connection) -> _OfEngine:
    found = _kept.get(connection.engine)
    if found is None:
        fresh = _OfEngine(_Kept(_PEOPLE), _Kept(_HOLDINGS), _Kept(_SHELVES))
        found = _kept.setdefault(connection.engine, fresh)
    return found
