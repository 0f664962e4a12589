"""Counters for Prometheus: requests, how long they took, commands, rows pulled, connections in use.

Each worker process counts in a small file of its own that it maps into memory; whichever worker
is asked adds all of them up. Nothing here says whose request it was or what was in it.
"""

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Final

from desktop.sync.protocol import Outcome

STATUSES: Final = (
    200, 204, 206, 304, 400, 401, 403, 404, 405, 408, 409, 413, 415, 416, 422, 426, 429, 500, 503,
)  # fmt: skip
BUCKETS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 12.0)  # seconds
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_CELL: Final = 8  # bytes of a double
_REQUESTS: Final = "so_truong_requests_total"
_SECONDS: Final = "so_truong_request_seconds"
_COMMANDS: Final = "so_truong_commands_total"
_ROWS: Final = "so_truong_pulled_rows_total"
_POOL: Final = "so_truong_database_connections_in_use"
_WORKERS: Final = "so_truong_workers"


class Metrics:
    """One worker's counters; to be used from the thread of its event loop only."""

    def __init__(self, folder: Path, routes: Sequence[str]) -> None:
        """`folder` is the worker's own, within the one that all workers of the server share."""
        self._routes = tuple(routes)
        self._route = {name: number for number, name in enumerate(self._routes)}
        self._status = {status: number for number, status in enumerate(STATUSES)}
        self._seconds = len(routes) * (len(STATUSES) + 1)
        self._commands = self._seconds + len(routes) * (len(BUCKETS) + 2)
        self._outcome = {str(o): self._commands + place for place, o in enumerate(Outcome)}
        self._rows = self._commands + len(Outcome)
        self._pool = self._rows + 1
        self._size = self._pool + 1
        layout = sha256(repr((self._routes, STATUSES, BUCKETS, list(Outcome))).encode()).hexdigest()
        self._all, self._name = folder.parent, f"counters-{layout[:8]}"
        self._map = _mapped(folder / self._name, self._size * _CELL)
        self._cells = memoryview(self._map).cast("d")
        self._cells[self._pool] = 0.0

    def served(self, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        number = self._route[route]
        place = self._status.get(status, len(STATUSES))
        self._cells[number * (len(STATUSES) + 1) + place] += 1
        first = self._seconds + number * (len(BUCKETS) + 2)
        self._cells[first + bisect_left(BUCKETS, seconds)] += 1
        self._cells[first + len(BUCKETS) + 1] += seconds

    def decided(self, outcome: str) -> None:
        """The server told a verdict on a command."""
        self._cells[self._outcome[outcome]] += 1

    def pulled(self, rows: int) -> None:
        """So many rows were sent."""
        self._cells[self._rows] += rows

    def in_use(self, connections: int) -> None:
        """So many connections of this process are at work now."""
        self._cells[self._pool] = connections

    def text(self) -> str:
        """All workers' counters in Prometheus' text format."""
        cells, workers = [0.0] * self._size, 0
        for file in self._all.glob(f"*/{self._name}"):
            content = memoryview(file.read_bytes())
            if len(content) == self._size * _CELL:
                workers += 1
                cells = [a + b for a, b in zip(cells, content.cast("d"), strict=True)]
        lines = [*self._requests(cells), *self._histogram(cells)]
        lines += _family(_COMMANDS, "counter", "Verdicts told, by outcome.")
        lines += [f'{_COMMANDS}{{outcome="{o}"}} {cells[n]:.0f}' for o, n in self._outcome.items()]
        lines += _family(_ROWS, "counter", "Rows sent to clients.")
        lines.append(f"{_ROWS} {cells[self._rows]:.0f}")
        lines += _family(_POOL, "gauge", "Connections to PostgreSQL at work.")
        lines.append(f"{_POOL} {cells[self._pool]:.0f}")
        lines += _family(_WORKERS, "gauge", "Worker processes that count here.")
        lines.append(f"{_WORKERS} {workers}")
        return "\n".join(lines) + "\n"

    def close(self) -> None:
        """What was counted stays: the next process in this folder goes on from there."""
        self._cells[self._pool] = 0.0
        self._cells.release()
        self._map.close()

    def _requests(self, cells: Sequence[float]) -> Iterable[str]:
        yield from _family(_REQUESTS, "counter", "Requests answered, by route and status.")
        width = len(STATUSES) + 1
        for number, route in enumerate(self._routes):
            for place, status in enumerate((*STATUSES, "other")):
                count = cells[number * width + place]
                if count:
                    yield f'{_REQUESTS}{{route="{route}",status="{status}"}} {count:.0f}'

    def _histogram(self, cells: Sequence[float]) -> Iterable[str]:
        yield from _family(_SECONDS, "histogram", "Seconds until a request was answered.")
        width = len(BUCKETS) + 2
        for number, route in enumerate(self._routes):
            first = self._seconds + number * width
            counts = list(accumulate(cells[first : first + len(BUCKETS) + 1]))
            if not counts[-1]:
                continue
            for bound, count in zip((*BUCKETS, "+Inf"), counts, strict=True):
                yield f'{_SECONDS}_bucket{{route="{route}",le="{bound}"}} {count:.0f}'
            yield f'{_SECONDS}_sum{{route="{route}"}} {cells[first + width - 1]:.6f}'
            yield f'{_SECONDS}_count{{route="{route}"}} {counts[-1]:.0f}'


def _family(name: str, kind: str, told: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} {kind}"


def _mapped(file: Path, size: int) -> mmap.mmap:
    if not file.is_file() or file.stat().st_size != size:
        file.write_bytes(bytes(size))
    with file.open("r+b") as opened:
        return mmap.mmap(opened.fileno(), size)
