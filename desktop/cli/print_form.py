"""`print`: books, monthly sheets and lists of classes, and a teacher's own book as PDF."""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
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
from desktop.printing.forms import FORMS, TEACHER_BOOK, Form
from desktop.printing.options import MOST_COLUMNS, PAPERS, BookOptions, ListOptions
from desktop.printing.paper import Paper
from desktop.printing.press import file_name
from desktop.queries.by_name import class_named, classes_of_today, school_year, staff_named
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble

WHOLE_SCHOOL: Final = "all"
LAST_MONTH: Final = "last"


def run(arguments: Namespace) -> Report:
    form = FORMS[arguments.form]
    target = arguments.output.resolve()
    with signed_in(arguments) as school:
        options = _options(form, arguments, school_day(school.now()))
        whose = _teacher if form is TEACHER_BOOK else _classes
        order = Order(form, whose(school, arguments), options)
        if target.suffix.lower() == ".pdf":
            editions = print_order(school, order, target)
            for edition in editions:
                remember_edition(school, edition)
            files = [target]
        else:
            target.mkdir(parents=True, exist_ok=True)
            editions = tuple(_files(school, order, target))
            files = [target / f"{file_name(edition.owner.name)}.pdf" for edition in editions]
    return _report(form, options, editions, files)


def _files(school: School, order: Order, target: Path) -> Iterator[Edition]:
    """Each book is remembered as soon as its file lies there."""
    for edition in print_files(school, order, target):
        remember_edition(school, edition)
        yield edition


def _options(form: Form, arguments: Namespace, today: date) -> BookOptions:
    if not 1 <= arguments.columns <= MOST_COLUMNS:
        raise Trouble(f"Danh sách có 1–{MOST_COLUMNS} cột trống nên chưa in gì. Chọn lại số cột.")
    return BookOptions(
        paper=_paper(form, arguments.paper),
        corrections_line=not arguments.clean,
        months=_months(arguments.month, today) if form.monthly else None,
        listing=ListOptions(
            columns=arguments.columns,
            titles=tuple(arguments.title),
            birth_date=not arguments.no_birth_date,
            contact=arguments.contact,
            heading=arguments.heading,
        ),
        marks=not arguments.blank,
    )


def _months(wanted: Sequence[str] | None, today: date) -> frozenset[tuple[int, int]] | None:
    """Of `2026-12` and `last`; None is the whole school year. Raises Trouble."""
    if not wanted:
        return None
    found = set()
    for text in wanted:
        match = re.fullmatch(r"(\d{4})-(0?[1-9]|1[0-2])", text)
        if text == LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            found.add((last.year, last.month))
        elif match:
            found.add((int(match[1]), int(match[2])))
        else:
            raise Trouble(
                f"“{text}” chưa rõ là tháng nào nên chưa in gì. Ghi như 2026-12 hoặc last."
            )
    return frozenset(found)


def _report(
    form: Form, options: BookOptions, editions: Sequence[Edition], files: Sequence[Path]
) -> Report:
    pages = sum(len(edition.pages) for edition in editions)
    what = "quyển" if form.remembered else "bản"
    return Report(
        lines=(
            f"Đã in {len(editions)} {what}, {pages} trang {options.paper.said}:",
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
