"""What a person chooses about being told: ladders, quiet hours, time zone."""

from collections.abc import Sequence
from dataclasses import replace

from service.domain import ladders, quiet
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.persons import Person
from service.domain.preferences import Preferences
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit
from service.usecases.share import one_called

DEFAULTS = ("default", "reset")


async def set_ladder(
    ports: Ports, person: PersonId, text: str, *, important: bool = False
) -> Preferences:
    """Choose the ladder of what opens from now on, as `dm, phone 5m, @bob 1h`; `default` takes
    heddle's again. Raises Refused with the way to write it.
    """
    people = await _everybody(ports)
    if text.strip().lower() in DEFAULTS:
        chosen = list(ladders.IMPORTANT if important else ladders.NORMAL)
    else:
        chosen = ladders.parse(text, lambda name: _called(people, name, person))

    def work(tx: Tx) -> Preferences:
        tx.persons.lock(person)
        now = tx.preferences.get(person)
        now = replace(now, important=chosen) if important else replace(now, ladder=chosen)
        tx.preferences.save(now)
        return now

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def set_quiet(ports: Ports, person: PersonId, text: str) -> Preferences:
    """Choose quiet hours, as `22:00-07:00 Europe/Berlin`, or `off`. What the former ones hold
    back is told when those would have ended. Raises Refused with the way to write it.
    """

    def work(tx: Tx) -> Preferences:
        tx.persons.lock(person)
        now = tx.preferences.get(person)
        found = quiet.parse(text, now.zone)
        now = replace(now, quiet=str(found or ""), zone=found.zone if found else now.zone)
        tx.preferences.save(now)
        return now

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def set_zone(ports: Ports, person: PersonId, name: str) -> Preferences:
    """Choose the time zone of quiet hours and of what is told. Raises Refused."""
    zone = quiet.checked_zone(name.strip())

    def work(tx: Tx) -> Preferences:
        tx.persons.lock(person)
        now = replace(tx.preferences.get(person), zone=zone)
        tx.preferences.save(now)
        return now

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def _everybody(ports: Ports) -> Sequence[Person]:
    return await ports.store.read(lambda reads: reads.persons())


def _called(people: Sequence[Person], name: str, asker: PersonId) -> PersonId:
    found = one_called(people, name)
    if found.id == asker:
        raise Refused("A colleague in your ladder is somebody else than you.")
    return found.id
