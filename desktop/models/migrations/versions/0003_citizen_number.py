"""The citizen number (số định danh cá nhân) among what a class cares for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty for the pupils who are there; later rows always say it themselves."""
    made = sa.Column("citizen_id", sa.Text(), nullable=False, server_default="")
    if op.get_context().dialect.name == "sqlite":  # rewritten: columns as in a new file
        with op.batch_alter_table("student_care", recreate="always") as table:
            table.add_column(made, insert_after="student_id")
    else:
        op.add_column("student_care", made)
    with op.batch_alter_table("student_care") as table:
        table.alter_column("citizen_id", server_default=None)
