"""`print`: the class book or a teacher's own book as PDF."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.printing.editions import (
    Edition,
    Order,
    Owner,
    print_files,
    print_order,
    remember_edition,
)
from desktop.printing.forms import CLASS_BOOK, FORMS, Form
from desktop.printing.options import PAPERS, BookOptions
from desktop.printing.paper import Paper
from desktop.printing.press import file_name
from desktop.queries.by_name import class_named, classes_of_today, school_year, staff_named
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble

WHOLE_SCHOOL: Final = "all"


def run(arguments: Namespace) -> Report:
    form = FORMS[arguments.form]
    options = BookOptions(paper=_paper(form, arguments.paper), marks=not arguments.blank)
    target = arguments.output.resolve()
    with signed_in(arguments) as school:
        owners = _classes(school, arguments) if form is CLASS_BOOK else _teacher(school, arguments)
        order = Order(form, owners, options)
        if target.suffix.lower() == ".pdf":
            editions = print_order(school, order, target)
            for edition in editions:
                remember_edition(school, edition)
            files = [target]
        else:
            target.mkdir(parents=True, exist_ok=True)
            editions = tuple(print_files(school, order, target))
            files = [target / f"{file_name(edition.owner.name)}.pdf" for edition in editions]
    return _report(form, options, editions, files)


def _report(
    form: Form, options: BookOptions, editions: Sequence[Edition], files: Sequence[Path]
) -> Report:
    pages = sum(len(edition.pages) for edition in editions)
    return Report(
        lines=(
            f"Đã in {len(editions)} quyển, {pages} trang {options.paper.key}:",
            *map(str, files),
        ),
        data={
            "form": form.key,
            "paper": options.paper.key,
            "books": len(editions),
            "pages": pages,
            "files": [str(file) for file in files],
            "fingerprints": {
                f"{edition.owner.name}/{page.number}": page.fingerprint
                for edition in editions
                for page in edition.pages
            },
        },
    )


def _paper(form: Form, wanted: str | None) -> Paper:
    """The wanted paper, or the form's usual one; raises Trouble where the form has no such."""
    paper = PAPERS[wanted] if wanted else form.papers[0]
    if paper not in form.papers:
        known = " hoặc ".join(one.key for one in form.papers)
        raise Trouble(f"Mẫu này in trên khổ {known} nên chưa in gì. Chọn lại khổ giấy.")
    return paper


def _classes(school: School, arguments: Namespace) -> tuple[Owner, ...]:
    if not arguments.class_name:
        raise Trouble("Chưa rõ in sổ của lớp nào nên chưa in gì. Thêm --class 6A hoặc --class all.")
    today = school_day(school.now())
    if arguments.class_name == WHOLE_SCHOOL:
        classes = school.ask(classes_of_today, today)
    else:
        classes = (school.ask(class_named, arguments.class_name, today),)
    return tuple(Owner(one.class_id, f"Lớp {one.name}") for one in classes)


def _teacher(school: School, arguments: Namespace) -> tuple[Owner, ...]:
    account = arguments.teacher or arguments.account
    year = school.ask(school_year, school_day(school.now()))
    staff_id = school.ask(staff_named, account)
    return (Owner(staff_id, account, year.school_year_id),)
