"""The school: its facts and settings, years, terms, weeks, days off, teams, classes, courses."""

from datetime import date

from sqlalchemy import Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import WITHOUT_ROWID, Base, Code, Id, MaybeId, Synced, Words


class School(Synced, Base):
    """The one school of this database; `level` is thcs or thpt."""

    __tablename__ = "school"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words]
    authority: Mapped[Words] = mapped_column(default="")  # first heading line
    level: Mapped[Code]
    commune: Mapped[Words] = mapped_column(default="")
    province: Mapped[Words] = mapped_column(default="")
    former_district: Mapped[Words] = mapped_column(default="")


class SchoolSetting(Synced, Base):
    """One of the X-settings or school habits; value is JSON."""

    __tablename__ = "school_setting"

    name: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[Words]


class SchoolYear(Synced, Base):
    """A school year, such as 2026–2027."""

    __tablename__ = "school_year"

    id: Mapped[Id] = mapped_column(primary_key=True)
    start_year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class TermSpan(Synced, Base):
    """First and last day of a term, and the first day of its final tests (T-6)."""

    __tablename__ = "term"
    __table_args__ = WITHOUT_ROWID

    school_year_id: Mapped[Id] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    exams_from: Mapped[date | None] = mapped_column(default=None)


class Week(Synced, Base):
    """A week of the year's plan; breaks and reserve weeks carry no number."""

    __tablename__ = "week"
    __table_args__ = WITHOUT_ROWID

    school_year_id: Mapped[Id] = mapped_column(primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int | None] = mapped_column(default=None)
    term: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[Code]


class Holiday(Synced, Base):
    """A day off, or a day worked in exchange; `given` ones the office has typed (X-14)."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    off: Mapped[bool]
    reason: Mapped[Words]
    given: Mapped[bool] = mapped_column(default=False)


class Team(Synced, Base):
    """A subject team (tổ chuyên môn)."""

    __tablename__ = "team"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words]


class SchoolClass(Synced, Base):
    """A class of a year; its homeroom teacher is an assignment."""

    __tablename__ = "school_class"
    __table_args__ = (Index(None, "school_year_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    school_year_id: Mapped[Id]
    grade: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[Words]


class Subject(Synced, Base):
    """A subject; `short_name` marks with | where a narrow column head may break."""

    __tablename__ = "subject"

    id: Mapped[Id] = mapped_column(primary_key=True)
    code: Mapped[Code]
    name: Mapped[Words]
    short_name: Mapped[Words]
    assessment: Mapped[Code]
    position: Mapped[int] = mapped_column(SmallInteger)
    ranked: Mapped[bool] = mapped_column(default=True)
    team_id: Mapped[MaybeId] = mapped_column(default=None)


class Course(Synced, Base):
    """A subject in a class; its teachers are assignments."""

    __tablename__ = "course"
    __table_args__ = (Index(None, "class_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    class_id: Mapped[Id]
    subject_id: Mapped[Id]
    periods: Mapped[int] = mapped_column(SmallInteger)  # a year (G-7)
    regular: Mapped[int] = mapped_column(SmallInteger)  # number of ĐĐGtx a term (G-7, G-8, X-1)
