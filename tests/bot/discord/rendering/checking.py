"""A payload against Discord's limits, and what in it could mention somebody."""

import re
from collections.abc import Iterator
from typing import Any

from bot.chat.rendering import values
from bot.chat.rendering.units import units
from bot.discord.rendering.parts import Message
from tests.servers.discord import limits, schemas
from tests.servers.discord.components import SELECT, walk

PING = re.compile(r"<@[!&]?\d+>|@everyone|@here")
NONCE = "2xLZ0000000000000000aa.0"


def check_message(message: Message) -> None:
    """Fail unless Discord takes it as a new message, and nobody is mentioned in it."""
    body = {**message.payload(), "nonce": NONCE, "allowed_mentions": {"parse": []}}
    problems = list(limits.message(body))
    if schemas.available():
        place = schemas.body_place("create_message")
        assert place is not None
        problems += list(schemas.problems(place, body))
    assert not problems, problems
    assert units(body["content"]) <= limits.CONTENT
    assert body["content"].strip() or body["embeds"]
    for text in texts(message):
        assert not PING.search(text), text
    for value in carried(message):
        assert values.encode(values.decode(value), 100) == value


def texts(message: Message) -> Iterator[str]:
    """Give every text that Discord reads for markup."""
    yield message.content
    for each in message.embeds:
        assert each.get("description") or each.get("title")
        yield from (each.get("title", ""), each.get("description", ""))


def carried(message: Message) -> list[str]:
    """Return what the buttons and options carry."""
    found: list[str] = []
    for each in walk(list(message.rows)):
        if each["type"] == SELECT:
            assert each["custom_id"].startswith(f"{values.PREFIX}menu.")
            found.extend(option["value"] for option in each["options"])
        elif "custom_id" in each:
            found.append(each["custom_id"])
    return found


def labels(message: Message) -> dict[str, Any]:
    """Return what each labelled button and option carries, and where links lead."""
    found: dict[str, Any] = {}
    for each in walk(list(message.rows)):
        for one in each.get("options", [each]):
            if "label" in one:
                value = one.get("value") or one.get("custom_id")
                found[one["label"]] = values.decode(value) if value else one["url"]
    return found
