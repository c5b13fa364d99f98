"""Rooms: of which type a task is that is started there, unless its person says another."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    usual = sa.text("''")
    op.add_column("rooms", sa.Column("task", sa.Text(), nullable=False, server_default=usual))


def downgrade() -> None:
    op.drop_column("rooms", "task")
