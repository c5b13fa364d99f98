"""People: they start, steer, stop, answer late and twice, edit, delete and press everything."""

import asyncio
from collections.abc import Awaitable, Callable

from service.domain.events import Attachment
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.persons import Identity, Person
from service.domain.receipts import receipt_key
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.queries.why import why
from service.usecases.answer import Answer, answer_item
from service.usecases.configure import set_cap, set_model
from service.usecases.edit import delete, edit
from service.usecases.identify import sign_in
from service.usecases.move_up import move_up
from service.usecases.note import note
from service.usecases.park import park
from service.usecases.receive import Arrival, receive
from service.usecases.redirect import redirect
from service.usecases.resume import resume, retry
from service.usecases.share import share
from service.usecases.stop import stop
from service.usecases.upload import upload
from tests.simulation import checkins, recipients, strangers
from tests.simulation.channel import carry_out
from tests.simulation.crowd import Crowd, Sent
from tests.simulation.mirror import ItemRow
from tests.simulation.world import MODELS

HABITS = (
    ("write", 8.0),
    ("start", 3.0),
    ("answer", 7.0),
    ("redirect", 1.5),
    ("stop", 1.2),
    ("park", 1.5),
    ("resume", 2.0),
    ("retry", 1.0),
    ("note", 1.0),
    ("edit", 1.5),
    ("delete", 0.7),
    ("move_up", 0.7),
    ("cap", 0.5),
    ("model", 0.5),
    ("share", 0.5),
    ("look", 1.0),
    ("intrude", 1.5),
    *checkins.HABITS,
    *recipients.HABITS,
)
THREADS = 5


async def arrive(crowd: Crowd) -> None:
    """Sign everybody in."""
    rng = crowd.world.chaos.stream("crowd")
    for place in range(rng.randint(1, 3)):
        somebody = Somebody(crowd, f"Person{place}")
        await somebody.sign_in()
        await somebody.cap(rng.randint(1, 3))
        crowd.people.append(somebody)
    await strangers.set_rules(crowd.people[0])
    for somebody in crowd.people:
        await somebody.told.arrive()


class Somebody:
    """One person with habits."""

    def __init__(self, crowd: Crowd, name: str) -> None:
        self.crowd = crowd
        self.name = name
        self.id = PersonId("")
        self.world = crowd.world
        self._random = crowd.world.chaos.stream(f"person {name}")
        self._threads = 0
        self.told = recipients.Recipient(self, crowd.world.chaos.stream(f"told {name}"))

    async def sign_in(self) -> None:
        """Become known."""
        found: list[Person] = []

        async def request(ports: Ports) -> None:
            found.append(await sign_in(ports, Identity("sim", "w", self.name), self.name))

        await self.crowd.channel.send(request, f"{self.name} signs in", again=True)
        self.id = found[-1].id

    async def live(self, until: float) -> None:
        """Do one thing after another."""
        doing: list[asyncio.Task[None]] = []
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(self._random.expovariate(1.0) * 7.0)
            habit = self.world.chaos.pick(f"habit {self.name}", HABITS)
            doing.append(asyncio.ensure_future(self.do(habit)))
        for each in doing:
            await each

    async def do(self, habit: str) -> None:
        """Do one thing, if there is anything to do it with."""
        self.world.story.count(f"person {habit}")
        number = self.some_session()
        if await self.told.do(habit):
            return
        if habit == "start" or (number is None and habit == "write"):
            if self._threads < THREADS:
                self._threads += 1
                thread = self._new_thread()
                await self.write(thread)
            return
        if habit == "answer":
            if self.told.answers:
                await self._answer_something()
            return
        if habit in ("edit", "delete"):
            await self._change(habit)
            return
        if habit == "intrude":
            await strangers.intrude(self)
            return
        if habit == "cap":
            await self.cap(self._random.randint(1, 4))
            return
        if number is not None:
            await self._about(habit, number)

    def _new_thread(self) -> ThreadKey:
        """Return a thread of the web, of a room of the chat platform, or of its direct messages."""
        name = f"{self.name}-{self._threads}"
        rooms = ("web", "room", f"D{self.name}")
        room = self.world.chaos.stream(f"rooms {self.name}").choice(rooms)
        if room == "web":
            return ThreadKey("web", "local", "room", name)
        return ThreadKey("sim", "w", room, name)

    def some_session(self) -> SessionNumber | None:
        """Return one of the sessions that the person owns or shares."""
        rows = self.world.mirror.rows(
            "SELECT number FROM sessions WHERE owner_id = ? OR number IN"
            " (SELECT session FROM collaborators WHERE person_id = ?) ORDER BY number",
            self.id,
            self.id,
        )
        return SessionNumber(self._random.choice(rows)[0]) if rows else None

    def choose(self, among: list[str]) -> str:
        """Return one of them."""
        return self._random.choice(among)

    def thread_of(self, number: SessionNumber) -> ThreadKey:
        """Return the thread of a session."""
        rows = self.world.mirror.rows("SELECT thread FROM sessions WHERE number = ?", number)
        return ThreadKey.parse(rows[0][0])

    async def write(self, thread: ThreadKey) -> None:
        """Send a message into a thread."""
        mark = self.crowd.new_mark()
        key = receipt_key("sim", "w", "room", mark)
        sent = Sent(key, mark, self.id, thread)
        self.crowd.sent.append(sent)
        model = self._random.choice(("", "", "fast", "small"))
        long = " and so on" * 80 if self._random.random() < 0.1 else ""
        files = await self._upload() if self._random.random() < 0.1 else ()
        text = f"{mark}: please{long}"
        task = checkins.task(self)
        arrival = Arrival(
            key, thread, self.id, text, self.via(), files, model=model, open_room=True, task=task
        )
        what = f"{self.name} writes {mark} to {thread.thread}"
        sent.outcome = await self.send(what, lambda ports: receive(ports, arrival), again=True)

    def via(self) -> str:
        """Return what a message is written on: now and then it is the page."""
        on_the_page = self.world.chaos.stream(f"via {self.name}").random() < 0.2
        return "web" if on_the_page else "sim"

    async def _upload(self) -> list[Attachment]:
        files: list[Attachment] = []

        async def request(ports: Ports) -> None:
            files.append(await upload(ports, self.id, "data.csv", "text/csv", b"1,2"))

        await self.send(f"{self.name} uploads", request, again=True)
        return files[-1:]

    async def _about(self, habit: str, number: SessionNumber) -> None:
        if habit == "write":
            await self.write(self.thread_of(number))
            return
        if habit == "redirect":
            await self.redirect(number)
            return
        if habit == "check in":
            await checkins.choose(self, number)
            return
        if habit == "look":
            policy = self.world.policy
            await self.send(
                f"{self.name} asks why {number}",
                lambda ports: ports.store.read(lambda reads: why(reads, number, policy)),
                again=True,
            )
            return
        other = f"Person{self._random.randint(0, 2)}"
        model = self._random.choice(MODELS)
        head = self._random.random() < 0.5
        mark, key = self.crowd.new_order(number, habit)
        via = "web" if self.via() == "web" else ""
        requests: dict[str, Callable[[Ports], Awaitable[object]]] = {
            "stop": lambda ports: stop(ports, self.id, number),
            "park": lambda ports: park(ports, self.id, number),
            "resume": lambda ports: resume(ports, self.id, number),
            "retry": lambda ports: retry(ports, self.id, number, mark),
            "note": lambda ports: note(ports, self.id, number, mark, unseen_via=via),
            "move_up": lambda ports: move_up(ports, self.id, number, to_head=head),
            "model": lambda ports: set_model(ports, self.id, number, model),
            "share": lambda ports: share(ports, self.id, number, other),
        }
        await self.send(
            f"{self.name}: {habit} {number} ({mark})",
            lambda ports: carry_out(ports, key, number, requests[habit]),
            again=True,
        )

    async def redirect(self, number: SessionNumber) -> None:
        """Give a session another course."""
        mark = self.crowd.new_mark()
        key = receipt_key("sim", "w", "room", mark)
        sent = Sent(key, mark, self.id, self.thread_of(number))
        self.crowd.sent.append(sent)
        what = f"{self.name} redirects {number} with {mark}"
        sent.outcome = await self.send(
            what,
            lambda ports: redirect(ports, self.id, number, f"{mark}: instead", key),
            again=True,
        )

    async def resume(self, number: int) -> None:
        """Let a session go on."""
        await self.send(
            f"{self.name}: resume {number}",
            lambda ports: resume(ports, self.id, SessionNumber(number)),
            again=False,
        )

    async def use_large_model(self, number: int) -> None:
        """Hand a session over to the model with the largest window."""
        await self.send(
            f"{self.name}: model {number}",
            lambda ports: set_model(ports, self.id, SessionNumber(number), "smart"),
            again=False,
        )

    async def _answer_something(self) -> None:
        items = sorted(self.world.mirror.now.items.values(), key=lambda each: each.id)
        mine = [each for each in items if each.owner == self.id or each.kind == "question"]
        if not mine:
            return
        item = self._random.choice(mine)
        if self._random.random() < 0.3:
            await asyncio.sleep(self._random.uniform(1.0, 120.0))
        if item.kind == "question" and self._random.random() < 0.4:
            await self.write(self.thread_of(SessionNumber(item.session)))
        else:
            await self.answer(item)

    async def answer(self, item: ItemRow) -> None:
        """Answer an item by its button, twice if the platform says so."""
        text = self._random.choice(item.choices) if item.choices else "this one"
        given = Answer(self.id, text, "sim")
        what = f"{self.name} answers {item.kind} {item.reason} of {item.session} with {text}"
        await self.send(what, lambda ports: answer_item(ports, ItemId(item.id), given), again=True)

    async def _change(self, habit: str) -> None:
        mine = [each for each in self.crowd.sent if each.by == self.id]
        if not mine:
            return
        sent = self._random.choice(mine[-3:])
        sent.changed = sent.changed or habit == "delete"
        if habit == "edit":
            sent.edits += 1
            text = f"{sent.mark}: please, better {sent.mark}e{sent.edits}"
            await self.send(
                f"{self.name} edits {sent.mark}",
                lambda ports: edit(ports, self.id, sent.key, text),
                again=True,
            )
        else:
            await self.send(
                f"{self.name} deletes {sent.mark}",
                lambda ports: delete(ports, self.id, sent.key),
                again=True,
            )

    async def cap(self, cap: int) -> None:
        """Change how many of the person's sessions may work at a time."""
        await self.send(
            f"{self.name} wants at most {cap}",
            lambda ports: set_cap(ports, self.id, cap),
            again=True,
        )

    async def send(
        self, what: str, request: Callable[[Ports], Awaitable[object]], *, again: bool
    ) -> str:
        """Have a request carried to a bot; return how it ended."""
        return (await self.crowd.channel.send(request, what, again=again)).kind
