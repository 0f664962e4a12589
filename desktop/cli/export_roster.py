"""`export roster`: a list of a class or the school, in the school's or the ministry's layout."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.commands.access import LogAccess, Look
from desktop.commands.command import Code, Refused
from desktop.exchange.roster_export import RosterLayout, export_roster
from desktop.queries.by_name import class_named
from desktop.queries.roster_export import roster_export
from desktop.rules.access import AccessKind
from desktop.rules.instants import school_day

_WHOLE_SCHOOL = "all"
_NOTHING = (
    "Chưa có tệp nào được ghi: mẫu này cần quyền xem gia đình, địa chỉ của mọi lớp được chọn. "
    "Nhờ giáo viên chủ nhiệm, văn phòng hoặc chọn mẫu khác."
)


def run(arguments: Namespace) -> Report:
    target = arguments.output.resolve()
    layout = RosterLayout(arguments.layout)
    with signed_in(arguments) as school:
        today = school_day(school.now())
        chosen = None
        if arguments.class_name != _WHOLE_SCHOOL:
            chosen = [school.ask(class_named, arguments.class_name, today).class_id]
        roster = school.ask(roster_export, today, chosen)
        if not roster.pupils or (layout.needs_care and not roster.with_care):
            raise Refused(Code.NOT_PERMITTED, _NOTHING)
        done = export_roster(roster, layout, target)
        if roster.with_care and layout is not RosterLayout.NATIONAL:  # D-9.4
            class_id = chosen[0] if chosen else None
            look = Look(
                AccessKind.ROSTER_EXPORT, school.now(), class_id=class_id, count=done.pupils,
                note=layout.label,
            )  # fmt: skip
            school.do(LogAccess(looks=(look,)))
    return Report(
        lines=(f"Đã xuất {done.pupils} em vào {target}", *done.notes),
        data={
            "file": str(target),
            "layout": layout.value,
            "classes": [of.name for of in roster.classes],
            "pupils": done.pupils,
            "notes": list(done.notes),
        },
    )
