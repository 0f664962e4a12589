"""Two computers and a server: a school is joined, an entry arrives, a lock, a conflict."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from desktop.app import Shell
from desktop.commands.locks import LockBooks
from desktop.commands.refusals import Choice
from desktop.demo.accounts import PASSWORD
from desktop.demo.plan import DemoPlan
from desktop.device import Device
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import MIDTERM, Column, show_mark
from desktop.rules.terms import Term
from desktop.store.slots import KdfCost
from desktop.sync.client import Client
from desktop.sync.connection_code import ConnectionCode, show_code
from desktop.sync.joining import join
from desktop.sync.once import sync_once
from desktop.sync.reach import reach_of
from desktop.sync.worker import Contact
from desktop.tour.album import AT_125, SIZE
from desktop.tour.cable import Cable
from desktop.tour.entering import COLUMN, go_to, open_course, stored
from desktop.tour.seat import Seat
from desktop.tour.stage import SERVED, Stage
from desktop.ui.joining.connect_page import ConnectPage
from desktop.ui.outbox.page import OutboxPage

if TYPE_CHECKING:
    from desktop.demo.with_server import DemoServer

PLAN: Final = DemoPlan(classes=4, students=20)
CHEAP: Final = KdfCost(memory_kib=64, iterations=1)  # of files that nobody uses afterwards
LEFT_OUT: Final = (
    "Phần máy chủ với hai máy được bỏ qua: máy này chưa cài các gói của phần máy chủ "
    "(pip install 'so-truong[server]')."
)
REASON: Final = "Chốt điểm thường xuyên"


@dataclass
class TwoComputers:
    """The windows of two teachers who share a course; the second one's cable can be pulled."""

    made: "DemoServer"
    now: Callable[[], int]
    first: Seat
    second: Seat
    cable: Cable


def server_is_here() -> bool:
    """Whether the packages of the server are installed."""
    try:
        import_module("desktop.demo.with_server")
    except ModuleNotFoundError:
        return False
    return True


def join_server(stage: Stage) -> None:
    """Two computers join the server by the code that the office has printed."""
    two = stage.memory["two"] = _begin(stage)
    page = _fill(two.first, two.made.code, two.made.roles.teacher)
    two.first.picture("ket-noi-may-chu", "Kết nối với máy chủ: mã kết nối, tên và mật khẩu")
    two.first.resize(AT_125)
    two.first.picture("125-ket-noi-may-chu", "Cửa sổ ở 125 %: kết nối với máy chủ")
    two.first.resize(SIZE)
    two.first.click(page.act)
    _wait_in_step(two.first)
    behind = replace(two.made.code, address=two.cable.address)
    two.second.click(_fill(two.second, behind, two.made.roles.sharing).act)
    _wait_in_step(two.second)


def entry_arrives(stage: Stage) -> None:
    """An entry on one computer appears on the open sheet of the other."""
    two = stage.memory["two"]
    for seat in (two.second, two.first):
        seat.come_to_front()
        open_course(seat, Term.II)
    _enter(two.first, 0, COLUMN, "8,5")
    _wait_sent(two.first)
    two.second.window.server.sync_now()
    two.second.until(lambda: _shown(two.second, 0, COLUMN) == "8,5", "8,5 appears by itself")
    two.second.picture("hien-o-may-kia", "Điểm 8,5 gõ ở máy này hiện ngay trên sổ mở ở máy kia")


def locked_meanwhile(stage: Stage) -> None:
    """Offline; the book is locked meanwhile; the entry waits for a decision."""
    two = stage.memory["two"]
    seat = two.second
    _enter_offline(two, 1, COLUMN, "7,5")
    seat.picture("mat-mang", "Mất mạng: vẫn nhập bình thường, chờ gửi 1")
    _lock(stage, two)
    _back_online(two, refused=1)
    seat.must(stored(seat, 1) is None, "the book stays as it was locked")
    panel = _panel(seat)
    seat.must(panel.card is not None and "khóa" in panel.card.line.reason, "it says why")
    seat.picture("can-xu-ly-da-khoa", "Cần xử lý: sổ đã khóa trong lúc mất mạng, điểm gõ còn đây")
    seat.press(Qt.Key.Key_Escape)


def one_cell(stage: Stage) -> None:
    """Two people in one cell: both values are kept and shown."""
    two = stage.memory["two"]
    seat = two.second
    _enter_offline(two, 0, MIDTERM, "6,5")
    two.first.come_to_front()
    _enter(two.first, 0, MIDTERM, "9,5")
    _wait_sent(two.first)
    _back_online(two, refused=2)
    panel = _panel(seat)
    met = [key for key, line in panel.lines.items() if Choice.THEIRS in line.choices]
    seat.must(len(met) == 1, "one of the two is a conflict")
    seat.pick(panel.list, met[0])
    (cell,) = panel.lines[met[0]].cells
    seat.must((cell.new, cell.stands) == ("6,5", "9,5"), "both values are there")
    seat.picture("hai-nguoi-mot-o", "Hai người cùng một ô: cả hai giá trị, người gõ tự chọn")
    seat.window.choose_theme("dark")
    seat.picture("toi-hai-nguoi-mot-o", "Giao diện tối: hai người cùng một ô")
    seat.window.choose_theme("light")
    seat.resize(AT_125)
    seat.picture("125-hai-nguoi-mot-o", "Cửa sổ ở 125 %: hai người cùng một ô")
    seat.resize(SIZE)


# ---- server and computers


def _begin(stage: Stage) -> TwoComputers:
    """All of it ends with the stage, the windows first."""
    from desktop.demo.with_server import make_demo_server
    from desktop.sync.server.serve import serving

    def now() -> int:
        stage.at += 1_000
        return stage.at

    folder = stage.folder / SERVED
    made = make_demo_server(folder / "server", folder / "truong", PLAN, cost=CHEAP)
    settings = made.premises.settings
    enter = stage.at_end.enter_context
    enter(serving(made.premises.folder, port=settings.port, clock=now))
    cable = enter(Cable(made.code.address))
    first, second = (_seat(stage, folder / name, now) for name in ("may-a", "may-b"))
    return TwoComputers(made, now, first, second, cable)


def _seat(stage: Stage, folder: Path, now: Callable[[], int]) -> Seat:
    """The program as it starts on a computer."""
    seat = Seat(Shell(Device(folder / "settings.json"), now), stage.album)
    stage.at_end.callback(seat.close)
    seat.shell.resize(*SIZE)
    seat.shell.begin(None)
    seat.shell.show()
    return seat


def _lock(stage: Stage, two: TwoComputers) -> None:
    """The vice-principal, on a third computer, locks ĐĐGtx of the course."""
    course = two.first.memory["course"].course
    lock = LockBooks(
        school_year_id=course.school_year_id, reach=LockReach.COURSE, reach_id=course.course_id,
        term=Term.II, kinds=(LockKind.REGULAR,), reason=REASON,
    )  # fmt: skip
    vice, home = two.made.roles.vice, stage.folder / SERVED / "may-c"
    with (
        closing(join(home, two.made.code, vice, PASSWORD, clock=two.now, cost=CHEAP)) as school,
        closing(Client(reach_of(two.made.code))) as client,
    ):
        school.do(lock)
        stage.must(not sync_once(school, client).turned_down, "the book is locked")


# ---- what is done at a computer


def _fill(seat: Seat, code: ConnectionCode, account: str) -> ConnectPage:
    """From the first start: the code is pasted, name and password are typed."""
    seat.come_to_front()
    seat.page.server_wanted.emit()
    page = seat.shown(ConnectPage)
    page.code.setPlainText(show_code(code))
    for field, words in ((page.account, account), (page.password, PASSWORD)):
        seat.focus(field)
        seat.type(words)
    seat.must(code.address in page.found.accessibleName(), "the page says which server it is")
    return page


def _wait_in_step(seat: Seat) -> None:
    seat.until(lambda: hasattr(seat.page, "tabs"), "the book comes from the server")
    server = seat.window.server
    seat.until(lambda: server.state.contact is Contact.ONLINE, "the server answers")
    seat.come_to_front()


def _enter(seat: Seat, row: int, column: Column, text: str) -> None:
    go_to(seat, seat.window.tab.course, row, column)
    seat.enter(text)
    seat.must(show_mark(stored(seat, row, column)) == text, f"{text} is in the book here")


def _shown(seat: Seat, row: int, column: Column) -> str:
    page = seat.window.tab.course
    return str(page.view.sheet_model.cell(row, page.book.find(str(column))).text)


def _wait_sent(seat: Seat) -> None:
    connected = seat.window.school.connected
    seat.until(lambda: not connected.count_unsent(), "it is sent by itself")


def _enter_offline(two: TwoComputers, row: int, column: Column, text: str) -> None:
    seat, server = two.second, two.second.window.server
    two.cable.pull_out()
    seat.come_to_front()
    _enter(seat, row, column, text)
    seat.until(
        lambda: server.state.contact is Contact.OFFLINE and server.state.waiting == 1,
        "it waits until the server can be reached",
    )


def _back_online(two: TwoComputers, refused: int) -> None:
    seat, server = two.second, two.second.window.server
    two.cable.plug_in()
    server.sync_now()
    seat.until(
        lambda: server.state.refused == refused and not server.state.waiting,
        "the entry waits for a decision",
    )
    seat.come_to_front()


def _panel(seat: Seat) -> OutboxPage:
    seat.click(seat.window.status.refused)
    return seat.shown(OutboxPage)
