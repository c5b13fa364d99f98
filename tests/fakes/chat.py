"""A chat platform in memory: what is posted and shown is kept, as people there would see it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.courier.platform import CardView, ChatChannel, Content, Post
from bot.presenter.cards import AskCard, Mark, ResultCard, StatusCard
from service.domain.deliveries import DIRECT
from service.domain.errors import Permanent, Temporary
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.clock import Clock

Line = Exception | Callable[[], Awaitable[None]] | None


@dataclass(slots=True)
class Message:
    """A message as it stands in a thread: who posted it, what it says now, how often edited."""

    id: str
    place: ThreadKey
    said: Content | StatusCard | str
    tag: str
    at: float
    loud: bool = False
    person: str = ""
    edits: list[float] = field(default_factory=list)
    streaming: bool = False


class FakeChat(ChatChannel):
    """A platform named `name`; rooms that begin with D are direct messages.

    The next calls of a method meet what stands in `script[method]`: an error that is raised, a
    deed that is done before, or None. What stands in `after` is raised when it was done already.
    """

    def __init__(self, clock: Clock, name: str = "chat") -> None:
        self.name = name
        self.messages: dict[str, Message] = {}
        self.marks: dict[str, list[tuple[float, Mark | None]]] = {}
        self.calls: list[tuple[float, str, str]] = []
        self.script: dict[str, deque[Line]] = {}
        self.after: dict[str, deque[Exception]] = {}
        self.gone: set[str] = set()
        self.streaming = True
        self._clock = clock

    def fails(self, method: str, *lines: Line) -> None:
        """Let the next calls of the method meet these."""
        self.script.setdefault(method, deque()).extend(lines)

    def stumbles(self, method: str, *errors: Exception) -> None:
        """Let the next calls of the method raise these although they did it."""
        self.after.setdefault(method, deque()).extend(errors)

    def posts(self, place: ThreadKey | None = None) -> list[Message]:
        """Return what was posted from the outbox, in order."""
        found = [each for each in self.messages.values() if each.tag.startswith("post ")]
        return [each for each in found if place is None or each.place == place]

    def card(self, number: int) -> Message | None:
        """Return the status card of a session."""
        tag = f"card {number}"
        found = [each for each in self.messages.values() if each.tag == tag]
        assert len(found) <= 1, found
        return found[0] if found else None

    def made(self, method: str) -> list[float]:
        """Return when the method was called."""
        return [at for at, name, _ in self.calls if name == method]

    async def post(self, post: Post) -> str:
        await self._begin("post", post.lane)
        tag = f"post {post.id}"
        there = self._find(tag) if post.begun_at is not None else None
        if there is None:
            stream = getattr(post.content, "stream", "")
            there = self.messages.get(stream) or self._new(post.lane, post.content, tag)
            there.said, there.tag, there.streaming = post.content, tag, False
            there.loud, there.person = post.loud, post.person
        self._end("post")
        return there.id

    async def find(self, post: Post) -> str:
        await self._begin("find", post.lane)
        there = self._find(f"post {post.id}")
        return there.id if there else ""

    async def show(self, view: CardView) -> str:
        thread = view.session.thread
        await self._begin("show", thread)
        tag = f"card {view.session.number}"
        there = self.messages.get(view.message)
        if there is None and view.begun_at is not None:
            there = self._find(tag)
        if there is None:
            there = self._new(thread, view.card, tag)
        else:
            there.said = view.card
            there.edits.append(self._clock.now())
        self._end("show")
        return there.id

    async def mark(self, session: Session, before: Mark | None, after: Mark | None) -> None:
        await self._begin("mark", session.thread)
        marks = self.marks.setdefault(str(session.thread), [])
        marks.append((self._clock.now(), after))
        self._end("mark")

    def streams(self, thread: ThreadKey) -> bool:
        return self.streaming and self.is_direct(thread)

    async def stream(self, session: Session, message: str, text: str) -> str:
        await self._begin("stream", session.thread)
        there = self.messages.get(message) or self._new(session.thread, text, "stream")
        if there.tag != "stream" or not isinstance(there.said, str):
            raise Permanent("it is no stream any more")
        there.said, there.streaming = text, True
        self._end("stream")
        return there.id

    async def end_stream(self, session: Session, message: str) -> None:
        await self._begin("end_stream", session.thread)
        self.messages[message].streaming = False

    async def settle(self, lane: ThreadKey, message: str, card: AskCard | ResultCard) -> None:
        await self._begin("settle", lane)
        there = self.messages[message]
        assert there.place == lane
        there.said = card
        there.edits.append(self._clock.now())
        self._end("settle")

    def link(self, thread: ThreadKey) -> str:
        return "" if thread.thread == DIRECT else f"https://chat.test/{thread.room}/{thread.thread}"

    def is_direct(self, thread: ThreadKey) -> bool:
        return thread.thread == DIRECT or thread.room.startswith("D")

    async def _begin(self, method: str, place: ThreadKey) -> None:
        await asyncio.sleep(0)
        self.calls.append((self._clock.now(), method, str(place)))
        script = self.script.get(method)
        line = script.popleft() if script else None
        if isinstance(line, Exception):
            raise line
        if line is not None:
            await line()
        if place.room in self.gone:
            raise Permanent("The channel was archived")

    def _end(self, method: str) -> None:
        if errors := self.after.get(method):
            raise errors.popleft()

    def _find(self, tag: str) -> Message | None:
        return next((each for each in self.messages.values() if each.tag == tag), None)

    def _new(self, place: ThreadKey, said: Content | StatusCard | str, tag: str) -> Message:
        message = Message(f"m{len(self.messages) + 1}", place, said, tag, self._clock.now())
        self.messages[message.id] = message
        return message


def limited(seconds: float | None = 30.0) -> Temporary:
    """The platform's rate limit."""
    return Temporary("too many", retry_after=seconds, limited=True)


def lost_answer() -> Temporary:
    """The connection broke before the platform's answer came."""
    return Temporary("the connection broke", uncertain=True)
