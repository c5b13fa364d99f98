"""`heddle freeze` and `heddle thaw`: the operator's brake."""

from bot.bootstrap.changing import change
from bot.cli.wording import ago
from service.domain.errors import Refused
from service.domain.freezes import Freeze, Scope
from service.ports.bundle import Ports
from service.queries.persons import person_called
from service.usecases.freeze import Thawed
from service.usecases.freeze import freeze as freezing
from service.usecases.freeze import thaw as thawing


def hold(pool: str, person: str, reason: str) -> None:
    """Hold work back and say what that means. Raises Refused."""

    async def deed(ports: Ports) -> tuple[Freeze, int]:
        scope, name = await _scope(ports, pool, person)
        made = await freezing(ports, scope, name, reason)
        return made, sum((await ports.store.read(lambda reads: reads.turns_held())).values())

    made, running = change(deed)
    print(f"Frozen: {described(made, person)}. People read: {made.sentence()}.")
    at_work = "1 turn is" if running == 1 else f"{running} turns are"
    print(f"{at_work} at work in all; those that are held back stop after their step.")
    print("`heddle thaw` with the same options lets everything go on where it was.")


def let_go(pool: str, person: str) -> None:
    """Let go on what is held back. Raises Refused if nothing is frozen so."""

    async def deed(ports: Ports) -> tuple[Thawed, list[Freeze]]:
        scope, name = await _scope(ports, pool, person)
        thawed = await thawing(ports, scope, name)
        return thawed, list(await ports.store.read(lambda reads: reads.freezes()))

    thawed, left = change(deed)
    go_on = "1 turn goes" if thawed.turns == 1 else f"{thawed.turns} turns go"
    print(f"Thawed: {go_on} on now.")
    if left:
        others = ", ".join(described(each, "") for each in left)
        print(f"Still frozen: {others}; {thawed.still} turns are held back.")


def described(freeze: Freeze, called: str) -> str:
    """Say what a freeze is about."""
    match freeze.scope:
        case Scope.ALL:
            return "everything"
        case Scope.POOL:
            return f"pool {freeze.name}"
        case Scope.PERSON:
            return f"the sessions of {called or freeze.name}"


def standing(freeze: Freeze, now: float) -> str:
    """Say that it is in force."""
    why = f": {freeze.reason}" if freeze.reason else ""
    return f"Frozen since {ago(now - freeze.since)}: {described(freeze, '')}{why}"


async def _scope(ports: Ports, pool: str, person: str) -> tuple[Scope, str]:
    if pool and person:
        raise Refused("Name a pool or a person, not both: each is frozen and thawed by itself.")
    if pool:
        return Scope.POOL, pool
    if person:
        found = await ports.store.read(lambda reads: person_called(reads, person))
        return Scope.PERSON, found.id
    return Scope.ALL, ""
