"""Rolls of a class, who was absent, what changed after confirmation, months, meals."""

from datetime import date

from sqlalchemy import BigInteger, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import WITHOUT_ROWID, Base, Big, Code, Id, MaybeId, Synced, Words
from desktop.models.sealing import SealedText


class Roll(Synced, Base):
    """A roll of a class in a part of a day: `taken`, or `not_held` and why; no row: not taken.

    A reason beside `taken` says why there were lessons on a day without any in the calendar.
    """

    __tablename__ = "roll"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    state: Mapped[Code]
    reason: Mapped[str] = mapped_column(SealedText("roll.reason"), default="")
    taken_by: Mapped[Id]
    taken_at: Mapped[Big]


class Absence(Synced, Base):
    """What stands in a cell of the roll (P, K, M); no row means that the pupil was there.

    Days before the pupil joined the class are copies from the class that the pupil came from,
    so that a class's rows alone say what its pupils have missed in the year (G-27).
    """

    __tablename__ = "absence"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    mark: Mapped[Code]
    note: Mapped[str] = mapped_column(SealedText("absence.note"), default="")
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]


class AbsenceChange(Synced, Base):
    """A cell that was altered after the month had been confirmed (M-12); empty marks: present."""

    __tablename__ = "absence_change"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    command_id: Mapped[Id] = mapped_column(primary_key=True)
    mark_before: Mapped[Code]
    note_before: Mapped[str] = mapped_column(SealedText("absence_change.note_before"), default="")
    mark_after: Mapped[Code]
    note_after: Mapped[str] = mapped_column(SealedText("absence_change.note_after"), default="")
    reason: Mapped[str] = mapped_column(SealedText("absence_change.reason"))
    changed_by: Mapped[Id]
    changed_at: Mapped[Big]


class AbsenceBefore(Synced, Base):
    """Sessions missed in a term before rolls were taken here, or at the former school."""

    __tablename__ = "absence_before"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    excused: Mapped[int] = mapped_column(SmallInteger)
    unexcused: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[str] = mapped_column(SealedText("absence_before.note"), default="")
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]


class MonthConfirmation(Synced, Base):
    """A month of a class on its way (T-10): confirmed, printed, received signed, approved.

    A row without `confirmed_at` is a month whose confirmation was withdrawn: what is then
    entered counts as a change after confirmation.
    """

    __tablename__ = "month_confirmation"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    month: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    confirmed_by: Mapped[MaybeId] = mapped_column(default=None)
    confirmed_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    printed_by: Mapped[MaybeId] = mapped_column(default=None)
    printed_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    received_by: Mapped[MaybeId] = mapped_column(default=None)
    received_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    signed_by: Mapped[MaybeId] = mapped_column(default=None)
    signed_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    withdrawn_by: Mapped[MaybeId] = mapped_column(default=None)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    withdraw_reason: Mapped[str] = mapped_column(
        SealedText("month_confirmation.withdraw_reason"), default=""
    )


class ClassParts(Synced, Base):
    """Which parts of the day a class has on which weekday, from a day on: `1,1,12,1,1,,`."""

    __tablename__ = "class_parts"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    from_day: Mapped[date] = mapped_column(primary_key=True)
    week: Mapped[Words]


class ClassMeals(Synced, Base):
    """Which meals a class is served, from a day on: `123`, or nothing any more."""

    __tablename__ = "class_meals"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    from_day: Mapped[date] = mapped_column(primary_key=True)
    meals: Mapped[Words]


class MealDay(Synced, Base):
    """The meals that one pupil takes on one day, where they are not what the roll leads to."""

    __tablename__ = "meal_day"
    __table_args__ = WITHOUT_ROWID

    class_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    student_id: Mapped[Id] = mapped_column(primary_key=True)
    meals: Mapped[Words]
    note: Mapped[str] = mapped_column(SealedText("meal_day.note"), default="")
    entered_by: Mapped[Id]
    entered_at: Mapped[Big]
