"""The central server as an office would run it: TLS, one process, its own durable PostgreSQL."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from bench.central_load import Job, Shelf, Teacher, save_columns, save_singles, sync_day
from bench.hosting import CODE, Hosting, hosted_school, served
from bench.measure import Figure, figure, times, value
from bench.school import PRINCIPAL
from desktop.demo.accounts import PASSWORD
from desktop.models import Base
from desktop.models.base import Key
from desktop.models.gradebook import Mark as MarkRow
from desktop.rules.marks import MIDTERM
from desktop.rules.permissions import ReachKind, Role
from desktop.store import clock
from desktop.store.engine import writer_engine
from desktop.store.slots import KdfCost
from desktop.sync.client import Client
from desktop.sync.connection_code import connection_code
from desktop.sync.digests import holdings_digest, synced_tables
from desktop.sync.joining import join
from desktop.sync.protocol import Pull
from desktop.sync.server.opening import open_server
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.premises import open_premises
from desktop.sync.server.registry import create_school, find_school, schools
from desktop.sync.transport import HttpsTransport, Question, Reply

PROCESSES = 2
_NULL = "\\N"
CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1)
TEACHERS, COLUMNS = 20, 15
_SEATS = text(
    "SELECT s.account, a.reach_id, e.student_id FROM role_assignment a"
    " JOIN staff s ON s.id = a.staff_id JOIN course c ON c.id = a.reach_id"
    " JOIN subject u ON u.id = c.subject_id JOIN enrolment e ON e.class_id = c.class_id"
    " WHERE a.role = :role AND a.reach = :reach AND u.assessment = 'score'"
    " AND e.left_on IS NULL AND a.to_day IS NULL"
)


def figures(folder: Path) -> Iterator[Figure]:
    """All of the server's lines, for the school of a file."""
    premises = hosted_school(folder, "bench-server")
    with open_server(premises) as server:
        engine, schema = server.engine, find_school(server.engine, CODE).schema
        _open_books(engine, schema)
        jobs = _jobs(engine, schema)
        with served(premises) as hosting:
            yield from _first_pulls(hosting, engine, schema, jobs[0].account)
            yield from _idle(hosting, jobs[0])
            one = _columns(hosting, jobs[:TEACHERS])
            yield from _column_figures(one)
            yield _right(engine, schema, jobs)
            yield _singles(hosting, _jobs(engine, schema)[:TEACHERS])
            yield _sixty(hosting, _jobs(engine, schema)[:60])
            yield value("server memory, one process, after all that", hosting.megabytes, "MB",
                        most=150)  # fmt: skip
            yield from _many_schools(hosting, engine, schema)


def _open_books(engine: Engine, schema: str) -> None:
    """Marks of term II can be entered: no lock lies over them."""
    with school_transaction(engine, schema) as connection:
        connection.execute(text("UPDATE book_lock SET lifted_by = locked_by, lifted_at = 1"))
        connection.execute(text("DELETE FROM mark WHERE term = 2 AND col < 10"))
        connection.execute(text("ANALYZE mark"))


def _jobs(engine: Engine, schema: str) -> tuple[Job, ...]:
    """Each teacher with the courses, pupils and marks as they are now."""
    seats: dict[str, dict[UUID, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    with school_transaction(engine, schema, read_only=True) as connection:
        role = {"role": Role.SUBJECT_TEACHER.value, "reach": ReachKind.COURSE.value}
        for account, course, pupil in connection.execute(_SEATS, role):
            seats[account][course].append(pupil)
        rows = connection.execute(
            select(MarkRow.course_id, MarkRow.column, MarkRow.student_id, MarkRow.tenths).where(
                MarkRow.term == 2, MarkRow.column < MIDTERM, MarkRow.tenths.is_not(None)
            )
        )
        there: dict[tuple[UUID, int], dict[UUID, int]] = defaultdict(dict)
        for course, column, pupil, tenths in rows:
            if tenths is not None:
                there[course, column][pupil] = tenths
    return tuple(
        Job(
            account,
            tuple(
                Shelf(course, column, tuple(pupils[:50]), there[course, column])
                for column in (1, 2)
                for course, pupils in sorted(courses.items())
            ),
            COLUMNS,
        )
        for account, courses in sorted(seats.items())
    )


# ---- pulls


def _first_pulls(hosting: Hosting, engine: Engine, schema: str, teacher: str) -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        seconds, _rows = _join(hosting, Path(folder) / "a", teacher)
        yield value("first pull of a teacher, joined and on the disk", seconds, "s", most=1.5)
        seconds, rows = _join(hosting, Path(folder) / "b", PRINCIPAL)
        yield value(f"first pull of the principal, {rows:,} rows", seconds, "s", most=12)
        bare = _bare_copy(engine, schema, Path(folder) / "c.db")
        yield value(
            "rows/s of that pull, of COPY out and executemany into the same tables",
            bare / seconds,
            "×",
            least=0.4,
        )


def _join(hosting: Hosting, folder: Path, account: str) -> tuple[float, int]:
    fingerprint = open_premises(hosting.folder).read_certificate().fingerprint
    code = connection_code(hosting.reach.address, CODE, fingerprint)
    start = time.perf_counter()
    with join(folder, code, account, PASSWORD, clock=clock.now, cost=CHEAP) as school:
        seconds = time.perf_counter() - start
        rows = school.read(_rows)
    return seconds, rows


def _rows(session: Session) -> int:
    counts = (select(func.count()).select_from(table) for table in synced_tables())
    return sum(session.scalar(count) or 0 for count in counts)


def _bare_copy(engine: Engine, schema: str, path: Path) -> float:
    """Seconds of the same rows into the same tables, without any of our code between."""
    target = writer_engine(path, bytes(32))
    Base.metadata.create_all(target)
    with target.connect() as file, school_transaction(engine, schema, read_only=True) as source:
        here: Any = file.connection.driver_connection
        there: Any = source.connection.driver_connection
        start = time.perf_counter()
        here.execute("BEGIN")
        for table in synced_tables():
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            with there.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) TO STDOUT") as out:
                content = b"".join(bytes(piece) for piece in out).decode()
            kinds = [_values_of(column.type) for column in table.columns]
            rows = [
                [kind(value) for kind, value in zip(kinds, line.split("\t"), strict=True)]
                for line in content.splitlines()
            ]
            places = ", ".join("?" * len(kinds))
            into = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - ours
            here.executemany(into, rows)
        here.execute("COMMIT")
        seconds = time.perf_counter() - start
    target.dispose()
    return seconds


def _values_of(kind: Any) -> Callable[[str], Any]:
    """From COPY's text to what the file holds."""
    if isinstance(kind, Key):
        return lambda text_: None if text_ == _NULL else bytes.fromhex(text_.replace("-", ""))
    return lambda text_: None if text_ == _NULL else text_


def _idle(hosting: Hosting, job: Job) -> Iterator[Figure]:
    sizes: list[int] = []
    https = HttpsTransport(hosting.reach)

    def weighed(question: Question) -> Reply:
        reply = https(question)
        sizes.append(_size(question) + _reply_size(reply))
        return reply

    client = Client(hosting.reach, transport=weighed)
    there = client.sign_in(job.account, PASSWORD)
    teacher = Teacher(job, client, there.epoch)
    teacher.pull()
    pull = Pull(epoch=there.epoch, cursor=teacher.cursor, holdings=holdings_digest(teacher.held))
    took = times(lambda: client.pull(pull).end, 60)
    yield figure("round trip with nothing new", took, most=15)
    yield value("… its bytes, headers included", sizes[-1], "B", most=1_000)
    https.close()


def _size(question: Question) -> int:
    lines = sum(len(name) + len(text_) + 4 for name, text_ in question.headers.items())
    return len(question.path) + 60 + lines + len(question.body or b"")


def _reply_size(reply: Reply) -> int:
    return 17 + sum(len(n) + len(v) + 4 for n, v in reply.headers.items()) + len(reply.body)


# ---- load


def _columns(hosting: Hosting, jobs: Sequence[Job]) -> tuple[list[float], int, float]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [tuple(jobs[n::PROCESSES]) for n in range(PROCESSES)]
        done = list(pool.map(save_columns, [hosting.reach] * PROCESSES, parts))
    took = [ms for latencies, _, _, _ in done for ms in latencies]
    seconds = max(end for *_, end in done) - min(start for _, _, start, _ in done)
    return took, sum(bad for _, bad, _, _ in done), len(took) / seconds


def _column_figures(done: tuple[list[float], int, float]) -> Iterator[Figure]:
    took, bad, rate = done
    yield value(f"{TEACHERS} teachers saving columns of 50", rate, "/s", least=75)
    yield figure("… until answered", took, judged="p95", most=350)
    yield value("… refused or failed", bad, "", most=0)


def _right(engine: Engine, schema: str, jobs: Sequence[Job]) -> Figure:
    """Every column holds what was saved last: asked of the database itself."""
    wrong = 0
    after = {job.account: job for job in _jobs(engine, schema)}
    for job in jobs[:TEACHERS]:
        teacher = Teacher(job, None, UUID(int=0))  # type: ignore[arg-type]
        for turn in range(job.columns):
            teacher.column(turn)
        stands = {(s.course_id, s.column): s.there for s in after[job.account].shelves}
        wrong += sum(
            stands[course, column].get(pupil) != tenths
            for (course, column, pupil), tenths in teacher.there.items()
        )
    return value("… cells that are not as saved", wrong, "", most=0)


def _singles(hosting: Hosting, jobs: Sequence[Job]) -> Figure:
    few = [Job(job.account, job.shelves, 2) for job in jobs]
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [tuple(few[n::PROCESSES]) for n in range(PROCESSES)]
        done = list(pool.map(save_singles, [hosting.reach] * PROCESSES, parts))
    seconds = max(end for *_, end in done) - min(start for _, _, start, _ in done)
    return value(
        "single marks, fifty to a push", sum(d[0] for d in done) / seconds, "/s", least=200
    )


def _sixty(hosting: Hosting, jobs: Sequence[Job]) -> Figure:
    few = [Job(job.account, job.shelves, 2) for job in jobs]
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [tuple(few[n::PROCESSES]) for n in range(PROCESSES)]
        done = list(pool.map(sync_day, [hosting.reach] * PROCESSES, parts))
    took = [seconds for part in done for seconds in part]
    return figure(f"{len(took)} clients with a day's work at once", took, "s", judged="p95", most=3)


def _many_schools(hosting: Hosting, engine: Engine, schema: str) -> Iterator[Figure]:
    """The same load with more schools beside it (empty ones: their tables are what weighs)."""
    rates = {}
    for wanted in (1, 10, 100):
        while (there := len(schools(engine))) < wanted:
            create_school(engine, f"bench-{there}", f"Trường {there}", clock.now())
        runs = [_columns(hosting, _jobs(engine, schema)[:TEACHERS])[2] for _ in range(2)]
        rates[there] = statistics.mean(runs)
    most, least = max(rates.values()), min(rates.values())
    told = " / ".join(f"{rates[n]:.0f}" for n in sorted(rates))
    counts = " / ".join(map(str, sorted(rates)))
    what = f"columns/s with {counts} schools: {told}; least of most"
    yield value(what, least / most, "×", least=0.8)
