"""The program as a real child process, on a small demonstration school that is copied per test."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.demo import PASSWORD, DemoPlan, make_demo
from desktop.store.slots import KdfCost

ROOT = Path(__file__).resolve().parents[2]
CHEAP = KdfCost(memory_kib=64, iterations=1)


@dataclass(frozen=True)
class Ended:
    """How a child process ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.out)
        return read


Run = Callable[..., Ended]


@pytest.fixture
def run(own_folders: Path) -> Run:
    def program(*arguments: object, **variables: str) -> Ended:
        surroundings = {
            **os.environ,
            "PYTHONWARNINGS": "error",
            "SO_TRUONG_PASSWORD": PASSWORD,
            "SO_TRUONG_PASSPHRASE": "sao lưu 2026",
            **variables,
        }
        ended = subprocess.run(
            [sys.executable, "-m", "desktop", *map(str, arguments)],
            check=False,
            capture_output=True,
            encoding="utf-8",
            env={name: value for name, value in surroundings.items() if value},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            timeout=100,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return program


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "hoa-sen"
    make_demo(folder, DemoPlan(classes=4, students=5), cost=CHEAP)
    return folder


@pytest.fixture
def school(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "hoa-sen"))
