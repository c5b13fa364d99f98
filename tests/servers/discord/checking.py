"""Every request and every answer against Discord's types and limits."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from tests.servers.discord import limits, schemas
from tests.servers.discord.core import Call, Core, Violation
from tests.servers.discord.errors import DiscordError
from tests.servers.discord.world import FORUM

Json = dict[str, Any]

MESSAGES = {
    "create_message",
    "update_message",
    "execute_webhook",
    "update_webhook_message",
    "update_original_webhook_message",
}
CALLBACKS = {
    1: "PongInteractionCallbackRequest",
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
"""What the body of an answer to an interaction is, by its type."""


def check_request(core: Core, call: Call) -> None:
    """Record what is wrong with a request, and refuse it as Discord would."""
    found: list[str] = []
    if schemas.available():
        found += schemas.query_problems(call.name, call.query)
        found += _form(core, call)
    # The limits are read off bodies whose form is right.
    found = found or list(_limits(call))
    if found:
        core.violations.append(Violation(call.name, call.body, tuple(found)))
        raise DiscordError(50035, tuple(found))


def keep_answer(core: Core, call: Call) -> None:
    """Remember an answer: it is checked once somebody asks what was wrong."""
    if schemas.available():
        place = schemas.answer_place(call.name, call.status)
        text = json.dumps(call.answer)
        core.unchecked.append((f"answer to {call.name} ({call.status})", place or "", text))


def check_the_rest(core: Core) -> None:
    """Check what came and went since the last time."""
    waiting, core.unchecked[:] = core.unchecked[:], []
    for name, place, text in dict.fromkeys(waiting) if schemas.available() else ():
        body = json.loads(text)
        if place:
            found = list(schemas.problems(place, body))
        else:
            found = [] if body is None else ["this has no body"]
        if found:
            core.violations.append(Violation(name, body, tuple(found)))


def _form(core: Core, call: Call) -> Iterator[str]:
    place = schemas.body_place(call.name)
    if place is None:
        if call.body is not None:
            yield "this takes no body"
        return
    narrow = _narrow(core, call)
    place, body = schemas.named(narrow) if narrow else place, _as_known(call.body)
    if core.checks == "now":
        yield from schemas.problems(place, body)
    else:
        core.unchecked.append((call.name, place, json.dumps(body)))


def _narrow(core: Core, call: Call) -> str | None:
    """Return the one type that is meant where the document offers several."""
    if call.name == "create_interaction_response":
        kind = call.body.get("type") if isinstance(call.body, dict) else None
        return CALLBACKS.get(kind) if isinstance(kind, int) else None
    channel = core.world.channels.get(call.places.get("channel_id", ""))
    if channel is None:
        return None
    if call.name == "update_channel":
        return (
            "UpdateThreadRequestPartial" if channel.thread else "UpdateGuildChannelRequestPartial"
        )
    if call.name == "create_thread":
        forum = channel.kind == FORUM
        return "CreateForumThreadRequest" if forum else "CreateTextThreadWithoutMessageRequest"
    return None


def _as_known(body: Any) -> Any:
    """Return a body as the document has it where discord.py is known to send numbers for ids."""
    if not isinstance(body, dict):
        return body
    made = deepcopy(body)
    if isinstance(made.get("recipient_id"), int):
        made["recipient_id"] = str(made["recipient_id"])
    for held in (made, made.get("data"), made.get("message")):
        attached = held.get("attachments") if isinstance(held, dict) else None
        for each in attached or []:
            if isinstance(each.get("id"), int):
                each["id"] = str(each["id"])
    return made


def _limits(call: Call) -> Iterator[str]:
    body = call.body
    if call.name in MESSAGES:
        yield from limits.message(body)
    elif call.name == "create_thread" and "message" in body:
        yield from limits.message(body["message"])
    elif call.name.startswith("bulk_set_"):
        yield from limits.commands(body or [])
    elif call.name == "create_interaction_response":
        kind, data = body.get("type"), body.get("data") or {}
        yield from _BY_TYPE.get(kind, _nothing)(data)


def _nothing(data: Mapping[str, Any]) -> Iterator[str]:
    yield from ()


def _choices(data: Mapping[str, Any]) -> Iterator[str]:
    offered: Sequence[Any] = data.get("choices") or []
    yield from limits.choices(offered)


_BY_TYPE: dict[int, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    4: limits.message,
    7: limits.message,
    8: _choices,
    9: limits.modal,
}
