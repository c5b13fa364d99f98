"""Keeping addresses out of the logs of the libraries that carry pushes."""

import logging


def keep_addresses_out_of_logs() -> None:
    """Silence what the libraries would log: their entries name addresses in full.

    httpx names every request's URL (a topic is a password), urllib3 the path (a bot's token),
    and Apprise what it could not load.
    """
    for name in ("httpx", "urllib3"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logging.WARNING, logger.level))
    apprise = logging.getLogger("apprise")
    apprise.setLevel(logging.CRITICAL + 1)
    apprise.propagate = False
