"""What families have agreed to, and how it can be proved (D-4, D-9.1)."""

from datetime import date

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Big, Code, Id, MaybeId, Synced
from desktop.models.sealing import SealedText


class Consent(Synced, Base):
    """An answer of a family, as whoever may know the pupil's name may know it.

    Whether a pupil may be shown is asked by those who write posts; who answered and how is in
    `consent_proof`, for the class's carers alone.
    """

    __tablename__ = "consent"
    __table_args__ = (Index(None, "student_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    student_id: Mapped[Id]
    purpose: Mapped[Code]
    agreed: Mapped[bool]
    child_agreed: Mapped[bool | None] = mapped_column(default=None)
    day: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)
    recorded_at: Mapped[Big]


class ConsentProof(Synced, Base):
    """Who gave the answer, in which relation and how; and who withdrew it and why."""

    __tablename__ = "consent_proof"
    __table_args__ = (Index(None, "student_id"),)

    consent_id: Mapped[Id] = mapped_column(primary_key=True)
    student_id: Mapped[Id]
    relation: Mapped[Code]
    given_by: Mapped[str] = mapped_column(SealedText("consent_proof.given_by"))
    method: Mapped[Code]
    note: Mapped[str] = mapped_column(SealedText("consent_proof.note"), default="")
    recorded_by: Mapped[Id]
    withdrawn_by: Mapped[str] = mapped_column(SealedText("consent_proof.withdrawn_by"), default="")
    withdraw_note: Mapped[str] = mapped_column(
        SealedText("consent_proof.withdraw_note"), default=""
    )
    withdrawal_recorded_by: Mapped[MaybeId] = mapped_column(default=None)
    withdrawal_recorded_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
