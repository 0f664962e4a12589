"""What is told after an import: how much went in, what stayed, and the way back as a whole."""

from dataclasses import dataclass

from desktop.commands.command import Refused
from desktop.commands.execute import Done
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.kit.notice import GREEN, RED, NoticeBar


@dataclass(frozen=True, slots=True)
class Written:
    """One import that is on the disk; `words` say what went in."""

    done: Done
    words: str


def tell_written(notice: NoticeBar, school: School, written: Written) -> None:
    """A green notice with *Hoàn tác*, which takes the whole import back."""

    def take_back() -> None:
        try:
            school.undo(written.done)
        except Refused as refused:
            notice.tell(refused.message, RED)
        except Trouble as trouble:
            notice.tell(trouble.sentence, RED)
        else:
            notice.tell("Đã hoàn tác cả lần nhập. Sổ trở lại như trước khi nhập tệp.", GREEN)

    notice.tell(written.words, GREEN, "Hoàn tác", take_back)
