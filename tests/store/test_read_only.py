"""A school in a folder that this user may read but not write, as the system itself refuses it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.store.conftest import Founded

# A test run as root may write everywhere: the child gives its powers up first (Linux), and then
# the permissions of the folder hold for it as for everybody.
CHILD = """
import ctypes, os, sys
from pathlib import Path
from uuid import UUID
from desktop.store import keys
from desktop.store.backup import make_backup
from desktop.store.keys import Unlocked
from desktop.store.school import open_school
from desktop.store.slots import KdfCost
from desktop.store.trouble import Trouble

if sys.platform == "linux":
    head, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(head, none) == 0
folder, act = Path(sys.argv[1]), sys.argv[2]
unlocked = Unlocked(UUID(sys.argv[3]), bytes.fromhex(sys.argv[4]))
acts = {
    "open": lambda: open_school(folder, unlocked),
    "wrong password": lambda: keys.unlock(folder, "lan", "không phải", 0),
    "right password": lambda: keys.unlock(folder, "lan", "hoa sen 2026", 0),
    "back up there": lambda: make_backup(
        folder.parent / "elsewhere", unlocked.file_key, folder / "a.backup", "cất ở tủ", 0,
        cost=KdfCost(memory_kib=64, iterations=1),
    ),
}
try:
    acts[act]()
    print("done")
except Trouble as trouble:
    print(type(trouble).__name__)
"""


@pytest.fixture
def read_only(hoa_sen: Founded) -> Iterator[Founded]:
    for path in hoa_sen.folder.iterdir():
        path.chmod(0o444)
    hoa_sen.folder.chmod(0o555)
    yield hoa_sen
    hoa_sen.folder.chmod(0o755)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("open", "ReadOnlyFolder"),
        ("wrong password", "ReadOnlyFolder"),
        ("right password", "done"),
        ("back up there", "ReadOnlyFolder"),
    ],
)
def test_a_read_only_folder_is_told_in_words(
    read_only: Founded, template: Founded, act: str, said: str
):
    shutil.copytree(template.folder, read_only.folder.parent / "elsewhere")
    arguments = (read_only.folder, act, read_only.teacher, read_only.unlocked.file_key.hex())
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=30,
    )
    assert done.stdout.strip() == said
    assert done.stderr == ""
    assert contents(read_only) == contents(template)


def contents(school: Founded) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in school.folder.iterdir()}
