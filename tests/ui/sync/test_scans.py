"""A scan that another computer attached is fetched when it is opened."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.commands.papers import KeepPaper, PaperFacts
from desktop.store.files import holds_file, keep_file
from desktop.sync.reach import read_reach
from desktop.ui.card.opening import Fetching, content_of
from tests.sync.online import Computer, Online
from tests.sync.silent import silent_server

SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 40


def attached(online: Online) -> tuple[Computer, str]:
    """The homeroom teacher's computer, and a scan that the office has attached."""
    office, homeroom = online.join("vp", "office"), online.join("cn", "room")
    school = office.school
    kept = keep_file(school.folder, school.unlocked.file_key, SCAN, "a.pdf")
    facts = PaperFacts("Giấy khai sinh", kept.sha256, kept.kind, kept.size)
    ids = online.central.ids["6A"], online.central.pupils[0]
    school.do(KeepPaper(class_id=ids[0], student_id=ids[1], paper=facts))
    office.sync()
    homeroom.sync()
    return homeroom, kept.sha256


def test_it_comes_from_the_server_once(qtbot: QtBot, online: Online):
    homeroom, name = attached(online)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert content_of(parent, homeroom.school, "Giấy khai sinh", name) == (SCAN, "")
    online.running.front.server.opened.engine.dispose()
    assert holds_file(homeroom.school.folder, name)
    assert content_of(parent, homeroom.school, "Giấy khai sinh", name) == (SCAN, "")


def elsewhere(computer: Computer, address: str) -> None:
    """From now on the server is looked for at another address."""
    folder = computer.school.folder.parent
    reach = read_reach(folder)
    assert reach is not None
    file = folder / "server.json"
    moved = msgspec.structs.replace(reach, address=address)
    file.write_bytes(file.read_bytes().replace(reach.address.encode(), moved.address.encode()))


def test_without_the_network_a_sentence_says_so(qtbot: QtBot, online: Online):
    homeroom, name = attached(online)
    elsewhere(homeroom, "127.0.0.1:1")
    parent = QWidget()
    qtbot.addWidget(parent)
    content, sentence = content_of(parent, homeroom.school, "Giấy khai sinh", name)
    assert content == b""
    assert "máy chủ" in sentence


def soon(act: Callable[[], object]) -> None:
    QTimer.singleShot(0, act)


def test_waiting_can_be_given_up(qtbot: QtBot, online: Online, server_folder: Path):
    homeroom, name = attached(online)
    parent = QWidget()
    qtbot.addWidget(parent)
    with silent_server(server_folder / "certificate-and-key.pem") as (address, heard):
        elsewhere(homeroom, address)

        def give_up() -> None:
            if not heard.is_set():
                soon(give_up)
                return
            dialog = parent.findChild(Fetching)
            assert dialog is not None
            dialog.leave.click()

        soon(give_up)
        assert content_of(parent, homeroom.school, "Giấy khai sinh", name) == (b"", "")
    assert not holds_file(homeroom.school.folder, name)
