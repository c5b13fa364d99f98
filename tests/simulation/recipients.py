"""What people do about being told: phones, ladders, quiet hours, and all the ways to answer."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.inbound.inbound import Inbound
from service.domain.deliveries import web_inbox
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import OBJECT, YES_NOW
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.push import Action
from service.ports.store import Tx
from service.usecases.answer import Answer, answer_item
from service.usecases.assign import assign
from service.usecases.commit import commit
from service.usecases.configure import mute
from service.usecases.dismiss import dismiss, seen
from service.usecases.phone import add_phone, remove_phone, try_phone
from service.usecases.prefer import set_ladder, set_quiet
from service.usecases.snooze import snooze
from tests.simulation.channel import carry_out
from tests.simulation.mirror import ItemRow

if TYPE_CHECKING:
    from tests.simulation.people import Somebody

HABITS = (
    ("press", 5.0),
    ("use", 3.0),
    ("snooze", 1.5),
    ("race", 1.0),
    ("hand on", 0.8),
    ("dismiss", 0.7),
    ("object", 0.7),
    ("see", 0.5),
    ("phone", 0.4),
    ("ladder", 0.5),
    ("quiet", 0.5),
    ("mute", 0.5),
)
WAYS = ("dm", "phone", "phone", "thread", "@")
SPANS = ("60s", "1m", "90s", "2m", "tomorrow", "never")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
GAPS = ("02:00", "02:10", "02:30", "01:45", "03:01")
"""Times that a change of the clock skips or repeats, or that stand beside one."""


class Recipient:
    """The side of a person that is told."""

    def __init__(self, somebody: "Somebody", rng: random.Random) -> None:
        self._who = somebody
        self._world = somebody.world
        self._random = rng
        self.answers = rng.random() < 0.85

    async def arrive(self) -> None:
        """Choose ladders, quiet hours and phones, or leave them as they are."""
        for _ in range(self._random.choice((0, 1, 2, 2))):
            await self.add_phone()
        if self._random.random() < 0.8:
            await self.choose_ladder(important=False)
        if self._random.random() < 0.5:
            await self.choose_ladder(important=True)
        if self._random.random() < 0.6:
            await self.choose_quiet()

    async def do(self, habit: str) -> bool:
        """Do one thing about being told; tell whether the habit was one of these."""
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "press": self._press,
            "use": self._use,
            "snooze": self._snooze,
            "race": self._race,
            "hand on": self._hand_on,
            "dismiss": self._dismiss,
            "object": self._object,
            "see": self._see,
            "phone": self._phone,
            "ladder": lambda: self.choose_ladder(important=self._random.random() < 0.3),
            "quiet": self.choose_quiet,
            "mute": self._mute,
        }
        if habit not in deeds:
            return False
        await deeds[habit]()
        return True

    async def add_phone(self) -> None:
        """Add a phone with buttons, one without, or none at all."""
        url, who = self._random.choice(("ntfy",) * 5 + ("plain", "nonsense")), self._who
        desk = self._world.desk
        await who.send(
            f"{who.name} adds a phone by {url}",
            lambda ports: add_phone(ports, desk, who.id, url),
            again=False,
        )

    async def _phone(self) -> None:
        """Add, try or remove a phone."""
        who, place = self._who, self._random.randint(1, 2)
        deed = self._random.choice(("add", "try", "try", "remove"))
        if deed == "add":
            await self.add_phone()
        elif deed == "try":
            await who.send(
                f"{who.name} tries phone {place}",
                lambda ports: try_phone(ports, who.id, place),
                again=False,
            )
        else:
            await who.send(
                f"{who.name} removes phone {place}",
                lambda ports: remove_phone(ports, who.id, place),
                again=False,
            )

    async def choose_ladder(self, *, important: bool) -> None:
        """Write a ladder, short enough to be climbed."""
        after, rungs = 0, []
        for _ in range(self._random.randint(1, 5)):
            way = self._random.choice(WAYS)
            way = f"@Person{self._random.randint(0, 2)}" if way == "@" else way
            rungs.append(f"{way} {after}s" if after else way)
            after += self._random.choice((0, 5, 10, 20, 40))
        text = self._random.choice((", ".join(rungs), ", ".join(rungs), "default"))
        who = self._who
        await who.send(
            f"{who.name} climbs {text}, important={important}",
            lambda ports: set_ladder(ports, who.id, text, important=important),
            again=True,
        )

    async def choose_quiet(self) -> None:
        """Choose quiet hours that begin or end soon, by a clock somewhere."""
        rng, who, now = self._random, self._who, self._world.wall.now()
        # Most live where the clock changes: there it is hard to say when quiet ends.
        info = ZoneInfo(rng.choice((*ZONES, *[self._world.zone] * len(ZONES))))
        starts = now + rng.uniform(-120.0, 240.0)
        ends = max(starts, now) + rng.uniform(60.0, 300.0)
        start, end = (f"{datetime.fromtimestamp(at, info):%H:%M}" for at in (starts, ends))
        if rng.random() < 0.3:
            start, end = rng.choice(((rng.choice(GAPS), end), (start, rng.choice(GAPS))))
        text = rng.choice((f"{start}-{end} {info.key}", f"{start}-{end} {info.key}", "off"))
        await who.send(
            f"{who.name} wants quiet at {text}",
            lambda ports: set_quiet(ports, who.id, text),
            again=True,
        )

    def _items(self, kinds: tuple[str, ...] = ()) -> list[ItemRow]:
        """Return the open items of the person's inbox, oldest first."""
        found = sorted(self._world.mirror.now.items.values(), key=lambda each: each.id)
        return [
            each
            for each in found
            if each.owner == self._who.id and (not kinds or each.kind in kinds)
        ]

    def _ids(self) -> list[str]:
        return list(self._world.mirror.now.items)

    async def _order(
        self, item: ItemRow, what: str, verb: Callable[[Ports, ItemId], Awaitable[object]]
    ) -> None:
        who = self._who
        mark, key = who.crowd.new_order(item.session, what)
        await who.send(
            f"{who.name}: {what} {item.kind} {item.id} of {item.session} ({mark})",
            lambda ports: carry_out(
                ports, key, SessionNumber(item.session), lambda ports: verb(ports, ItemId(item.id))
            ),
            again=True,
        )

    async def _snooze(self) -> None:
        if items := self._items():
            span, who = self._random.choice(SPANS), self._who.id
            await self._order(
                self._random.choice(items),
                f"snooze {span}",
                lambda ports, item: snooze(ports, who, item, span),
            )

    async def _hand_on(self) -> None:
        if items := self._items():
            name, who = f"Person{self._random.randint(0, 2)}", self._who.id
            await self._order(
                self._random.choice(items),
                f"hand to {name}",
                lambda ports, item: assign(ports, who, item, name),
            )

    async def _dismiss(self) -> None:
        if items := self._items():
            who = self._who.id
            await self._order(
                self._random.choice(items),
                "dismiss",
                lambda ports, item: dismiss(ports, who, item, "web"),
            )

    async def _object(self) -> None:
        """Say yes or no to a default before it is taken, at about the time when it is."""
        if items := [each for each in self._items() if each.decide_at is not None]:
            item, text = items[0], self._random.choice((OBJECT, OBJECT, YES_NOW))
            assert item.decide_at is not None
            left = item.decide_at - self._world.wall.now()
            if 0 < left < 120.0 and self._random.random() < 0.5:
                await asyncio.sleep(max(0.0, left + self._random.uniform(-2.0, 1.0)))
            given = Answer(self._who.id, text, "web")
            await self._order(item, text, lambda ports, item: answer_item(ports, item, given))

    async def _race(self) -> None:
        """Everybody answers the same question at the same time, each from elsewhere."""
        if not (items := self._items(("question",))):
            return
        item = self._random.choice(items)
        thread = self._who.thread_of(SessionNumber(item.session))
        ways: list[Awaitable[None]] = [self._who.write(thread), self._press()]
        ways += [each.answer(item) for each in self._who.crowd.people]
        await asyncio.gather(*ways)

    async def _see(self) -> None:
        number, who = self._who.some_session(), self._who
        if number is not None:
            await who.send(
                f"{who.name} looks at {number}",
                lambda ports: seen(ports, who.id, number, "web"),
                again=True,
            )

    async def _mute(self) -> None:
        number, who, muted = self._who.some_session(), self._who, self._random.random() < 0.5
        if number is not None:
            await who.send(
                f"{who.name} mutes {number}: {muted}",
                lambda ports: mute(ports, who.id, number, muted=muted),
                again=True,
            )

    async def _use(self) -> None:
        """Be active in a thread, or in the inbox."""
        number, who = self._who.some_session(), self._who
        place = ThreadKey.parse(web_inbox(who.id))
        if number is not None and self._random.random() < 0.7:
            place = who.thread_of(number)

        def work(tx: Tx) -> None:
            tx.surfaces.used(who.id, place, tx.now())

        await who.send(f"{who.name} uses {place}", lambda ports: commit(ports, work), again=False)

    async def _press(self) -> None:
        """Press what stands on a phone, perhaps late, perhaps once more."""
        mine = f'"person": "{self._who.id}"'
        arrived = [
            (each, action)
            for each in self._world.service.arrived[-30:]
            for action in each.push.actions
            if mine in action.reply or (mine in action.link and "/a/" in action.link)
        ]
        if not arrived or not self.answers:
            return
        in_time = [(e, a) for e, a in arrived if any(i in a.reply + a.link for i in self._ids())]
        late = not in_time or self._random.random() < 0.2
        each, action = self._random.choice(arrived if late else in_time)
        if self._random.random() < 0.2:
            await asyncio.sleep(self._random.uniform(1.0, 90.0))
        self._world.story.count("person presses" if action.reply else "person opens a page")
        if action.reply:
            self._world.service.press(each.topic, action.reply)
        else:
            await self._open(action)

    async def _open(self, action: Action) -> None:
        token, who, tickets = action.link.rpartition("/")[2], self._who, self._world.tickets

        async def request(ports: Ports) -> None:
            inbound = Inbound(ports, self._world.desk)
            page = await inbound.open_page(token)
            text = next(iter(page.item.buttons), "this one")
            await tickets.use(token, inbound.answer_on_page(token, text))

        await who.send(f"{who.name} answers on the page of a push", request, again=True)
