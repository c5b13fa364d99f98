"""A judge that may say anything about an agent's course, and the rules of who hears of it."""

import json
import random
from collections.abc import Iterator

from service.agent.courses import INSTRUCTION
from service.domain.events import Reply
from service.domain.policy import Policy
from service.domain.states import State
from service.ports.model import ModelRequest
from tests.simulation.mirror import EventRow, Mirror

Broken = tuple[int, str]
DEAREST = 0.01
"""US dollars that a question costs at most. A worker that lost its turn pays for its own late."""
_SPEAKS = {"message", "note", "answer"}
_ANEW = {"retry", "redirect", "resume", "on_track"}
_SAYS = ("on_track", "drifting", "drifting", "drifting", "rambles", "lies", "unsure")


def is_asked(request: ModelRequest) -> bool:
    """Tell whether a model is asked to judge a course."""
    return request.messages[0].text == INSTRUCTION


def opinion(request: ModelRequest, rng: random.Random) -> Reply:
    """Say something about the steps, true or not."""
    says = rng.choice(_SAYS)
    step = rng.choice(json.loads(request.messages[1].text)["steps"])
    given = {
        "course": says if says == "on_track" else "drifting",
        "confidence": 0.2 if says == "unsure" else 0.9,
        "step": step["step"],
        "quote": "what it never did" if says == "lies" else step["did"],
        "why": "does something else",
        "hint": "Do what you were asked for.",
    }
    text = "Well, that depends." if says == "rambles" else json.dumps(given)
    return Reply(text, tokens_in=300, tokens_out=60, cost_usd=0.0005, seconds=1.0)


def check(mirror: Mirror, policy: Policy) -> Iterator[Broken]:
    """Yield every rule that the last commit broke."""
    now = mirror.now
    for item in now.items.values():
        if item.reason == "drift" and now.sessions[item.session].state != State.RUNNING:
            yield item.session, f"it is {now.sessions[item.session].state} and said to drift"
    for event in now.fresh:
        if event.kind == "alert" and event.payload["reason"] == "drift":
            yield from _told(event, mirror.events[event.session])
        if event.kind == "judged":
            yield from _paid(event.session, mirror, policy)


def _told(alert: EventRow, events: list[EventRow]) -> Iterator[Broken]:
    """A person is told of what two judgements agree on, since they last wrote."""
    agreed = 0
    for event in events:
        order = event.payload.get("order")
        if event.kind in _SPEAKS or (event.kind == "control" and order in _ANEW):
            agreed = 0
        if event.kind == "judged" and event.seq < alert.seq:
            agreed += event.payload["course"] == "drifting" and event.payload["confidence"] > 0.5
    if agreed < 2:
        yield alert.session, f"its person is told of a drift that {agreed} judgements saw"


def _paid(number: int, mirror: Mirror, policy: Policy) -> Iterator[Broken]:
    query = "SELECT cost_usd, watch_usd FROM sessions WHERE number = ?"
    ((cost, watch),) = mirror.rows(query, number)
    if watch > policy.drift.share * cost + DEAREST:
        yield number, f"its watch cost {watch} of {cost}"
