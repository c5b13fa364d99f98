"""What commands print beside what matters, and names to work with."""

from random import Random

FILES = ["api.py", "sync.py", "models.py", "auth.py", "views.py", "cache.py", "jobs.py", "mail.py"]
WORDS = [
    *("retry", "tenant", "cursor", "ledger", "invoice", "token"),
    *("batch", "cache", "worker", "queue", "region", "quota"),
]


def clock(dice: Random) -> str:
    """Return a time that a command prints."""
    return (
        f"2026-11-{dice.randint(1, 28):02d} {dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}:07"
    )


def took(dice: Random) -> str:
    """Return a duration that a test run prints."""
    return f"{dice.uniform(0.2, 90):.2f}s"
