"""The whole profile, policy groups with documents, transfers, consents, papers, the access log."""

from datetime import date
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

from desktop.models.base import Key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CARE = (
    ("nationality", "birth_place"), ("religion", "ethnicity"), ("disability", "religion"),
    ("province", "disability"), ("commune", "province"), ("former_address", "address"),
)  # fmt: skip
"""New columns of a pupil's care, each with the one it stands behind."""
BOOK = (
    ("book_name", sa.Text()), ("book_birth_date", sa.Date()), ("book_sex", sa.String(length=32)),
    ("book_code", sa.Text()), ("book_moet_id", sa.Text()),
)  # fmt: skip
NEW = (
    "policy_group", "student_photo", "paper", "transfer", "consent", "consent_proof",
    "sensitive_access",
)  # fmt: skip
OF_A_PUPIL = NEW[:-1]


def upgrade() -> None:
    """What stood as one text of groups becomes a row for each; the rest is new."""
    local = op.get_context().dialect.name == "sqlite"
    _policy_group()
    if local:
        _split_groups()
    _care()
    _guardian()
    _enrolment()
    _student_photo()
    _paper()
    _transfer()
    _consent()
    _sensitive_access()
    if not local:
        _hold_together()


def _sealed() -> Any:
    return sa.LargeBinary() if op.get_context().dialect.name == "postgresql" else sa.Text()


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, _sealed(), nullable=False)


def _filled(name: str, kind: Any) -> sa.Column[Any]:
    """A column that the rows that are there need a value for."""
    return sa.Column(name, kind, nullable=False, server_default=sa.text("''"))


def _care() -> None:
    made = [(_filled(name, _sealed()), behind) for name, behind in CARE]
    _add("student_care", made, drop="priority_group")


def _guardian() -> None:
    _add("guardian", [(_filled("birth_year", _sealed()), "full_name")])


def _enrolment() -> None:
    made = [_day(name) if isinstance(kind, sa.Date) else _filled(name, kind) for name, kind in BOOK]
    behind = ["leave_reason", *(column.name for column in made)]
    _add("enrolment", list(zip(made, behind, strict=False)))


def _add(table_name: str, made: list[tuple[sa.Column[Any], str]], drop: str = "") -> None:
    """Add columns; in the local file each behind the one named, as in a new file."""
    if op.get_context().dialect.name == "sqlite":
        with op.batch_alter_table(table_name, recreate="always") as table:
            for column, behind in made:
                table.add_column(column, insert_after=behind)
    else:
        for column, _ in made:
            op.add_column(table_name, column)
    with op.batch_alter_table(table_name) as table:
        if drop:
            table.drop_column(drop)
        for column, _ in made:
            if not column.nullable:
                table.alter_column(column.name, server_default=None)


def _split_groups() -> None:
    """One row a group, with an id that is the same wherever this file's copy is brought here."""
    connection = op.get_bind()
    rows = connection.exec_driver_sql(
        "SELECT student_id, priority_group, audience, seq FROM student_care"
        " WHERE priority_group <> ''"
    ).all()
    made = [
        (sha256(student_id + name.encode()).digest()[:16], student_id, name, audience, seq)
        for student_id, groups, audience, seq in rows
        for name in dict.fromkeys(part.strip() for part in groups.split(","))
        if name
    ]
    for row in made:
        connection.exec_driver_sql(
            "INSERT INTO policy_group (id, student_id, name, document, audience, seq)"
            " VALUES (?, ?, ?, '', ?, ?)",
            row,
        )


def _audience() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
    )


def _key(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, Key(), nullable=not needed)


def _day(name: str, *, needed: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=not needed)


def _code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _big(name: str, *, needed: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=not needed)


def _policy_group() -> None:
    op.create_table(
        "policy_group",
        _key("id"), _key("student_id"), _text("name"), _text("document"), _day("from_day"),
        _day("to_day"), *_audience(), sa.PrimaryKeyConstraint("id", name="pk_policy_group"),
    )  # fmt: skip
    op.create_index("ix_policy_group_student_id", "policy_group", ["student_id"])


def _student_photo() -> None:
    op.create_table(
        "student_photo",
        _key("student_id"), _words("sha256"), _text("small"), _day("taken_on"), _key("kept_by"),
        _big("kept_at"), *_audience(),
        sa.PrimaryKeyConstraint("student_id", name="pk_student_photo"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _paper() -> None:
    op.create_table(
        "paper",
        _key("id"), _key("student_id"), _code("about"), _key("about_id", needed=False),
        _text("title"), _words("sha256"), _code("kind"), _big("size"), _key("kept_by"),
        _big("kept_at"), *_audience(), sa.PrimaryKeyConstraint("id", name="pk_paper"),
    )  # fmt: skip
    op.create_index("ix_paper_student_id", "paper", ["student_id"])


def _transfer() -> None:
    op.create_table(
        "transfer",
        _key("id"), _key("student_id"), _code("kind"), _day("day", needed=True), _key("class_id"),
        _key("other_class_id", needed=False), _text("place"), _text("reason"), _text("document"),
        _words("returned"), _day("left_on"), _words("leave_reason"), _key("recorded_by"),
        _big("recorded_at"), *_audience(), sa.PrimaryKeyConstraint("id", name="pk_transfer"),
    )  # fmt: skip
    op.create_index("ix_transfer_student_id", "transfer", ["student_id"])


def _consent() -> None:
    op.create_table(
        "consent",
        _key("id"), _key("student_id"), _code("purpose"),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("child_agreed", sa.Boolean(), nullable=True),
        _day("day", needed=True), _day("expires_on"), _day("withdrawn_on"), _big("recorded_at"),
        *_audience(), sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )  # fmt: skip
    op.create_index("ix_consent_student_id", "consent", ["student_id"])
    op.create_table(
        "consent_proof",
        _key("consent_id"), _key("student_id"), _code("relation"), _text("given_by"),
        _code("method"), _text("note"), _key("recorded_by"), _text("withdrawn_by"),
        _text("withdraw_note"), _key("withdrawal_recorded_by", needed=False),
        _big("withdrawal_recorded_at", needed=False), *_audience(),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent_proof"),
    )  # fmt: skip
    op.create_index("ix_consent_proof_student_id", "consent_proof", ["student_id"])


def _sensitive_access() -> None:
    op.create_table(
        "sensitive_access",
        _key("id"), _key("staff_id"), _code("what"), _key("student_id", needed=False),
        _key("class_id", needed=False), sa.Column("count", sa.Integer(), nullable=False),
        _words("note"), _big("said_at"), _big("at"), *_audience(),
        sa.PrimaryKeyConstraint("id", name="pk_sensitive_access"),
    )  # fmt: skip


def _hold_together() -> None:
    """As for the older tables: what the local file must not have (sync.md 31, 34)."""
    for table in NEW:
        op.create_index(f"ix_{table}_audience_seq", table, ["audience", "seq"])
    pointers = [(table, "student_id", "student") for table in OF_A_PUPIL]
    pointers.append(("consent_proof", "consent_id", "consent"))
    pointers.append(("transfer", "class_id", "school_class"))
    for table, column, target in pointers:
        op.create_foreign_key(
            f"fk_{table}_{column}", table, target, [column], ["id"],
            deferrable=True, initially="DEFERRED",
        )  # fmt: skip
