"""The workers' connection to the queue, made to live through outages."""

from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from service.adapters.doorbell import wire
from service.adapters.doorbell.reaching import AWAY

TRIES = 30


def worker_queue(url: str, pool: str) -> ArqRedis:
    """Return the pool's queue as arq's worker takes it.

    Every command is tried again for half a minute: a worker whose server was restarted
    goes on with what it runs. An error that is not in the list would end the worker.
    """
    connections = ConnectionPool.from_url(
        url,
        socket_connect_timeout=1.0,
        socket_timeout=5.0,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), TRIES),
        retry_on_timeout=True,
        retry_on_error=list(AWAY),
    )
    return ArqRedis(
        connections,
        job_serializer=wire.dump_job,
        job_deserializer=wire.load_job,
        default_queue_name=wire.queue(pool),
    )
