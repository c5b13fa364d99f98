"""The store, on SQLite with and without threads and on PostgreSQL."""
