"""The gradebook, the journal, and what belongs to the file itself."""

import sqlalchemy as sa
from alembic import op

from desktop.models.base import Key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the tables."""
    _book_lock()
    _comment()
    _conduct()
    _mark()
    _mark_column()
    _mark_revision()
    _file_fact()
    _image()
    _journal()
    _preference()
    _printed_page()


def _book_lock() -> None:
    op.create_table(
        "book_lock",
        sa.Column("id", Key(), nullable=False),
        sa.Column("school_year_id", Key(), nullable=False),
        sa.Column("reach", sa.String(length=32), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=True),
        sa.Column("reach_id", Key(), nullable=True),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("locked_by", Key(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", Key(), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.Column("lift_decision", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_book_lock"),
    )
    op.create_index("ix_book_lock_school_year_id", "book_lock", ["school_year_id"], unique=False)


def _comment() -> None:
    op.create_table(
        "comment",
        sa.Column("course_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entered_by", Key(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "term", "student_id", name="pk_comment"),
        sqlite_with_rowid=False,
    )


def _conduct() -> None:
    op.create_table(
        "conduct",
        sa.Column("class_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("excused", sa.SmallInteger(), nullable=True),
        sa.Column("unexcused", sa.SmallInteger(), nullable=True),
        sa.Column("entered_by", Key(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", "term", "student_id", name="pk_conduct"),
        sqlite_with_rowid=False,
    )


def _mark() -> None:
    op.create_table(
        "mark",
        sa.Column("course_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("col", sa.SmallInteger(), nullable=False),
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tenths", sa.SmallInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("brought_in", sa.Boolean(), nullable=False),
        sa.Column("entered_by", Key(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "term", "col", "student_id", name="pk_mark"),
        sqlite_with_rowid=False,
    )


def _mark_column() -> None:
    op.create_table(
        "mark_column",
        sa.Column("course_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("col", sa.SmallInteger(), nullable=False),
        sa.Column("test_date", sa.Date(), nullable=True),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "term", "col", name="pk_mark_column"),
        sqlite_with_rowid=False,
    )


def _mark_revision() -> None:
    op.create_table(
        "mark_revision",
        sa.Column("course_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("col", sa.SmallInteger(), nullable=False),
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("command_id", Key(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tenths", sa.SmallInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("brought_in", sa.Boolean(), nullable=False),
        sa.Column("entered_by", Key(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_by", Key(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "course_id", "term", "col", "student_id", "command_id", name="pk_mark_revision"
        ),
        sqlite_with_rowid=False,
    )


def _file_fact() -> None:
    op.create_table(
        "file_fact",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_file_fact"),
    )


def _image() -> None:
    op.create_table(
        "image",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("row", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", "table_name", "row_key", name="pk_image"),
        sqlite_with_rowid=False,
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", Key(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("by", Key(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("packed", sa.Boolean(), nullable=False),
        sa.Column("undoes", Key(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_journal"),
    )
    op.create_index("ix_journal_id", "journal", ["id"], unique=False)


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("staff_id", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "name", name="pk_preference"),
        sqlite_with_rowid=False,
    )


def _printed_page() -> None:
    op.create_table(
        "printed_page",
        sa.Column("id", Key(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("class_id", Key(), nullable=True),
        sa.Column("course_id", Key(), nullable=True),
        sa.Column("term", sa.Integer(), nullable=True),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("printed_by", Key(), nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_printed_page"),
    )
    op.create_index("ix_printed_page_class_id", "printed_page", ["class_id"], unique=False)
