"""What alembic runs: the steps, on the connection that `heddle migrate` opened.

By hand: `alembic -x url=sqlite:///heddle.db upgrade head`.
"""

from alembic import context
from sqlalchemy import Connection

from service.adapters.store import migrate, tables


def run(connection: Connection) -> None:
    """Run the steps in the transaction that the connection is in."""
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    migrate.in_transaction(context.get_x_argument(as_dictionary=True).get("url", ""), run)
