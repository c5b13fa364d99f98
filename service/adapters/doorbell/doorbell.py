"""Ringing the workers: a job in arq's queue and a wake-up, so that nobody waits for a poll."""

from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool

from service.adapters.doorbell import wire
from service.adapters.doorbell.reaching import PATIENCE, Reach
from service.domain.effects import Ring
from service.ports.doorbell import Doorbell

EXPIRES = 3600.0
"""Seconds after which a ring that nobody took is forgotten; the sweep rings again long before."""


class ArqDoorbell(Doorbell):
    """Rings by a job in the pool's queue. Making it connects nothing yet."""

    def __init__(self, url: str) -> None:
        connections = ConnectionPool.from_url(
            url,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
        )
        self._redis = ArqRedis(connections, job_serializer=wire.dump_job)
        self._reach = Reach()

    async def ring(self, ring: Ring) -> None:
        await self._reach("The doorbell was not rung", lambda: self._ring(ring))

    async def _ring(self, ring: Ring) -> None:
        function, arguments = wire.job(ring)
        await self._redis.enqueue_job(
            function,
            *arguments,
            _job_id=ring.id,
            _queue_name=wire.queue(ring.pool),
            _expires=EXPIRES,
        )
        await self._redis.publish(wire.wake(ring.pool), b"")

    async def close(self) -> None:
        await self._redis.aclose(close_connection_pool=True)
