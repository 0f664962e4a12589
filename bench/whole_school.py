"""Printing the class books of a whole school, as the print tab does, in a process of its own."""

from functools import partial
from pathlib import Path

import psutil

from bench.school import IN_TERM_II, in_term_two, open_as
from desktop.printing.forms import CLASS_BOOK
from desktop.printing.options import BookOptions
from desktop.printing.paper import A3
from desktop.printing.press import Job, print_each
from desktop.queries.class_book import class_book
from desktop.rules.instants import school_day


def print_all(folder: Path, account: str, out: Path) -> tuple[int, float]:
    """A file a class; returns how many pages were printed, and the most memory held (MB).

    Sampled after each book: the system's own peak of a child process counts its parent's too.
    """
    today = school_day(IN_TERM_II)
    with open_as(folder, account) as school:
        shown = in_term_two(school)
        jobs = [
            Job(c.name, partial(school.ask, class_book, c.class_id, today))
            for c in (*shown.homeroom, *shown.others)
        ]
        pages, peak, process = 0, 0.0, psutil.Process()
        for document in print_each(CLASS_BOOK, jobs, BookOptions(paper=A3), out):
            pages += len(document.pages)
            peak = max(peak, process.memory_info().rss / 1e6)
        return pages, peak
