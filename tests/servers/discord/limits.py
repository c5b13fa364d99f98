"""The limits that bots are held to and that the OpenAPI document does not tell."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.servers.discord.components import BUTTON, INPUT, LABEL, ROW, SELECT, SELECTS, walk

Json = dict[str, Any]

CONTENT, EMBEDS, ROWS, ACROSS, OPTIONS = 2_000, 6_000, 5, 5, 25
CUSTOM_ID, LABEL_LENGTH, TITLE, COMMAND_LENGTH = 100, 80, 45, 8_000
NEW_COMPONENTS = 1 << 15
"""The flag of messages made of components alone."""
_COMMAND = re.compile(r"[-_'\w]{1,32}")


def message(asked: Mapping[str, Any]) -> Iterator[str]:
    """Tell what a bot's message has too much of."""
    content = str(asked.get("content") or "")
    if len(content) > CONTENT:
        yield f"must be {CONTENT} or fewer in length: content has {len(content)}"
    written = sum(_letters(each) for each in asked.get("embeds") or [])
    if written > EMBEDS:
        yield f"embeds exceed {EMBEDS} characters: {written}"
    nonce = asked.get("nonce")
    if isinstance(nonce, str) and len(nonce) > 25:
        yield "nonce must be 25 or fewer in length"
    held = asked.get("components") or []
    if not int(asked.get("flags") or 0) & NEW_COMPONENTS:
        yield from _rows(held)
    yield from _parts(held)


def modal(asked: Mapping[str, Any]) -> Iterator[str]:
    """Tell what a modal has too much of."""
    held = asked.get("components") or []
    if not 1 <= len(held) <= ROWS:
        yield f"a modal has 1 to {ROWS} components, not {len(held)}"
    if len(str(asked.get("title") or "")) > TITLE:
        yield f"a modal's title has at most {TITLE} characters"
    for each in held:
        if each.get("type") == ROW and [one.get("type") for one in each["components"]] != [INPUT]:
            yield "a row of a modal holds one text input"
        if each.get("type") == LABEL and len(str(each.get("label") or "")) > TITLE:
            yield f"a label of a modal has at most {TITLE} characters"
    yield from _parts(held)


def choices(asked: Sequence[Any]) -> Iterator[str]:
    """Tell what is wrong with suggestions."""
    if len(asked) > OPTIONS:
        yield f"at most {OPTIONS} choices, not {len(asked)}"
    for each in asked:
        if not 1 <= len(str(each.get("name"))) <= 100:
            yield f"a choice's name has 1 to 100 characters: {each.get('name')!r}"
        if isinstance(each.get("value"), str) and not 1 <= len(each["value"]) <= 100:
            yield f"a choice's value has 1 to 100 characters: {each['value']!r}"


def commands(asked: Sequence[Json]) -> Iterator[str]:
    """Tell what is wrong with a set of commands."""
    counts = Counter((each.get("type") or 1, each["name"]) for each in asked)
    yield from (f"the command {key[1]!r} is there {n} times" for key, n in counts.items() if n > 1)
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if len([each for each in asked if (each.get("type") or 1) == kind]) > most:
            yield f"at most {most} commands of type {kind}"
    for each in asked:
        if (each.get("type") or 1) != 1:
            if each.get("description") or each.get("options"):
                yield f"the context menu {each['name']!r} has no description and no options"
            continue
        yield from _option(each, depth=0)
        if _command_letters(each) > COMMAND_LENGTH:
            yield f"the command {each['name']!r} exceeds {COMMAND_LENGTH} characters"


def _option(held: Mapping[str, Any], depth: int) -> Iterator[str]:
    name, options = str(held["name"]), held.get("options") or []
    if not _COMMAND.fullmatch(name) or name != name.lower():
        yield f"not a name of a command or option: {name!r}"
    if not 1 <= len(str(held.get("description") or "")) <= 100:
        yield f"the description of {name!r} has 1 to 100 characters"
    if len(options) > OPTIONS or len(held.get("choices") or []) > OPTIONS:
        yield f"{name!r} has more than {OPTIONS} options or choices"
    if held.get("choices") and held.get("autocomplete"):
        yield f"{name!r} has choices and autocomplete"
    kinds = {each["type"] in (1, 2) for each in options}
    if kinds == {True, False}:
        yield f"{name!r} mixes subcommands with options"
    if depth > 1 and True in kinds:
        yield f"{name!r} nests too deep"
    needs = [bool(each.get("required")) for each in options]
    if needs != sorted(needs, reverse=True):
        yield f"{name!r} has a required option after an optional one"
    for each in options:
        yield from _option(each, depth + 1)


def _rows(held: Sequence[Json]) -> Iterator[str]:
    if len(held) > ROWS:
        yield f"must be {ROWS} or fewer in length: there are {len(held)} rows"
    for each in held:
        if each.get("type") != ROW:
            yield "components stand in rows"
            continue
        inner = [one.get("type") for one in each.get("components") or []]
        if not inner or len(inner) > ACROSS:
            yield f"a row holds 1 to {ACROSS} components, not {len(inner)}"
        if any(kind in SELECTS for kind in inner) and len(inner) > 1:
            yield "a select stands alone in its row"


def _parts(held: Sequence[Json]) -> Iterator[str]:
    parts = list(walk(held))
    customs = Counter(each["custom_id"] for each in parts if each.get("custom_id"))
    yield from (f"custom id is used twice: {key}" for key, count in customs.items() if count > 1)
    yield from (f"custom id is too long: {key}" for key in customs if len(key) > CUSTOM_ID)
    for each in parts:
        if each.get("type") == BUTTON:
            yield from _button(each)
        if each.get("type") == SELECT and not 1 <= len(each.get("options") or []) <= OPTIONS:
            yield f"a select has 1 to {OPTIONS} options"
        values = Counter(str(one.get("value")) for one in each.get("options") or [])
        yield from (f"the option {key!r} is there twice" for key, n in values.items() if n > 1)
        for one in each.get("options") or []:
            if any(len(str(one.get(key) or "")) > 100 for key in ("label", "value", "description")):
                yield "label, value and description of an option have at most 100 characters"


def _button(held: Mapping[str, Any]) -> Iterator[str]:
    if not held.get("label") and not held.get("emoji"):
        yield "a button has a label or an emoji"
    if len(str(held.get("label") or "")) > LABEL_LENGTH:
        yield f"a button's label has at most {LABEL_LENGTH} characters"
    if bool(held.get("custom_id")) is (held.get("style") == 5):
        yield "a button has a custom id, or opens an address"


def _letters(embed: Mapping[str, Any]) -> int:
    own = [embed.get("title"), embed.get("description")]
    own += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for each in embed.get("fields") or []:
        own += [each.get("name"), each.get("value")]
    return sum(len(str(each or "")) for each in own)


def _command_letters(held: Mapping[str, Any]) -> int:
    own = len(str(held["name"])) + len(str(held.get("description") or ""))
    offered = held.get("choices") or []
    own += sum(len(str(each["name"])) + len(str(each["value"])) for each in offered)
    return own + sum(_command_letters(each) for each in held.get("options") or [])
