"""Marks and what was superseded, test dates, comments, conduct, absences by number, locks."""

from datetime import date

from sqlalchemy import BigInteger, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import WITHOUT_ROWID, Base, Big, Code, Id, MaybeId, Synced, Words


class MarkColumn(Synced, Base):
    """The test date of one column of a course in a term (T-2, T-3)."""

    __tablename__ = "mark_column"
    __table_args__ = WITHOUT_ROWID

    course_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    column: Mapped[int] = mapped_column("col", SmallInteger, primary_key=True)
    test_date: Mapped[date | None] = mapped_column(default=None)


class Mark(Synced, Base):
    """What stands in one cell; no row means not entered. Tenths or a verdict, never a float."""

    __tablename__ = "mark"
    __table_args__ = WITHOUT_ROWID

    course_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    column: Mapped[int] = mapped_column("col", SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    state: Mapped[Code] = mapped_column(default="mark")
    tenths: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    passed: Mapped[bool | None] = mapped_column(default=None)
    reason: Mapped[Words] = mapped_column(default="")
    due: Mapped[date | None] = mapped_column(default=None)
    brought_in: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]


class MarkRevision(Synced, Base):
    """A value that was superseded; the key is the mark's and the superseding command's."""

    __tablename__ = "mark_revision"
    __table_args__ = WITHOUT_ROWID

    course_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    column: Mapped[int] = mapped_column("col", SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    command_id: Mapped[Id] = mapped_column(primary_key=True)
    state: Mapped[Code]
    tenths: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    passed: Mapped[bool | None] = mapped_column(default=None)
    reason: Mapped[Words] = mapped_column(default="")
    due: Mapped[date | None] = mapped_column(default=None)
    brought_in: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]
    replaced_by: Mapped[Id]
    replaced_at: Mapped[Big]


class Comment(Synced, Base):
    """A subject teacher's comment on a pupil in a term."""

    __tablename__ = "comment"
    __table_args__ = WITHOUT_ROWID

    course_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    text: Mapped[Words]
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]


class Conduct(Synced, Base):
    """The homeroom teacher's level of conduct (G-25) and remark on a pupil in a term."""

    __tablename__ = "conduct"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    level: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    remark: Mapped[Words] = mapped_column(default="")
    excused: Mapped[int | None] = mapped_column(SmallInteger, default=None)  # nghỉ có phép
    unexcused: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]


class BookLock(Synced, Base):
    """A lock on part of the books: where, which term, which kinds of column; lifted or not."""

    __tablename__ = "book_lock"
    __table_args__ = (Index(None, "school_year_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    school_year_id: Mapped[Id]
    reach: Mapped[Code]  # school, grade, class, course
    grade: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    reach_id: Mapped[MaybeId] = mapped_column(default=None)
    term: Mapped[int] = mapped_column(SmallInteger)
    kinds: Mapped[Words]  # tx, gk, ck, comment, conduct, separated by spaces
    reason: Mapped[Words]
    decision: Mapped[Words] = mapped_column(default="")
    locked_by: Mapped[Id]
    locked_at: Mapped[Big]
    lifted_by: Mapped[MaybeId] = mapped_column(default=None)
    lifted_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    lift_reason: Mapped[Words] = mapped_column(default="")
    lift_decision: Mapped[Words] = mapped_column(default="")


class EntryConflict(Synced, Base):
    """An entry that the server refused because somebody else's value stood there (sync.md 24).

    One row a column of the refused command; it goes when the author has decided. Until then
    whoever locks the column is told of both people. Of comments and conduct the column is
    rules.locks.COMMENTS or CONDUCT, and of conduct `course_id` is the class.
    """

    __tablename__ = "entry_conflict"
    __table_args__ = WITHOUT_ROWID

    command_id: Mapped[Id] = mapped_column(primary_key=True)
    column: Mapped[int] = mapped_column("col", SmallInteger, primary_key=True)
    course_id: Mapped[Id]
    term: Mapped[int] = mapped_column(SmallInteger)
    cells: Mapped[int] = mapped_column(SmallInteger)
    refused_by: Mapped[Id]  # whose entry was refused
    stands_by: Mapped[MaybeId] = mapped_column(default=None)  # whose value stands
    refused_at: Mapped[Big]
