"""Bringing a file and its server to agree, once: send what waits, fetch what changed, rebase.

    report = sync_once(school, client)

Wherever it is broken off nothing is lost and nothing happens twice; the next time goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import takewhile
from time import monotonic
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.store.outbox import ACCEPTED, FAILED, REFUSED
from desktop.store.pulled import Decided, Pulled
from desktop.store.rebase import StalePull
from desktop.store.tidying import tidy_files
from desktop.sync.digests import counts_here, holdings_digest
from desktop.sync.files import files_of, send_files
from desktop.sync.problems import ServerProblem, Stopped
from desktop.sync.protocol import (
    MOST_COMMANDS,
    SMALL_PAGES,
    USUAL_PAGE,
    Envelope,
    Outcome,
    Problem,
    ProblemCode,
    Pull,
    Push,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.store.connected import Connected
    from desktop.store.outbox import Unsent
    from desktop.store.pulled import Asked, GoneBatch, RowBatch
    from desktop.store.rebase import Rebased
    from desktop.store.school import School
    from desktop.sync.client import Client
    from desktop.sync.page import Page
    from desktop.sync.protocol import AudienceCheck

Progress = Callable[[int, int], None]  # rows fetched or written, of how many (0: not known yet)
Updating = Callable[[], AbstractContextManager[None]]

_ANEW: Final = 4  # times that something may change under our hands before we leave it for later
_FIRST_BATCH: Final = 50
_BATCH_BYTES: Final = 256 * 1024
_QUICK: Final = 1.0  # seconds: the next batch may be larger …
_SLOW: Final = 5.0  # … or had better be smaller
_CHECKED_AT_ONCE: Final = 100  # audiences: a third of a second
_IDS_AT_ONCE: Final = 10_000


@dataclass(slots=True)
class SyncReport:
    """What came of it. `turned` were accepted before the server was restored, and are not now.

    `stuck` says why commands wait that the server cannot decide on yet; `clock_ahead` by how
    many microseconds the server's clock is ahead of this computer's.
    """

    sent: int = 0
    turned_down: list[UUID] = field(default_factory=list)
    turned: list[UUID] = field(default_factory=list)
    rows: int = 0
    withdrawn: frozenset[UUID] = frozenset()
    repaired: frozenset[UUID] = frozenset()
    stuck: ServerProblem | None = None
    clock_ahead: int = 0
    left: int = 0


@dataclass(slots=True)
class Watch:
    """Who looks on: told of progress, of long updating, and able to end it."""

    progress: Progress = lambda _done, _of: None
    updating: Updating = nullcontext
    stopped: Callable[[], bool] = lambda: False

    def go_on(self) -> None:
        """Raises Stopped."""
        if self.stopped():
            raise Stopped


def sync_once(school: School, client: Client, watch: Watch | None = None) -> SyncReport:
    """Push until nothing waits, pull all pages, rebase once.

    Raises ServerProblem (sign in again, program or server too old, later, …), Unreachable,
    CertificateChanged, Stopped, and troubles of the file such as DiskFull.
    """
    once = _Once(school, client, watch or Watch())
    client.token = once.connected.link.token
    for _ in range(_ANEW):
        try:
            once.push()
            while once.pull():
                once.watch.go_on()
        except _AnotherEpoch as found:
            once.begin_epoch(found.epoch)
        else:
            break
    once.report.left = once.connected.count_unsent()
    return once.report


def send_only(school: School, client: Client, watch: Watch | None = None) -> SyncReport:
    """Push what waits and fetch nothing: for a file that may be sent and not read."""
    once = _Once(school, client, watch or Watch())
    client.token = once.connected.link.token
    try:
        once.push()
    except _AnotherEpoch as found:
        once.begin_epoch(found.epoch)
        once.push()
    once.report.left = once.connected.count_unsent()
    return once.report


class _AnotherEpoch(Exception):
    """The server was restored from a backup (sync.md 16)."""

    def __init__(self, epoch: UUID) -> None:
        super().__init__(epoch)
        self.epoch = epoch


class _Once:
    """The steps of one agreement, and what they came to."""

    def __init__(self, school: School, client: Client, watch: Watch) -> None:
        if school.connected is None:
            raise ValueError("a school on one computer has nobody to agree with")
        self.school = school
        self.connected: Connected = school.connected
        self.client = client
        self.watch = watch
        self.report = SyncReport()
        self._batch = _FIRST_BATCH
        self._renewed = 0

    # ---- sending

    def push(self) -> None:
        """Until nothing waits, or the server cannot decide on what waits first."""
        self.report.stuck = None
        while self.report.stuck is None:
            self.watch.go_on()
            waiting = self.connected.unsent(self._batch, _BATCH_BYTES)
            if not waiting:
                return
            send_files(self.school, self.client, files_of(waiting[0]), self.watch.go_on)
            self._push(_until_files(waiting))

    def _push(self, waiting: tuple[Unsent, ...]) -> None:
        link = self.connected.link
        began = monotonic()
        try:
            answer = self.client.push(
                Push(link.epoch, link.device, tuple(_envelope(one) for one in waiting))
            )
        except ServerProblem as problem:
            self._meet(problem, waiting)
            return
        took = monotonic() - began
        self._record(answer.verdicts)
        if answer.problem is not None:
            self._meet(ServerProblem(answer.problem), waiting)
        elif took < _QUICK:
            self._batch = min(2 * self._batch, MOST_COMMANDS)
        elif took > _SLOW:
            self._batch = max(self._batch // 2, 1)

    def _meet(self, problem: ServerProblem, waiting: tuple[Unsent, ...]) -> None:
        """What can be done about a push that was not served, or not wholly."""
        match problem.code:
            case ProblemCode.EPOCH if problem.problem.epoch is not None:
                raise _AnotherEpoch(problem.problem.epoch) from problem
            case ProblemCode.GAP if self._renewed < _ANEW:
                self._renewed += 1
                self._fill_gap(problem.problem.expected, waiting)
            case ProblemCode.TOO_LARGE if len(waiting) > 1:
                self._batch = max(len(waiting) // 2, 1)
            case ProblemCode.SERVER_TOO_OLD:
                self.report.stuck = problem  # the rest waits with it; what is new is fetched
            case _:
                raise problem

    def _fill_gap(self, expected: int, waiting: tuple[Unsent, ...]) -> None:
        """This file is a copy, or was restored (20); or the server lost what it had accepted."""
        if expected < waiting[0].number:
            self.begin_epoch(self.connected.link.epoch)
        else:
            self.connected.renew_device()

    def _record(self, verdicts: Iterable[Verdict]) -> None:
        decided = [_decided(verdict) for verdict in verdicts]
        resent = set(self.connected.link.resent)
        turned_down = self.connected.record(decided) if decided else ()
        self.report.sent += len(decided)
        self._note(turned_down, resent)

    def _note(self, turned_down: Iterable[UUID], resent: set[UUID]) -> None:
        for each in turned_down:
            self.report.turned_down.append(each)
            if each in resent:
                self.report.turned.append(each)

    def begin_epoch(self, epoch: UUID) -> None:
        """Ask which decided commands the restored server lacks, and begin anew."""
        self.watch.go_on()
        ids = self.connected.decided_ids()
        lacking: list[UUID] = []
        for start in range(0, len(ids), _IDS_AT_ONCE):
            lacking += self.client.after_restore(ids[start : start + _IDS_AT_ONCE])
        self.connected.begin_epoch(epoch, lacking)

    # ---- fetching

    def pull(self) -> bool:
        """Fetch and rebase; true when it is to be done once more."""
        asked = self.connected.asked()
        pages = self._pages(asked)
        resent = set(self.connected.link.resent)
        pulled = self._pulled(asked, pages)
        try:
            rebased = self.connected.rebase(pulled, updating=self.watch.updating)
        except StalePull:  # thrown away (sync.md 7)
            return True
        self.report.clock_ahead = pages[-1].end.now - self.school.now()
        return rebased is not None and self._rebased(rebased, pulled, resent)

    def _rebased(self, rebased: Rebased, pulled: Pulled, resent: set[UUID]) -> bool:
        self._note(rebased.turned_down, resent)
        self.report.rows += pulled.rows
        self.report.withdrawn |= rebased.withdrawn
        if rebased.withdrawn:
            tidy_files(self.school)
        again = rebased.differing - self.report.repaired
        self.report.repaired |= rebased.differing
        return bool(again)  # those audiences come from zero; if they differ again, next time

    def _pages(self, asked: Asked) -> list[Page]:
        """All pages of one pull, packed; what changes meanwhile lets it begin anew."""
        restate = asked.cursor == 0
        for _ in range(_ANEW):
            pages = self._try_pages(_pull(asked, restate=restate), asked)
            if pages:
                return pages
            restate = True
        raise ServerProblem(_UNSETTLED)

    def _try_pages(self, pull: Pull, asked: Asked) -> list[Page]:
        pages: list[Page] = []
        rows = 0
        while True:
            self.watch.go_on()
            page = self.client.pull(pull)
            end = page.end
            if end.epoch != asked.epoch:
                raise _AnotherEpoch(end.epoch)
            if end.restate:
                return []
            pages.append(page)
            rows += page.rows
            self.watch.progress(rows, 0)
            if not end.more:
                return pages
            limit = USUAL_PAGE if len(pages) < SMALL_PAGES else 0
            pull = msgspec.structs.replace(
                pull, position=end.position, granted=end.granted, limit=limit
            )

    def _pulled(self, asked: Asked, pages: list[Page]) -> Pulled:
        end = pages[-1].end
        rows = sum(page.rows for page in pages)
        return Pulled(
            asked=asked,
            ceiling=end.ceiling,
            batches=_Batches(pages, rows, self.watch.progress),
            rows=rows,
            audiences=None if end.audiences is None else frozenset(end.audiences),
            verdicts=tuple(_decided(verdict) for verdict in end.verdicts),
            differing=_Differing(end.checks),
            safe_seq=end.safe_seq,
        )


@dataclass(frozen=True, slots=True)
class _Batches:
    """The rows of all pages, from the first each time it is called; tells how far it has come."""

    pages: list[Page]
    rows: int
    progress: Progress

    def __call__(self) -> Iterator[RowBatch | GoneBatch]:
        done = 0
        for page in self.pages:
            for batch in page.batches():
                yield batch
                done += len(batch.rows)
                self.progress(done, self.rows)


@dataclass(frozen=True, slots=True)
class _Differing:
    """Compares the server's counts and digests with the rows here (sync.md 18)."""

    checks: tuple[AudienceCheck, ...]

    def __call__(self, connection: Connection, step: Callable[[], None]) -> frozenset[UUID]:
        found: set[UUID] = set()
        for start in range(0, len(self.checks), _CHECKED_AT_ONCE):
            step()
            some = self.checks[start : start + _CHECKED_AT_ONCE]
            there = {check.audience: (check.count, check.digest) for check in some}
            here = counts_here(connection, there.keys())
            found |= {audience for audience, count in there.items() if here[audience] != count}
        return frozenset(found)


def _until_files(waiting: tuple[Unsent, ...]) -> tuple[Unsent, ...]:
    """The first, and those behind it that do not wait for files of their own."""
    return (waiting[0], *takewhile(lambda one: not files_of(one), waiting[1:]))


def _pull(asked: Asked, *, restate: bool) -> Pull:
    return Pull(
        epoch=asked.epoch,
        cursor=asked.cursor,
        holdings="" if restate else holdings_digest(asked.held),
        held=tuple(sorted(asked.held)) if restate else None,
        unanswered=asked.unanswered[:_IDS_AT_ONCE],
        limit=USUAL_PAGE,
        check_all=asked.check_all,
    )


def _envelope(one: Unsent) -> Envelope:
    return Envelope(
        id=one.id, number=one.number, kind=one.kind, schema=one.schema, at=one.at,
        payload=msgspec.Raw(one.payload), undoes=one.undoes,
    )  # fmt: skip


def _decided(verdict: Verdict) -> Decided:
    if verdict.outcome is Outcome.ACCEPTED:
        return Decided(verdict.id, ACCEPTED, verdict.seq)
    state = REFUSED if verdict.outcome is Outcome.REFUSED else FAILED
    return Decided(verdict.id, state, verdict.seq, msgspec.json.encode(verdict).decode())


_UNSETTLED: Final = Problem(
    ProblemCode.WAIT,
    "Danh sách phân công ở máy chủ đang được thay đổi nên chưa lấy xong dữ liệu. "
    "Mọi thay đổi vẫn còn trên máy này; việc đồng bộ sẽ tự làm lại sau ít phút.",
    seconds=5,
)
