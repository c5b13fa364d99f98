"""The manifest asks for what the code needs: no event unheard, no scope missing, none too many."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from bot.slack import http
from bot.slack import manifest as named
from bot.slack.manifest import COMMAND, PATH, as_yaml, link, manifest
from bot.slack.scopes import EVENTS, METHODS, OTHER_TOKENS, needed
from tests.servers.slack import api  # noqa: F401  (importing it registers the methods)
from tests.servers.slack.methods.registry import METHODS as SLACKS

ROOT = Path(__file__).parents[4]
FAMILIES = (
    "agents|apps|assistant|auth|bots|chat|conversations|files|reactions|search|team|users|views"
)
METHOD = re.compile(rf"(?:{FAMILIES})(?:\.[a-z][A-Za-z]+)+")
IN_SDK = re.compile(rf"({FAMILIES})_[a-z][A-Za-z_]+")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("bot/slack", "bot/cli/slack"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name != "scopes.py":
                yield path, ast.parse(path.read_text("utf-8"))


def texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called() -> set[str]:
    """Every method that the code names, as a text or as a call of the SDK's client."""
    found = set()
    for _, tree in sources():
        found |= {text for text in texts(tree) if METHOD.fullmatch(text)}
        found |= {
            _dotted(node.func.attr)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and IN_SDK.fullmatch(node.func.attr)
            and _is_client(node.func.value)
        }
    return found


def _is_client(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.endswith(("client", "web"))


def _dotted(attribute: str) -> str:
    family, *rest = attribute.split("_")
    return f"{family}.{'.'.join(rest)}"


def listened(kind: str) -> set[str]:
    """What Bolt's listeners of a kind are for, where it stands as a text."""
    return {
        text
        for path, tree in sources()
        if "receiving" in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == kind
        for argument in node.args[:1]
        for text in [*texts(argument), *_constant(argument)]
    }


def _constant(node: ast.AST) -> list[str]:
    """The manifest's own constant that is meant, if it is one."""
    return (
        [getattr(named, node.id)] if isinstance(node, ast.Name) and hasattr(named, node.id) else []
    )


def test_every_method_that_is_called_has_its_scopes_and_no_other_is_asked_for() -> None:
    assert called() - OTHER_TOKENS == set(METHODS)


def test_the_scopes_are_those_that_slack_asks_for() -> None:
    wrong = {
        method: scopes
        for method, scopes in METHODS.items()
        if SLACKS[method].scopes and not SLACKS[method].scopes & set(scopes)
    }
    assert not wrong


def test_the_file_is_the_code_s_and_reads_as_the_manifest() -> None:
    text = (ROOT / "deploy" / "slack" / "manifest.yaml").read_text("utf-8")
    assert text == as_yaml(), "run: make docs"
    assert yaml.safe_load(text) == manifest()


def test_people_can_write_to_it_and_it_is_an_agent() -> None:
    made = manifest()
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert made["features"]["agent_view"]["agent_description"]
    assert "assistant_view" not in made["features"]
    assert made["oauth_config"]["scopes"]["bot"] == needed()
    subscribed = made["settings"]["event_subscriptions"]["bot_events"]
    assert {"agent_session_stopped", "message.im", "app_mention"} <= set(subscribed)
    assert made["settings"]["token_rotation_enabled"] is False
    assert made["settings"]["org_deploy_enabled"] is False


def test_socket_mode_names_no_address_and_http_mode_one_everywhere() -> None:
    assert "url" not in as_yaml()
    made = manifest("https://heddle.example.org/")
    url = f"https://heddle.example.org{PATH}"
    settings: dict[str, Any] = made["settings"]
    assert PATH == http.PATH
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == url
    assert settings["interactivity"] == {"is_enabled": True, "request_url": url}
    assert made["features"]["slash_commands"][0]["url"] == url
    assert yaml.safe_load(as_yaml("https://heddle.example.org")) == made


def test_the_link_carries_the_whole_manifest() -> None:
    parts = urlsplit(link())
    query = parse_qs(parts.query)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://api.slack.com/apps"
    assert query["new_app"] == ["1"]
    assert yaml.safe_load(query["manifest_yaml"][0]) == manifest()
    assert len(link()) < 8_000, "longer addresses are cut by some browsers and proxies"


def test_every_event_has_a_listener_and_every_listener_an_event() -> None:
    assert {each.partition(".")[0] for each in EVENTS} == listened("event")


@pytest.mark.parametrize("kind", ["global", "message"])
def test_every_shortcut_has_a_listener(kind: str) -> None:
    found = [each for each in manifest()["features"]["shortcuts"] if each["type"] == kind]
    assert len(found) == 1
    assert {each["callback_id"] for each in found} <= listened(f"{kind}_shortcut") | listened(
        "shortcut"
    )


def test_the_command_has_a_listener() -> None:
    assert listened("command") == {COMMAND}
