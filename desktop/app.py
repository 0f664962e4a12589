"""Puts the parts together: settings, sign-in, window; one top-level window all the while."""

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop import __version__
from desktop.device import ACCOUNT, THEME, Device, data_folder, log_folder
from desktop.logs import install_excepthook, start_logging
from desktop.rules.instants import school_day
from desktop.store import clock, keys
from desktop.store.trouble import Trouble
from desktop.sync.reach import read_reach
from desktop.ui.calm import CalmTeller
from desktop.ui.collecting import Collecting
from desktop.ui.joining.ways import ServerWays
from desktop.ui.kit.task import Reins
from desktop.ui.mark import app_icon
from desktop.ui.signin import FirstPassword, SignIn
from desktop.ui.theme import apply_theme

if TYPE_CHECKING:
    from desktop.store.school import School
    from desktop.sync.worker import Worker

TABS = (
    "desktop.ui.tasks.tab:TasksTab",
    "desktop.ui.roster.tab:RosterTab",
    "desktop.ui.gradebook.tab:GradebookTab",
    "desktop.ui.printing.tab:PrintingTab",
    "desktop.ui.admin.tab:AdminTab",
)
"""In the order of DESIGN §8; imported only when somebody has signed in."""
SERVED = ("desktop.ui.joining.flow", "desktop.ui.sync.side")
HEAVY = (
    "desktop.store.school",
    "desktop.queries.shelf",
    *(t.partition(":")[0] for t in TABS),
)
SMALLEST = QSize(1024, 540)


def tab_kinds() -> list[Any]:
    """The classes of all tabs."""
    return [
        getattr(import_module(module), name)
        for module, _colon, name in (tab.partition(":") for tab in TABS)
    ]


class Shell(QWidget):
    """The one top-level window: first start, sign-in, or the book of a person."""

    def __init__(self, device: Device, now: clock.Clock = clock.now) -> None:
        super().__init__()
        self.device, self.now = device, now
        self.setWindowTitle("Sổ Trường")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(SMALLEST)
        self.stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.ways = ServerWays(self, self._warmed)
        self._warm: Thread | None = None
        self._gone = False  # what waited was sent, or told to stay
        self._collecting = Collecting(self)

    # ---- what is in front

    def show_page(self, page: QWidget) -> None:
        """Bring a page to front; the one before is let go."""
        before = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if before is not None:
            leave = getattr(before, "leave", None)
            if leave is not None:
                leave()
            self.stack.removeWidget(before)
            before.deleteLater()

    @property
    def page(self) -> Any:
        """What is in front."""
        return self.stack.currentWidget()

    def begin(self, folder: Path | None) -> None:
        """Show the sign-in of a school, or the first start."""
        if folder is None:
            folder = next(iter(self.device.schools()), None)
        if folder is None:
            self.show_first_start()
        else:
            self.show_sign_in(folder)

    def show_first_start(self, sentence: str = "") -> None:
        """The ways to begin."""
        from desktop.ui.first_start import FirstStart

        page = FirstStart(self.device.schools())
        page.demo_wanted.connect(self._make_demo)
        page.new_wanted.connect(self._ask_new)
        page.server_wanted.connect(lambda: self.show_connect(None))
        page.chosen.connect(self.show_sign_in)
        page.tell(sentence)
        self.show_page(page)

    def show_sign_in(self, folder: Path, sentence: str = "") -> None:
        """Ask who it is."""
        try:
            reach = read_reach(folder)
            page = self.ways.sign_in(folder, reach) if reach else self._local_sign_in(folder)
        except Trouble as trouble:
            self.show_first_start(trouble.sentence)
            return
        page.elsewhere.connect(self.show_first_start)
        page.tell(sentence)
        self.show_page(page)
        self._warm_up(served=reach is not None)

    def _local_sign_in(self, folder: Path) -> SignIn:
        page = SignIn(folder, self.device.get(ACCOUNT), self.now)
        page.opened.connect(lambda unlocked: self._signed_in(folder, unlocked))
        return page

    def _warm_up(self, *, served: bool) -> None:
        """Import what is heavy while the password is typed; nothing of Qt is made there."""
        wanted = (*HEAVY, *SERVED) if served else HEAVY
        self._warm = Thread(target=_import_all, args=(wanted, self._warm), name="warm")
        self._warm.start()

    def _warmed(self) -> None:
        """Before anything heavy is imported here: two threads must not meet in one circle."""
        if self._warm is not None:
            self._warm.join()

    def show_connect(self, known: Path | None) -> None:
        """Ask for a connection code: the first, or another one of a known school."""
        self.ways.show_connect(known)
        self._warm_up(served=True)

    def new_folder(self, name: str) -> Path:
        """Where a school of that name may lie on this computer."""
        self._warmed()
        from desktop.founding import free_folder

        return free_folder(data_folder() / "schools", name)

    # ---- opening a book

    def _signed_in(self, folder: Path, unlocked: keys.Unlocked) -> None:
        slot = next(p for p in keys.people(folder) if p.staff_id == unlocked.staff_id)
        word = self.page.password.text()
        if not unlocked.must_change:
            self.open_book(folder, unlocked, slot.account)
            return
        account, now = slot.account, self.now

        def change(new: str) -> None:
            keys.change_password(folder, account, word, new, now())

        page = FirstPassword(slot.name, change)
        page.changed.connect(lambda _word: self.open_book(folder, unlocked, account))
        self.show_page(page)

    def open_book(self, folder: Path, unlocked: keys.Unlocked, account: str) -> None:
        """Open the school's file and show the window of that person."""
        self._warmed()
        from desktop.store.school import open_school

        try:
            school = open_school(folder, unlocked, self.now)
        except Trouble as trouble:
            self.show_sign_in(folder, trouble.sentence)
            return
        self.show_book(school, account)

    def show_book(self, school: "School", account: str, worker: "Worker | None" = None) -> None:
        """The window of a person whose file is open; with a server also its worker."""
        from desktop.ui.window import Window

        own, home = school.folder, school.folder if worker is None else school.folder.parent
        self.device.keep(ACCOUNT, account)
        self.device.remember_school(home)

        def prove(word: str) -> None:
            keys.unlock(own, account, word, self.now())

        window = Window(school, self.device, tab_kinds(), prove, worker)
        window.leaving.connect(lambda: window.take_leave(lambda: self._switch(home)))
        self.show_page(window)
        window.tab.setFocus()

    def _switch(self, folder: Path) -> None:
        if self.page.close_book():
            self.show_sign_in(folder)

    # ---- a new school

    def _ask_new(self) -> None:
        from desktop.ui.first_start import NewSchoolForm

        form = NewSchoolForm(school_day(self.now()))
        form.back.connect(self.show_first_start)
        form.wanted.connect(lambda wanted: self._make_new(form, wanted))
        self.show_page(form)

    def _make_new(self, form: Any, wanted: Any) -> None:
        self._warmed()
        from desktop.founding import found

        folder = self.new_folder(wanted.name)
        try:
            found(folder, wanted)
        except Trouble as trouble:
            form.tell(trouble.sentence)
            return
        self.device.keep(ACCOUNT, wanted.account)
        self.show_sign_in(folder)

    def _make_demo(self) -> None:
        self._warmed()
        from desktop.demo.school import make_demo
        from desktop.ui.first_start import Making, is_stop

        folder = self.new_folder("Trường mẫu Hoa Sen")

        def work(reins: Reins) -> object:
            return make_demo(folder, progress=lambda what: reins.step(0, 0, what))

        def failed(error: BaseException) -> None:
            if not isinstance(error, Trouble) and not is_stop(error):
                raise error
            said = error.sentence if isinstance(error, Trouble) else ""
            self.show_first_start(said)

        def done(accounts: object) -> None:
            self.show_sign_in(folder, _demo_words(accounts))

        self.show_page(Making("Đang lập trường mẫu", work, done, failed))

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.page
        if hasattr(page, "take_leave") and not self._gone:
            page.take_leave(self._go)
            if not self._gone:  # something is open, or is still being sent
                event.ignore()
                return
        leave = getattr(page, "leave", None)
        if leave is not None:
            leave()
        self.ways.let_go()
        self._warmed()
        self._collecting.stop()
        super().closeEvent(event)

    def _go(self) -> None:
        """Nothing more is to be said: away from the screen, then what may take a moment."""
        self.hide()
        self._gone = self.page.close_book()
        self.close() if self._gone else self.show()


def _import_all(modules: Iterable[str], before: Thread | None) -> None:
    if before is not None:
        before.join()
    for module in modules:
        import_module(module)


def _demo_words(_accounts: object) -> str:
    from desktop.demo.accounts import PASSWORD

    return f"Trường mẫu đã sẵn sàng. Mọi tài khoản đều dùng mật khẩu {PASSWORD}."


def run(folder: Path | None) -> int:
    """Open the window; returns the exit status."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - tells mypy what it is
    app.setApplicationName("Sổ Trường")
    app.setApplicationVersion(__version__)
    device = Device()
    apply_theme(device.get(THEME))
    teller = CalmTeller()  # made here, so that it shows in this thread
    install_excepthook(teller.tell, start_logging(log_folder()))
    shell = Shell(device)
    shell.resize(1366, 697)
    shell.begin(folder)
    shell.show()
    return int(app.exec())
