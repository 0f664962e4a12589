"""How pupils came, left, returned and changed class, with reasons."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Big, Code, Id, MaybeId, Synced, Words
from desktop.models.sealing import SealedText


class Transfer(Synced, Base):
    """One event: `class_id` is the class that is joined or left, `other_class_id` the other one.

    Of a move `class_id` is the new class and `other_class_id` the old one; of a return into
    another class likewise. `left_on` and `leave_reason` are what stood in the enrolment before,
    so that the event can be taken back; `returned` are the ticked items of the checklist.
    """

    __tablename__ = "transfer"
    __table_args__ = (Index(None, "student_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    student_id: Mapped[Id]
    kind: Mapped[Code]
    day: Mapped[date]
    class_id: Mapped[Id]
    other_class_id: Mapped[MaybeId] = mapped_column(default=None)
    place: Mapped[str] = mapped_column(SealedText("transfer.place"), default="")
    reason: Mapped[str] = mapped_column(SealedText("transfer.reason"), default="")
    document: Mapped[str] = mapped_column(SealedText("transfer.document"), default="")
    returned: Mapped[Words] = mapped_column(default="")
    left_on: Mapped[date | None] = mapped_column(default=None)
    leave_reason: Mapped[Words] = mapped_column(default="")
    recorded_by: Mapped[Id]
    recorded_at: Mapped[Big]
