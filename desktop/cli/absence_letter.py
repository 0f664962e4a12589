"""`letter`: what a pupil has missed, for the parents, as PDF or as text."""

from argparse import Namespace
from pathlib import Path
from typing import Final

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.durable import write_durably
from desktop.printing.absence_letter import letter_text, print_absence_letter
from desktop.queries.absence_letter import LetterSpan, absence_letter, pupil_numbered
from desktop.queries.by_name import class_named
from desktop.rules.instants import school_day
from desktop.store.trouble import Trouble

_TEXT: Final = ".txt"


def run(arguments: Namespace) -> Report:
    """Raises Trouble where there is nothing to tell the parents."""
    target = arguments.output.resolve()
    with signed_in(arguments) as school:
        today = school_day(school.now())
        one = school.ask(class_named, arguments.class_name, today)
        student_id = school.ask(pupil_numbered, one.class_id, arguments.pupil, today)
        whole = school.ask(absence_letter, one.class_id, student_id, today)
    letter = whole.of(LetterSpan(arguments.days))
    if letter.refusal or not letter.missed:
        none = f"Trong những ngày ấy em {letter.full_name} không nghỉ, không muộn buổi nào"
        raise Trouble(letter.refusal or f"{none} nên chưa có thư nào được ghi.")
    if target.suffix.lower() == _TEXT:
        _write_text(letter_text(letter), target)
    else:
        print_absence_letter(letter, target)
    return Report(
        lines=(f"Đã ghi thư về em {letter.full_name}, lớp {letter.class_name}:", str(target)),
        data={
            "file": str(target),
            "pupil": letter.full_name,
            "sessions": len(letter.missed),
            "absences": letter.counted.total,
        },
    )


def _write_text(text: str, target: Path) -> None:
    try:
        write_durably(target, f"{text}\n".encode())
    except OSError as error:
        raise Trouble(
            f"Chưa ghi được {target.name} vào {target.parent}; sổ vẫn nguyên. Kiểm tra thư mục, "
            "ổ đĩa hoặc chọn nơi khác rồi ghi lại."
        ) from error
