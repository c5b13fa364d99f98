"""A chat platform: slow, limited, silent about what it did; it shows what stands in each thread."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from bot.courier.platform import CardView, ChatChannel, Post
from bot.presenter.cards import AskCard, Mark, ResultCard, StatusCard
from service.domain.deliveries import DIRECT
from service.domain.errors import Permanent, Temporary
from service.domain.items import ItemKind
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from tests.simulation.chaos import Chaos
from tests.simulation.notices import DeliveryRow
from tests.simulation.processes import Process
from tests.simulation.story import Story

_TROUBLES = (("limited", 4.0), ("down", 3.0), ("slow", 2.0))


@dataclass(slots=True)
class Shown:
    """A message that stands somewhere; `tag` says what it is: a delivery's, a card, a stream."""

    tag: str
    place: str
    said: object


@dataclass(slots=True)
class Talk:
    """Outside of every process: all messages by their ids, and the reactions."""

    chaos: Chaos
    story: Story
    messages: dict[str, Shown] = field(default_factory=dict)
    marks: defaultdict[int, set[Mark]] = field(default_factory=lambda: defaultdict(set))

    def has(self, delivery: DeliveryRow) -> bool:
        """Tell whether what a delivery says stands somewhere, exactly once."""
        if delivery.kind == "outcome":
            return True
        return len(self.of(f"post {delivery.id}")) == 1

    def of(self, tag: str) -> list[str]:
        """Return the ids of the messages of a tag."""
        return [key for key, each in self.messages.items() if each.tag == tag]

    def new(self, tag: str, place: ThreadKey, said: object) -> str:
        """Post a message."""
        key = f"m{len(self.messages) + 1}"
        self.messages[key] = Shown(tag, str(place), said)
        return key

    def card(self, number: int) -> StatusCard | None:
        """Return a session's status card as it stands there."""
        found = [self.messages[key].said for key in self.of(f"card {number}")]
        return found[-1] if found and isinstance(found[-1], StatusCard) else None


class SimChat(ChatChannel):
    """One process's way to the platform."""

    name = "sim"

    def __init__(self, process: Process, talk: Talk) -> None:
        self._process = process
        self._talk = talk
        self._random = talk.chaos.stream("chat")

    async def post(self, post: Post) -> str:
        await self._call("post")
        tag = f"post {post.id}"
        known = self._talk.of(tag) if post.begun_at is not None else []
        stream = getattr(post.content, "stream", "")
        if known:
            self._talk.story.count("chat post found again")
            key = known[0]
        elif stream and self._talk.messages[stream].tag == "stream":
            self._talk.story.count("chat stream became an answer")
            key, self._talk.messages[stream].tag = stream, tag
            self._talk.messages[stream].said = post.content
        else:
            key = self._talk.new(tag, post.lane, post.content)
            self._talk.story.count(f"chat {type(post.content).__name__.lower()} posted")
        await self._answer("post")
        return key

    async def find(self, post: Post) -> str:
        await self._call("find")
        known = self._talk.of(f"post {post.id}")
        self._talk.story.count(f"chat post sought, {'found' if known else 'nowhere'}")
        await self._answer("find")
        return known[0] if known else ""

    async def show(self, view: CardView) -> str:
        await self._call("show")
        tag = f"card {view.session.number}"
        key = view.message
        if not key and view.begun_at is not None:
            key = next(iter(self._talk.of(tag)), "")
        if key:
            self._talk.messages[key].said = view.card
        else:
            key = self._talk.new(tag, view.session.thread, view.card)
            if len(self._talk.of(tag)) > 1:
                self._talk.story.broken(view.session.number, "it has two status cards")
        await self._answer("show")
        return key

    async def mark(self, session: Session, before: Mark | None, after: Mark | None) -> None:
        await self._call("mark")
        stand = self._talk.marks[session.number]
        if before is not None:
            stand.discard(before)
        if after is not None:
            stand.add(after)
        await self._answer("mark")

    def streams(self, thread: ThreadKey) -> bool:
        return self.is_direct(thread)

    async def stream(self, session: Session, message: str, text: str) -> str:
        await self._call("stream")
        if not message:
            return self._talk.new("stream", session.thread, text)
        there = self._talk.messages[message]
        if there.tag != "stream":
            raise Permanent("it is no stream any more")
        there.said = text
        await self._answer("stream")
        return message

    async def end_stream(self, session: Session, message: str) -> None:
        await self._call("end_stream")
        there = self._talk.messages[message]
        there.tag = "ended" if there.tag == "stream" else there.tag

    async def settle(self, lane: ThreadKey, message: str, card: AskCard | ResultCard) -> None:
        await self._call("settle")
        there = self._talk.messages[message]
        there.said = card
        handed = isinstance(card, ResultCard) or "handed" in card.context.lower()
        renewed = isinstance(card, AskCard) and card.kind is ItemKind.ALERT
        has_deadline = not isinstance(card, AskCard) or card.deadline
        if not card.outcome and not handed and not renewed and has_deadline:
            # Whoever objects to a default leaves the question open, but without its deadline;
            # an alert about a provider is renewed while it lasts.
            self._talk.story.broken(card.session, f"{message} was settled without an outcome")
        await self._answer("settle")

    def link(self, thread: ThreadKey) -> str:
        return f"sim://{thread.room}/{thread.thread}"

    def is_direct(self, thread: ThreadKey) -> bool:
        return thread.thread == DIRECT or thread.room.startswith("D")

    async def _call(self, method: str) -> None:
        """Reach the platform, or not."""
        chaos = self._talk.chaos
        await self._process.gate(f"before a {method}")
        await self._process.sleep(self._random.random() ** 3 * 2.0)
        if chaos.away("chat"):
            raise Temporary("the platform is away", source="chat")
        if not chaos.happens("chat", chaos.rates.push_fails / 2):
            return
        kind = chaos.pick("chat trouble", _TROUBLES)
        self._talk.story.count(f"chat {kind}")
        if kind == "limited":
            wait = self._random.choice((None, 1.0, 10.0, 30.0))
            raise Temporary("too many", retry_after=wait, source="chat", limited=True)
        if kind == "down":
            raise Temporary("the platform broke", source="chat")
        await self._process.sleep(self._random.uniform(5.0, 90.0))

    async def _answer(self, method: str) -> None:
        """Say that it was done, or let nobody know."""
        chaos = self._talk.chaos
        if chaos.happens("chat unheard", chaos.rates.push_fails / 4):
            self._talk.story.count("chat unheard")
            await asyncio.sleep(0)
            raise Temporary("the connection broke", source="chat", uncertain=True)
        await self._process.gate(f"after a {method}")
