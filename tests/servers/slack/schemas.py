"""Slack's own types as JSON Schemas: what a call's arguments and its blocks must look like."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema.exceptions import best_match

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "slack"

METHODS = {
    "assistant.threads.setStatus": "SetStatus",
    "chat.appendStream": "AppendStream",
    "chat.postEphemeral": "Ephemeral",
    "chat.postMessage": "PostMessage",
    "chat.startStream": "StartStream",
    "chat.stopStream": "StopStream",
    "chat.update": "Update",
    "conversations.open": "ConvOpen",
    "conversations.replies": "ConvReplies",
    "reactions.add": "ReactAdd",
    "views.open": "ViewsOpen",
    "views.publish": "ViewsPublish",
}
"""The schema of each method that has one."""

LEFT_OUT = {"team_id"}
"""Bolt adds it to every call; Slack takes it everywhere."""

PLACEHOLDER = [{"type": "divider"}]
"""Stands for blocks in a method's schema, which would take any: they are checked one by one."""


def available() -> bool:
    """Tell whether the schemas are on this machine."""
    return FOLDER.is_dir()


def needed() -> None:
    """Skip the test where the schemas are missing."""
    if not available():
        pytest.skip(f"needs Slack's JSON Schemas in {FOLDER}")


def argument_problems(method: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Tell what is wrong with a call's arguments, blocks aside."""
    name = METHODS.get(method)
    if name is None or not available():
        return
    asked = {name: value for name, value in arguments.items() if name not in LEFT_OUT}
    if isinstance(asked.get("blocks"), list):
        asked["blocks"] = PLACEHOLDER
    view = asked.get("view")
    if isinstance(view, dict) and isinstance(view.get("blocks"), list):
        asked["view"] = {**view, "blocks": PLACEHOLDER}
    error = _narrowed(best_match(_method(name).iter_errors(asked)))
    if error is not None:
        yield f"{method}: {error.message[:300]} [{error.json_path}]"


def block_problems(blocks: Sequence[Any]) -> Iterator[str]:
    """Tell what is wrong with each block by its type."""
    if not available():
        return
    for number, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, dict) else None
        name = _by_type().get(str(kind))
        if name is None:
            yield f"unsupported type: {kind} [json-pointer:/blocks/{number}/type]"
            continue
        error = _narrowed(best_match(_block(name).iter_errors(block)))
        if error is not None:
            where = "/".join(str(part) for part in (number, *error.absolute_path))
            yield f"{error.message[:300]} [json-pointer:/blocks/{where}]"


def _narrowed(error: Any) -> Any:
    """Return what is wrong by the alternative whose type is meant, not that none fits."""
    while error is not None and error.validator == "anyOf":
        meant = [found for found in _branches(error) if not any(map(_other, found))]
        if len(meant) != 1:
            break
        error = best_match(meant[0])
    return error


def _branches(error: Any) -> list[list[Any]]:
    found: dict[Any, list[Any]] = {}
    for each in error.context:
        found.setdefault(each.schema_path[0], []).append(each)
    return list(found.values())


def _other(error: Any) -> bool:
    """Tell whether the error is that something else was meant."""
    if error.validator == "anyOf" and not error.relative_path:
        return all(any(map(_other, found)) for found in _branches(error))
    return list(error.relative_path) == ["type"]


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


@cache
def _method(name: str) -> Any:
    return jsonschema.Draft7Validator(_read(name))


@cache
def _by_type() -> dict[str, str]:
    definitions = _read("Blocks")["definitions"]
    names = [each["$ref"].rpartition("/")[2] for each in definitions["KnownBlock"]["anyOf"]]
    return {
        shape["properties"]["type"]["const"]: name
        for name in names
        for shape in definitions[name].get("anyOf", [definitions[name]])
    }


@cache
def _block(name: str) -> Any:
    definitions = _read("Blocks")["definitions"]
    schema = {"$ref": f"#/definitions/{name}", "definitions": definitions}
    return jsonschema.Draft7Validator(schema)
