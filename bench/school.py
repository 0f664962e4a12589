"""The schools that are measured: one of 40 classes × 50 pupils, and a small one of many years."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from desktop.demo.accounts import PASSWORD
from desktop.demo.plan import DemoPlan
from desktop.demo.school import make_demo
from desktop.queries.shelf import Shelf, ShelfCourse, shelf
from desktop.rules.instants import instant, moment, school_day
from desktop.rules.terms import Assessment, Term
from desktop.store import keys
from desktop.store.school import School, open_school
from desktop.store.slots import DATABASE

BUILD = Path(__file__).parents[1] / "build"
PRINCIPAL = "hieutruong"
IN_TERM_II = instant(moment(0).replace(year=2027, month=4, day=12, hour=9))
MOST_REGULAR = 4  # ĐĐGtx columns of the widest course


@dataclass(frozen=True)
class Measured:
    """A school in a folder, and what to open in it."""

    folder: Path
    teacher: str
    course: ShelfCourse
    class_id: UUID
    other_id: UUID  # another course of the same teacher

    @property
    def size(self) -> float:
        """Megabytes of the file."""
        return (self.folder / DATABASE).stat().st_size / 1e6


def made(name: str, plan: DemoPlan) -> Path:
    """The school, made once and kept in build/."""
    folder = BUILD / name
    if not (folder / DATABASE).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        make_demo(folder, plan)
    return folder


def open_as(folder: Path, account: str) -> School:
    """Open the school in the middle of term II of the year 2026–2027."""
    return open_school(folder, keys.unlock(folder, account, PASSWORD, IN_TERM_II), _then)


def _then() -> int:
    return IN_TERM_II


def measured(folder: Path) -> Measured:
    """A teacher with a scored course of many columns, and its class."""
    for person in keys.people(folder):
        with open_as(folder, person.account) as school:
            taught = in_term_two(school).teaching
        wide = [course for course in taught if _wide(course)]
        if wide and len(taught) > 1:
            other = next(c for c in taught if c is not wide[0])
            return Measured(
                folder, person.account, wide[0], wide[0].course.class_id, other.course_id
            )
    raise LookupError("no teacher has a wide course")


def in_term_two(school: School) -> Shelf:
    """What the person may open in term II."""
    return school.ask(shelf, school_day(IN_TERM_II), None, Term.II)


def _wide(course: ShelfCourse) -> bool:
    scored = course.assessment is Assessment.SCORE
    return scored and course.course.regular == MOST_REGULAR
