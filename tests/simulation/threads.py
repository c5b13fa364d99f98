"""What stands in the threads of the chat platform at the end, against what the database says."""

import json
from collections.abc import Iterator

from bot.presenter.cards import AskCard, ResultCard
from service.domain.threads import ThreadKey
from tests.simulation.world import World

Broken = tuple[int, str]


def unshown(world: World) -> Iterator[Broken]:
    """Yield the cards that somebody still has to look at."""
    for number, due_at, holder in world.mirror.rows(
        "SELECT session, due_at, holder FROM cards WHERE due_at IS NOT NULL OR holder IS NOT NULL"
    ):
        yield number, f"its card is due at {due_at}, {holder} has it"


def compare(world: World) -> Iterator[Broken]:
    """Yield what does not stand there as it should."""
    for number, thread, state in world.mirror.rows("SELECT number, thread, state FROM sessions"):
        if ThreadKey.parse(thread).channel == "sim":
            yield from _card(world, number, state)
            yield from _answers(world, number, state)
    yield from _asks(world)
    yield from _written(world)


def _card(world: World, number: int, state: str) -> Iterator[Broken]:
    card, marks = world.talk.card(number), world.talk.marks[number]
    if card is None or card.mark != state or card.asks:
        yield number, f"it is {state}, and its card says {card}"
    if marks != {state}:
        yield number, f"it is {state}, and the reactions are {sorted(marks)}"


def _answers(world: World, number: int, state: str) -> Iterator[Broken]:
    """Each turn has one answer at most, and the last one of a finished session has one."""
    told = [
        json.loads(facts)
        for (facts,) in world.mirror.rows(
            "SELECT facts FROM deliveries WHERE kind = 'answer' AND state != 'withdrawn'"
        )
    ]
    turns = [each["turn"] for each in told if each["session"] == number]
    if len(turns) != len(set(turns)):
        yield number, f"a turn has several answers: {turns}"
    replies = [each for each in world.mirror.events[number] if each.kind == "assistant"]
    if (
        state == "done"
        and replies
        and replies[-1].payload["text"]
        and replies[-1].turn not in turns
    ):
        yield number, f"it is done, and the answer of {replies[-1].turn} was never posted"


def _written(world: World) -> Iterator[Broken]:
    """What was written on a page stands in its thread, and was to be shown there once.

    A bot that stood still past its claim posts what another one has posted meanwhile.
    """
    known = set[tuple[int, int]]()
    for identity, state, facts in world.mirror.rows(
        "SELECT id, state, facts FROM deliveries WHERE kind = 'written'"
    ):
        found = json.loads(facts)
        number, seq = found["session"], found["seq"]
        if (number, seq) in known:
            yield number, f"what stands in event {seq} was to be shown twice"
        known.add((number, seq))
        if state == "sent" and not world.talk.of(f"post {identity}"):
            yield number, f"event {seq} is {state}, and stands nowhere in its thread"


def _asks(world: World) -> Iterator[Broken]:
    """Whatever asked for something that is over says how it ended."""
    for identity, number in world.mirror.rows(
        "SELECT deliveries.id, items.session FROM deliveries JOIN items ON"
        " items.id = deliveries.item WHERE deliveries.kind = 'ask'"
        " AND deliveries.lane LIKE 'sim:%' AND items.state != 'open'"
    ):
        for key in world.talk.of(f"post {identity}"):
            said = world.talk.messages[key].said
            if not isinstance(said, AskCard | ResultCard) or not said.outcome:
                yield number, f"{key} still asks: {said}"
