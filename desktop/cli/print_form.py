"""`print`: the class book or a teacher's own book as PDF."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.printing.forms import CLASS_BOOK, FORMS, Form
from desktop.printing.options import PAPERS, BookOptions
from desktop.printing.paper import Paper
from desktop.printing.press import PrintedDocument
from desktop.printing.school_books import print_class_books, print_teacher_book
from desktop.queries.by_name import class_named, classes_of_today, school_year, staff_named
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble

WHOLE_SCHOOL = "all"


def run(arguments: Namespace) -> Report:
    form = FORMS[arguments.form]
    options = BookOptions(paper=_paper(form, arguments.paper), marks=not arguments.blank)
    with signed_in(arguments) as school:
        if form is CLASS_BOOK:
            documents = _class_books(school, arguments, options)
        else:
            documents = [_teacher_book(school, arguments, options)]
    pages = sum(len(document.pages) for document in documents)
    files = list(dict.fromkeys(str(document.path) for document in documents))
    return Report(
        lines=(f"Đã in {len(documents)} quyển, {pages} trang {options.paper.key}:", *files),
        data={
            "form": form.key,
            "paper": options.paper.key,
            "books": len(documents),
            "pages": pages,
            "files": files,
            "fingerprints": {
                f"{document.path.name}/{page.number}": page.fingerprint
                for document in documents
                for page in document.pages
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


def _class_books(
    school: School, arguments: Namespace, options: BookOptions
) -> list[PrintedDocument]:
    if not arguments.class_name:
        raise Trouble("Chưa rõ in sổ của lớp nào nên chưa in gì. Thêm --class 6A hoặc --class all.")
    today = school_day(school.now())
    if arguments.class_name == WHOLE_SCHOOL:
        classes = school.ask(classes_of_today, today)
    else:
        classes = (school.ask(class_named, arguments.class_name, today),)
    return list(print_class_books(school, classes, options, arguments.output.resolve()))


def _teacher_book(school: School, arguments: Namespace, options: BookOptions) -> PrintedDocument:
    account = arguments.teacher or arguments.account
    staff_id = school.ask(staff_named, account)
    year = school.ask(school_year, school_day(school.now()))
    target = arguments.output.resolve()
    return print_teacher_book(school, staff_id, year.school_year_id, options, target)
