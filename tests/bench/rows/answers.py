"""From a message to the whole of its answer, when one or many people write at once."""

from collections.abc import Mapping, Sequence
from functools import partial

from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.bench.rows import chatting
from tests.bench.rows.chatting import PATIENCE, Chat, Talk
from tests.bench.rows.discord import open_discord
from tests.bench.rows.slack import open_slack
from tests.servers.openai_replies import slowly

AT_ONCE = (1, 20, 50)
ALONE = 10
"""How often one writes with nobody beside."""
CHUNKS = (
    "This is the whole ",
    "of what the model ",
    "says, in five ",
    "chunks, one after ",
    "one.",
)
APART = 0.05
"""Seconds before each of them."""
FLOOR = len(CHUNKS) * APART * 1000
WHOLE = "".join(CHUNKS)


def measure(sizes: Sizes) -> Sequence[Figure]:
    """A message → its whole answer, with 1, 20 and 50 at once."""
    use = partial(_use, sizes)
    return chatting.with_model(slowly(APART, *CHUNKS), use)


def _use(sizes: Sizes, settings: Mapping[str, str]) -> Sequence[Figure]:
    found: list[Figure] = []
    with chatting.connected(open_discord, settings, WHOLE) as chat:
        found += _figures(sizes, chat)
    unlimited = partial(open_discord, limits=False)
    with chatting.connected(unlimited, settings, WHOLE) as chat:
        found += _figures(sizes, chat, " without limits", AT_ONCE[-1:])
    with chatting.connected(open_slack, settings, WHOLE) as chat:
        found += _figures(sizes, chat)
    return found


def _figures(
    sizes: Sizes, chat: Chat, how: str = "", at_once: Sequence[int] = AT_ONCE
) -> Sequence[Figure]:
    found: list[Figure] = []
    for count in sorted({min(each, sizes.in_flight) for each in at_once}):
        rounds = min(ALONE, sizes.messages) if count == 1 else 1
        before = chat.called()
        waits = [wait for _ in range(rounds) for wait in _waits(chat, count)]
        note = f"{(chat.called() - before) / len(waits):.1f} calls each"
        if limited := chat.limited(before):
            note += f", {limited} limited"
        what = f"{chat.name}{how}, {count} at once"
        model = partial(Figure, beside=FLOOR, beside_what="the model alone", note=note)
        found += [
            model(f"{what}, p50", middle(waits)),
            model(f"{what}, p95", percentile(waits, 0.95)),
        ]
    return found


def _waits(chat: Chat, count: int) -> Sequence[float]:
    """Return each one's milliseconds to the whole answer in their room."""
    spots = [chatting.somewhere(chat) for _ in range(count)]
    talks = [each.write("Hello") for each in spots]
    for talk in talks:
        chat.until(partial(talk.settled, WHOLE), PATIENCE)
    return [(_whole(each) - each.written) * 1000 for each in talks]


def _whole(talk: Talk) -> float:
    found = talk.told(WHOLE)
    assert found is not None
    return found
