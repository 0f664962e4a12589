"""The side of an open file that faces the school's server: what waits, what came, how far.

    connected = school.connected            # None for a school on one computer
    connected.unsent()                      # a batch to push
    connected.record(verdicts)              # the answer to it, without rebasing (sync.md 9)
    connected.asked()                       # from where to pull
    connected.rebase(pulled)                # all pages of a pull, in one transaction

Every change is one transaction in the file's writer thread.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.commands.books import NO_COMMAND, Books
from desktop.commands.execute import PENDING, Done, execute
from desktop.store import outbox
from desktop.store.erasing import erase_commands
from desktop.store.link import new_device, read_holdings, read_link, write_holdings, write_link
from desktop.store.pulled import Asked
from desktop.store.rebase import StalePull, rebase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from uuid import UUID

    from sqlalchemy.orm import Session

    from desktop.commands.command import Command
    from desktop.rules.permissions import Person
    from desktop.store.link import Link
    from desktop.store.outbox import Unsent
    from desktop.store.pulled import Decided, Pulled
    from desktop.store.rebase import Rebased
    from desktop.store.school import School
    from desktop.store.writer import Writer

SHORT_ROWS: Final = 2_000  # up to here a rebase holds the file for a moment only (sync.md 10) …
SHORT_PENDING: Final = 5  # … and with no more commands to replay
WEEK: Final = 7 * 86_400 * 1_000_000
_BATCH: Final = 200
_BATCH_BYTES: Final = 256 * 1024


class Connected:
    """What the sync worker of an open file works with; from any thread but the writer's."""

    def __init__(self, school: School, writer: Writer, link: Link, session: Session) -> None:
        self._school = school
        self._writer = writer
        self._link = link
        self._held = read_holdings(session)
        self._last_number = outbox.last_number(session)
        self._verdicts_fresh = True  # since the last rebase; after a crash nobody knows

    # ---- what there is

    @property
    def link(self) -> Link:
        """The file's link as it was written last."""
        return self._link

    @property
    def held(self) -> frozenset[UUID]:
        """The audiences whose rows lie here."""
        return self._held

    def unsent(self, limit: int = _BATCH, most_bytes: int = _BATCH_BYTES) -> tuple[Unsent, ...]:
        """The pending commands to be sent first, in order."""
        return self._school.read(outbox.unsent, limit, most_bytes)

    def count_unsent(self) -> int:
        """How many commands wait to be sent."""
        return self._school.read(outbox.count_unsent)

    def decided_ids(self) -> tuple[UUID, ...]:
        """The commands that the server once accepted, in order (sync.md 16)."""
        return self._school.read(outbox.decided_ids)

    def asked(self, *, check_all: bool = False) -> Asked:
        """From where to ask for changes; once a week everything is checked (sync.md 18)."""
        due = self._school.now() - self._link.checked_at > WEEK
        return self._school.read(_asked, check_all=check_all or due)

    # ---- what the server said

    def record(self, verdicts: Iterable[Decided]) -> tuple[UUID, ...]:
        """Write verdicts down without rebasing (sync.md 9); returns those just turned down."""
        return self._school.write_short(self._record, tuple(verdicts))

    def rebase(
        self, pulled: Pulled, *, updating: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> Rebased | None:
        """Apply a whole pull in one transaction, and tell the listeners what changed.

        None where it brought nothing. A long one makes way whenever a command is given and is
        begun anew when the person pauses; all that lies within `updating` (sync.md 10). Raises
        StalePull, DiskFull and the like; then the file is as it was.
        """
        if self._is_long(pulled):
            with updating():
                done = self._school.write_long(lambda way: self._rebase(pulled, way))
        else:
            done = self._school.write_short(self._rebase, pulled, None)
        if done is not None:
            self.finish_erasing()
            if done.tables:
                at = self._school.now()
                self._school.tell(Done(NO_COMMAND, at, done.changes, None))
        return done

    def finish_erasing(self) -> bool:
        """Empty the log of a file of which an audience was erased; no reader may be open then.

        Returns whether nothing is left to be done; else it is tried again with the next pull.
        """
        return not self._link.to_wipe or self._school.write_short(self._wipe)

    # ---- what the person decides

    def settle(self, command_id: UUID, how: str) -> None:
        """Note what the author decided about a refused command: it waits no longer."""
        self._school.write(self._settle, command_id, how)
        self.finish_erasing()
        changes = frozenset({("journal", ())})  # its mark in a sheet is to go
        self._school.tell(Done(NO_COMMAND, self._school.now(), changes, None))

    def signed_in(self, token: str, until: int, at: int) -> None:
        """Keep a session of the server; `at` is the sign-in by this computer's clock."""
        self._school.write_short(
            self._relink, {"token": token, "token_until": until, "signed_in_at": at}
        )

    def forget_session(self) -> None:
        """The server takes the token no longer."""
        self._school.write_short(self._relink, {"token": "", "token_until": 0})

    # ---- when the server is another one than it was

    def renew_device(self) -> None:
        """Become a file that the server has not seen: this one is a copy, or was restored (20)."""
        self._school.write_short(self._renew_device)

    def begin_epoch(self, epoch: UUID, lacking: Iterable[UUID]) -> None:
        """The server was restored (16): what it lacks is pending again, all is pulled afresh."""
        self._school.write_short(self._begin_epoch, epoch, frozenset(lacking))

    # ---- in the writer's thread

    def execute(self, books: Books, command: Command, by: Person, at: int, **ids: Any) -> Done:
        """Carry out a command of the person: pending, with before-images, numbered."""
        books.held = self._held
        done = execute(books, command, by, at, state=PENDING, **ids)
        outbox.give_number(books.session.connection(), done.command_id, self._last_number + 1)
        return done

    def executed(self) -> None:
        """That command is on the disk."""
        self._last_number += 1

    def _record(self, verdicts: tuple[Decided, ...]) -> tuple[UUID, ...]:
        with self._writer.session() as session, session.begin():
            turned_down = outbox.record_verdicts(session, verdicts)
            link = _answered(self._link, verdicts, turned_down)
            if link != self._link:
                write_link(session, link)
        self._link, self._verdicts_fresh = link, True
        return turned_down

    def _rebase(self, pulled: Pulled, make_way: Callable[[], None] | None) -> Rebased | None:
        if self._brings_nothing(pulled):
            self._advance(pulled)
            return None
        done = rebase(self._writer, pulled, self._school.now(), make_way)
        self._link = done.link
        self._held = pulled.final - done.differing
        self._verdicts_fresh = False
        self._school.refresh(done.tables)
        return done

    def _brings_nothing(self, pulled: Pulled) -> bool:
        asked = pulled.asked
        if pulled.rows or pulled.verdicts or self._verdicts_fresh or asked.check_all:
            return False
        if self._link.awaited:
            return False
        with self._writer.session() as session:
            return pulled.final == asked.held and not outbox.is_concluding(session, pulled.ceiling)

    def _advance(self, pulled: Pulled) -> None:
        """Nothing came; where others' changes moved the counter on, the next pull starts there."""
        asked, link = pulled.asked, self._link
        if (link.epoch, link.cursor, self._held) != (asked.epoch, asked.cursor, asked.held):
            raise StalePull
        fresh = msgspec.structs.replace(
            link, cursor=pulled.ceiling, synced_at=self._school.now(), safe_seq=pulled.safe_seq
        )
        if fresh.cursor != link.cursor:
            with self._writer.session() as session, session.begin():
                write_link(session, fresh)
        self._link = fresh

    def _wipe(self) -> bool:
        if not self._writer.empty_log():
            return False
        self._relink({"to_wipe": False})
        return True

    def _relink(self, changes: dict[str, Any]) -> None:
        link = msgspec.structs.replace(self._link, **changes)
        with self._writer.session() as session, session.begin():
            write_link(session, link)
        self._link = link

    def _settle(self, command_id: UUID, how: str) -> None:
        with self._writer.session() as session, session.begin():
            outbox.settle(session, command_id, how)
            link = erase_commands(session, self._link)
            write_link(session, link)
        self._link = link

    def _renew_device(self) -> None:
        link = msgspec.structs.replace(self._link, device=new_device())
        with self._writer.session() as session, session.begin():
            last = outbox.number_anew(session.connection())
            write_link(session, link)
        self._link, self._last_number = link, last

    def _begin_epoch(self, epoch: UUID, lacking: frozenset[UUID]) -> None:
        with self._writer.session() as session, session.begin():
            again = outbox.send_again(session.connection(), lacking)
            last = outbox.number_anew(session.connection())
            link = msgspec.structs.replace(
                self._link, epoch=epoch, cursor=0, device=new_device(), safe_seq=0, checked_at=0,
                resent=(*self._link.resent, *again),
                awaited=tuple(sorted(self._held.union(self._link.awaited))),
            )  # fmt: skip
            write_holdings(session, ())
            write_link(session, link)
        self._link, self._last_number, self._held = link, last, frozenset()
        self._verdicts_fresh = True

    def _is_long(self, pulled: Pulled) -> bool:
        return (
            pulled.rows > SHORT_ROWS
            or pulled.final != pulled.asked.held
            or pulled.asked.check_all
            or self._school.read(outbox.count_open) > SHORT_PENDING
        )


def _asked(session: Session, *, check_all: bool) -> Asked:
    link = read_link(session)
    assert link is not None  # noqa: S101 - a connected file stays one
    return Asked(
        epoch=link.epoch, cursor=link.cursor, held=read_holdings(session),
        unanswered=outbox.unanswered(session), check_all=check_all and link.cursor > 0,
    )  # fmt: skip


def _answered(link: Link, verdicts: Iterable[Decided], turned_down: Iterable[UUID]) -> Link:
    """Of what was sent again after a restore: what has its verdict, and what lost its place."""
    if not link.resent:
        return link
    answered = {one.id for one in verdicts}
    lost = tuple(each for each in turned_down if each in link.resent)
    return msgspec.structs.replace(
        link,
        resent=tuple(each for each in link.resent if each not in answered),
        turned=(*link.turned, *lost),
    )
