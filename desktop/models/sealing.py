"""Columns that lie sealed in the central database and plain in the (encrypted) local file."""

from typing import Any, Protocol, cast

from sqlalchemy import Dialect, LargeBinary, Text, TypeDecorator

SEALING = "sealing"  # the attribute of an engine's dialect that holds the school server's keys


class Sealing(Protocol):
    """Seals values under keys that lie outside the database; the label binds them to a column."""

    def seal(self, label: str, plain: bytes) -> bytes:
        """The sealed bytes."""

    def open(self, label: str, sealed: bytes) -> bytes:
        """The plain bytes; raises where they were altered or the key is not there."""


class Unsealed(RuntimeError):
    """A sealed column was used on an engine that was given no keys."""


def give_keys(dialect: Dialect, sealing: Sealing) -> None:
    """From now on engines of that dialect object can read and write sealed columns."""
    setattr(dialect, SEALING, sealing)


def _keys(dialect: Dialect) -> Sealing:
    keys = getattr(dialect, SEALING, None)
    if keys is None:
        raise Unsealed("this engine was given no keys for sealed columns")
    return cast("Sealing", keys)


class SealedBytes(TypeDecorator[bytes]):
    """Bytes; sealed on PostgreSQL. The label is `table.column`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        """What the driver takes."""
        if value is None or dialect.name != "postgresql":
            return value
        return _keys(dialect).seal(self.label, value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """The plain bytes."""
        if value is None or dialect.name != "postgresql":
            return cast("bytes | None", value)
        return _keys(dialect).open(self.label, bytes(value))


class SealedText(TypeDecorator[str]):
    """Text; sealed on PostgreSQL. The label is `table.column`; an empty text stays empty."""

    impl = Text
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Bytes there, text here."""
        kind = LargeBinary() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """What the driver takes."""
        if value is None or dialect.name != "postgresql":
            return value
        return _keys(dialect).seal(self.label, value.encode()) if value else b""

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """The plain text."""
        if value is None or dialect.name != "postgresql":
            return cast("str | None", value)
        return _keys(dialect).open(self.label, bytes(value)).decode() if value else ""
