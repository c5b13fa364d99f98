"""Check-ins: of which type a session's task is, and how often it is looked in on."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ADDED: tuple[tuple[str, sa.types.TypeEngine[Any], str], ...] = (
    ("task", sa.Text(), "''"),
    ("check_every", sa.Double(), "0"),
    ("check_by_hand", sa.Boolean(), "false"),
    ("checked_at", sa.Double(), "0"),
    ("checked_upto", sa.Integer(), "0"),
)


def upgrade() -> None:
    for name, kind, usual in ADDED:
        op.add_column(
            "sessions", sa.Column(name, kind, nullable=False, server_default=sa.text(usual))
        )


def downgrade() -> None:
    for name, _, _ in reversed(ADDED):
        op.drop_column("sessions", name)
