"""What is known about limits and outages of models, and the alerts about them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ALERTS = sa.text("reason IN ('provider_down', 'rate_limited')")


def upgrade() -> None:
    op.create_table(
        "limits",
        sa.Column("model", KEY, nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.Double(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("admitted", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("requests_left", sa.BigInteger(), nullable=True),
        sa.Column("requests_reset", sa.Double(), nullable=False),
        sa.Column("tokens_left", sa.BigInteger(), nullable=True),
        sa.Column("tokens_reset", sa.Double(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("model", name="pk_limits"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_items_of_providers",
        "items",
        ["owner_id", "opened_at"],
        sqlite_where=ALERTS,
        postgresql_where=ALERTS,
    )


def downgrade() -> None:
    op.drop_index("ix_items_of_providers", "items")
    op.drop_table("limits")
