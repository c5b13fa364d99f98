"""Discord's OpenAPI document: what a request and an answer must look like."""

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
import referencing
from jsonschema.exceptions import best_match
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

UNDOCUMENTED = {"use_nested_fields"}
"""Arguments in addresses that Discord takes and its document leaves out."""
FILE = Path(__file__).parents[4] / "shared" / "data" / "discord" / "openapi.json"
NAME = "urn:discord"


def available() -> bool:
    """Tell whether the document is on this machine."""
    return FILE.is_file()


def needed() -> None:
    """Skip the test where the document is missing; fail where tests must not be skipped."""
    if not available():
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"needs Discord's OpenAPI document {FILE}")


def operations() -> Mapping[str, tuple[str, str]]:
    """Return method and path of every operation by its name."""
    return {
        each["operationId"]: (method.upper(), path)
        for path, methods in _document()["paths"].items()
        for method, each in methods.items()
        if method != "parameters"
    }


def named(name: str) -> str:
    """Return the place of one of the document's types."""
    return f"/components/schemas/{name}"


def body_place(name: str) -> str | None:
    """Return where the document says what an operation takes; None when it takes nothing."""
    method, path = operations()[name]
    if "requestBody" not in _document()["paths"][path][method.lower()]:
        return None
    return f"{_place(method, path)}/requestBody/content/application~1json/schema"


def answer_place(name: str, status: int) -> str | None:
    """Return where the document says what an operation answers; None when it is nothing."""
    method, path = operations()[name]
    known = _document()["paths"][path][method.lower()]["responses"]
    if status == 429:
        return "/components/responses/ClientRatelimitedResponse/content/application~1json/schema"
    if status >= 400:
        return "/components/responses/ClientErrorResponse/content/application~1json/schema"
    assert str(status) in known, f"{name} never answers {status}"
    if "content" not in known[str(status)]:
        return None
    return f"{_place(method, path)}/responses/{status}/content/application~1json/schema"


def problems(place: str, held: Any) -> Iterator[str]:
    """Tell what is wrong with a body."""
    error = best_match(_validator(place).iter_errors(held))
    if error is not None:
        yield f"{error.message[-300:]} [{error.json_path}]"


def query_problems(name: str, query: Mapping[str, str]) -> Iterator[str]:
    """Tell what is wrong with the arguments in an address."""
    method, path = operations()[name]
    held = _document()["paths"][path][method.lower()].get("parameters", [])
    known = {each["name"]: each["schema"] for each in held if each["in"] == "query"}
    for key, value in query.items():
        if key in UNDOCUMENTED:
            continue
        if key not in known:
            yield f"unknown argument in the address: {key}"
            continue
        for each in _validator_of(json.dumps(known[key])).iter_errors(_typed(known[key], value)):
            yield f"{each.message[-300:]} [{key}]"


def _typed(schema: Mapping[str, Any], value: str) -> Any:
    kinds = schema.get("type", "string")
    if "integer" in kinds and value.lstrip("-").isdigit():
        return int(value)
    if "boolean" in kinds and value.lower() in ("0", "1", "true", "false"):
        return value.lower() in ("1", "true")
    return value


def _one_of(validator: Any, given: list[Json], held: Any, schema: Json) -> Iterator[Any]:
    """Look only at the alternatives that can be meant: quicker, and errors say what is wrong."""
    fitting = [each for each in given if _can_be(each, held)]
    if len(fitting) == 1:
        yield from validator.descend(held, fitting[0])
    else:
        plain = jsonschema.Draft202012Validator.VALIDATORS["oneOf"]
        yield from plain(validator, fitting or given, held, schema)


def _can_be(schema: Json, held: Any) -> bool:
    target = schema
    if "$ref" in schema:
        target = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if target.get("type") == "null":
        return held is None
    if isinstance(held, dict):
        known = target.get("properties", {}).get("type", {}).get("enum")
        return known is None or held.get("type") in known
    return held is not None or "type" not in target or "null" in target["type"]


def _place(method: str, path: str) -> str:
    return f"/paths/{path.replace('/', '~1')}/{method.lower()}"


@cache
def _document() -> Json:
    found: Json = json.loads(FILE.read_text())
    return found


@cache
def _registry() -> Any:
    resource: Any = DRAFT202012.create_resource(_document())
    return referencing.Registry().with_resource(NAME, resource)


@cache
def _validator(place: str) -> Any:
    return _validator_of(json.dumps({"$ref": f"{NAME}#{quote(place)}"}))


@cache
def _validator_of(schema: str) -> Any:
    held = json.loads(schema.replace('"#/', f'"{NAME}#/'))
    return _kind()(held, registry=_registry())


@cache
def _kind() -> Any:
    own = {"oneOf": _one_of}
    return jsonschema.validators.extend(jsonschema.Draft202012Validator, own)
