"""The journal, the before-images of pending commands, printed pages, and facts of the file."""

from sqlalchemy import BigInteger, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import WITHOUT_ROWID, Base, Big, Code, Id, MaybeId, Synced, Words
from desktop.models.sealing import SealedBytes, SealedText


class Journal(Base):
    """One command with its outcome: outbox, audit trail, unit of sync and idempotency record.

    `number` is the order of execution in this file; `chain` is the hash over this row and the
    one before it (DESIGN §6). `payload` is the command as JSON, deflated when `packed`, and
    `digest` its SHA-256 (rows of older files have none); a payload of a withdrawn audience is
    erased and the digest stays. On the server `at` is the server's time and `said_at` the
    author's; `device` and `device_number` say which file sent it. In a file, `audiences` are
    those that it touched (hex), and `settled` is what the author decided about a refused one.
    """

    __tablename__ = "journal"
    __table_args__ = (Index(None, "id"), Index(None, "state"))

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    id: Mapped[Id]
    kind: Mapped[Code]
    schema: Mapped[int]
    by: Mapped[Id]
    at: Mapped[Big]
    payload: Mapped[bytes] = mapped_column(SealedBytes("journal.payload"))
    packed: Mapped[bool] = mapped_column(default=False)
    undoes: Mapped[MaybeId] = mapped_column(default=None)
    state: Mapped[Code]  # done; with a server also pending, accepted, refused, failed
    refusal: Mapped[str] = mapped_column(SealedText("journal.refusal"), default="")
    seq: Mapped[Big] = mapped_column(BigInteger, default=0)
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
    device: Mapped[MaybeId] = mapped_column(default=None)
    device_number: Mapped[Big] = mapped_column(BigInteger, default=0)
    said_at: Mapped[Big] = mapped_column(BigInteger, default=0)
    audiences: Mapped[Words] = mapped_column(default="")
    settled: Mapped[Code] = mapped_column(default="")


class Image(Base):
    """A row as it was before a pending command first touched it; `row` is NULL if there was none.

    `row_key` and `row` are JSON objects of the driver's own values by column, bytes as hex:
    so they can be put back before the tables are altered (sync.md 32).
    """

    __tablename__ = "image"
    __table_args__ = WITHOUT_ROWID

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    table_name: Mapped[Code] = mapped_column(primary_key=True)
    row_key: Mapped[Words] = mapped_column(primary_key=True)
    row: Mapped[str | None] = mapped_column(default=None)


class PrintedPage(Synced, Base):
    """A page of a form as it was last printed, and the fingerprint of what stood on it."""

    __tablename__ = "printed_page"
    __table_args__ = (Index(None, "class_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    form: Mapped[Code]
    class_id: Mapped[MaybeId] = mapped_column(default=None)
    course_id: Mapped[MaybeId] = mapped_column(default=None)
    term: Mapped[int | None] = mapped_column(default=None)
    paper: Mapped[Code]
    page: Mapped[Words]
    title: Mapped[Words]
    number: Mapped[int]
    fingerprint: Mapped[Words]
    printed_by: Mapped[Id]
    printed_at: Mapped[Big]


class Holding(Base):
    """An audience whose rows this file holds, all of them up to the file's cursor."""

    __tablename__ = "holding"
    __table_args__ = WITHOUT_ROWID

    audience: Mapped[Id] = mapped_column(primary_key=True)


class FileFact(Base):
    """A fact of this file alone: school id, device id, chain head."""

    __tablename__ = "file_fact"

    name: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[Words]


class Preference(Base):
    """How one person likes the window on this computer: JSON, never sent anywhere."""

    __tablename__ = "preference"
    __table_args__ = WITHOUT_ROWID

    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words] = mapped_column(primary_key=True)
    value: Mapped[Words]
