"""`heddle freeze` and `heddle thaw`: the operator's brake."""

from bot.bootstrap.changing import change
from bot.cli.wording import ago, counted
from bot.presenter.conditions import frozen
from service.domain.errors import Refused
from service.domain.freezes import Freeze, Scope
from service.domain.ids import PersonId
from service.domain.workers import check_pool, pools_of
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.queries.persons import person_called
from service.usecases.freeze import Thawed
from service.usecases.freeze import freeze as freezing
from service.usecases.freeze import thaw as thawing


def hold(pool: str, person: str, reason: str) -> None:
    """Hold work back and say what that means. Raises Refused."""

    async def deed(ports: Ports) -> tuple[Freeze, int]:
        workers = await ports.store.read(lambda reads: reads.workers())
        check_pool(pool, pools_of(ports.policy.default_pool, (each.pool for each in workers)))
        scope, name = await _scope(ports, pool, person)
        made = await freezing(ports, scope, name, reason)
        return made, sum((await ports.store.read(lambda reads: reads.turns_held())).values())

    made, running = change(deed)
    print(f"Frozen: {described(made, person)}. People read: {frozen(made, made.since)}.")
    at_work = counted(running, "turn is", "turns are")
    print(f"{at_work} at work in all; those that are held back stop after their step.")
    print("`heddle thaw` with the same options lets everything go on where it was.")


def let_go(pool: str, person: str) -> None:
    """Let go on what is held back. Raises Refused if nothing is frozen so."""

    async def deed(ports: Ports) -> tuple[Thawed, list[str]]:
        scope, name = await _scope(ports, pool, person)
        thawed = await thawing(ports, scope, name)
        return thawed, await ports.store.read(
            lambda reads: [described(each, called(reads, each)) for each in reads.freezes()]
        )

    thawed, left = change(deed)
    print(f"Thawed: {counted(thawed.turns, 'turn goes', 'turns go')} on now.")
    if left:
        held = counted(thawed.still, "turn is", "turns are")
        print(f"Still frozen: {', '.join(left)}; {held} held back.")


def described(freeze: Freeze, name: str) -> str:
    """Say what a freeze is about."""
    match freeze.scope:
        case Scope.ALL:
            return "everything"
        case Scope.POOL:
            return f"pool {freeze.name}"
        case Scope.PERSON:
            return f"the sessions of {name or freeze.name}"


def standing(freeze: Freeze, name: str, now: float) -> str:
    """Say that it is in force."""
    why = f": {freeze.reason}" if freeze.reason else ""
    return f"Frozen since {ago(now - freeze.since)}: {described(freeze, name)}{why}"


def called(reads: Reads, freeze: Freeze) -> str:
    """Return the name of the person whose sessions it holds back, or nothing."""
    if freeze.scope is not Scope.PERSON:
        return ""
    person = reads.person(PersonId(freeze.name))
    return person.name if person else ""


async def _scope(ports: Ports, pool: str, person: str) -> tuple[Scope, str]:
    if pool and person:
        raise Refused("Name a pool or a person, not both: each is frozen and thawed by itself.")
    if pool:
        return Scope.POOL, pool
    if person:
        found = await ports.store.read(lambda reads: person_called(reads, person))
        return Scope.PERSON, found.id
    return Scope.ALL, ""
