"""Starting the program, in processes of its own: sign-in, opening the book, memory."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.measure import Figure, figure, value
from bench.school import Measured
from desktop.demo.accounts import PASSWORD

RUNS = 5


def start(school: Measured) -> Iterator[Figure]:
    """Each run is a new process that tells when what stood there."""
    runs = [_one(school) for _ in range(RUNS)]
    sign_in = [run["sign_in"] for run in runs]
    opened = [run["opened"] for run in runs]
    yield figure("process start → sign-in visible", sign_in, "s", most=0.5)
    yield figure("password accepted → gradebook painted", opened, "s", most=1.0)
    memory = max(run["memory"] for run in runs)
    yield value("memory with the big school open", memory, "MB", most=220)


def _one(school: Measured) -> dict[str, float]:
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-m", "bench.start_once", str(school.folder), school.teacher, PASSWORD],
        check=True, capture_output=True, text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "BENCH_STARTED": repr(started)},
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
