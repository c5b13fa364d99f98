"""Retention from the command line, with this machine's folders."""

from collections.abc import AsyncIterator, Callable

from bot.bootstrap.changing import change
from bot.bootstrap.reading import settings
from service.bootstrap.opening import captures_of, leftovers_of
from service.ports.bundle import Ports
from service.usecases.prune import Pruned, Pruning, forget_deliveries, prune


def pruned(seconds: float, see: Callable[[Pruned], None], *, dry_run: bool) -> int:
    """Take what is older, show each session, and return how many deliveries went.

    Raises Misconfigured, Refused or Temporary.
    """
    in_force = settings().settings

    async def deed(ports: Ports) -> int:
        before = await ports.store.read(lambda reads: reads.now()) - seconds
        work = Pruning(ports, captures_of(in_force), leftovers_of(in_force))
        found: AsyncIterator[Pruned] = prune(work, before, dry_run=dry_run)
        async for each in found:
            see(each)
        return await forget_deliveries(ports, before, dry_run=dry_run)

    return change(deed)
