"""What `heddle doctor` finds out about the deployment; each check returns one sentence.

A check raises a HeddleError for what is wrong: its text names the next step.
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

from bot.bootstrap.looking import look
from bot.settings import Settings
from service.bootstrap import opening, operating
from service.domain.errors import Refused

MOST_SKEW = 2.0
"""Seconds that clocks may differ; leases of ten seconds are judged by the database's."""


def folders(settings: Settings) -> Mapping[str, Path]:
    """Return the folders that fill up, by name. Raises Refused for a wrong database address."""
    return opening.folders_of(settings)


def database(settings: Settings) -> str:
    """Check that the database answers and has the schema that heddle needs."""
    kind = "SQLite in the data folder"
    if settings.database_url:
        kind = "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"
    steps = operating.pending_migrations(settings)
    if not steps:
        asyncio.run(operating.database_time(settings))
        return f"{kind} answers and is up to date"
    if settings.database_url is None and not (settings.data_dir / "heddle.db").exists():
        return f"{kind}; it is made at the first start"
    raise Refused(f"{kind} needs {len(steps)} migrations. Run `heddle migrate`.")


def queue(settings: Settings) -> str:
    """Check that the queue's server answers."""
    asyncio.run(operating.queue_time(settings))
    return "the server answers"


def clock(settings: Settings) -> str:
    """Check that this machine's clock agrees with the database's and the queue's."""
    differences = asyncio.run(_differences(settings))
    wrong = {name: skew for name, skew in differences.items() if abs(skew) > MOST_SKEW}
    if wrong:
        told = ", ".join(f"{skew:+.1f} s from the {name}'s" for name, skew in wrong.items())
        raise Refused(f"This machine's clock differs by {told}. Let all machines use NTP.")
    told = ", ".join(f"{skew:+.3f} s from the {name}'s" for name, skew in differences.items())
    return told or "there is no other machine to compare with"


async def _differences(settings: Settings) -> dict[str, float]:
    found = {}
    if settings.database_url:
        began = time.time()
        found["database"] = (began + time.time()) / 2 - await operating.database_time(settings)
    if settings.redis_url:
        began = time.time()
        theirs = await operating.queue_time(settings)
        found["queue"] = (began + time.time()) / 2 - (theirs or 0.0)
    return found


def alerts(settings: Settings) -> str:
    """Check that whoever is to be told of Alertmanager's alerts is known."""
    if operating.pending_migrations(settings):
        return "taken; whom they are told is looked up once there is a database"
    everybody = look(lambda reads, _: reads.persons())
    named = settings.alerts.operators
    known = {each.name.casefold() for each in everybody}
    if missing := [each for each in named if each.casefold() not in known]:
        raise Refused(
            f"Nobody is called {' or '.join(missing)}, so alerts pass them by. Correct "
            "HEDDLE_ALERTS__OPERATORS; names stand in the web pages' settings."
        )
    told = named or [each.name for each in everybody if each.admin]
    return f"taken, and told to {', '.join(told) or 'nobody yet: who first signs in is an admin'}"


def secret_key(settings: Settings) -> str:
    """Check that there is a key and that it opens what is stored."""
    if settings.secret_key is None and not opening.key_file(settings).exists():
        return "none yet; a key file is made at the first start"
    opening.cipher_of(settings)
    if not operating.pending_migrations(settings) and (
        closed := asyncio.run(operating.unreadable_secrets(settings))
    ):
        raise Refused(
            f"The key does not open {', '.join(closed)}. Put the key they were written with "
            "behind the present one (HEDDLE_SECRET_KEY=present,former), or enter them again."
        )
    return "set in HEDDLE_SECRET_KEY" if settings.secret_key else "in the data folder's key file"
