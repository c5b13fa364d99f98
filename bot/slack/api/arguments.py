"""How a method takes its arguments: most as JSON, those that only read as a form."""

import json
from collections.abc import Mapping
from typing import Any

_FORMS = frozenset(
    {
        "auth.test",
        "conversations",
        "get",
        "getPermalink",
        "getUploadURLExternal",
        "history",
        "info",
        "list",
        "lookupByEmail",
        "members",
        "replies",
    }
)


def sent_as(method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as the SDK's `api_call` takes them; None is left out."""
    given = {name: value for name, value in arguments.items() if value is not None}
    if method.rpartition(".")[2] not in _FORMS and method not in _FORMS:
        return {"json": given}
    return {"data": {name: _field(value) for name, value in given.items()}}


def _field(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
