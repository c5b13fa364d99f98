"""The database behind the store's ports: SQLite in one file, or PostgreSQL.

All SQL of the product stands here, built by SQLAlchemy Core and the same for both
dialects. Imports SQLAlchemy, asyncpg, alembic, `service.ports` and `service.domain`. Never
a rule of the product: what a row means is decided where the transaction was written.
"""
