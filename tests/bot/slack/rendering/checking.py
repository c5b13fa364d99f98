"""A payload against Slack's types and limits, counted the stricter way."""

import json
from collections.abc import Iterator
from typing import Any

from bot.chat.rendering import values
from bot.chat.rendering.units import units
from bot.slack.rendering.blocks import Message
from tests.servers.slack import limits, schemas


def check_message(message: Message) -> None:
    """Fail unless Slack takes it as a new message and as an edit."""
    assert message.text.strip()
    assert units(message.text) <= limits.UPDATED_TEXT
    blocks = list(message.blocks)
    told = {"channel": "C1", "text": message.text, "blocks": blocks}
    problems = [
        *schemas.argument_problems("chat.postMessage", told),
        *schemas.argument_problems("chat.update", {**told, "ts": "1.2"}),
        *schemas.block_problems(blocks),
        *limits.blocks(blocks, "message"),
    ]
    assert not problems, problems
    assert sum(block["type"] == "table" for block in blocks) <= 1
    _check_inside(blocks)


def check_view(view: dict[str, Any]) -> None:
    """Fail unless Slack takes it as an App Home or as a form."""
    method, rest = "views.publish", {"user_id": "U1"}
    if view["type"] == "modal":
        method, rest = "views.open", {"trigger_id": "1.2"}
        values.decode(view["private_metadata"])
    problems = [
        *schemas.argument_problems(method, {**rest, "view": view}),
        *schemas.block_problems(view["blocks"]),
        *limits.view(view),
    ]
    assert not problems, problems
    _check_inside(view["blocks"])


def _check_inside(blocks: list[dict[str, Any]]) -> None:
    json.dumps(blocks, ensure_ascii=False).encode()
    for found in objects(blocks):
        if found.get("type") in ("mrkdwn", "plain_text", "text"):
            assert found["text"]
            assert units(found["text"]) <= 3_000
    for block in blocks:
        if block["type"] != "input":
            for element in limits.elements(block):
                _check_element(element)


def _check_element(element: dict[str, Any]) -> None:
    if "action_id" not in element:
        return
    assert element["action_id"].startswith(values.PREFIX)
    if element["action_id"] == values.menu("open"):
        assert element["url"].startswith("https://")
        return
    carried = [each["value"] for each in element.get("options", [element])]
    for value in carried:
        assert values.encode(values.decode(value)) == value


def objects(found: Any) -> Iterator[dict[str, Any]]:
    """Yield every object, however deep."""
    if isinstance(found, dict):
        yield found
        for each in found.values():
            yield from objects(each)
    elif isinstance(found, list):
        for each in found:
            yield from objects(each)


def buttons(blocks: Any) -> dict[str, values.Value]:
    """Return what each labelled button and menu entry carries."""
    return {
        each["text"]["text"]: values.decode(each["value"])
        for each in objects(list(blocks))
        if "value" in each and isinstance(each.get("text"), dict)
    }
