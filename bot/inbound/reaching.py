"""How a person is reached, and what they answer from outside of every channel."""

from collections.abc import Awaitable

from bot.channel import Heard
from bot.commands import kinds
from bot.commands.kinds import Command
from bot.inbound.deeds import Deed
from bot.inbound.given import Given
from bot.inbound.looking import names_in
from bot.presenter import preferences as words
from service.domain.errors import Refused
from service.domain.persons import Person
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.usecases import phone, prefer, push_answer
from service.usecases.once import Done
from service.usecases.push_answer import Page


class Reaching:
    """Ladders, quiet hours, time zone and phones; buttons of pushes and the answer page."""

    def __init__(self, ports: Ports, pusher: Pusher) -> None:
        self._ports = ports
        self._pusher = pusher

    async def set_ladder(self, person: Person, text: str, important: bool) -> Heard:
        """Choose one of the person's ladders, as `dm, phone 5m, @bob 1h`, or `default`."""

        async def choose() -> str:
            chosen = await prefer.set_ladder(self._ports, person.id, text, important=important)
            names = await self._ports.store.read(lambda reads: names_in(chosen, reads.person))
            return words.ladder(chosen, names, important=important)

        return await _heard(choose())

    async def set_quiet(self, person: Person, text: str) -> Heard:
        """Choose quiet hours, as `22:00-07:00 Europe/Berlin`, or `off`."""

        async def choose() -> str:
            chosen = await prefer.set_quiet(self._ports, person.id, text)
            return words.quiet(chosen, self._ports.clock.now())

        return await _heard(choose())

    async def set_zone(self, person: Person, name: str) -> Heard:
        """Choose the time zone, as `Europe/Berlin`."""

        async def choose() -> str:
            chosen = await prefer.set_zone(self._ports, person.id, name)
            return words.zone(chosen, self._ports.clock.now())

        return await _heard(choose())

    async def add_phone(self, person: Person, url: str) -> Heard:
        """Add a phone. The answer may hold a topic that heddle made up: it is shown once."""

        async def add() -> str:
            added = await phone.add_phone(self._ports, self._pusher, person.id, url)
            return words.phone_added(added.phone, added.subscribe)

        return await _heard(add())

    async def remove_phone(self, person: Person, place: int) -> Heard:
        """Remove a phone by its place in the list, from 1."""

        async def remove() -> str:
            return words.phone_removed(await phone.remove_phone(self._ports, person.id, place))

        return await _heard(remove())

    async def try_phone(self, person: Person, place: int | None) -> Heard:
        """Send a test push to a phone, by its place in the list from 1; None: the first."""

        async def test() -> str:
            return words.phone_tried(await phone.try_phone(self._ports, person.id, place))

        return await _heard(test())

    async def open_page(self, token: str) -> Page:
        """Return what the page of a push's link shows; uses nothing up. Raises Refused."""
        return await push_answer.open_page(self._ports, token)

    async def answer_on_page(self, token: str, text: str) -> Heard:
        """Answer from the page of a push's link; its token works once."""
        return await _heard(push_answer.answer_on_page(self._ports, token, text))

    async def press_push(self, token: str) -> Heard:
        """Carry out a push's button; its token works once."""
        return await _heard(push_answer.press(self._ports, token))


def deed_of(command: Command, given: Given) -> Deed | None:
    """Return what carries a command about being reached out, or None if it is none."""
    who = given.person.id
    match command:
        case kinds.Ladder(rungs, important) if rungs:
            return Deed(
                lambda ports: prefer.set_ladder(ports, who, rungs, important=important),
                lambda tx, chosen: Done(
                    words.ladder(chosen, names_in(chosen, tx.persons.get), important=important)
                ),
            )
        case kinds.Quiet(hours) if hours:
            return Deed(
                lambda ports: prefer.set_quiet(ports, who, hours),
                lambda tx, chosen: Done(words.quiet(chosen, tx.now())),
            )
        case kinds.Zone(name) if name:
            return Deed(
                lambda ports: prefer.set_zone(ports, who, name),
                lambda tx, chosen: Done(words.zone(chosen, tx.now())),
            )
        case kinds.TryPhone(place):
            return Deed(
                lambda ports: phone.try_phone(ports, who, place),
                lambda _tx, tried: Done(words.phone_tried(tried)),
            )
        case kinds.RemovePhone(place):
            return Deed(
                lambda ports: phone.remove_phone(ports, who, place),
                lambda _tx, removed: Done(words.phone_removed(removed)),
            )
        case _:
            return None


async def _heard(told: Awaitable[str]) -> Heard:
    try:
        return Heard(await told)
    except Refused as refused:
        return Heard(str(refused), refused=True)
