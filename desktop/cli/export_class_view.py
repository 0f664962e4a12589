"""`export class-view`: a class in a term or in the year, pupils by subjects."""

from argparse import Namespace
from typing import Final

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.commands.command import Code, Refused
from desktop.exchange.class_sheet import class_sheet_of
from desktop.exchange.class_view_export import export_class_view
from desktop.queries.by_name import class_named, school_heading
from desktop.queries.class_view import class_view
from desktop.rules.instants import school_day
from desktop.rules.terms import Term

PERIODS: Final = {"1": Term.I, "2": Term.II, "year": None}


def run(arguments: Namespace) -> Report:
    target = arguments.output.resolve()
    with signed_in(arguments) as school:
        today = school_day(school.now())
        of_class = school.ask(class_named, arguments.class_name, today)
        view = school.ask(class_view, of_class.class_id, PERIODS[arguments.period], today)
        if view.refusal:
            raise Refused(Code.NOT_PERMITTED, view.refusal)
        sheet = class_sheet_of(view, school.ask(school_heading))
        export_class_view(sheet, target)
    return Report(
        lines=(f"Đã xuất lớp {sheet.class_name}, {sheet.period.lower()}, vào {target}",),
        data={
            "file": str(target),
            "class": sheet.class_name,
            "period": sheet.period,
            "pupils": len(sheet.rows),
            "subjects": list(sheet.subjects),
        },
    )
