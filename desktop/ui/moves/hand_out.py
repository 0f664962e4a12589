"""All data of one pupil for the parents, as PDF and JSON, written in a thread (D-5)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.commands.access import LogAccess, Look
from desktop.commands.command import Code, Refused
from desktop.exchange.pupil_dossier import write_pupil_dossier
from desktop.printing.press import file_name
from desktop.printing.pupil_dossier import print_pupil_dossier
from desktop.queries.pupil_dossier import PupilDossier, pupil_dossier
from desktop.rules.access import AccessKind
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.notice import AMBER, GREEN, RED
from desktop.ui.kit.task import Stopped, Task

FOLDER: Final = "moves.dossier_folder"
_TEXT: Final = (
    "Hai tệp được ghi: PDF để in và kí, JSON để đọc bằng máy. Trong đó có hồ sơ, điểm, buổi nghỉ, "
    "việc chuyển lớp, chuyển trường và các đồng ý của gia đình; bản chụp giấy tờ chỉ có tên. Tệp "
    "không có mật khẩu: chỉ giao cho cha, mẹ hoặc người giám hộ. Lần xuất này được ghi vào nhật "
    "kí xem dữ liệu."
)
_STEPS: Final = 2


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was written."""

    name: str
    pdf: Path
    json: Path


class HandOut(QObject):
    """One at a time. `tell` is the notice bar's."""

    ended = Signal()

    def __init__(self, page: QWidget, school: School, tell: Callable[..., None]) -> None:
        super().__init__(page)
        self._page, self._school, self._tell = page, school, tell
        self.task: Task[HandedOut] = Task(self)

    def ask(self, student_id: UUID, name: str) -> None:
        """Say what goes out, ask for a folder, and write there."""
        dialog = Ask(self._page, f"Xuất toàn bộ dữ liệu của {name}?", "Chọn thư mục…", text=_TEXT)
        wanted = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if not wanted:
            return
        usual = self._school.preference(FOLDER, str(Path.home()))
        chosen = QFileDialog.getExistingDirectory(self._page, "Xuất dữ liệu vào thư mục", usual)
        if not chosen:
            self._tell("Chưa chọn thư mục nên chưa có tệp nào được ghi.", AMBER)
            return
        self._school.keep_preference(FOLDER, chosen)
        self.write(student_id, Path(chosen))

    def write(self, student_id: UUID, folder: Path) -> None:
        """Read and log the export here, then write both files in a thread.

        A file without its line in the log does not come about (D-9.4).
        """
        try:
            data = read_dossier(self._school, student_id)
        except (Refused, Trouble) as why:
            self._failed(why)
            return
        self.task.start(
            lambda reins: write_both(data, folder, reins.step), self._done, self._failed
        )

    def _done(self, made: HandedOut) -> None:
        self._tell(
            f"Đã ghi dữ liệu của {made.name} vào {made.pdf.name} và {made.json.name}.", GREEN
        )
        self.ended.emit()

    def _failed(self, why: BaseException) -> None:
        if isinstance(why, Stopped):
            self._tell("Đã dừng. Tệp đã ghi xong vẫn ở thư mục đã chọn.", AMBER)
        elif isinstance(why, Refused | Trouble):
            said = why.message if isinstance(why, Refused) else why.sentence
            self._tell(said, RED)
        else:
            raise why
        self.ended.emit()

    def leave(self) -> None:
        """Stop what runs."""
        self.task.stop_and_wait()


def read_dossier(school: School, student_id: UUID) -> PupilDossier:
    """All of a pupil, with the export noted; raises Refused, Trouble."""
    now = school.now()
    data: PupilDossier = school.ask(pupil_dossier, student_id, school_day(now), now)
    if data.refusal:
        raise Refused(Code.NOT_PERMITTED, data.refusal)
    look = Look(
        AccessKind.PUPIL_EXPORT, now, student_id=student_id, class_id=data.class_id,
        note="PDF, JSON",
    )  # fmt: skip
    school.do(LogAccess(looks=(look,)))
    return data


def write_both(
    data: PupilDossier, folder: Path, step: Callable[[int, int, str], None]
) -> HandedOut:
    """The two files; raises Trouble, and Stopped through `step`."""
    base = file_name(f"Dữ liệu của {data.full_name} {data.class_name}".strip())
    pdf, json = folder / f"{base}.pdf", folder / f"{base}.json"
    step(0, _STEPS, pdf.name)
    print_pupil_dossier(data, pdf)
    step(1, _STEPS, json.name)
    write_pupil_dossier(data, json)
    return HandedOut(data.full_name, pdf, json)
