"""What agreeing with a central database needs on both ends; there also all that only it has."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from desktop.models.base import Key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEALED = {
    "student_care": (
        "citizen_id", "birth_place", "ethnicity", "priority_group", "address", "phone", "note",
    ),
    "guardian": ("full_name", "occupation", "phone", "email"),
    "journal": ("refusal",),
}  # fmt: skip
SYNCED = (
    "book_lock", "comment", "conduct", "course", "enrolment", "entry_conflict", "guardian",
    "holiday", "mark", "mark_column", "mark_revision", "printed_page", "role_assignment",
    "school", "school_class", "school_setting", "school_year", "staff", "student",
    "student_care", "subject", "team", "term", "week",
)  # fmt: skip
POINTERS = (
    ("comment", "course_id", "course"), ("comment", "student_id", "student"),
    ("conduct", "class_id", "school_class"), ("conduct", "student_id", "student"),
    ("course", "class_id", "school_class"), ("course", "subject_id", "subject"),
    ("enrolment", "class_id", "school_class"), ("enrolment", "student_id", "student"),
    ("guardian", "student_id", "student"), ("mark", "course_id", "course"),
    ("mark", "student_id", "student"), ("mark_column", "course_id", "course"),
    ("mark_revision", "course_id", "course"), ("role_assignment", "staff_id", "staff"),
    ("school_class", "school_year_id", "school_year"), ("student_care", "student_id", "student"),
    ("term", "school_year_id", "school_year"), ("week", "school_year_id", "school_year"),
)  # fmt: skip
UNIQUE = (
    ("staff", ("account",)), ("school_year", ("start_year",)), ("subject", ("code",)),
    ("school_class", ("school_year_id", "name")), ("course", ("class_id", "subject_id")),
)  # fmt: skip


def upgrade() -> None:
    """The journal knows who sent a command; conflicts and holdings have tables of their own."""
    _journal()
    _entry_conflict()
    op.create_table(
        "holding",
        sa.Column("audience", Key(), nullable=False),
        sa.PrimaryKeyConstraint("audience", name="pk_holding"),
        sqlite_with_rowid=False,
    )
    if op.get_context().dialect.name == "postgresql":
        _seal()
        _central()
        _accounts()
        _blobs()
        _hold_together()


def _journal() -> None:
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("device", Key(), nullable=True),
        sa.Column("device_number", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("said_at", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("audiences", sa.Text(), nullable=False, server_default=""),
        sa.Column("settled", sa.String(length=32), nullable=False, server_default=""),
    )
    recreate = "always" if op.get_context().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("journal", recreate=recreate) as table:  # type: ignore[arg-type]
        for column in columns:
            table.add_column(column)
    with op.batch_alter_table("journal") as table:
        for column in columns:
            if not column.nullable:
                table.alter_column(column.name, server_default=None)
    op.create_index("ix_journal_state", "journal", ["state"])


def _entry_conflict() -> None:
    op.create_table(
        "entry_conflict",
        sa.Column("command_id", Key(), nullable=False),
        sa.Column("col", sa.SmallInteger(), nullable=False),
        sa.Column("course_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("cells", sa.SmallInteger(), nullable=False),
        sa.Column("refused_by", Key(), nullable=False),
        sa.Column("stands_by", Key(), nullable=True),
        sa.Column("refused_at", sa.BigInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", "col", name="pk_entry_conflict"),
        sqlite_with_rowid=False,
    )


def _seal() -> None:
    """Contacts, addresses and refusals lie sealed there; no central database is older than this."""
    for table, columns in SEALED.items():
        for column in columns:
            op.alter_column(
                table, column, type_=sa.LargeBinary(), postgresql_using="''::bytea"
            )  # fmt: skip


def _central() -> None:
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", Key(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("seq", "number", "last_at", "rights_seq", "safe_seq")
        ),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
    )
    op.create_table(
        "tombstone",
        sa.Column("audience", Key(), nullable=False),
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "table_name", "row_key", name="pk_tombstone"),
    )
    op.create_index("ix_tombstone_audience_seq", "tombstone", ["audience", "seq"])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("staff_id", Key(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_account"),
    )
    op.create_table(
        "caller",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_caller"),
    )
    op.create_table(
        "token",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", Key(), nullable=False),
        sa.Column("device", Key(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_token"),
    )
    op.create_index("ix_token_staff_id", "token", ["staff_id"])
    op.create_table(
        "device",
        sa.Column("id", Key(), nullable=False),
        sa.Column("staff_id", Key(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
    )
    op.create_table(
        "escrow",
        sa.Column("file_id", Key(), nullable=False),
        sa.Column("staff_id", Key(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name="pk_escrow"),
    )


def _blobs() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("by", Key(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "audience", name="pk_blob"),
    )
    op.create_table(
        "blob_part",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "audience", "start", name="pk_blob_part"),
    )


def _hold_together() -> None:
    """What the local file must not have (sync.md 31, 34)."""
    for table in SYNCED:
        op.create_index(f"ix_{table}_audience_seq", table, ["audience", "seq"])
    for table, column, target in POINTERS:
        op.create_foreign_key(
            f"fk_{table}_{column}", table, target, [column], ["id"],
            deferrable=True, initially="DEFERRED",
        )  # fmt: skip
    for table, columns in UNIQUE:
        op.create_unique_constraint(f"uq_{table}_{'_'.join(columns)}", table, list(columns))
    op.drop_index("ix_journal_id", "journal")
    op.create_index("uq_journal_id", "journal", ["id"], unique=True)
