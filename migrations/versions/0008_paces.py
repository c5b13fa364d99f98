"""How long calls usually take, and the call that each running turn waits for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("name", KEY, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_paces"),
        sqlite_with_rowid=False,
    )
    empty = sa.text("'{}'")
    op.add_column("turns", sa.Column("in_flight", sa.Text(), nullable=False, server_default=empty))
    op.add_column("turns", sa.Column("expected_by", sa.Double(), nullable=True))
    op.add_column("turns", sa.Column("idle_item", ID, nullable=True))


def downgrade() -> None:
    for name in ("idle_item", "expected_by", "in_flight"):
        op.drop_column("turns", name)
    op.drop_table("paces")
