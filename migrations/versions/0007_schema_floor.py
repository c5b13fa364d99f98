"""The oldest code that may work on this schema; every step that takes something away raises it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    floor = op.create_table(
        "schema_floor",
        sa.Column("oldest", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("oldest", name="pk_schema_floor"),
        sqlite_with_rowid=False,
    )
    # Code from before this table does not look for it and refuses every newer schema.
    op.bulk_insert(floor, [{"oldest": revision}])


def downgrade() -> None:
    op.drop_table("schema_floor")
