"""A deployment without workers: people speak, and the test says what the agent does."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from cryptography.fernet import Fernet

from bot.channel import Heard, Said
from bot.inbound.inbound import Inbound
from service.adapters.secrets.cipher import FernetCipher
from service.adapters.telemetry.prometheus import PrometheusTelemetry
from service.domain import events
from service.domain.budgets import Scope
from service.domain.events import Attachment, Event, Kind
from service.domain.ids import ItemId, SessionNumber, WorkerId
from service.domain.items import DISMISS, GO_ON, RETRY, STOP_HERE, Item, ItemKind, Reason
from service.domain.persons import Identity, Person
from service.domain.policy import Policy
from service.domain.receipts import PENDING, Fate, Receipt, receipt_key
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.turns import Outcome, Turn, TurnState
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from service.usecases import close_turn, lifecycle
from tests.fakes.clock import FakeClock, FakeIds
from tests.fakes.hints import FakeDoorbell, FakeSignals
from tests.fakes.push import FakePusher

T = TypeVar("T")
MODELS = ("demo", "fast", "smart")


def repeated(heard: Heard) -> Heard:
    """Return what is heard of the same thing when it comes again."""
    return replace(heard, again=True)


class Scene:
    """People, threads and what the agent does in them."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.clock = clock
        self.doorbell = FakeDoorbell()
        self.signals = FakeSignals()
        self.ports = Ports(
            store=store,
            doorbell=self.doorbell,
            signals=self.signals,
            clock=clock,
            ids=FakeIds(clock),
            cipher=FernetCipher(Fernet.generate_key().decode()),
            telemetry=PrometheusTelemetry(None),
            policy=Policy(models=MODELS),
        )
        self.pusher = FakePusher()
        self.inbound = Inbound(self.ports, self.pusher)
        self._numbers = itertools.count(1)

    async def person(self, name: str, *, admin: bool = False) -> Person:
        return await self.inbound.sign_in(self.identity(name), name, admin=admin)

    def identity(self, user: str) -> Identity:
        return Identity("web", "local", user.lower())

    def thread(self) -> ThreadKey:
        return ThreadKey("web", "local", "main", f"t{next(self._numbers)}")

    def message(self) -> str:
        return f"m{next(self._numbers)}"

    def key(self, message: str) -> str:
        return receipt_key("web", "local", "main", message)

    async def say(
        self,
        person: Person,
        text: str,
        thread: ThreadKey | None = None,
        message: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> Heard:
        said = Said(
            thread or self.thread(),
            person,
            message or self.message(),
            text,
            attachments,
            new_thread=self.thread,
            identity=self.identity(person.name),
        )
        return await self.inbound.said(said)

    async def order(
        self,
        person: Person,
        line: str,
        here: SessionNumber | None = None,
        key: str | None = None,
        identity: Identity | None = None,
    ) -> Heard:
        return await self.inbound.command(
            person,
            line,
            here,
            key or self.message(),
            "web",
            new_thread=self.thread,
            identity=identity,
        )

    async def started(self, person: Person, text: str = "Compare the papers") -> Session:
        heard = await self.say(person, text)
        assert heard.session is not None
        return await self.session(heard.session)

    async def noted(self) -> None:
        """Let what is noted beside the work be written."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def read(self, query: Callable[[Reads], T]) -> T:
        return await self.ports.store.read(query)

    async def session(self, number: int) -> Session:
        found = await self.read(lambda reads: reads.session(SessionNumber(number)))
        assert found is not None
        return found

    async def states(self, *numbers: int) -> list[State]:
        return [(await self.session(number)).state for number in numbers]

    async def events(self, number: int, *kinds: Kind) -> list[Event]:
        wanted = kinds or None
        return list(
            await self.read(lambda reads: reads.events(SessionNumber(number), kinds=wanted))
        )

    async def open_items(self, number: int) -> list[Item]:
        return list(await self.read(lambda reads: reads.items(session=SessionNumber(number))))

    async def receipt(self, key: str) -> Receipt | None:
        return await self.tx(lambda tx: tx.receipts.get(key))

    async def tx(self, work: Callable[[Tx], T]) -> T:
        return (await self.ports.store.run(work))[0]

    async def works(self, number: int) -> None:
        """A worker takes the session's turn up."""

        def work(tx: Tx) -> None:
            session, turn = _turn(tx, number)
            tx.turns.save(replace(turn, state=TurnState.RUNNING, worker=WorkerId("w")))
            tx.sessions.save(replace(session, steps=session.steps + 1))

        await self.tx(work)

    async def asks(
        self,
        number: int,
        ask: str,
        *choices: str,
        default: str = "",
        decide_in: float | None = None,
    ) -> ItemId:
        """The agent asks, and its turn ends in waiting."""
        decide_at = None if decide_in is None else self.clock.now() + decide_in
        return await self._waits(
            number,
            ask,
            choices,
            ItemKind.QUESTION,
            Outcome.ASKED,
            default=default,
            decide_at=decide_at,
        )

    async def is_over_budget(self, number: int) -> ItemId:
        """The session's budget is used up."""
        ask, facts = "This session used $25.00 of $25.00. Go on?", {"scope": Scope.SESSION}
        choices = (GO_ON, STOP_HERE)
        return await self._waits(
            number, ask, choices, ItemKind.BUDGET, Outcome.OVER_BUDGET, facts=facts
        )

    async def _waits(
        self,
        number: int,
        ask: str,
        choices: Sequence[str],
        kind: ItemKind,
        outcome: Outcome,
        **more: Any,
    ) -> ItemId:
        def work(tx: Tx) -> ItemId:
            session, turn = _turn(tx, number)
            item = Item(
                lifecycle.new_item_id(self.ports),
                session.number,
                session.owner_id,
                kind,
                ask,
                tx.now(),
                choices=choices,
                call=f"call-{ask}",
                **more,
            )
            lifecycle.open_item(tx, self.ports, item)
            draft = events.question(item.id, item.call, ask, choices)
            session = lifecycle.append(tx, session, [draft])
            close_turn.close_waiting(tx, self.ports, session, turn, outcome, ask)
            return item.id

        return await self.tx(work)

    async def asks_more(self, number: int, ask: str, *choices: str) -> ItemId:
        """Another question of a turn that has asked already."""

        def work(tx: Tx) -> ItemId:
            session = tx.sessions.lock(SessionNumber(number))
            item = Item(
                lifecycle.new_item_id(self.ports),
                session.number,
                session.owner_id,
                ItemKind.QUESTION,
                ask,
                tx.now(),
                choices=choices,
                call=f"call-{ask}",
            )
            lifecycle.open_item(tx, self.ports, item)
            return item.id

        return await self.tx(work)

    async def fails(self, number: int, why: str = "The model refused") -> None:
        """The session's turn fails for good."""

        def work(tx: Tx) -> None:
            session, turn = _turn(tx, number)
            owner = tx.persons.lock(session.owner_id)
            close_turn.fail_session(tx, self.ports, owner, session, turn, why)

        await self.tx(work)

    async def alerts(
        self,
        number: int,
        reason: Reason = Reason.TURN_FAILED,
        choices: tuple[str, ...] = (RETRY, DISMISS),
        **facts: Any,
    ) -> None:
        """An alert is opened beside whatever is open."""

        def work(tx: Tx) -> None:
            session = tx.sessions.lock(SessionNumber(number))
            session = close_turn.open_alert(
                tx, self.ports, session, None, reason, "It broke", choices, facts
            )
            tx.sessions.save(session)

        await self.tx(work)

    async def is_done(self, number: int) -> None:
        """The agent has read all, its turn ends, its result is saved, its slot is freed."""

        def work(tx: Tx) -> None:
            session, turn = _turn(tx, number)
            owner = tx.persons.lock(session.owner_id)
            lifecycle.end_turn(tx, session, turn, Outcome.FINISHED)
            tx.receipts.settle(session.number, session.next_seq - 1, Fate.READ, PENDING)
            session = lifecycle.rest(tx, self.ports, session, State.DONE, "finished and saved")
            tx.sessions.save(replace(session, read_upto=session.next_seq - 1))
            lifecycle.promote(tx, self.ports, owner)

        await self.tx(work)


def _turn(tx: Tx, number: int) -> tuple[Session, Turn]:
    session = tx.sessions.lock(SessionNumber(number))
    turn = tx.turns.lock(session.turn_id) if session.turn_id else None
    assert turn is not None
    return session, turn
