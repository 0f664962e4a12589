"""From the sign-in to the book and back: real windows, real keys file, real tabs."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.demo.accounts import PASSWORD
from desktop.device import ACCOUNT, IDLE_MINUTES
from desktop.queries.shelf import shelf
from desktop.rules.instants import school_day
from desktop.rules.terms import Term
from desktop.store import keys
from desktop.ui.first_start import FirstStart, NewSchoolForm
from desktop.ui.palette import Palette
from desktop.ui.places import Destination
from desktop.ui.signin import FirstPassword, SignIn
from desktop.ui.window import Window
from tests.ui.keys import press, type_text
from tests.ui.shell_school import CHEAP, close, make_school, new_shell, sign_in

TEACHER = "chaupg"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_school(tmp_path_factory.mktemp("shell") / "school")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "school"))


@pytest.fixture
def shell(qtbot: QtBot, folder: Path, tmp_path: Path) -> Iterator[Shell]:
    shell = new_shell(tmp_path, folder)
    yield shell
    close(shell)


def teacher(folder: Path) -> keys.KeySlot:
    """Somebody who teaches a course with marks."""
    return next(p for p in keys.people(folder) if "chủ nhiệm" in p.caption)


def shows(shell: Shell, kind: type) -> bool:
    return isinstance(shell.page, kind)


def open_by_keys(qtbot: QtBot, shell: Shell, person: keys.KeySlot, word: str = PASSWORD) -> None:
    page = shell.page
    page.finder.clear()
    type_text(page.finder, person.name)
    assert page.person == person
    type_text(page.password, word)
    press(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.page is not page or not page._task.running)


def test_the_right_password_opens_the_book(qtbot: QtBot, shell: Shell, folder: Path) -> None:
    person = teacher(folder)
    assert shows(shell, SignIn)
    open_by_keys(qtbot, shell, person)
    qtbot.waitUntil(lambda: shows(shell, Window))
    assert shell.page.school.person.staff_id == person.staff_id
    assert shell.device.get(ACCOUNT) == person.account
    assert shell.page.band.tabs[0].isChecked()


def test_a_wrong_password_is_told_and_five_make_wait(
    qtbot: QtBot, shell: Shell, folder: Path
) -> None:
    person = teacher(folder)
    for _ in range(5):
        open_by_keys(qtbot, shell, person, "khong phai")
        assert shows(shell, SignIn)
        assert shell.page.said.isVisible()
    open_by_keys(qtbot, shell, person)
    assert shows(shell, SignIn)  # also the right one has to wait now
    assert "đợi" in shell.page.said.text().casefold() or "chờ" in shell.page.said.text().casefold()


def test_a_first_password_is_changed_before_the_book_opens(
    qtbot: QtBot, shell: Shell, folder: Path
) -> None:
    person = teacher(folder)
    unlocked = keys.unlock(folder, person.account, PASSWORD, 0)
    keys.reset_password(folder, unlocked.file_key, person.account, "cap-lan-dau", 0, CHEAP)
    open_by_keys(qtbot, shell, person, "cap-lan-dau")
    qtbot.waitUntil(lambda: shows(shell, FirstPassword))
    page = shell.page
    type_text(page.new, "matkhau-moi-1")
    type_text(page.again, "matkhau-moi-2")
    page.carry_out()
    assert "khác nhau" in page.said.text()
    page.again.setText("matkhau-moi-1")
    page.carry_out()
    qtbot.waitUntil(lambda: shows(shell, Window))
    assert not keys.unlock(folder, person.account, "matkhau-moi-1", 0).must_change


def test_people_are_found_without_tones(shell: Shell, folder: Path) -> None:
    type_text(shell.page.finder, "khong co ai nhu the")
    assert shell.page.list.items == []
    shell.page.finder.clear()
    assert len(shell.page.list.items) == len(keys.people(folder))


def test_a_school_that_another_process_has_open_says_so(
    qtbot: QtBot, shell: Shell, folder: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from desktop.store import keys; "
        "from desktop.store.school import open_school; f = Path(sys.argv[1]); "
        "s = open_school(f, keys.unlock(f, sys.argv[2], sys.argv[3], 0)); "
        "print('open', flush=True); sys.stdin.read(); s.close()"
    )
    person = teacher(folder)
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder), person.account, PASSWORD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        sign_in(shell, folder, person.account)
        assert shows(shell, SignIn)
        assert person.name in shell.page.said.text()
        other.communicate("")


def test_switching_gives_the_book_to_somebody_else(shell: Shell, folder: Path) -> None:
    sign_in(shell, folder, "hieutruong")
    first = [tab.text() for tab in shell.page.band.tabs]
    shell.page.leaving.emit()
    assert shows(shell, SignIn)
    sign_in(shell, folder, "yte")
    assert "Quản trị" in first[-1]
    assert all("Quản trị" not in tab.text() for tab in shell.page.band.tabs)


def test_tabs_by_keys_and_the_last_one_comes_back(shell: Shell, folder: Path) -> None:
    sign_in(shell, folder, "hieutruong")
    window = shell.page
    for at in range(len(window.kinds)):
        window.show_tab(at)
        assert window.stack.currentWidget() is window.tab
        assert window.band.tabs[at].isChecked()
    window.leaving.emit()
    sign_in(shell, folder, "hieutruong")
    assert shell.page.current == len(window.kinds) - 1


def gradebook(shell: Shell, folder: Path):
    """A teacher's course of term II, in front."""
    sign_in(shell, folder, teacher(folder).account)
    window = shell.page
    today = school_day(window.school.now())
    course = window.school.ask(shelf, today, None, Term.II).teaching[0]
    assert window.go(Destination("gradebook", course_id=course.course_id, term=Term.II))
    return window, window.tab.course


def test_the_lock_screen_keeps_what_is_being_typed(
    qtbot: QtBot, shell: Shell, folder: Path
) -> None:
    window, page = gradebook(shell, folder)
    view = page.view
    view.setFocus()
    view.go(0, next(n for n, c in enumerate(page.book.columns) if c.editable))
    view.go(*view.current)
    type_text(view, "7,")
    was_open, text = view.entry.is_open, view.entry.editor.text()
    window.lock.cover()
    assert window.lock.isVisible()
    assert window.lock.geometry() == window.rect()
    type_text(window.lock.password, "khong phai")
    press(window.lock.password, Qt.Key.Key_Return)
    qtbot.waitUntil(window.lock.said.isVisible)
    assert window.lock.isVisible()
    window.lock.password.setText(PASSWORD)
    window.lock.open()
    qtbot.waitUntil(lambda: not window.lock.isVisible())
    assert (view.entry.is_open, view.entry.editor.text()) == (was_open, text)
    assert text == "7,"
    view.entry.close(keep=False)


def test_the_screen_locks_itself_after_idle_minutes_and_never_with_none(
    shell: Shell, folder: Path
) -> None:
    sign_in(shell, folder, "yte")
    window = shell.page
    assert window.idle._timer.interval() == shell.device.get(IDLE_MINUTES) * 60_000
    window._lock_after(0)
    assert not window.idle._timer.isActive()
    window._lock_after(5)
    assert window.idle._timer.isActive()
    window.idle.idle.emit()
    assert window.lock.isVisible()
    assert shell.device.get(IDLE_MINUTES) == 5


def test_the_palette_finds_pupils_without_tones_and_acts(shell: Shell, folder: Path) -> None:
    sign_in(shell, folder, "hieutruong")
    window = shell.page
    window.open_palette()
    palette = window.findChild(Palette)
    type_text(palette.field, "mo so diem")
    assert [item.title for item in palette.list.items if item.key is not None] == ["Mở Sổ điểm"]
    press(palette.field, Qt.Key.Key_Return)
    assert window.kinds[window.current].KEY == "gradebook"
    palette.field.setText("nguyen")
    assert any("Nguyễn" in item.title for item in palette.list.items)
    palette.field.setText("zzz khong co")
    assert "Không thấy" in palette.said.text()
    palette.close()


def test_the_theme_changes_under_the_open_window(shell: Shell, folder: Path) -> None:
    sign_in(shell, folder, "hieutruong")
    corner = QPoint(5, shell.page.height() - 15)
    light = shell.page.grab().toImage().pixelColor(corner)
    shell.page.choose_theme("dark")
    QApplication.processEvents()
    dark = shell.page.grab().toImage().pixelColor(corner)
    shell.page.choose_theme("light")
    assert light.lightness() > 200
    assert dark.lightness() < 80


def test_a_computer_without_a_school_offers_three_ways(qtbot: QtBot, tmp_path: Path) -> None:
    shell = new_shell(tmp_path, None)
    assert shows(shell, FirstStart)
    shell.page.new_wanted.emit()
    form = shell.page
    assert isinstance(form, NewSchoolForm)
    form.carry_out()
    assert "tên trường" in form.said.text()
    for key, words in (
        ("name", "Trường THCS Hoa Mai"), ("authority", "UBND xã Hoa Mai"),
        ("full_name", "Người Lập Sổ"), ("account", "nguoilap"),
    ):  # fmt: skip
        form.fields[key].setText(words)
    form.password.setText("mat-khau-1")
    form.again.setText("mat-khau-2")
    form.carry_out()
    assert "khác nhau" in form.said.text()
    form.again.setText("mat-khau-1")
    form.carry_out()
    assert shows(shell, SignIn)
    assert [person.name for person in shell.page.people] == ["Người Lập Sổ"]
    open_by_keys(qtbot, shell, shell.page.people[0], "mat-khau-1")
    qtbot.waitUntil(lambda: shows(shell, Window))
    close(shell)


def test_the_sign_in_stands_before_anything_heavy_is_imported() -> None:
    script = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'; "
        "import desktop.app, desktop.ui.signin; "
        "print([m for m in ('sqlalchemy', 'qtawesome', 'reportlab', 'openpyxl', 'holidays') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
