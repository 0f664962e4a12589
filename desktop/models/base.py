"""What all tables share: the declarative base, 16-byte keys, audience and seq."""

from functools import lru_cache
from typing import Annotated, Any, Final, dataclass_transform
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, MetaData, String, Text, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


@lru_cache(maxsize=8192)
def _uuid(raw: bytes) -> UUID:
    """One object for each id: making them takes half the time of reading a class's marks."""
    return UUID(bytes=raw)


class Key(TypeDecorator[UUID]):
    """A UUID: native in PostgreSQL, 16 bytes in the local file (Uuid would take 32 letters)."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The column type of that database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid())
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """UUID to what the driver takes."""
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """What the driver gives to UUID."""
        return value if value is None or dialect.name == "postgresql" else _uuid(value)


Id = Annotated[UUID, mapped_column(Key)]
MaybeId = Annotated[UUID | None, mapped_column(Key)]
Code = Annotated[str, mapped_column(String(32))]
Words = Annotated[str, mapped_column(Text)]
Big = Annotated[int, mapped_column(BigInteger)]

WITHOUT_ROWID: Final = {"sqlite_with_rowid": False}

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The tables of a school; every constraint has a name (Alembic's batch mode needs it)."""

    metadata = MetaData(naming_convention=NAMES)


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Synced(MappedAsDataclass, kw_only=True):
    """A table that travels: who may hold the row, and the server's number of its last change."""

    audience: Mapped[UUID] = mapped_column(Key, active_history=True)
    seq: Mapped[Big] = mapped_column(BigInteger, default=0)
