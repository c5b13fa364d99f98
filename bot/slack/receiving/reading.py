"""What a message says: its text, or that of its blocks where it has none."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
_NOTHING = frozenset({"", "This content can't be displayed."})
_QUOTED = 3_000
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def text_of(message: Json) -> str:
    """Return a message's text in Slack's markup, with what it forwards."""
    text = str(message.get("text") or "")
    if text in _NOTHING:
        text = "\n".join(part for part in map(_block, message.get("blocks") or ()) if part)
    quoted = [_forwarded(each) for each in message.get("attachments") or () if _is_forward(each)]
    return "\n\n".join(part for part in (text, *quoted) if part)


def _is_forward(attachment: Json) -> bool:
    return bool(attachment.get("is_share"))


def _forwarded(attachment: Json) -> str:
    said = str(attachment.get("text") or attachment.get("fallback") or "")[:_QUOTED]
    who = attachment.get("author_name") or "somebody"
    return f"Forwarded from {_escaped(str(who))}:\n{said}" if said else ""


def _block(block: Json) -> str:
    match block.get("type"):
        case "rich_text":
            return "\n".join(_rich(each) for each in block.get("elements") or ())
        case "section":
            fields = [_written(each) for each in block.get("fields") or ()]
            return "\n".join(part for part in (_written(block.get("text")), *fields) if part)
        case "header":
            return _written(block.get("text"))
        case "context":
            return " ".join(_written(each) for each in block.get("elements") or ())
        case _:
            return ""


def _written(text: Json | None) -> str:
    if not text or text.get("type") not in ("mrkdwn", "plain_text"):
        return ""
    said = str(text.get("text") or "")
    return said if text["type"] == "mrkdwn" else _escaped(said)


def _rich(element: Json) -> str:
    inner: Sequence[Json] = element.get("elements") or ()
    match element.get("type"):
        case "rich_text_preformatted":
            return f"```\n{_run(inner)}\n```"
        case "rich_text_quote":
            return "\n".join(f"&gt; {line}" for line in _run(inner).splitlines())
        case "rich_text_list":
            return "\n".join(_listed(element, inner))
        case _:
            return _run(inner)


def _listed(element: Json, items: Sequence[Json]) -> Iterable[str]:
    indent = "  " * int(element.get("indent") or 0)
    first = int(element.get("offset") or 0) + 1
    for place, each in enumerate(items, first):
        sign = f"{place}." if element.get("style") == "ordered" else "-"
        yield f"{indent}{sign} {_rich(each)}"


def _run(elements: Iterable[Json]) -> str:
    return "".join(map(_element, elements))


def _element(element: Json) -> str:
    match element.get("type"):
        case "text":
            said = _escaped(str(element.get("text") or ""))
            return f"`{said}`" if (element.get("style") or {}).get("code") else said
        case "link":
            label = _escaped(str(element.get("text") or ""))
            url = str(element.get("url") or "")
            return f"<{url}|{label}>" if label else f"<{url}>"
        case "user":
            return f"<@{element.get('user_id')}>"
        case "channel":
            return f"<#{element.get('channel_id')}>"
        case "broadcast":
            return f"<!{element.get('range')}>"
        case "emoji":
            return f":{element.get('name')}:"
        case _:
            return _escaped(str(element.get("text") or element.get("fallback") or ""))


def _escaped(text: str) -> str:
    for meant, written in _ESCAPES:
        text = text.replace(meant, written)
    return text
