"""Scans go to the server before the command that names them, and come when somebody opens them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from desktop.commands.papers import KeepPaper, PaperFacts
from desktop.commands.staff import EndRole
from desktop.models.central import Blob
from desktop.models.people import RoleAssignment
from desktop.rules.papers import FileKind, sniff
from desktop.rules.permissions import AudienceKind, audience
from desktop.store.files import FileDamaged, FileNotHere, holds_file, keep_file
from desktop.sync.files import STRETCH, fetch_file
from desktop.sync.problems import ServerProblem, Unreachable
from desktop.sync.protocol import ProblemCode
from tests.sync.online import Computer, Online, fine, online_school, request_lost

pytestmark = pytest.mark.postgres


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


def a_scan(size: int, seed: int = 1) -> bytes:
    return b"%PDF-1.7\n" + Random(seed).randbytes(size - 9)  # noqa: S311 - any bytes


def attach(online: Online, computer: Computer, content: bytes) -> str:
    """Keep a scan on a computer and name it in the book; its SHA-256."""
    school = computer.school
    kept = keep_file(school.folder, school.unlocked.file_key, content, "khai-sinh.pdf")
    facts = PaperFacts("Giấy khai sinh", kept.sha256, kept.kind, kept.size)
    school.do(
        KeepPaper(
            class_id=online.central.ids["6A"], student_id=online.central.pupils[0], paper=facts
        )
    )
    return kept.sha256


def on_server(online: Online) -> list[tuple[int, bool]]:
    with online.central.begin() as connection:
        return [(row.received, row.whole) for row in connection.execute(select(Blob.__table__))]


def methods(computer: Computer) -> list[str]:
    return [f"{q.method} {q.path.partition('?')[0][:9]}" for q in computer.line.asked]


def test_a_scan_comes_before_its_command_and_is_opened_elsewhere(online: Online):
    office, homeroom = online.join("vp"), online.join("cn", "other")
    content = a_scan(2 * STRETCH + 7)
    name = attach(online, office, content)
    office.line.asked.clear()
    office.sync()
    assert methods(office) == [
        "HEAD /v1/blobs", "PUT /v1/blobs", "PUT /v1/blobs", "PUT /v1/blobs",
        "POST /v1/comma", "POST /v1/chang",
    ]  # fmt: skip
    assert on_server(online) == [(len(content), True)]
    homeroom.sync()
    assert not holds_file(homeroom.school.folder, name)
    assert fetch_file(homeroom.school, name) == content
    assert holds_file(homeroom.school.folder, name)  # and from now on without the network
    sealed = (homeroom.school.folder / "files" / name).read_bytes()
    assert content[9:99] not in sealed


def test_a_broken_line_costs_one_stretch_and_the_command_waits(online: Online):
    office = online.join("vp")
    content = a_scan(3 * STRETCH)
    attach(online, office, content)
    with pytest.raises(Unreachable):
        office.sync(fine, fine, request_lost)  # HEAD, the first stretch, the second
    assert on_server(online) == [(STRETCH, False)]
    assert office.school.connected is not None
    assert office.school.connected.count_unsent() == 1
    office.line.asked.clear()
    office.sync()
    assert methods(office).count("PUT /v1/blobs") == 2
    assert on_server(online) == [(len(content), True)]
    assert office.school.connected.count_unsent() == 0


def test_what_stands_before_a_scan_goes_first(online: Online):
    ha = online.join("vp")
    attach(online, ha, a_scan(100))
    attach(online, ha, a_scan(200, seed=2))
    ha.line.asked.clear()
    report = ha.sync()
    assert report.sent == 2
    assert [m for m in methods(ha) if not m.startswith("POST /v1/chang")] == [
        "HEAD /v1/blobs", "PUT /v1/blobs", "POST /v1/comma",
    ] * 2  # fmt: skip


def test_a_scan_that_is_damaged_here_holds_nothing_up(online: Online):
    office = online.join("vp")
    name = attach(online, office, a_scan(5_000))
    path = office.school.folder / "files" / name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert office.sync().sent == 1
    assert on_server(online) == []
    with pytest.raises(FileDamaged):
        fetch_file(office.school, name)
    path.unlink()
    with pytest.raises(FileNotHere):
        fetch_file(office.school, name)


def test_the_same_scan_twice_is_sent_once(online: Online):
    office = online.join("vp")
    content = a_scan(1_000)
    attach(online, office, content)
    office.sync()
    attach(online, office, content)
    office.line.asked.clear()
    office.sync()
    assert methods(office)[:2] == ["HEAD /v1/blobs", "POST /v1/comma"]


def test_who_does_not_hold_the_audience_gets_nothing(online: Online):
    office, teacher = online.join("vp"), online.join("ha", "other")
    name = attach(online, office, a_scan(1_000))
    office.sync()
    teacher.sync()
    with pytest.raises(FileNotHere):  # her file has no row that names it
        fetch_file(teacher.school, name)
    care = audience(AudienceKind.CARE, online.central.ids["6A"])
    teacher.client.token = teacher.school.connected.link.token if teacher.school.connected else ""
    with pytest.raises(ServerProblem) as caught:
        teacher.client.file(name, care)
    assert caught.value.code is ProblemCode.NOT_PERMITTED


def test_19_files_of_a_withdrawn_audience_leave_the_folder(online: Online):
    office, homeroom = online.join("vp"), online.join("cn", "other")
    name = attach(online, office, a_scan(1_000))
    office.sync()
    homeroom.sync()
    fetch_file(homeroom.school, name)
    with online.central.begin() as connection:
        role = connection.execute(
            select(RoleAssignment.id).where(
                RoleAssignment.staff_id == online.central.people["cn"],
                RoleAssignment.reach_id == online.central.ids["6A"],
            )
        ).scalar_one()
    online.central.do("hieutruong", EndRole(assignment_id=role, to_day=date(2026, 9, 1)))
    assert homeroom.sync().withdrawn
    assert not holds_file(homeroom.school.folder, name)
    assert holds_file(office.school.folder, name)


def test_both_ends_tell_kinds_the_same_way():
    assert sniff(a_scan(20)) is FileKind.PDF
    assert {kind.media_type for kind in FileKind} == {
        "application/pdf", "image/png", "image/jpeg", "image/webp"
    }  # fmt: skip
