"""Times as people and files write them."""

from datetime import UTC, datetime


def iso(at: float) -> str:
    """Return a time (seconds since 1970) as ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def day_of(at: float) -> str:
    """Return the budget day (ISO date, UTC) of a time."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()
