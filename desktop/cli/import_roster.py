"""`import roster`: the preview of a class list, then exactly what it shows as one command."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.plans import kinds_line, problem_lines, settlements
from desktop.cli.signing_in import signed_in
from desktop.commands.command import Code, Refused
from desktop.exchange.plan import fix_sentences
from desktop.exchange.roster import plan_report, plan_roster, roster_command
from desktop.exchange.roster_sheet import read_roster
from desktop.queries.by_name import class_named
from desktop.queries.known_pupils import known_pupils
from desktop.rules.instants import school_day


def run(arguments: Namespace) -> Report:
    sheet = read_roster(arguments.file.resolve())
    with signed_in(arguments) as school:
        today = school_day(school.now())
        of_class = school.ask(class_named, arguments.class_name, today)
        known = school.ask(known_pupils, of_class.class_id, today)
        if not known.may_edit:
            raise Refused(
                Code.NOT_PERMITTED,
                f"Danh sách lớp {of_class.name} do giáo viên chủ nhiệm và văn phòng cập nhật. "
                "Sổ giữ nguyên như cũ; nhờ một trong hai người nhập tệp này.",
            )
        plan = plan_roster(
            sheet,
            known.pupils,
            of_class.name,
            today=today,
            with_care=known.with_care,
            settlements=settlements(arguments),
        )
        written = 0
        if plan.lines_to_write and not arguments.dry_run:
            school.do(roster_command(plan, of_class.class_id))
            written = len(plan.lines_to_write)
    return Report(
        lines=(
            f"{sheet.file} · lớp {of_class.name}: {kinds_line(plan.counts)}",
            *fix_sentences(plan.fixes),
            *plan.notes,
            *problem_lines(plan.problems),
            f"Đã ghi {written} dòng vào sổ." if not arguments.dry_run else "Chưa ghi gì vào sổ.",
        ),
        data={**plan_report(plan), "written": written, "dry_run": arguments.dry_run},
        problems=bool(plan.problems),
    )
