"""Who looked at or took out sensitive data of pupils, and when (D-9.4). Rows are only added."""

from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Big, Code, Id, MaybeId, Synced, Words


class SensitiveAccess(Synced, Base):
    """One look or export; `said_at` is the computer's clock, `at` that of the record.

    `count` is of how many pupils; `student_id` is filled where it is one.
    """

    __tablename__ = "sensitive_access"

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id]
    what: Mapped[Code]
    student_id: Mapped[MaybeId] = mapped_column(default=None)
    class_id: Mapped[MaybeId] = mapped_column(default=None)
    count: Mapped[int] = mapped_column(default=1)
    note: Mapped[Words] = mapped_column(default="")
    said_at: Mapped[Big]
    at: Mapped[Big]
