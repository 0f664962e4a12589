"""A small school on a real server, and four people at computers of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Command
from desktop.commands.execute import Done
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.models.people import Enrolment
from desktop.rules.permissions import Person, ReachKind, Role
from desktop.store.trouble import SignInDue
from desktop.sync.connection_code import connection_code
from desktop.sync.reach import Reach, reach_of
from desktop.sync.server.opening import OpenServer, open_server
from tests.postgres_server import Postgres
from tests.sync.conftest import CODE, school_template
from tests.sync.history.clocks import Clocks
from tests.sync.history.desk import Desk
from tests.sync.history.host import Host
from tests.sync.server.central_school import CentralSchool, assign
from tests.sync.server.reached import open_school

T = TypeVar("T")

TEMPLATE: Final = "with_a_school_of_histories"
PEOPLE: Final = ("ha", "binh", "cn", "admin")
COURSES: Final = ("toan 6A", "gdtc 6A", "toan 6B")
CLASSES: Final = ("6A", "6B")
MARKER: Final = "Zq"  # begins every word that tells of which audience it is …
END: Final = "q"  # … and ends it: in a row the next column follows at once


@dataclass(frozen=True)
class Template:
    """What histories begin with: a server's folder, and its database to be copied."""

    folder: Path
    central: CentralSchool


@contextmanager
def history_template(postgres: Postgres, folder: Path) -> Iterator[Template]:
    """A founded school whose pupils' names tell their class."""
    with school_template(postgres, folder, TEMPLATE), open_server(folder) as opened:
        central = open_school(opened)
        for name in CLASSES:
            add = tuple(
                NewPupil(Pupil(full_name=f"{MARKER}pupil{name} {n}{END}")) for n in range(3)
            )
            central.do("admin", UpdateRoster(class_id=central.ids[name], add=add))
        assign(
            central, "binh", Role.SUBJECT_TEACHER, reach=ReachKind.COURSE,
            reach_id=central.ids["toan 6A"],
        )  # fmt: skip
        opened.engine.dispose()
        yield Template(folder, central)


@dataclass
class World:
    """What there is, and what every act needs."""

    postgres: Postgres
    opened: OpenServer
    host: Host
    central: CentralSchool
    folder: Path
    clocks: Clocks
    desks: dict[str, Desk] = field(default_factory=dict)
    texts: int = 0
    backups: list[Path] = field(default_factory=list)
    bare_restores: int = 0
    added: list[Done] = field(default_factory=list)

    @property
    def at(self) -> int:
        """The true time."""
        return self.clocks.at

    @property
    def reach(self) -> Reach:
        return reach_of(
            connection_code(self.host.address.removeprefix("https://"), CODE, self.host.fingerprint)
        )

    def desk(self, who: int) -> Desk:
        return self.desks[PEOPLE[who % len(PEOPLE)]]

    # ---- what acts need

    def teacher(self, who: int, course: int) -> tuple[Desk, str]:
        """Mostly somebody who teaches, and a course that lies on that computer."""
        desk = self.desks[("ha", "binh", "ha", "binh", "ha", "binh", "cn", "admin")[who % 8]]
        held = desk.school.connected.held if desk.school.connected else frozenset()
        there = [name for name in COURSES if self.central.ids[name] in held]
        names = there if there and who % 5 else COURSES
        return desk, names[course % len(names)]

    def office(self, command: Command) -> Done | None:
        return self.desks["admin"].do(command)

    def told(self, audience: str) -> str:
        """A text that nobody else writes; it tells what it belongs to."""
        self.texts += 1
        return f"{MARKER}{audience} {self.texts}{END}"

    def pupils(self, desk: Desk, class_name: str) -> list[UUID]:
        query = select(Enrolment.student_id).where(
            Enrolment.class_id == self.central.ids[class_name]
        )
        return sorted(ask(desk, lambda s: s.scalars(query).all()) or ())

    def one_of(self, desk: Desk, class_name: str, nth: int) -> tuple[UUID, UUID] | None:
        """A pupil of that class as that computer knows it: class and pupil."""
        found = self.pupils(desk, class_name)
        return (self.central.ids[class_name], found[nth % len(found)]) if found else None


def ask(desk: Desk, query: Callable[[Session], T]) -> T | None:
    """What the person's window reads; None where the file is sealed."""

    def read(session: Session, _by: Person) -> T:
        found = query(session)
        session.expunge_all()
        return found

    try:
        return desk.school.ask(read)
    except SignInDue:
        return None
