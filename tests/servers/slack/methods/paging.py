"""Pages of a list: how many, from where, and how to go on."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from tests.servers.slack.errors import SlackError, require

Json = dict[str, Any]
Item = TypeVar("Item")

MOST = 999


def page(found: Sequence[Item], arguments: Json, most: int = 100) -> tuple[list[Item], Json]:
    """Return one page, and what Slack says beside it; `most` is the page's size unasked."""
    limit = int(arguments.get("limit") or most)
    require(1 <= limit <= MOST, "invalid_limit")
    start = _start(str(arguments.get("cursor") or ""))
    shown = list(found[start : start + limit])
    more = start + limit < len(found)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return shown, {"has_more": more, "response_metadata": {"next_cursor": cursor}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except (ValueError, binascii.Error) as error:
        raise SlackError("invalid_cursor") from error
