"""Publishing to ntfy: one JSON message to a server's root, with up to three buttons."""

import json
from typing import Any

import httpx

from service.adapters.push.topics import Topic
from service.adapters.push.wording import cut, cut_bytes
from service.domain.errors import Bug, HeddleError, Permanent, Temporary
from service.ports.push import MOST_ACTIONS, Action, Push

MESSAGE_BYTES = 4_096
JSON_BYTES = 2 * MESSAGE_BYTES
TITLE_CHARACTERS = 250

_URGENT = 5
_HIGH = 4
_WAIT_WHEN_LIMITED = 5.0
_LOGIN = "Add the phone again with a login, as in ntfys://USER:PASSWORD@HOST/TOPIC."


async def publish(client: httpx.AsyncClient, topic: Topic, replies: str, push: Push) -> str:
    """Publish a push and return the message's id. Raises Temporary or Permanent."""
    try:
        response = await client.post(
            f"{topic.server}/",
            content=_message(topic, replies, push),
            headers={"Content-Type": "application/json", **login(topic.authorization)},
        )
    except httpx.HTTPError as error:
        raise away(topic.server, error) from error
    if response.status_code != httpx.codes.OK:
        raise refusal(topic.server, response)
    receipt = _receipt(response)
    if not receipt:
        raise Temporary(
            f"{called(topic.server)} answered, but not as an ntfy server does. It is tried "
            "again; check that the address names an ntfy server.",
            source=called(topic.server),
        )
    return receipt


def login(authorization: str) -> dict[str, str]:
    """Return the headers that a login needs, none without one."""
    return {"Authorization": authorization} if authorization else {}


def away(server: str, error: httpx.HTTPError) -> Temporary:
    """Return what to raise when a server cannot be reached."""
    return Temporary(
        f"{called(server)} is away ({type(error).__name__}). It is tried again.",
        source=called(server),
    )


def refusal(server: str, response: httpx.Response) -> HeddleError:
    """Return what to raise for an answer that is no success."""
    status, source = response.status_code, called(server)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = _seconds(response.headers.get("retry-after", ""))
        return Temporary(
            f"{source} takes no more at the moment. It is tried again in {wait:.0f} s.",
            retry_after=wait,
            source=source,
            limited=True,
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
        return Temporary(f"{source} failed ({status}). It is tried again.", source=source)
    return Permanent(f"{source} refuses ({status}). {_what_would_work(status)}")


def _what_would_work(status: int) -> str:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return _LOGIN
    if status < httpx.codes.BAD_REQUEST:
        return "It redirects: add the phone again with the address it leads to, or ntfys://."
    if status in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
        return "No ntfy server answers there: add the phone again with the server's address."
    return "Add the phone again with another topic on it."


def called(server: str) -> str:
    """Return what people call a server."""
    return f"ntfy on {server.partition('://')[2]}"


def _seconds(header: str) -> float:
    try:
        return min(max(float(header), 1.0), 86_400.0)
    except ValueError:
        return _WAIT_WHEN_LIMITED


def _receipt(response: httpx.Response) -> str:
    try:
        return str(response.json()["id"])
    except (ValueError, KeyError, TypeError):
        return ""


def _message(topic: Topic, replies: str, push: Push) -> bytes:
    """Return the message as JSON, its text cut to what a server takes of text and whole."""
    if len(push.actions) > MOST_ACTIONS:
        raise Bug(f"A push carries at most {MOST_ACTIONS} buttons; open the page for more.")
    message: dict[str, Any] = {
        "topic": topic.name,
        "title": cut(push.title, TITLE_CHARACTERS),
        "priority": _URGENT if push.important else _HIGH,
        "tags": ["rotating_light"] if push.important else [],
        "actions": [_action(topic, replies, action) for action in push.actions],
    }
    if push.link:
        message["click"] = push.link
    room = MESSAGE_BYTES
    while True:
        message["message"] = cut_bytes(push.body or push.title, room)
        # Escaped as ASCII, one letter of most scripts would take six bytes.
        content = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        if len(content) <= JSON_BYTES or room == 0:
            return content
        # One byte of text takes up to six of JSON; cutting less and often leaves more of it.
        room = max(room - (len(content) - JSON_BYTES + 5) // 6, 0)


def _action(topic: Topic, replies: str, action: Action) -> dict[str, Any]:
    if action.link:
        return {"action": "view", "label": action.label, "url": action.link}
    return {
        "action": "http",
        "label": action.label,
        "url": f"{topic.server}/{replies}",
        "method": "POST",
        "headers": login(topic.authorization),
        "body": action.reply,
        "clear": True,
    }
