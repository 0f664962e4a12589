"""Staff and what they are assigned to; pupils, what the class cares for, and enrolments."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import WITHOUT_ROWID, Base, Code, Id, MaybeId, Synced, Words
from desktop.models.sealing import SealedText


class Staff(Synced, Base):
    """A member of staff; `account` is what they sign in with."""

    __tablename__ = "staff"

    id: Mapped[Id] = mapped_column(primary_key=True)
    account: Mapped[Words]
    full_name: Mapped[Words]
    sex: Mapped[Code] = mapped_column(default="")  # "nam", "nu" or "": thầy, cô, thầy cô
    position: Mapped[Words] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class RoleAssignment(Synced, Base):
    """A role of a person: reach, portfolio, first and last day."""

    __tablename__ = "role_assignment"

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id]
    role: Mapped[Code]
    reach: Mapped[Code] = mapped_column(default="school")
    reach_id: Mapped[MaybeId] = mapped_column(default=None)
    portfolio: Mapped[Code] = mapped_column(default="")
    from_day: Mapped[date]
    to_day: Mapped[date | None] = mapped_column(default=None)


class Student(Synced, Base):
    """A pupil: what a subject teacher may know. Identifiers are text, zeros kept."""

    __tablename__ = "student"

    id: Mapped[Id] = mapped_column(primary_key=True)
    code: Mapped[Words] = mapped_column(default="")  # mã học sinh
    moet_id: Mapped[Words] = mapped_column(default="")  # mã định danh Bộ GD&ĐT
    full_name: Mapped[Words]
    birth_date: Mapped[date | None] = mapped_column(default=None)
    sex: Mapped[Code] = mapped_column(default="")


class StudentCare(Synced, Base):
    """What only the class's own carers may know of a pupil (D-2)."""

    __tablename__ = "student_care"

    student_id: Mapped[Id] = mapped_column(primary_key=True)
    citizen_id: Mapped[str] = mapped_column(
        SealedText("student_care.citizen_id"), default=""
    )  # số định danh cá nhân, 12 figures
    birth_place: Mapped[str] = mapped_column(SealedText("student_care.birth_place"), default="")
    nationality: Mapped[str] = mapped_column(SealedText("student_care.nationality"), default="")
    ethnicity: Mapped[str] = mapped_column(SealedText("student_care.ethnicity"), default="")
    religion: Mapped[str] = mapped_column(SealedText("student_care.religion"), default="")
    disability: Mapped[str] = mapped_column(SealedText("student_care.disability"), default="")
    province: Mapped[str] = mapped_column(SealedText("student_care.province"), default="")
    commune: Mapped[str] = mapped_column(SealedText("student_care.commune"), default="")
    address: Mapped[str] = mapped_column(SealedText("student_care.address"), default="")
    former_address: Mapped[str] = mapped_column(
        SealedText("student_care.former_address"), default=""
    )  # as older papers have it, with units of before July 2025
    phone: Mapped[str] = mapped_column(SealedText("student_care.phone"), default="")
    note: Mapped[str] = mapped_column(SealedText("student_care.note"), default="")


class Guardian(Synced, Base):
    """Father, mother or guardian of a pupil; relation is `father`, `mother` or `guardian`."""

    __tablename__ = "guardian"
    __table_args__ = WITHOUT_ROWID

    student_id: Mapped[Id] = mapped_column(primary_key=True)
    relation: Mapped[Code] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(SealedText("guardian.full_name"))
    birth_year: Mapped[str] = mapped_column(SealedText("guardian.birth_year"), default="")
    occupation: Mapped[str] = mapped_column(SealedText("guardian.occupation"), default="")
    phone: Mapped[str] = mapped_column(SealedText("guardian.phone"), default="")
    email: Mapped[str] = mapped_column(SealedText("guardian.email"), default="")


class Enrolment(Synced, Base):
    """A pupil in a class: from when to when, and why the pupil left.

    A pupil's own row lies with the class of today. Where the pupil went on to another class, the
    name and what stands beside it stay here, so that the old class's book can still be read
    (sync.md 27).
    """

    __tablename__ = "enrolment"
    __table_args__ = (Index(None, "class_id"), WITHOUT_ROWID)

    student_id: Mapped[Id] = mapped_column(primary_key=True)
    class_id: Mapped[Id] = mapped_column(primary_key=True)
    joined_on: Mapped[date | None] = mapped_column(default=None)  # None: from the first day
    came_from: Mapped[Words] = mapped_column(default="")
    left_on: Mapped[date | None] = mapped_column(default=None)
    leave_reason: Mapped[Words] = mapped_column(default="")
    book_name: Mapped[Words] = mapped_column(default="")
    book_birth_date: Mapped[date | None] = mapped_column(default=None)
    book_sex: Mapped[Code] = mapped_column(default="")
    book_code: Mapped[Words] = mapped_column(default="")
    book_moet_id: Mapped[Words] = mapped_column(default="")
