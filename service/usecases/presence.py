"""A worker says that it lives, so that an idle one is known and a vanished one is missed."""

from collections.abc import Sequence
from dataclasses import replace

from service.domain.ids import WorkerId
from service.domain.workers import KEPT_FOR, SILENT_AFTER, Worker
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit


async def arrive(ports: Ports, worker: Worker) -> None:
    """A worker begins; those that are long gone are forgotten. Raises Temporary."""

    def work(tx: Tx) -> None:
        now = tx.now()
        tx.workers.forget(now - KEPT_FOR)
        tx.workers.seen(replace(worker, started_at=now, seen_at=now))

    await commit(ports, work)


async def lives(ports: Ports, worker: WorkerId) -> bool:
    """The worker is still there; False if nobody knows it, as after a restore. Raises Temporary."""
    return await commit(ports, lambda tx: tx.workers.lives(worker, tx.now()))


async def leave(ports: Ports, worker: WorkerId) -> None:
    """The worker ends as it should. Raises Temporary."""
    await commit(ports, lambda tx: tx.workers.left(worker, tx.now()))


def who_could(tx: Tx, pool: str) -> str:
    """Say who there is to take up what waits for the pool, and what to do about it."""
    now = tx.now()
    seen = tx.workers.seen_since(now - KEPT_FOR)
    pools = [each.pool for each in seen if now - each.seen_at < SILENT_AFTER]
    mine = pools.count(pool)
    if mine:
        live = f"{mine} of its workers live" if mine > 1 else "One worker of it lives"
        return f"{live}: it takes no more than its HEDDLE_WORKER__CONCURRENCY, or is stuck"
    silent = [now - each.seen_at for each in seen if each.pool == pool]
    last = f"Its last worker fell silent {_span(min(silent))} ago. " if silent else ""
    return f"{last}{_others(pools)}. Start one: `heddle worker --pool {pool}`"


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3600:.0f} h"


def _others(pools: Sequence[str]) -> str:
    if not pools:
        return "No worker of any pool lives"
    counted = ", ".join(f"{each} ({pools.count(each)})" for each in sorted(set(pools)))
    return f"Workers live in: {counted}"
