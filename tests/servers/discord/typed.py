"""A slash command as a person types it, as the options that Discord makes of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 1, 2, 3, 4, 5, 6, 7, 8
MENTIONABLE, NUMBER, ATTACHMENT = 9, 10, 11


def read(command: Json, text: str, given: Mapping[str, Any], asking: bool = False) -> list[Json]:
    """Return a command's options from `sub name:value other:value`, or from `given`.

    Text without a name is the first option's. While `asking` for suggestions the last option
    that was typed is the one in focus, and nothing is required yet.
    """
    word, _, rest = text.partition(" ")
    for each in command.get("options", []):
        if each["type"] in (SUB, GROUP) and each["name"] == word:
            inner = read(each, rest.strip(), given, asking)
            return [{"type": each["type"], "name": word, "options": inner}]
    options = [each for each in command.get("options", []) if each["type"] not in (SUB, GROUP)]
    subs = [each["name"] for each in command.get("options", []) if each["type"] in (SUB, GROUP)]
    assert not subs, f"{command['name']} needs one of {subs}, not {word!r}"
    values = {**_named(options, text), **given}
    unknown = set(values) - {each["name"] for each in options}
    assert not unknown, f"{command['name']} has no option {sorted(unknown)}"
    made = []
    for each in options:
        if each["name"] in values:
            last = asking and each["name"] == list(values)[-1]
            made.append(_option(each, values[each["name"]], last, asking))
        assert asking or each["name"] in values or not each.get("required"), (
            f"{command['name']} needs {each['name']}"
        )
    return made


def leaves(options: Sequence[Json]) -> list[Json]:
    """Return the options that carry values."""
    if len(options) == 1 and options[0]["type"] in (SUB, GROUP):
        return leaves(options[0].get("options", []))
    return list(options)


def _named(options: Sequence[Json], text: str) -> dict[str, str]:
    if not text:
        return {}
    names = "|".join(re.escape(each["name"]) for each in options)
    assert names, f"this command takes no options: {text!r}"
    parts = re.split(rf"(?:^|\s+)({names}):\s*", text)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {options[0]["name"]: parts[0], **found} if parts[0] else found


def _option(held: Json, value: Any, focused: bool, asking: bool) -> Json:
    made: Json = {"type": held["type"], "name": held["name"], "value": value}
    if focused:
        assert held.get("autocomplete"), f"{held['name']} gives no suggestions"
        return {**made, "focused": True}
    made["value"] = _typed(held, value)
    if held["type"] == STRING and not asking:
        least, most = held.get("min_length") or 0, held.get("max_length") or 6_000
        assert least <= len(made["value"]) <= most, f"{held['name']} takes {least} to {most}"
    return made


def _typed(held: Json, value: Any) -> Any:
    kind, name = held["type"], held["name"]
    for each in held.get("choices") or []:
        if value in (each["name"], each["value"]):
            return each["value"]
    assert not held.get("choices"), f"{name} has no choice {value!r}"
    if kind == INTEGER:
        return int(value)
    if kind == NUMBER:
        return float(value)
    if kind == BOOLEAN:
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return getattr(value, "id", str(value).strip("<@#&!>"))
    return str(value) if kind == STRING else value
