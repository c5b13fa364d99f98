"""Slack's documented limits of blocks, views and messages, which its types do not carry."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

MOST_BLOCKS = {"message": 50, "view": 100}
POSTED_TEXT, UPDATED_TEXT, MARKDOWN_TEXT = 40_000, 4_000, 12_000
METADATA_BYTES = 16_000
FIELDS = {
    "section": {"text": 3_000},
    "header": {"text": 150},
    "image": {"alt_text": 2_000, "title": 2_000, "image_url": 3_000},
    "input": {"label": 2_000, "hint": 2_000},
    "button": {"text": 75, "value": 2_000, "url": 3_000, "accessibility_label": 75},
    "workflow_button": {"text": 75, "accessibility_label": 75},
    "task_card": {"title": 256},
}
"""Most characters of a block's or an element's field."""

EVERYWHERE = {"action_id": 255, "block_id": 255, "placeholder": 150}
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
OPTION = {"text": 75, "value": 150, "description": 75}
MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
MOST_ELEMENTS = {"actions": 25, "context": 10, "context_actions": 5}
MODAL = {"title": 24, "submit": 24, "close": 24}
VIEW = {"private_metadata": 3_000, "callback_id": 255, "external_id": 255}
ONLY_IN_MESSAGES = {"markdown", "table", "task_card", "plan", "context_actions"}
ONLY_IN_VIEWS = {"file_input"}


def blocks(found: Sequence[Json], surface: str) -> Iterator[str]:
    """Tell what of the blocks is over a limit on a `message` or a `view`."""
    if len(found) > MOST_BLOCKS[surface]:
        yield f"no more than {MOST_BLOCKS[surface]} items allowed [json-pointer:/blocks]"
    yield from _repeated([each["block_id"] for each in found if each.get("block_id")], "block_id")
    for number, block in enumerate(found):
        at = f"/blocks/{number}"
        if surface == "view" and block.get("type") in ONLY_IN_MESSAGES:
            yield f"{block['type']} is for messages only [json-pointer:{at}]"
        yield from (f"{problem} [json-pointer:{at}]" for problem in _block(block, surface))
    markdown = sum(len(each.get("text", "")) for each in found if each.get("type") == "markdown")
    if markdown > MARKDOWN_TEXT:
        yield f"markdown blocks have {markdown} of {MARKDOWN_TEXT} characters"


def view(found: Json) -> Iterator[str]:
    """Tell what of a view is over a limit."""
    yield from _lengths(found, VIEW)
    if found.get("type") == "modal":
        yield from _lengths(found, MODAL)
        inputs = any(each.get("type") == "input" for each in found.get("blocks", []))
        if inputs and "submit" not in found:
            yield "a modal with input blocks needs submit [json-pointer:/view/submit]"
    yield from blocks(found.get("blocks", []), "view")


def elements(block: Json) -> list[Json]:
    """Return what a person can act on in a block."""
    held = [block.get("accessory"), block.get("element")]
    if block.get("type") in MOST_ELEMENTS:
        held += block.get("elements", [])
    return [each for each in held if isinstance(each, dict) and "type" in each]


def _block(block: Json, surface: str) -> Iterator[str]:
    kind = str(block.get("type"))
    yield from _lengths(block, {**EVERYWHERE, **FIELDS.get(kind, {})})
    inner = elements(block)
    most = MOST_ELEMENTS.get(kind)
    if most is not None and not 1 <= len(inner) <= most:
        yield f"{kind} takes 1 to {most} elements, not {len(inner)}"
    if kind == "section":
        yield from _section(block)
    if kind == "table":
        yield from _table(block)
    yield from _repeated([each["action_id"] for each in inner if "action_id" in each], "action_id")
    for element in inner:
        yield from _element(element, surface)


def _section(block: Json) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield "section needs text or fields"
    if len(block.get("fields", [])) > 10:
        yield "no more than 10 fields"
    for each in block.get("fields", []):
        yield from _lengths({"field": each}, {"field": 2_000})


def _table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if len(rows) > 100 or any(len(row) > 20 for row in rows):
        yield "a table takes 100 rows of 20 columns"


def _element(element: Json, surface: str) -> Iterator[str]:
    kind = str(element["type"])
    if surface == "message" and kind in ONLY_IN_VIEWS:
        yield f"{kind} is for views only"
    yield from _lengths(element, {**EVERYWHERE, **FIELDS.get(kind, {})})
    if kind in ("mrkdwn", "plain_text"):
        yield from _lengths({"text": element}, {"text": 3_000})
    if isinstance(element.get("confirm"), dict):
        yield from _lengths(element["confirm"], CONFIRM)
    if element.get("max_length", 0) > 3_000:
        yield "max_length is 3000 at most"
    yield from _options(element, kind)


def _options(element: Json, kind: str) -> Iterator[str]:
    groups = element.get("option_groups", [])
    lists = [element["options"]] if "options" in element else []
    lists += [group.get("options", []) for group in groups]
    if len(groups) > 100:
        yield "no more than 100 option_groups"
    for group in groups:
        yield from _lengths(group, {"label": 75})
    most = MOST_OPTIONS.get(kind, 100)
    for options in lists:
        if not 1 <= len(options) <= most:
            yield f"{kind} takes 1 to {most} options, not {len(options)}"
        for option in options:
            yield from _lengths(option, OPTION)
        yield from _repeated([str(option.get("value")) for option in options], "option value")


def _lengths(held: Mapping[str, Any], most: Mapping[str, int]) -> Iterator[str]:
    for name, limit in most.items():
        value = held.get(name)
        text = value.get("text") if isinstance(value, dict) else value
        if not isinstance(text, str):
            continue
        if len(text) > limit:
            yield f"must be no more than {limit} characters: {name} has {len(text)}"
        if not text and isinstance(value, dict):
            yield f"must be more than 0 characters: {name}"


def _repeated(names: Sequence[str], what: str) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"`{what}`: {name!r} already exists"
