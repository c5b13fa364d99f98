"""The scene with what people are told: items that open, surfaces, phones, time that leaps."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service.adapters.secrets.cipher import FernetCipher
from service.domain.deliveries import Delivery, DeliveryState
from service.domain.events import ToolCall
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind, Severity
from service.domain.preferences import Preferences
from service.domain.threads import ThreadKey
from service.domain.timers import TimerKind
from service.ports.store import Tx
from service.usecases import lifecycle
from service.usecases.answer import Answer, answer_item
from service.usecases.phone import add_phone
from tests.fakes.push import FakePusher
from tests.usecases.scene import ANN, Scene, calls, prose

KEY = "c2VjcmV0LWtleS1vZi0zMi1ieXRlcy1mb3ItdGVzdHM="
DM = "web:local:inbox:ann"
STRIPE = "Stripe or Adyen?"


@dataclass(frozen=True, slots=True)
class Told:
    """A loud delivery: when it was made, what, where to, about which items."""

    at: float
    kind: str
    lane: str
    items: tuple[ItemId, ...]


class Telling(Scene):
    """A scene whose people are told."""

    def __init__(self, *given: Any, **policy: Any) -> None:
        super().__init__(*given, **policy)
        self.pusher = FakePusher()
        self.ports = replace(self.ports, cipher=FernetCipher(KEY))

    async def starts(self, thread: str = "t", person: PersonId = ANN) -> None:
        """A session comes to be, and is done."""
        await self.says("Build it", thread, person)
        self.script(prose())
        await self.works()

    async def asks(
        self, *choices: str, thread: str = "t", person: PersonId = ANN, **more: Any
    ) -> Item:
        """A session's agent asks; `more` are arguments of ask_person."""
        found = await self.says("Build it", thread, person)
        arguments = {"question": STRIPE, "choices": choices, **more}
        self.script(calls(ToolCall("q", "ask_person", json.dumps(arguments))))
        await self.works()
        assert found.session is not None
        return (await self.items(found.session.number))[-1]

    async def opens(
        self,
        count: int = 1,
        severity: int = Severity.NORMAL,
        *,
        number: int = 1,
        owner: PersonId = ANN,
        apart: bool = False,
        **more: Any,
    ) -> list[Item]:
        """Items open in a session; `apart`: each in a transaction of its own."""
        now = self.clock.now()
        made = [
            Item(
                lifecycle.new_item_id(self.ports),
                SessionNumber(number),
                owner,
                more.get("kind", ItemKind.QUESTION),
                STRIPE,
                now,
                severity=severity,
                **{name: each for name, each in more.items() if name != "kind"},
            )
            for _ in range(count)
        ]

        def work(tx: Tx, items: Sequence[Item]) -> None:
            tx.persons.lock(owner)
            for item in items:
                lifecycle.open_item(tx, self.ports, item)

        for batch in [[each] for each in made] if apart else [made]:
            await self.store.run(lambda tx, items=batch: work(tx, items))  # type: ignore[misc]
        return made

    async def deliveries(self, person: PersonId = ANN) -> list[Delivery]:
        return list(
            await self.store.read(lambda reads: reads.deliveries(person=person, limit=100_000))
        )

    async def told(self, person: PersonId = ANN) -> list[Told]:
        """Return the person's loud deliveries, but for those that came to nothing."""
        nothing = (DeliveryState.WITHDRAWN, DeliveryState.DEAD)
        return [
            Told(each.created_at, each.kind, each.lane, tuple(each.facts["items"]))
            for each in await self.deliveries(person)
            if each.loud and each.state not in nothing
        ]

    async def lanes(self, person: PersonId = ANN) -> list[tuple[float, str]]:
        """Return (seconds since the first, lane) of what the person was told."""
        told = await self.told(person)
        return [(round(each.at - told[0].at, 1), each.lane) for each in told]

    async def item(self, item: Item) -> Item:
        found = await self.store.read(lambda reads: reads.item(item.id))
        assert found is not None
        return found

    async def takes(
        self, item: Item, text: str, person: PersonId = ANN, via: str = "web", **more: Any
    ) -> None:
        await answer_item(self.ports, item.id, Answer(person, text, via, **more))

    async def has_phone(self, person: PersonId = ANN, url: str = "ntfys://push.test/mine") -> str:
        """The person adds a phone; return its lane."""
        added = await add_phone(self.ports, self.pusher, person, url)
        return f"phone:::{added.phone.id}"

    async def prefers(self, person: PersonId = ANN, **chosen: Any) -> None:
        await self.store.run(lambda tx: tx.preferences.save(Preferences(person, **chosen)))

    async def uses(self, place: str, person: PersonId = ANN) -> None:
        key, now = ThreadKey.parse(place), self.clock.now()
        await self.store.run(lambda tx: tx.surfaces.used(person, key, now))

    async def leaps(self, seconds: float) -> int:
        """Let time pass from timer to timer, sweeping; return how many were handled."""
        end, handled = self.clock.now() + seconds, 0
        while True:
            swept = await self.sweeper.sweep()
            handled += swept.handled
            due = await self.store.run(lambda tx: tx.timers.next_due())
            if due[0] is not None and due[0] <= self.clock.now():
                continue
            if due[0] is None or due[0] > end:
                break
            self.clock.advance(due[0] - self.clock.now())
        self.clock.advance(max(0.0, end - self.clock.now()))
        return handled

    async def tell_timer(self, person: PersonId = ANN) -> float | None:
        found = await self.store.read(lambda reads: reads.timers({person}))
        return next((each.due_at for each in found if each.kind is TimerKind.TELL), None)


def contains(path: Path, text: str) -> bool:
    """Tell whether the text stands anywhere in a database's files."""
    files = [each for each in path.parent.iterdir() if each.name.startswith(path.name)]
    return any(text.encode() in each.read_bytes() for each in files)
