"""Four people, their computers, a server, and everything that can happen to them.

Every act takes small numbers and means something in any state; so a list of acts is a history
that can be drawn at random, printed, and done again.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop.sync.reach import write_reach
from desktop.sync.server.opening import open_server
from desktop.sync.transport import HttpsTransport
from tests.postgres_server import Postgres
from tests.sync.conftest import copied_server
from tests.sync.history.clocks import SKEWS, Clocks
from tests.sync.history.desk import Desk
from tests.sync.history.faults import Faults
from tests.sync.history.governing import Governing
from tests.sync.history.host import Host, ProcessHost, ThreadHost, hosted
from tests.sync.history.line import Line
from tests.sync.history.pupils import Pupils
from tests.sync.history.rolls import Rolls
from tests.sync.history.teaching import Teaching
from tests.sync.history.world import PEOPLE, TEMPLATE, Template
from tests.sync.server.reached import password_of


class History(Teaching, Rolls, Pupils, Governing, Faults):
    """The state of the world, and one method an act."""


@contextmanager
def history(
    postgres: Postgres, template: Template, folder: Path, *, in_process: bool = False
) -> Iterator[History]:
    """A world at its beginning: everybody has made the first pull."""
    with ExitStack() as stack:
        server = stack.enter_context(
            copied_server(postgres, template.folder, TEMPLATE, folder / "server")
        )
        opened = stack.enter_context(open_server(server))
        name = opened.engine.url.database
        postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")  # it may crash
        central = replace(template.central, engine=opened.engine, written=[])
        clocks = Clocks()
        clocks.go_by(central.at)
        world = History(postgres, opened, _NO_HOST, central, folder, clocks)
        host: Host = (ProcessHost if in_process else ThreadHost)(server, clocks)
        world.host = stack.enter_context(hosted(host))
        for person, skew in zip(PEOPLE, SKEWS, strict=True):
            _take_seat(world, stack, person, skew)
        yield world


def _take_seat(world: History, stack: ExitStack, name: str, skew: int) -> None:
    https = HttpsTransport(world.reach)
    stack.callback(https.close)
    own = world.folder / f"computer-{name}"
    write_reach(own, world.reach)
    account = "quantri" if name == "admin" else name
    desk = Desk(
        name, account, own, world.reach, Line(https), world.clocks.look, skew, password_of(name),
        lambda: world.give_password(desk),
    )  # fmt: skip
    stack.callback(desk.leave)
    desk.arrive()
    world.desks[name] = desk
    desk.sync()


_NO_HOST: Final = ProcessHost(Path(), Clocks())
