"""What an ntfy server takes and what it answers to the rest, with its own codes and limits."""

import json
import re
import secrets
from typing import Any

MESSAGE_BYTES = 4_096
MOST_ACTIONS = 3

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9]{12}", re.ASCII)
_DURATION = re.compile(r"(\d+)([smh])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3_600}
_DISALLOWED = {"docs", "static", "file", "app", "metrics", "account", "settings", "signup", "v1"}


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.status = code // 100
        self.body = {"code": code, "http": code // 100, "error": text}


def new_id() -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "".join(secrets.choice(alphabet) for _ in range(12))


def checked_topic(name: object) -> str:
    if not isinstance(name, str) or not _TOPIC.fullmatch(name):
        raise Refusal(40009, "invalid request: topic invalid")
    if name in _DISALLOWED:
        raise Refusal(40010, "invalid request: topic name is disallowed")
    return name


def from_text(topic: str, body: bytes) -> dict[str, Any]:
    """Read a message that was posted to its topic."""
    return {"topic": checked_topic(topic), "message": _text(body) or "triggered"}


def from_json(body: bytes) -> dict[str, Any]:
    """Read a message that was posted to the root; fields it does not know are left out."""
    if len(body) > 2 * MESSAGE_BYTES:
        raise Refusal(41303, "JSON body too large")
    try:
        asked = json.loads(body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not _well_typed(asked):
        raise Refusal(40024, "invalid request: request body must be valid JSON")
    message: dict[str, Any] = {
        "topic": checked_topic(asked.get("topic", "")),
        "message": _text(asked.get("message", "").encode()) or "triggered",
    }
    if not 0 <= asked.get("priority", 0) <= 5:
        raise Refusal(40007, "invalid priority parameter")
    message |= {
        name: asked[name] for name in ("title", "priority", "tags", "click") if asked.get(name)
    }
    if asked.get("actions"):
        message["actions"] = _actions(asked["actions"])
    return message


def since(text: str, cache: list[dict[str, Any]], now: float) -> list[dict[str, Any]]:
    """Return what of the cache is meant: by id, time, duration, all or none."""
    if text in ("", "none"):
        return []
    if text == "all":
        return list(cache)
    if _ID.fullmatch(text) and not text.isdigit():
        ids = [message["id"] for message in cache]
        return cache[ids.index(text) + 1 :] if text in ids else list(cache)
    if text.isdigit():
        start = int(text)
    elif found := _DURATION.fullmatch(text):
        start = int(now) - int(found[1]) * _SECONDS[found[2]]
    else:
        raise Refusal(40008, "invalid since parameter")
    return [message for message in cache if message["time"] >= start]


def _well_typed(asked: dict[str, Any]) -> bool:
    texts = all(isinstance(asked.get(name, ""), str) for name in ("message", "title", "click"))
    number = isinstance(asked.get("priority", 0), int)
    lists = all(isinstance(asked.get(name, []), list) for name in ("tags", "actions"))
    return texts and number and lists


def _text(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = None
    # A longer text would become a file attached to the message, which this server keeps none of.
    if text is None or len(body) > MESSAGE_BYTES:
        raise Refusal(40014, "invalid request: attachments not allowed")
    return text.strip()


def _actions(asked: list[Any]) -> list[dict[str, Any]]:
    if len(asked) > MOST_ACTIONS:
        raise Refusal(40018, f"invalid request: actions invalid, only {MOST_ACTIONS} allowed")
    return [_action(action) for action in asked]


def _action(asked: Any) -> dict[str, Any]:
    kind = asked.get("action") if isinstance(asked, dict) else None
    needs = ("label",) if kind == "broadcast" else ("label", "url")
    if kind not in ("view", "broadcast", "http") or not all(asked.get(need) for need in needs):
        raise Refusal(40018, "invalid request: actions invalid")
    if kind == "http" and asked.get("method") in ("GET", "HEAD") and asked.get("body"):
        raise Refusal(40018, "invalid request: actions invalid, no body allowed")
    known = ("action", "label", "url", "method", "headers", "body", "clear")
    return {"id": new_id()[:10], **{name: asked[name] for name in known if asked.get(name)}}
