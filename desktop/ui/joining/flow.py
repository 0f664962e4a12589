"""From account and password to an open book of a school with a server; also where it is away."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from PySide6.QtCore import QObject

from desktop.store import keys
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.sync.joining import Guest, KeyNotKept, choose_password, come, enter, meet
from desktop.sync.once import Watch, sync_once
from desktop.sync.patience import come_soon
from desktop.sync.problems import Stopped as LineStopped
from desktop.sync.reach import Reach, read_reach, write_reach
from desktop.sync.step import Word, worker_of
from desktop.ui.joining.connect_page import Wish
from desktop.ui.joining.fetching_page import FetchingPage
from desktop.ui.joining.signin_page import ServerSignIn
from desktop.ui.joining.stage import Stage
from desktop.ui.kit.task import Reins, Stopped, Task
from desktop.ui.signin import FirstPassword

T = TypeVar("T")
STOPPED: Final = (
    "Đã dừng tải sổ. Máy này đã nối với máy chủ của trường: lần đăng nhập tới sổ được tải lại, "
    "không phải nhập mã kết nối nữa."
)


class Arrival(QObject):
    """One person's way to a book; what is opened on the way is closed when the way is left."""

    def __init__(self, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._guest: Guest | None = None
        self._school: School | None = None  # opened, and not shown yet
        self._task: Task[Any] = Task(self)
        self._given_up = False

    def _start(
        self, work: Callable[[Reins], T], done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:  # fmt: skip
        """Begin a step; once the way was given up only what was opened is closed."""
        self._task.start(
            work,
            lambda result: self._go_on(done, result),
            lambda error: self._go_on(failed or self._failed, error),
        )

    def _go_on(self, step: Callable[[Any], object], came: Any) -> None:
        if self._given_up:
            self.let_go()
            self.deleteLater()
        else:
            step(came)

    # ---- two ways in

    def connect_to(self, wish: Wish, known: Path | None) -> None:
        """With a connection code; `known` is the folder of the school whose code it replaces."""
        places = [known] if known else self._stage.device.schools()
        nowhere = self._stage.new_folder(wish.code.school_code)

        def work(_reins: Reins) -> Guest:
            reach = meet(wish.code)
            guest = come(nowhere, reach, wish.account, wish.password)
            guest.folder = _home(places, guest) or self._stage.new_folder(_school_of(guest))
            return guest

        self._start(work, self._came)

    def sign_in(self, folder: Path, reach: Reach, account: str, password: str) -> None:
        """As every morning."""
        now = self._stage.now

        def work(_reins: Reins) -> Guest:
            return come_soon(folder, reach, account, password, now)

        self._start(work, self._came)

    # ---- the first password, the file

    def _came(self, guest: Guest) -> None:
        self._guest = guest
        signed_in = guest.signed_in
        if signed_in is None or not guest.must_change:
            self.open_file()
            return
        page = FirstPassword(signed_in.name, lambda new: choose_password(guest, new))
        page.changed.connect(lambda _new: self.open_file())
        self._stage.show_page(page)

    def open_file(self, former: str = "") -> None:
        """The person's own; `former` is the password of this computer where it is another one."""
        guest, now = self._came_as, self._stage.now

        def work(_reins: Reins) -> School:
            self._school = enter(guest, now, former=former)
            return self._school

        self._start(work, self._entered)

    def _entered(self, school: School) -> None:
        guest = self._came_as
        if school.connected is not None and not school.connected.link.synced_at:
            self._fetch(guest, school)
        else:
            self._show(guest, school)

    # ---- the first pull

    def _fetch(self, guest: Guest, school: School) -> None:
        name = keys.people(school.folder)[0].name
        page = FetchingPage(name, keys.school_name(school.folder))
        page.stopped.connect(self._task.stop)
        page.stopped.connect(guest.client.stop)
        self._task.progressed.connect(lambda done, of, _what: page.show_progress(done, of))
        self._stage.show_page(page)

        def work(reins: Reins) -> School:
            sync_once(school, guest.client, Watch(reins.step, stopped=lambda: reins.stopped))
            return school

        self._start(work, lambda fetched: self._show(guest, fetched), self._not_fetched)

    def _not_fetched(self, error: BaseException) -> None:
        """The file stays, empty: the next sign-in fetches what it shall hold."""
        folder = self._came_as.folder
        self.let_go()
        if isinstance(error, Stopped | LineStopped):
            self._stage.show_sign_in(folder, STOPPED)
        elif isinstance(error, Trouble):
            self._stage.show_sign_in(folder, error.sentence)
        else:
            raise error

    # ---- the book

    def _show(self, guest: Guest, school: School) -> None:
        self._school = None
        guest.client.close()
        word = Word(guest.account, guest.password) if guest.signed_in is None else None
        account = keys.people(school.folder)[0].account
        worker = worker_of(school, guest.client.reach, word)
        self._stage.show_book(school, account, worker)

    @property
    def _came_as(self) -> Guest:
        assert self._guest is not None  # noqa: S101 - nobody enters who has not come
        return self._guest

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Trouble):
            raise error
        page = self._stage.page
        if isinstance(error, KeyNotKept):
            self._ask_former(error)
        elif isinstance(page, FirstPassword):  # it is changed: what is left is to sign in with it
            folder = self._came_as.folder
            self.let_go()
            self._stage.show_sign_in(folder, error.sentence)
        else:
            page.failed(error.sentence)

    def _ask_former(self, error: KeyNotKept) -> None:
        """Who has come stays: only the file's own password is missing."""
        if not isinstance(self._stage.page, ServerSignIn):
            self._stage.show_sign_in(self._came_as.folder)
        page = self._stage.page
        page.ask_former()
        page.failed(error.sentence)

    def give_up(self) -> None:
        """The person has gone elsewhere; a question that is out may take its time."""
        self._given_up = True
        if self._guest is not None:
            self._guest.client.stop()
        if not self._task.running:
            self.let_go()
            self.deleteLater()

    def let_go(self) -> None:
        """End what runs, close what is open and was not shown."""
        if self._guest is not None:
            self._guest.client.stop()
        self._task.stop_and_wait()
        if self._school is not None:
            self._school.close()
            self._school = None
        if self._guest is not None:
            self._guest.client.close()


def _home(places: list[Path], guest: Guest) -> Path | None:
    """Where this school lies on this computer already; its address or certificate is noted."""
    reach, person = guest.client.reach, guest.signed_in
    for folder in places:
        there = None
        with suppress(Trouble):
            there = read_reach(folder)
        own = person is not None and (folder / person.staff_id.hex).is_dir()
        same = there is not None and (there.school, there.address) == (reach.school, reach.address)
        if own or same:
            write_reach(folder, msgspec.structs.replace(reach, name=_school_of(guest)))
            return folder
    return None


def _school_of(guest: Guest) -> str:
    return guest.signed_in.school if guest.signed_in else guest.client.reach.school
