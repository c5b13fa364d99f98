"""Buttons, selects, modals and embeds: as Discord gives them back, and as a person finds them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

ROW, BUTTON, SELECT, INPUT, LABEL = 1, 2, 3, 4, 18
SELECTS = {3, 5, 6, 7, 8}


def shown(components: Sequence[Json]) -> list[Json]:
    """Return components with ids and every default written out."""
    count = 0

    def one(held: Mapping[str, Any]) -> Json:
        nonlocal count
        count += 1
        made: Json = {name: value for name, value in held.items() if value is not None}
        made.setdefault("id", count)
        if made["type"] in SELECTS:
            made = {"min_values": 1, "max_values": 1, "disabled": False, **made}
        if made["type"] == BUTTON:
            made = {"disabled": False, **made}
        if "components" in made:
            made["components"] = [one(each) for each in made["components"]]
        if "component" in made:
            made["component"] = one(made["component"])
        return made

    return [one(each) for each in components]


def embeds(given: Sequence[Json] | None) -> list[Json]:
    """Return embeds with every default written out."""
    made = []
    for each in given or []:
        held = {
            "type": "rich",
            **{name: value for name, value in each.items() if value is not None},
        }
        if "fields" in held:
            held["fields"] = [{"inline": False, **one} for one in held["fields"]]
        made.append(held)
    return made


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Give every component, outer ones first."""
    for each in components:
        yield each
        yield from walk(each.get("components", []))
        if "component" in each:
            yield from walk([each["component"]])


def button(message: Json, named: str) -> Json:
    """Return the button with this label or custom id that can be pressed."""
    held = [each for each in walk(message["components"]) if each["type"] == BUTTON]
    found = [each for each in held if named in (each.get("label"), each.get("custom_id"))]
    known = [each.get("label") for each in held]
    assert found, f"no button {named!r} among {known}"
    assert not found[0]["disabled"], f"the button {named!r} is switched off"
    assert "custom_id" in found[0], f"the button {named!r} only opens an address"
    return found[0]


def select(message: Json, values: Sequence[str], custom: str | None) -> tuple[Json, list[str]]:
    """Return the select that offers these values or labels, and the values."""
    held = [each for each in walk(message["components"]) if each["type"] in SELECTS]
    for each in held:
        by_label = {option["label"]: option["value"] for option in each.get("options", [])}
        chosen = [by_label.get(value, value) for value in values]
        offered = each["type"] != SELECT or set(chosen) <= set(by_label.values())
        if offered and custom in (None, each["custom_id"]):
            count = len(chosen)
            assert each["min_values"] <= count <= each["max_values"], f"{count} cannot be chosen"
            assert not each["disabled"], "the select is switched off"
            return each, chosen
    known = [option["label"] for each in held for option in each.get("options", [])]
    raise AssertionError(f"no select offers {values} among {known}")


def filled(modal: Json, values: Mapping[str, Any]) -> list[Json]:
    """Return what a sent modal holds; `values` are by custom id or label."""
    left = dict(values)
    sent = [_filled(each, left) for each in shown(modal["components"])]
    assert not left, f"the modal has no {sorted(left)}"
    return [each for each in sent if each]


def _filled(held: Json, left: dict[str, Any]) -> Json:
    if held["type"] == LABEL:
        inner = _given(held["component"], str(held.get("label")), left)
        return {"type": LABEL, "id": held["id"], "component": inner}
    if held["type"] == ROW:
        held_in = [_given(each, str(each.get("label")), left) for each in held["components"]]
        return {"type": ROW, "id": held["id"], "components": held_in}
    return {}


def _given(held: Json, label: str, left: dict[str, Any]) -> Json:
    custom = held["custom_id"]
    name = custom if custom in left else label
    value = left.pop(name, _initial(held))
    assert value or not held.get("required", True), f"{label or custom} is required"
    sent: Json = {"type": held["type"], "id": held["id"], "custom_id": custom}
    if held["type"] == INPUT:
        text = str(value or "")
        least, most = held.get("min_length") or 0, held.get("max_length") or 4_000
        assert not text or least <= len(text) <= most, f"{label or custom} takes {least} to {most}"
        return {**sent, "value": text}
    if held["type"] in SELECTS or held["type"] in (19, 22):
        chosen = [value] if isinstance(value, str) else list(value or [])
        offered = [each["value"] for each in held.get("options", [])]
        assert not offered or set(chosen) <= set(offered), f"{chosen} is not offered by {label}"
        return {**sent, "values": chosen}
    return {**sent, "value": value}


def _initial(held: Json) -> Any:
    if "value" in held:
        return held["value"]
    return [each["value"] for each in held.get("options", []) if each.get("default")]
