"""Answers to interactions: the first one by callback, further ones by webhook."""

import time
from collections.abc import Callable
from typing import Any

from tests.servers.discord import messages, shapes
from tests.servers.discord.core import Call, Core
from tests.servers.discord.errors import DiscordError, require
from tests.servers.discord.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    FIRST_ANSWER,
    SUBMIT,
    TOKEN,
    Interaction,
)
from tests.servers.discord.routes.messages import SAYING
from tests.servers.discord.routes.registry import operation

Json = dict[str, Any]

TAKEN = {
    COMMAND: {4, 5, 9},
    COMPONENT: {4, 5, 6, 7, 9},
    SUBMIT: {4, 5, 6, 7},
    AUTOCOMPLETE: {8},
}
"""Which answers each kind of interaction takes."""


@operation(
    "create_interaction_response",
    "POST /interactions/{interaction_id}/{interaction_token}/callback",
    token=False,
)
def respond(core: Core, call: Call) -> Json | None:
    found = core.interactions.get(call.places["interaction_id"])
    token = call.places["interaction_token"]
    if found is None or found.token != token:
        raise DiscordError(10062)
    require(core.world.now() - found.made <= FIRST_ANSWER or found.answered, 10062)
    require(not found.answered, 40060)
    kind = call.body["type"]
    if kind not in TAKEN[found.kind] or (kind in (6, 7) and found.source is None):
        raise DiscordError(50035, (f"type {kind} does not answer this interaction",))
    resource = _ANSWERS[kind](core, call, found) if kind in _ANSWERS else None
    found.answer, found.answered_after = call.body, time.monotonic() - found.at
    core.changed.notify_all()
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    shown: Json = {"id": found.id, "type": found.kind, "channel_id": found.channel.id}
    if found.message is not None:
        shown |= {"response_message_id": found.message["id"]}
        shown |= {"response_message_loading": found.loading}
        shown |= {"response_message_ephemeral": bool(found.message["flags"] & messages.EPHEMERAL)}
    whole: Json = {"interaction": shown}
    return whole if resource is None else {**whole, "resource": resource}


def _say(core: Core, call: Call, found: Interaction) -> Json:
    asked = call.body.get("data") or {}
    made = _said(core, call, found, asked)
    found.message = made
    return {"type": 4, "message": made}


def _think(core: Core, call: Call, found: Interaction) -> None:
    flags = int((call.body.get("data") or {}).get("flags") or 0)
    found.loading, found.hidden = True, bool(flags & messages.EPHEMERAL)
    found.message = _placed(core, found, {"flags": flags | messages.LOADING})


def _update(core: Core, call: Call, found: Interaction) -> Json:
    assert found.source is not None
    asked = call.body.get("data") or {}
    _changed(core, call, found, found.source, asked)
    return {"type": 7, "message": shapes.message(core, found.source)}


_ANSWERS: dict[int, Callable[[Core, Call, Interaction], Json | None]] = {
    4: _say,
    5: _think,
    7: _update,
}

_HOOK = "/webhooks/{webhook_id}/{webhook_token}"


@operation("execute_webhook", f"POST {_HOOK}", token=False)
def follow(core: Core, call: Call) -> Json | None:
    found = _by_token(core, call)
    if found.loading and found.message is not None:
        _changed(core, call, found, found.message, call.body)
        made = found.message
    else:
        made = _said(core, call, found, call.body)
        found.followups.append(made)
    return shapes.message(core, made)


@operation("get_original_webhook_message", f"GET {_HOOK}/messages/@original", token=False)
@operation("get_webhook_message", f"GET {_HOOK}/messages/{{message_id}}", token=False)
def get(core: Core, call: Call) -> Json:
    return shapes.message(core, _own(core, call)[1])


@operation("update_original_webhook_message", f"PATCH {_HOOK}/messages/@original", token=False)
@operation("update_webhook_message", f"PATCH {_HOOK}/messages/{{message_id}}", token=False)
def update(core: Core, call: Call) -> Json:
    found, message = _own(core, call)
    _changed(core, call, found, message, call.body)
    return shapes.message(core, message)


@operation("delete_original_webhook_message", f"DELETE {_HOOK}/messages/@original", 204, False)
@operation("delete_webhook_message", f"DELETE {_HOOK}/messages/{{message_id}}", 204, False)
def delete(core: Core, call: Call) -> None:
    found, message = _own(core, call)
    if message["flags"] & messages.EPHEMERAL:
        found.user.notices.remove(message)
    else:
        messages.remove(core, found.channel, message)


def _by_token(core: Core, call: Call) -> Interaction:
    require(call.places["webhook_id"] == core.world.application, 10015)
    held = core.interactions.values()
    found = next((each for each in held if each.token == call.places["webhook_token"]), None)
    if found is None or not found.answered:
        raise DiscordError(10015)
    require(core.world.now() - found.made <= TOKEN, 50027)
    return found


def _own(core: Core, call: Call) -> tuple[Interaction, Json]:
    found = _by_token(core, call)
    known = call.places.get("message_id", "@original")
    first = found.message if found.message is not None else found.source
    held = [first] if known == "@original" else [first, *found.followups]
    for each in held:
        wanted = each is not None and known in ("@original", each["id"])
        if wanted and each is not None and _stands(found, each):
            return found, each
    raise DiscordError(10008)


def _stands(found: Interaction, message: Json) -> bool:
    if message["flags"] & messages.EPHEMERAL:
        return any(each is message for each in found.user.notices)
    return message["id"] in found.channel.messages


def _said(core: Core, call: Call, found: Interaction, asked: Json) -> Json:
    whole = messages.attached(core, found.channel, asked, call.files)
    require(any(whole.get(name) for name in SAYING), 50006)
    return _placed(core, found, whole)


def _placed(core: Core, found: Interaction, asked: Json) -> Json:
    """Put a message where the person sees it: in the channel, or before them alone."""
    kind = messages.DEFAULT
    if found.kind == COMMAND:
        kind = messages.CONTEXT if found.menu else messages.COMMAND
    made = messages.made(core, found.channel, core.world.bot, asked, kind)
    made["webhook_id"] = core.world.application
    if found.source is not None and found.kind == COMPONENT:
        messages.refer(core, made, found.source, found.channel, ping=False)
    made["interaction_metadata"] = _metadata(found)
    if made["flags"] & messages.EPHEMERAL:
        found.user.notices.append(made)
        core.changed.notify_all()
        return made
    return messages.write(core, found.channel, made)


def _changed(core: Core, call: Call, found: Interaction, message: Json, asked: Json) -> None:
    require(_stands(found, message), 10008)
    before = message["attachments"]
    whole = messages.attached(core, found.channel, asked, call.files, before)
    loading = found.loading and message is found.message
    if loading:
        message["flags"] &= ~messages.LOADING
        found.loading = False
    messages.change(core, found.channel, message, whole, edited=not loading)


def _metadata(found: Interaction) -> Json:
    guild = found.channel.guild
    owners = {"0": guild.id if guild else "0"}
    made: Json = {"id": found.id, "type": found.kind, "user": shapes.user(found.user)}
    made["authorizing_integration_owners"] = owners
    if found.kind == COMPONENT and found.source is not None:
        made["interacted_message_id"] = found.source["id"]
    if found.kind == SUBMIT and found.trigger is not None:
        made["triggering_interaction_metadata"] = _metadata(found.trigger)
    return made
