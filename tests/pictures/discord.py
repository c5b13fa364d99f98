"""Discord's payloads as HTML."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from bot.discord.rendering.parts import Message
from tests.pictures.html import READER, SHAPES

Json = dict[str, Any]
CSS = (Path(__file__).parent / "discord.css").read_text()
SIGNS = {
    "👀": "eyes",
    "⚙️": "gear",
    "⏳": "hourglass_flowing_sand",
    "⏰": "alarm_clock",
    "❓": "question",
    "⏸️": "double_vertical_bar",
    "✅": "white_check_mark",
    "☑️": "ballot_box_with_check",
    "❌": "x",
    "🛑": "octagonal_sign",
    "💰": "moneybag",
    "⚠️": "warning",
    "📎": "paperclip",
    "🧭": "compass",
}
"""Emoji, of which no font here has any, and the sign that stands for each."""

_BUTTON, _SELECT, _INPUT, _USERS, _TEXT, _LABEL, _FILE = 2, 3, 4, 5, 10, 18, 19
_LINK, _PRIMARY, _LINES = 5, 1, 2
_MARKUP = MarkdownIt("commonmark", {"breaks": True, "html": False}).enable("strikethrough")
_SMALL = re.compile(r"(?m)^(<p>|<li>)?-# (.*?)(<br />|</p>|</li>)?$")
_MOMENT = re.compile(r"&lt;t:(\d+):\w&gt;")
_LIST_END = re.compile(r"(?m)^( *(?:[-*]|\d+\.) .*)\n(?! *(?:[-*]|\d+\.) | |$)")
"""Discord ends a list where a line neither belongs to an item nor is one."""
_ANY = re.compile("|".join(map(re.escape, SIGNS)))


def markup(text: str) -> str:
    """Write Discord's markup as HTML."""
    found = _SMALL.sub(r"\1<small>\2</small>\3", _MARKUP.render(_LIST_END.sub("\\1\n\n", text)))
    return _signs(_MOMENT.sub(_moment, found))


def _moment(found: re.Match[str]) -> str:
    shown = datetime.fromtimestamp(int(found[1]), READER).strftime("%H:%M")
    return f"<span class=moment>{shown}</span>"


def _signs(text: str) -> str:
    return _ANY.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    color, shape = SHAPES[SIGNS[found[0]]]
    return f'<span class="sign" style="background:{color}">{shape}</span>'


def _plain(text: str) -> str:
    return _signs(escape(text))


def message(found: Message) -> str:
    """Write a message of the bot."""
    sent = found.payload()
    head = "<div class=who><b>heddle</b> <span class=app>APP</span> <time>10:02</time></div>"
    parts = [markup(sent["content"]), *map(_embed, sent["embeds"]), *map(_row, sent["components"])]
    said = f"<div class=said>{head}{''.join(parts)}</div>"
    return f"<article><div class=face></div>{said}</article>"


def _embed(found: Json) -> str:
    title = _plain(found.get("title", ""))
    title = f'<a href="#">{title}</a>' if "url" in found else title
    parts = (
        f"<div class=title>{title}</div>" if title else "",
        markup(found.get("description", "")),
        f"<div class=foot>{_plain(found['footer']['text'])}</div>" if "footer" in found else "",
    )
    color = f"#{found.get('color', 0x1E1F22):06x}"
    return f'<div class=embed style="border-color:{color}">{"".join(parts)}</div>'


def _row(found: Json) -> str:
    return f"<div class=row>{''.join(map(component, found['components']))}</div>"


def component(found: Json) -> str:
    """Write a button, a menu, a field or a text."""
    return _COMPONENTS[found["type"]](found)


def _button(found: Json) -> str:
    primary = "primary" if found["style"] == _PRIMARY else ""
    label = f"{_plain(found['label'])}{' ↗' if found['style'] == _LINK else ''}"
    return f"<button class='{primary}'>{label}</button>"


def _select(found: Json) -> str:
    chosen = [each["label"] for each in found.get("options", ()) if each.get("default")]
    shown = _plain(", ".join(chosen) or found.get("placeholder") or "Make a selection")
    return f"<div class='select {'chosen' if chosen else ''}'><span>{shown}</span>▾</div>"


def _input(found: Json) -> str:
    value = escape(found.get("value") or "")
    shown = value or f"<em>{escape(found.get('placeholder') or '')}</em>"
    lines = "lines" if found["style"] == _LINES else ""
    return f"<div class='field {lines}'>{shown}&nbsp;</div>"


def _label(found: Json) -> str:
    hint = f"<div class=hint>{_plain(found['description'])}</div>" if "description" in found else ""
    return f"<label>{_plain(found['label'])}</label>{hint}{component(found['component'])}"


_COMPONENTS: dict[int, Callable[[Json], str]] = {
    _BUTTON: _button,
    _SELECT: _select,
    _USERS: _select,
    _INPUT: _input,
    _LABEL: _label,
    _FILE: lambda _: "<div class=field><em>Drop files here or browse</em></div>",
    _TEXT: lambda found: markup(found["content"]),
}


def modal(found: Json) -> str:
    """Write a form."""
    parts: Sequence[str] = [component(each) for each in found["components"]]
    foot = "<footer><button>Cancel</button><button class=primary>Submit</button></footer>"
    name = f"<div class=name>{_plain(found['title'])}</div>"
    return f"<div class=modal>{name}{''.join(parts)}{foot}</div>"


def page(body: str) -> str:
    """Write a page around it."""
    return f"<!doctype html><meta charset=utf-8><style>{CSS}</style><main>{body}</main>"
