"""What a session's record says of who may need it next, and what became of alerts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALERTS = sa.text("kind = 'alert'")


def column(name: str, kind: Any, since: str) -> sa.Column[Any]:
    """A column that always has a value; `since` gives rows from before it one."""
    return sa.Column(name, kind, nullable=False, server_default=sa.text(since))


def upgrade() -> None:
    op.add_column("sessions", column("heard_at", sa.Double(), since="0"))
    op.add_column("sessions", column("redirects", sa.Integer(), since="0"))
    op.add_column("sessions", column("retries", sa.Integer(), since="0"))
    op.add_column("sessions", column("nudges", sa.Integer(), since="0"))
    op.add_column("sessions", column("doubt", sa.Double(), since="0"))
    op.add_column("items", column("outcome", sa.Text(), since="''"))
    op.create_index(
        "ix_items_alerts",
        "items",
        ["opened_at"],
        sqlite_where=ALERTS,
        postgresql_where=ALERTS,
    )


def downgrade() -> None:
    op.drop_index("ix_items_alerts", "items")
    op.drop_column("items", "outcome")
    for name in ("doubt", "nudges", "retries", "redirects", "heard_at"):
        op.drop_column("sessions", name)
