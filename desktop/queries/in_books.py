"""What stands in the books that entries write into, by the places of their cells."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.books import Books
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import RateConduct, conduct_value
from desktop.commands.entry_cells import FIELDS, Entry, Now, of_field, on_day
from desktop.commands.gradebook import EnterMarks
from desktop.commands.meals import EnterMeals, meal_value
from desktop.commands.profile import EditProfile
from desktop.commands.pupil import text_of
from desktop.commands.pupil_rows import load_pupils
from desktop.commands.roll_cells import absence_value
from desktop.models.attendance import Absence, MealDay
from desktop.models.gradebook import Comment, Conduct, Mark
from desktop.queries.marks import mark_value


class Book(NamedTuple):
    """Marks and comments of a course, conduct, roll and meals of a class, profile of a pupil."""

    kind: str
    place_id: UUID
    term: int = 0
    student_id: UUID | None = None


def book_of(command: Entry) -> Book:
    """Which one an entry is written into."""
    match command:
        case EnterMarks():
            return Book("marks", command.course_id, int(command.term))
        case WriteComments():
            return Book("comments", command.course_id, int(command.term))
        case RateConduct():
            return Book("conduct", command.class_id, int(command.term))
        case EnterMeals():
            return Book("meals", command.class_id)
        case EditProfile():
            return Book("profile", command.class_id, student_id=command.student_id)
    return Book("roll", command.class_id)


def standing_in(session: Session, book: Book) -> Now:
    """All that stands there; an empty cell is not named."""
    return _READ[book.kind](session, book)


def _marks(session: Session, book: Book) -> Now:
    rows = session.scalars(
        select(Mark).where(Mark.course_id == book.place_id, Mark.term == book.term)
    )
    return {(row.student_id, row.column): mark_value(row) for row in rows}


def _comments(session: Session, book: Book) -> Now:
    rows = session.scalars(
        select(Comment).where(Comment.course_id == book.place_id, Comment.term == book.term)
    )
    return {(row.student_id, 0): row.text for row in rows}


def _conduct(session: Session, book: Book) -> Now:
    rows = session.scalars(
        select(Conduct).where(Conduct.class_id == book.place_id, Conduct.term == book.term)
    )
    return {(row.student_id, 0): conduct_value(row) for row in rows}


def _roll(session: Session, book: Book) -> Now:
    rows = session.scalars(select(Absence).where(Absence.class_id == book.place_id))
    return {(row.student_id, on_day(row.day, row.part)): absence_value(row) for row in rows}


def _meals(session: Session, book: Book) -> Now:
    rows = session.scalars(select(MealDay).where(MealDay.class_id == book.place_id))
    return {(row.student_id, on_day(row.day)): meal_value(row) for row in rows}


def _profile(session: Session, book: Book) -> Now:
    if book.student_id is None:
        return {}
    rows = load_pupils(Books(session, at=0), book.place_id, [book.student_id])
    pupil = rows.pupil(book.student_id)
    if pupil is None:
        return {}
    return {(book.student_id, of_field(field)): text_of(pupil, field) for field in FIELDS}


_READ: Final[Mapping[str, Callable[[Session, Book], Now]]] = {
    "marks": _marks, "comments": _comments, "conduct": _conduct, "roll": _roll,
    "meals": _meals, "profile": _profile,
}  # fmt: skip
