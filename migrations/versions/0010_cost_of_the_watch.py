"""What judges of a session's course used of its tokens and its cost."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NONE = sa.text("0")


def upgrade() -> None:
    tokens = sa.Column("watch_tokens", sa.BigInteger(), nullable=False, server_default=NONE)
    dollars = sa.Column("watch_usd", sa.Double[float](), nullable=False, server_default=NONE)
    op.add_column("sessions", tokens)
    op.add_column("sessions", dollars)


def downgrade() -> None:
    op.drop_column("sessions", "watch_usd")
    op.drop_column("sessions", "watch_tokens")
