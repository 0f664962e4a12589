"""Runs the history of the tables on the connection that the caller hands over."""

from typing import Any, Literal

from alembic import context

from desktop.models import Base, Key
from desktop.models.sealing import SealedBytes, SealedText


def spelled(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a drafted script writes a column's type."""
    if kind == "type" and isinstance(item, Key):
        return "Key()"
    if kind == "type" and isinstance(item, SealedText | SealedBytes):
        return "sa.Text()" if isinstance(item, SealedText) else "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by building it anew
    render_item=spelled,
)
context.run_migrations()
