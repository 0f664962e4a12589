"""${message}."""

import sqlalchemy as sa
from alembic import op

from desktop.models.base import Key

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the revision before to this one."""
    ${upgrades if upgrades else "pass"}
