"""The school, its lists and its people."""

import sqlalchemy as sa
from alembic import op

from desktop.models.base import Key

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the tables."""
    _course()
    _holiday()
    _school()
    _school_class()
    _school_setting()
    _school_year()
    _subject()
    _team()
    _term()
    _week()
    _enrolment()
    _guardian()
    _role_assignment()
    _staff()
    _student()
    _student_care()


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("id", Key(), nullable=False),
        sa.Column("class_id", Key(), nullable=False),
        sa.Column("subject_id", Key(), nullable=False),
        sa.Column("periods", sa.SmallInteger(), nullable=False),
        sa.Column("regular", sa.SmallInteger(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_course"),
    )
    op.create_index("ix_course_class_id", "course", ["class_id"], unique=False)


def _holiday() -> None:
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_holiday"),
    )


def _school() -> None:
    op.create_table(
        "school",
        sa.Column("id", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("former_district", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school"),
    )


def _school_class() -> None:
    op.create_table(
        "school_class",
        sa.Column("id", Key(), nullable=False),
        sa.Column("school_year_id", Key(), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school_class"),
    )
    op.create_index(
        "ix_school_class_school_year_id", "school_class", ["school_year_id"], unique=False
    )


def _school_setting() -> None:
    op.create_table(
        "school_setting",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_school_setting"),
    )


def _school_year() -> None:
    op.create_table(
        "school_year",
        sa.Column("id", Key(), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school_year"),
    )


def _subject() -> None:
    op.create_table(
        "subject",
        sa.Column("id", Key(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("assessment", sa.String(length=32), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("ranked", sa.Boolean(), nullable=False),
        sa.Column("team_id", Key(), nullable=True),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subject"),
    )


def _team() -> None:
    op.create_table(
        "team",
        sa.Column("id", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
    )


def _term() -> None:
    op.create_table(
        "term",
        sa.Column("school_year_id", Key(), nullable=False),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("exams_from", sa.Date(), nullable=True),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("school_year_id", "term", name="pk_term"),
        sqlite_with_rowid=False,
    )


def _week() -> None:
    op.create_table(
        "week",
        sa.Column("school_year_id", Key(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("term", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("school_year_id", "monday", name="pk_week"),
        sqlite_with_rowid=False,
    )


def _enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("class_id", Key(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("came_from", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("leave_reason", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("student_id", "class_id", name="pk_enrolment"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_enrolment_class_id", "enrolment", ["class_id"], unique=False)


def _guardian() -> None:
    op.create_table(
        "guardian",
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("student_id", "relation", name="pk_guardian"),
        sqlite_with_rowid=False,
    )


def _role_assignment() -> None:
    op.create_table(
        "role_assignment",
        sa.Column("id", Key(), nullable=False),
        sa.Column("staff_id", Key(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("reach", sa.String(length=32), nullable=False),
        sa.Column("reach_id", Key(), nullable=True),
        sa.Column("portfolio", sa.String(length=32), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_role_assignment"),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", Key(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("sex", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
    )


def _student() -> None:
    op.create_table(
        "student",
        sa.Column("id", Key(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("moet_id", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=32), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_student"),
    )


def _student_care() -> None:
    op.create_table(
        "student_care",
        sa.Column("student_id", Key(), nullable=False),
        sa.Column("birth_place", sa.Text(), nullable=False),
        sa.Column("ethnicity", sa.Text(), nullable=False),
        sa.Column("priority_group", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("audience", Key(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("student_id", name="pk_student_care"),
    )
