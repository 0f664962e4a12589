"""What belongs to a pupil's profile beside the lines of the class list: groups, photo, papers.

All of it is the class's care (D-2). Files are named by the SHA-256 of their bytes (hex) and lie
outside the tables.
"""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import WITHOUT_ROWID, Base, Big, Code, Id, MaybeId, Synced, Words
from desktop.models.sealing import SealedText


class PolicyGroup(Synced, Base):
    """A group of preference that a pupil belongs to, by which document, from when to when."""

    __tablename__ = "policy_group"
    __table_args__ = (Index(None, "student_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    student_id: Mapped[Id]
    name: Mapped[str] = mapped_column(SealedText("policy_group.name"))
    document: Mapped[str] = mapped_column(SealedText("policy_group.document"), default="")
    from_day: Mapped[date | None] = mapped_column(default=None)
    to_day: Mapped[date | None] = mapped_column(default=None)


class StudentPhoto(Synced, Base):
    """A pupil's photograph: small enough for a list here (JPEG as base64), whole as a file.

    The small one lies in the row so that the faces of a class are there without the network; a
    table of its own, so that lists without faces do not read it.
    """

    __tablename__ = "student_photo"
    __table_args__ = WITHOUT_ROWID

    student_id: Mapped[Id] = mapped_column(primary_key=True)
    sha256: Mapped[Words]
    small: Mapped[str] = mapped_column(SealedText("student_photo.small"))
    taken_on: Mapped[date | None] = mapped_column(default=None)
    kept_by: Mapped[Id]
    kept_at: Mapped[Big]


class Paper(Synced, Base):
    """A scan: `about` is what it is evidence for (transfer, consent, policy, profile)."""

    __tablename__ = "paper"
    __table_args__ = (Index(None, "student_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    student_id: Mapped[Id]
    about: Mapped[Code]
    about_id: Mapped[MaybeId] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(SealedText("paper.title"))
    sha256: Mapped[Words]
    kind: Mapped[Code]
    size: Mapped[Big]
    kept_by: Mapped[Id]
    kept_at: Mapped[Big]
