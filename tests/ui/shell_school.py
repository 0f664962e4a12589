"""A small demonstration school and the one window before it, as somebody starts the program."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.app import Shell
from desktop.demo.accounts import PASSWORD
from desktop.demo.plan import DemoPlan
from desktop.demo.school import make_demo
from desktop.device import Device
from desktop.store import keys
from desktop.store.slots import KdfCost

CHEAP = KdfCost(memory_kib=64, iterations=1)
PLAN = DemoPlan(classes=4, students=5)


def make_school(folder: Path) -> Path:
    make_demo(folder, PLAN, cost=CHEAP)
    return folder


def new_shell(tmp_path: Path, folder: Path | None) -> Shell:
    shell = Shell(Device(tmp_path / "settings.json"))
    shell.resize(1366, 697)
    shell.begin(folder)
    shell.show()
    QApplication.processEvents()
    return shell


def sign_in(shell: Shell, folder: Path, account: str) -> None:
    """Open the book of a person, the password already accepted."""
    unlocked = keys.unlock(folder, account, PASSWORD, 0)
    shell.open_book(folder, unlocked, account)
    QApplication.processEvents()


def close(shell: Shell) -> None:
    shell.close()
    QObject.deleteLater(shell)
    QApplication.processEvents()
