"""Rolls, absences, months with their confirmation, parts of the day, meals."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from desktop.models.base import Key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CELL: Final = ("class_id", "day", "part", "student_id")
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "roll": _CELL[:3],
    "absence": _CELL,
    "absence_change": (*_CELL, "command_id"),
    "absence_before": ("class_id", "term", "student_id"),
    "month_confirmation": ("class_id", "year", "month"),
    "class_parts": ("class_id", "from_day"),
    "class_meals": ("class_id", "from_day"),
    "meal_day": ("class_id", "day", "student_id"),
}


def upgrade() -> None:
    """All of it is new."""
    _roll()
    _absence()
    _absence_change()
    _absence_before()
    _month_confirmation()
    _make("class_parts", _key("class_id"), _day("from_day"), _words("week"))
    _make("class_meals", _key("class_id"), _day("from_day"), _words("meals"))
    _make(
        "meal_day", _key("class_id"), _day("day"), _key("student_id"), _words("meals"),
        _sealed("note"), _key("entered_by"), _instant("entered_at"),
    )  # fmt: skip
    if op.get_context().dialect.name == "postgresql":
        _hold_together()


def _make(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        *columns,
        _key("audience"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS[table], name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )


def _roll() -> None:
    _make(
        "roll",
        _key("class_id"), _day("day"), _small("part"), _code("state"), _sealed("reason"),
        _key("taken_by"), _instant("taken_at"),
    )  # fmt: skip


def _absence() -> None:
    _make(
        "absence",
        _key("class_id"), _day("day"), _small("part"), _key("student_id"), _code("mark"),
        _sealed("note"), _key("entered_by"), _instant("entered_at"),
    )  # fmt: skip


def _absence_change() -> None:
    _make(
        "absence_change",
        _key("class_id"), _day("day"), _small("part"), _key("student_id"), _key("command_id"),
        _code("mark_before"), _sealed("note_before"), _code("mark_after"), _sealed("note_after"),
        _sealed("reason"), _key("changed_by"), _instant("changed_at"),
    )  # fmt: skip


def _absence_before() -> None:
    _make(
        "absence_before",
        _key("class_id"), _small("term"), _key("student_id"), _small("excused"),
        _small("unexcused"), _sealed("note"), _key("entered_by"), _instant("entered_at"),
    )  # fmt: skip


def _month_confirmation() -> None:
    steps: list[sa.Column[Any]] = []
    for step in ("confirmed", "printed", "received", "signed", "withdrawn"):
        steps.append(sa.Column(f"{step}_by", Key(), nullable=True))
        steps.append(sa.Column(f"{step}_at", sa.BigInteger(), nullable=True))
    _make(
        "month_confirmation",
        _key("class_id"), _small("year"), _small("month"), *steps, _sealed("withdraw_reason"),
    )  # fmt: skip


def _hold_together() -> None:
    """What the local file must not have (sync.md 31, 34)."""
    for table, columns in KEYS.items():
        op.create_index(f"ix_{table}_audience_seq", table, ["audience", "seq"])
        targets = {"class_id": "school_class", "student_id": "student"}
        for column in targets.keys() & set(columns):
            op.create_foreign_key(
                f"fk_{table}_{column}", table, targets[column], [column], ["id"],
                deferrable=True, initially="DEFERRED",
            )  # fmt: skip


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, Key(), nullable=False)


def _day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=False)


def _small(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _code(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=32), nullable=False)


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _sealed(name: str) -> sa.Column[Any]:
    """Bytes where it lies sealed, text here."""
    sealed = op.get_context().dialect.name == "postgresql"
    return sa.Column(name, sa.LargeBinary() if sealed else sa.Text(), nullable=False)
