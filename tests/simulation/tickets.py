"""What may become of the tickets that pushes carry."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.channel import Heard
from tests.simulation.mirror import Mirror
from tests.simulation.story import Story


class Tickets:
    """Sees every use of a ticket: it works once, in time, and for what is still open."""

    def __init__(self, mirror: Mirror, story: Story, clock: Callable[[], float]) -> None:
        self._mirror = mirror
        self._story = story
        self._clock = clock
        self._taken: Counter[str] = Counter()

    async def use(self, token: str, work: Awaitable[Heard]) -> Heard:
        """Await the use of a ticket, and note what came of it."""
        ticket = json.loads(token.partition(".")[2])
        item, number = ticket["item"], 0
        if item in self._mirror.now.items:
            number = self._mirror.now.items[item].session
        started = self._clock()
        heard = await work
        word = "refused" if heard.refused else "taken"
        self._story.count(f"ticket {word}")
        self._story.tell("phone", number, f"the ticket for {item} is {word}: {heard.text}")
        if heard.refused:
            return heard
        self._taken[token] += 1
        if self._taken[token] > 1:
            self._story.broken(number, f"the ticket for {item} was taken twice")
        if item and not number:
            self._story.broken(0, f"the ticket for {item} was taken after that was over")
        if min(started, self._clock()) >= ticket["until"]:
            self._story.broken(number, f"the ticket for {item} was taken after it ran out")
        return heard
