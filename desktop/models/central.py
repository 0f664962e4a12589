"""What only the central database has: the counter, who may sign in, what left an audience, blobs.

These tables lie in the school's own PostgreSQL schema, beside those of ``Base``.
"""

from typing import dataclass_transform

from sqlalchemy import BigInteger, Index, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from desktop.models.base import NAMES, Big, Code, Id, MaybeId, Words
from desktop.models.sealing import SealedBytes


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Central(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The tables of the central database alone."""

    metadata = MetaData(naming_convention=NAMES)


class Counter(Central):
    """The one row that every writing transaction takes first: so writes of a school are serial.

    `seq` numbers changes, `number` and `chain` are the end of the journal, `last_at` the latest
    instant given out, `rights_seq` the last change that can alter who may hold what; `epoch`
    is new after a restore; up to `safe_seq` everything lies in a verified backup.
    """

    __tablename__ = "counter"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    epoch: Mapped[Id]
    seq: Mapped[Big] = mapped_column(BigInteger, default=0)
    number: Mapped[Big] = mapped_column(BigInteger, default=0)
    chain: Mapped[bytes] = mapped_column(LargeBinary(32), default=bytes(32))
    last_at: Mapped[Big] = mapped_column(BigInteger, default=0)
    rights_seq: Mapped[Big] = mapped_column(BigInteger, default=0)
    safe_seq: Mapped[Big] = mapped_column(BigInteger, default=0)


class Tombstone(Central):
    """A row that left an audience: deleted, or in another audience now (sync.md 6).

    `row_key` is the JSON array of the key's values, ids as hex.
    """

    __tablename__ = "tombstone"
    __table_args__ = (Index(None, "audience", "seq"),)

    audience: Mapped[Id] = mapped_column(primary_key=True)
    table_name: Mapped[Code] = mapped_column(primary_key=True)
    row_key: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[Big]


class Account(Central):
    """Who can sign in at the server; instants in UTC microseconds, `password` as PHC text."""

    __tablename__ = "account"

    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    password: Mapped[Words]
    must_change: Mapped[bool]
    changed_at: Mapped[Big]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[Big] = mapped_column(BigInteger, default=0)
    closed: Mapped[bool] = mapped_column(default=False)


class Caller(Central):
    """Wrong sign-ins from one address of the network."""

    __tablename__ = "caller"

    address: Mapped[str] = mapped_column(Text, primary_key=True)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[Big] = mapped_column(BigInteger, default=0)
    last_at: Mapped[Big] = mapped_column(BigInteger, default=0)


class Token(Central):
    """A session: only the SHA-256 of what the client holds."""

    __tablename__ = "token"
    __table_args__ = (Index(None, "staff_id"),)

    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[Id]
    device: Mapped[MaybeId] = mapped_column(default=None)
    made_at: Mapped[Big]
    expires_at: Mapped[Big]
    revoked: Mapped[bool] = mapped_column(default=False)


class Device(Central):
    """One client file: whose it is, and the number of its last command that has a verdict."""

    __tablename__ = "device"

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id]
    last_number: Mapped[Big] = mapped_column(BigInteger, default=0)
    seen_at: Mapped[Big] = mapped_column(BigInteger, default=0)


class Escrow(Central):
    """The key of one client file, for its owner after a password was forgotten (DESIGN §6)."""

    __tablename__ = "escrow"

    file_id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id]
    key: Mapped[bytes] = mapped_column(SealedBytes("escrow.key"))
    kept_at: Mapped[Big]


class Blob(Central):
    """A file by its SHA-256: whole when all parts are there; who holds the audience may read it."""

    __tablename__ = "blob"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    audience: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code]  # as sniffed from the first bytes
    size: Mapped[Big]
    received: Mapped[Big] = mapped_column(BigInteger, default=0)
    whole: Mapped[bool] = mapped_column(default=False)
    by: Mapped[Id]
    at: Mapped[Big]


class BlobPart(Central):
    """A stretch of a blob's bytes."""

    __tablename__ = "blob_part"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    audience: Mapped[Id] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    content: Mapped[bytes] = mapped_column(SealedBytes("blob_part.content"))
