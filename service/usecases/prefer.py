"""What a person chooses about being told: ladders, quiet hours, time zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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


FIELDS = ("ladder", "important", "quiet", "zone")


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that a form asks, as it was typed. An empty one of the ladders and of the zone leaves
    it as it is; empty quiet hours are none.
    """

    ladder: str = ""
    important: str = ""
    quiet: str = ""
    zone: str = ""


class NotChosen(Refused):
    """Something of a form cannot be chosen; `fields` says what is wrong with which."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


async def choose(ports: Ports, person: PersonId, chosen: Chosen) -> Preferences:
    """Choose ladders, quiet hours and time zone, all of it or nothing.

    Raises NotChosen with what is wrong with which field.
    """
    people = await _everybody(ports)
    names = {each.id: each.name for each in people}

    def work(tx: Tx) -> Preferences:
        tx.persons.lock(person)
        now, errors = tx.preferences.get(person), dict[str, str]()

        def ladder(field: str, text: str, before: Sequence[str]) -> Sequence[str]:
            # A ladder that was left as it was shown stays, even if two people share a name by now.
            shown = ladders.written(before, lambda who: names.get(who, "somebody"))
            if not text.strip() or text.strip() == shown:
                return before
            try:
                return ladders.parse(text, lambda name: _called(people, name, person))
            except Refused as refused:
                errors[field] = str(refused)
                return before

        normal = ladder("ladder", chosen.ladder, now.ladder)
        important = ladder("important", chosen.important, now.important)
        zone, hours = _zone_and_hours(chosen, now.zone, errors)
        if errors:
            raise NotChosen(errors)
        now = replace(now, ladder=normal, important=important, quiet=hours, zone=zone)
        tx.preferences.save(now)
        return now

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def _zone_and_hours(chosen: Chosen, before: str, errors: dict[str, str]) -> tuple[str, str]:
    """Read the time zone and the quiet hours in it; a zone written behind the hours counts."""
    zone, hours = before, ""
    try:
        zone = quiet.checked_zone(chosen.zone.strip() or before)
    except Refused as refused:
        errors["zone"] = str(refused)
    try:
        found = quiet.parse(chosen.quiet, zone) if chosen.quiet.strip() else None
        zone, hours = (found.zone, str(found)) if found else (zone, "")
    except Refused as refused:
        errors["quiet"] = str(refused)
    return zone, hours


async def _everybody(ports: Ports) -> Sequence[Person]:
    return await ports.store.read(lambda reads: reads.persons())


def _called(people: Sequence[Person], name: str, asker: PersonId) -> PersonId:
    found = one_called(people, name)
    if found.id == asker:
        raise Refused("A colleague in your ladder is somebody else than you.")
    return found.id
