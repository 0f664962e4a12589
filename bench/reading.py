"""Reading: what a course and the class view cost without painting, and how they grow."""

from collections.abc import Iterator
from functools import partial

from bench.measure import Figure, figure, times, value
from bench.school import IN_TERM_II, PRINCIPAL, Measured, open_as
from desktop.queries.class_view import class_view
from desktop.queries.gradebook import course_sheet
from desktop.queries.pupil_index import pupil_index
from desktop.queries.school_pupils import school_list as all_pupils
from desktop.rules.instants import school_day
from desktop.rules.names import name_key
from desktop.rules.terms import Term
from desktop.store.school import School

TODAY = school_day(IN_TERM_II)
RUNS = 40
NAME = "nguyen thi ngoc an"


def course(school: Measured) -> Iterator[Figure]:
    """Query and rules of one course of 50 pupils."""
    with open_as(school.folder, school.teacher) as opened:
        found = times(
            lambda: opened.ask(course_sheet, school.course.course_id, Term.II, TODAY), RUNS
        )
    yield figure("open a course 50 × 10: query and rules", found, most=10)


def class_views(school: Measured) -> Iterator[Figure]:
    """Query and rules of both terms and the year of one class."""
    with open_as(school.folder, PRINCIPAL) as opened:
        found = times(lambda: _all_three(opened, school), RUNS)
    yield figure("class view 50 × 12, both terms and year: query and rules", found)


def _all_three(opened: School, school: Measured) -> None:
    for when in (Term.I, Term.II, None):
        opened.ask(class_view, school.class_id, when, TODAY)


def school_list(school: Measured) -> Iterator[Figure]:
    """Everybody of the school: reading the list once, then a filter at each key stroke."""
    with open_as(school.folder, PRINCIPAL) as opened:
        reading = times(lambda: opened.ask(all_pupils, TODAY), 10)
        found = opened.ask(all_pupils, TODAY)
    typed = [NAME[:n] for n in range(1, len(NAME) + 1)]
    strokes = [ms for text in typed for ms in times(partial(found.filter, text), RUNS)]
    yield figure(f"school-wide list of {len(found.pupils)}: reading it", reading)
    yield figure("school-wide list: filter at a key stroke", strokes, most=20)


def search(school: Measured) -> Iterator[Figure]:
    """Ctrl+K: a pupil of 2,000 at each key stroke; and all their names in Vietnamese order."""
    with open_as(school.folder, PRINCIPAL) as opened:
        index = opened.ask(pupil_index, TODAY)
        names = [one.full_name for one in opened.ask(all_pupils, TODAY).pupils]
    typed = [NAME[:n] for n in range(1, len(NAME) + 1)]
    strokes = [ms for text in typed for ms in times(partial(index.find, text), RUNS)]
    yield figure("search without tones among all pupils: a key stroke", strokes, most=10)
    yield figure(f"{len(names)} names in order", times(partial(_sorted, names), 10), most=20)


def _sorted(names: list[str]) -> list[str]:
    name_key.cache_clear()
    return sorted(names, key=name_key)


def growth(one_year: Measured, ten_years: Measured) -> Iterator[Figure]:
    """The same two in a file of ten years, against a file of one."""
    for words, reading in (("opening a course", _course_ms), ("class view", _class_ms)):
        before, after = reading(one_year), reading(ten_years)
        yield value(
            f"{words}: ten years in the file against one", after / before, "ratio", most=1.5
        )


def _course_ms(school: Measured) -> float:
    return next(course(school)).median


def _class_ms(school: Measured) -> float:
    return next(class_views(school)).median
