"""Asking the queue's server whether it is there, for whoever sets heddle up."""

from redis.asyncio import Redis

from service.adapters.doorbell.reaching import AWAY
from service.domain.errors import Temporary

_PATIENCE = 3.0


async def server_time(url: str) -> float:
    """Return the server's time in seconds since 1970. Raises Temporary if it is away."""
    client = Redis.from_url(url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)
    try:
        seconds, microseconds = await client.time()
    except AWAY as error:
        raise Temporary(
            f"The queue's server does not answer ({error}). Start it, or correct HEDDLE_REDIS_URL.",
            source="redis",
        ) from error
    finally:
        await client.aclose()
    return float(seconds) + float(microseconds) / 1e6
