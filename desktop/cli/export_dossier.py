"""`export dossier`: all data of one pupil for the parents, as PDF or JSON by the file's name."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.commands.access import LogAccess, Look
from desktop.commands.command import Code, Refused
from desktop.exchange.pupil_dossier import write_pupil_dossier
from desktop.printing.pupil_dossier import print_pupil_dossier
from desktop.queries.by_name import class_named, pupil_named
from desktop.queries.pupil_dossier import pupil_dossier
from desktop.rules.access import AccessKind
from desktop.rules.instants import school_day

_WRITERS = {".pdf": print_pupil_dossier, ".json": write_pupil_dossier}


def run(arguments: Namespace) -> Report:
    target = arguments.output.resolve()
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise Refused(
            Code.INVALID,
            f"Tệp {target.name} không có đuôi .pdf hoặc .json nên chưa làm gì cả. "
            "Đặt tên tệp theo dạng cần xuất rồi làm lại.",
        )
    with signed_in(arguments) as school:
        now = school.now()
        today = school_day(now)
        of_class = school.ask(class_named, arguments.class_name, today)
        pupil = school.ask(pupil_named, of_class, arguments.pupil)
        data = school.ask(pupil_dossier, pupil.student_id, today, now)
        if data.refusal:
            raise Refused(Code.NOT_PERMITTED, data.refusal)
        look = Look(
            AccessKind.PUPIL_EXPORT, now, student_id=data.student_id, class_id=data.class_id,
            note=target.suffix.lstrip(".").upper(),
        )  # fmt: skip
        school.do(LogAccess(looks=(look,)))  # D-9.4: no file without its line in the log
        write(data, target)
    return Report(
        lines=(f"Đã xuất dữ liệu của {data.full_name} vào {target}",),
        data={"file": str(target), "class": of_class.name, "pupil": data.full_name},
    )
