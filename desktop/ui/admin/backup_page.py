"""Sao lưu: make a backup and prove it, put one into a folder, and check that the book is whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from desktop.commands.command import Refused
from desktop.rules.instants import moment, show_moment
from desktop.rules.passwords import MIN_PASSWORD
from desktop.rules.permissions import Capability
from desktop.store import clock
from desktop.store.backup import BackupFacts, back_up
from desktop.store.check import Report, check_file
from desktop.store.restore import SchoolInPlace, restore
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.acts import Act
from desktop.ui.admin.page import AdminPage, may_all
from desktop.ui.kit.ask import Ask, ask
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.notice import AMBER, GREEN, RED
from desktop.ui.kit.task import ProgressStrip, Reins, Stopped, Task
from desktop.ui.kit.words import column, label, row
from desktop.ui.sync.server_card import SAVED_THERE, server_card

FOLDER: Final = "admin.backup_folder"
_SUFFIX: Final = ".sotruong"
_BUSY: Final = "Việc trước chưa xong. Chờ xong, hoặc bấm Dừng."
_TABLES: Final = (
    ("student", "học sinh"), ("mark", "điểm"), ("staff", "cán bộ"), ("journal", "dòng nhật kí"),
)  # fmt: skip


class PassphraseDialog(Ask):
    """The backup's own passphrase, typed twice."""

    def __init__(self, parent: QWidget, target: Path) -> None:
        self.first, self.second = QLineEdit(), QLineEdit()
        super().__init__(
            parent, "Đặt mật khẩu nào cho bản sao lưu?", "Sao lưu",
            text=f"Tệp {target.name} chỉ mở được bằng mật khẩu này, kể cả trên máy khác. "
            "Mật khẩu không đặt lại được: ghi ra giấy và cất cùng hồ sơ của trường.",
            refuse=self._why_not,
        )  # fmt: skip
        for name, field in (("Mật khẩu", self.first), ("Gõ lại mật khẩu", self.second)):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textChanged.connect(lambda _text: self.look_again())
            self.field(name, field)
        self.first.setFocus()
        self.look_again()

    def _why_not(self) -> str:
        if len(self.first.text()) < MIN_PASSWORD:
            return f"Mật khẩu cần ít nhất {MIN_PASSWORD} kí tự."
        return "" if self.first.text() == self.second.text() else "Hai lần gõ chưa giống nhau."


class OpenDialog(Ask):
    """The passphrase of a backup that is to be restored."""

    def __init__(self, parent: QWidget, file: Path, folder: Path) -> None:
        self.word = QLineEdit()
        super().__init__(
            parent, f"Khôi phục {file.name}?", "Khôi phục",
            text=f"Sổ trong bản sao lưu được đặt vào {folder}. Sổ đang mở không bị động đến.",
            refuse=lambda: "" if self.word.text() else "Chưa gõ mật khẩu của bản sao lưu.",
        )  # fmt: skip
        self.word.setEchoMode(QLineEdit.EchoMode.Password)
        self.word.textChanged.connect(lambda _text: self.look_again())
        self.field("Mật khẩu của bản sao lưu", self.word)
        self.word.setFocus()
        self.look_again()


class BackupPage(AdminPage):
    KEY, TITLE = "backup", "Sao lưu"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.task: Task[Any] = Task(self)
        self.made, self.restored, self.checked = (_result() for _ in range(3))
        self.make = button("Sao lưu vào tệp…", self.make_backup, k="primary", icon="ri.save-3-line")
        self.back = button("Khôi phục từ tệp…", self.restore_backup, icon="ri.inbox-unarchive-line")
        self.check = button("Kiểm tra sổ", self.check_book, icon="ri.shield-check-line")
        self.task.started.connect(lambda: self._let(_BUSY))
        self.task.ended.connect(lambda: self._let(""))
        self.server = server_card(self.school)
        self.body.addWidget(ProgressStrip(self.task, "Sao lưu, kiểm tra", "dừng: chưa có gì đổi"))
        inner = QWidget()
        inner.setProperty("k", "clear")
        inner.setLayout(
            column(
                *([self.server] if self.server is not None else []),
                _card(
                    "Sao lưu",
                    "Một tệp mã hóa chứa toàn bộ sổ của trường, ghi vào thư mục hoặc USB. "
                    "Ghi xong, chương trình mở lại tệp, đối chiếu từng bảng rồi mới báo đã xong.",
                    self.make, self.made,
                ),
                _card(
                    "Khôi phục",
                    "Đặt sổ từ một bản sao lưu vào một thư mục. Sổ mới hơn không bao giờ bị thay "
                    "mà không hỏi; sổ cũ được giữ lại bên cạnh.",
                    self.back, self.restored,
                ),
                _card(
                    "Kiểm tra sổ",
                    "Đọc lại toàn bộ tệp và chuỗi nhật kí từ dòng đầu đến dòng cuối; nêu tên dòng "
                    "bị sửa, bị lấy đi hoặc đổi chỗ.",
                    self.check, self.checked,
                ),
                None, margins=(16, 16, 16, 16), gap=12,
            )
        )  # fmt: skip
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(scroll, 1)
        self._let("")

    @staticmethod
    def may_open(school: School) -> bool:
        return may_all(school, Capability.BACKUP_MAKE)

    def activate(self) -> None:
        whose = "Sổ của trường" if self.server is None else "Phần sổ trên máy này"
        self.head.say(self.TITLE, f"{whose} nằm ở {self.school.folder}")
        if self.server is not None:
            self.server.look_again()

    def leave(self) -> None:
        self.task.stop_and_wait()

    def actions_here(self) -> Sequence[Act]:
        return (
            Act("Sao lưu vào tệp…", self.make_backup, "", self.make.accessibleDescription()),
            Act("Khôi phục từ tệp…", self.restore_backup, "", self.back.accessibleDescription()),
            Act("Kiểm tra sổ", self.check_book),
        )

    def _let(self, reason: str) -> None:
        there = SAVED_THERE if self.server is not None else ""
        for act in (self.make, self.back):
            enable(act, there or reason)
        enable(self.check, reason)

    # ---- a backup

    def make_backup(self) -> None:
        """Ask for a file and a passphrase, write, read back, compare."""
        folder = Path(self.school.preference(FOLDER, str(Path.home())))
        day = f"{moment(self.school.now()):%Y-%m-%d}"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Sao lưu vào",
            str(folder / f"so-truong-{day}{_SUFFIX}"),
            f"Bản sao lưu (*{_SUFFIX})",
        )
        if not chosen:
            return
        target = Path(chosen)
        if target.suffix.lower() != _SUFFIX:
            target = target.with_name(f"{target.name}{_SUFFIX}")
        dialog = PassphraseDialog(self, target)
        if dialog.exec() != Ask.DialogCode.Accepted:
            return
        self.school.keep_preference(FOLDER, str(target.parent))
        word = dialog.first.text()

        def work(reins: Reins) -> BackupFacts:
            return back_up(
                self.school, target, word, lambda done, of: reins.step(done >> 10, of >> 10, "KB")
            )

        self.task.start(work, lambda facts: self._made(facts, target), self._failed)

    def _made(self, facts: BackupFacts, target: Path) -> None:
        _say(self.made, f"{target}\n{_proof(facts)}")
        self.tell(f"Đã sao lưu vào {target}; đã mở lại và đối chiếu, khớp với sổ.", GREEN)

    # ---- the way back

    def restore_backup(self) -> None:
        """Ask for a backup, a folder and the passphrase."""
        kept = self.school.preference(FOLDER, str(Path.home()))
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Chọn bản sao lưu", kept, f"Bản sao lưu (*{_SUFFIX});;Mọi tệp (*)"
        )
        if not chosen:
            return
        folder = QFileDialog.getExistingDirectory(self, "Khôi phục vào thư mục nào?", kept)
        if not folder:
            return
        dialog = OpenDialog(self, Path(chosen), Path(folder))
        if dialog.exec() == Ask.DialogCode.Accepted:
            self._restore(Path(chosen), Path(folder), dialog.word.text(), overwrite=False)

    def _restore(self, file: Path, folder: Path, word: str, *, overwrite: bool) -> None:
        def failed(error: BaseException) -> None:
            if isinstance(error, SchoolInPlace) and not overwrite:
                self._replace(file, folder, word, error)
            else:
                self._failed(error)

        self.task.start(
            lambda _reins: restore(file, folder, word, clock.now(), overwrite=overwrite),
            lambda facts: self._restored(facts, folder),
            failed,
        )

    def _replace(self, file: Path, folder: Path, word: str, there: SchoolInPlace) -> None:
        newer = " mới hơn" if there.newer else ""
        question = f"Thay sổ{newer} đang có trong thư mục này?"
        if ask(self, question, "Thay sổ đang có", text=there.sentence, danger=True):
            self._restore(file, folder, word, overwrite=True)
        else:
            self.tell("Chưa khôi phục. Sổ trong thư mục ấy được giữ nguyên.", AMBER)

    def _restored(self, facts: BackupFacts, folder: Path) -> None:
        _say(self.restored, f"{folder}\n{_proof(facts)}")
        self.tell(
            f"Đã khôi phục sổ vào {folder}. Mở thư mục ấy ở màn hình đăng nhập để dùng.", GREEN
        )

    # ---- whole or not

    def check_book(self) -> None:
        """Read all pages and the whole chain."""
        folder, key = self.school.folder, self.school.unlocked.file_key
        self.task.start(
            lambda reins: check_file(folder, key, reins.step), self._report, self._failed
        )

    def _report(self, report: Report) -> None:
        _say(self.checked, "\n".join(report.sentences))
        tone = GREEN if report.whole else RED
        self.tell(report.sentences[0], tone)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Stopped):
            self.tell("Đã dừng. Sổ vẫn nguyên, chưa có tệp nào được ghi.", AMBER)
        elif isinstance(error, Refused):
            self.tell(error.message, RED)
        elif isinstance(error, Trouble):
            self.tell(error.sentence, RED)
        else:
            raise error


def _card(title: str, text: str, act: QWidget, result: QLabel) -> QFrame:
    made = QFrame()
    made.setProperty("k", "card")
    made.setLayout(
        column(
            label(title, "panel"), label(text, "second", wrap=True), row(act, None), result,
            margins=(16, 12, 16, 12), gap=8,
        )
    )  # fmt: skip
    return made


def _result() -> QLabel:
    made = label("", wrap=True)
    made.setAccessibleName("Kết quả")
    made.hide()
    return made


def _say(result: QLabel, words: str) -> None:
    result.setText(words)
    result.show()


def _proof(facts: BackupFacts) -> str:
    """The figures that were compared, and where the journal ends."""
    counts = ", ".join(f"{facts.counts.get(t, 0):,} {w}".replace(",", ".") for t, w in _TABLES)
    return (
        f"{facts.school} · {counts}.\n"
        f"Nhật kí đến dòng {facts.head.number}, {show_moment(facts.head.at)}; "
        f"mã cuối chuỗi {facts.head.chain[:16]}."
    )
