"""What judges of a session's course used of its tokens and its cost."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", _counted("watch_tokens", sa.BigInteger()))
    op.add_column("sessions", _counted("watch_usd", sa.Double()))


def downgrade() -> None:
    op.drop_column("sessions", "watch_usd")
    op.drop_column("sessions", "watch_tokens")


def _counted(name: str, kind: "sa.types.TypeEngine[float]") -> sa.Column[float]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text("0"))
