"""Slack's payloads as HTML."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Block = dict[str, Any]
CSS = (Path(__file__).parent / "slack.css").read_text()
SHAPES = {
    "eyes": ("#e8912d", "◔"),
    "gear": ("#5b6b7b", "⚙"),
    "hourglass_flowing_sand": ("#b4870b", "…"),
    "alarm_clock": ("#b4870b", "◷"),
    "question": ("#d0342c", "?"),
    "double_vertical_bar": ("#5b6b7b", "Ⅱ"),
    "white_check_mark": ("#2b8a3e", "✓"),
    "ballot_box_with_check": ("#1264a3", "✓"),
    "x": ("#d0342c", "✕"),
    "octagonal_sign": ("#d0342c", "■"),
    "moneybag": ("#8a6d1d", "$"),
    "warning": ("#c77700", "!"),
    "paperclip": ("#5b6b7b", "▤"),
    "compass": ("#1264a3", "↗"),
}
"""No font here has Slack's emoji: a coloured sign stands for each."""

_DATE = re.compile(r"<!date\^(\d+)\^[^>]*>")
READER = ZoneInfo("Europe/Berlin")
"""Slack shows moments by each reader's own clock."""
_LINK = re.compile(r"<((?:https?|mailto)[^|>]*)\|?([^>]*)>")


def mrkdwn(text: str) -> str:
    """Write Slack's markup as HTML; its escapes are HTML's own."""
    text = _DATE.sub(_moment, text)
    text = _LINK.sub(lambda found: f'<a href="#">{found[2] or found[1]}</a>', text)
    spans: list[str] = []

    def keep(found: re.Match[str]) -> str:
        spans.append(f"<code>{found[1]}</code>")
        return f"\x00{len(spans) - 1}\x00"

    text = re.sub(r"`([^`\n]+)`", keep, text)
    for mark, tag in (("*", "b"), ("_", "i"), ("~", "s")):
        pattern = rf"(?<![\w]){re.escape(mark)}(?=\S)([^\n]+?)(?<=\S){re.escape(mark)}(?!\w)"
        text = re.sub(pattern, rf"<{tag}>\1</{tag}>", text)
    text = re.sub(r":([a-z_]+):", _sign, text)
    text = re.sub(r"\x00(\d+)\x00", lambda found: spans[int(found[1])], text)
    lines = [
        f"<q>{line[2:]}</q>" if line.startswith("> ") else f"{line}<br>"
        for line in text.split("\n")
    ]
    return "".join(lines).removesuffix("<br>")


def _moment(found: re.Match[str]) -> str:
    return datetime.fromtimestamp(int(found[1]), READER).strftime("%H:%M")


def _sign(found: re.Match[str]) -> str:
    if found[1] not in SHAPES:
        return found[0]
    color, shape = SHAPES[found[1]]
    return f'<span class="sign" style="background:{color}">{shape}</span>'


def text(found: Block) -> str:
    """Write a text object."""
    return mrkdwn(found["text"]) if found["type"] == "mrkdwn" else escape(found["text"])


def _section(block: Block) -> str:
    beside = (
        f"<div class=beside>{element(block['accessory'])}</div>" if "accessory" in block else ""
    )
    return f"<div class=section><div>{text(block['text'])}</div>{beside}</div>"


def _context(block: Block) -> str:
    return f"<div class=context>{' '.join(text(each) for each in block['elements'])}</div>"


def _actions(block: Block) -> str:
    return f"<div class=actions>{''.join(element(each) for each in block['elements'])}</div>"


def _rich(block: Block) -> str:
    return "".join(_RICH[each["type"]](each) for each in block["elements"])


def _spans(found: Block) -> str:
    return "".join(_span(each) for each in found["elements"])


def _span(found: Block) -> str:
    told = escape(found.get("text") or found["url"])
    if found["type"] == "link":
        told = f'<a href="#">{told}</a>'
    tags = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}
    for name in found.get("style", ()):
        told = f"<{tags[name]}>{told}</{tags[name]}>"
    return told


_RICH: dict[str, Callable[[Block], str]] = {
    "rich_text_section": _spans,
    "rich_text_preformatted": lambda found: f"<pre>{_spans(found)}</pre>",
}


def _table(block: Block) -> str:
    aligns = [each["align"] for each in block["column_settings"]]
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:{align}">{_rich(cell)}</td>'
            for cell, align in zip(row, aligns, strict=True)
        )
        + "</tr>"
        for row in block["rows"]
    )
    return f"<div class=wide><table>{rows}</table></div>"


def _input(block: Block) -> str:
    optional = " <small>(optional)</small>" if block.get("optional") else ""
    hint = f"<div class=hint>{text(block['hint'])}</div>" if "hint" in block else ""
    label = f"<label>{text(block['label'])}{optional}</label>"
    return f"<div class=input>{label}{element(block['element'])}{hint}</div>"


_EMPTY: Block = {"type": "plain_text", "text": "Select an option"}
"""What Slack writes into a menu that brings no words of its own."""


def element(found: Block) -> str:
    """Write a button, a menu or a field."""
    match found["type"]:
        case "button":
            return f"<button class='{found.get('style', '')}'>{text(found['text'])}</button>"
        case "static_select" | "users_select":
            chosen = found.get("initial_option", {}).get("text") or found.get("placeholder", _EMPTY)
            return f"<button class=select>{text(chosen)}<i>▾</i></button>"
        case "overflow":
            return "<button class=dots>⋯</button>"
        case "file_input":
            return "<div class=drop>Upload or drop files</div>"
        case kind:
            value = found.get("initial_value", "")
            shown = (
                escape(value) or f"<em>{text(found['placeholder'])}</em>"
                if (value or "placeholder" in found)
                else ""
            )
            lines = "lines" if found.get("multiline") else ""
            return f"<div class='field {kind} {lines}'>{shown}&nbsp;</div>"


_BLOCKS: dict[str, Callable[[Block], str]] = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "header": lambda block: f"<h3>{text(block['text'])}</h3>",
    "divider": lambda _: "<hr>",
    "rich_text": _rich,
    "table": _table,
    "input": _input,
}


def blocks(found: Sequence[Block]) -> str:
    """Write blocks."""
    return "".join(f"<div class=block>{_BLOCKS[each['type']](each)}</div>" for each in found)


def message(found: Sequence[Block]) -> str:
    """Write a message of the bot."""
    head = "<div class=who><b>heddle</b> <span class=app>APP</span> <time>10:02</time></div>"
    return f"<article><div class=face></div><div class=said>{head}{blocks(found)}</div></article>"


def modal(view: Block) -> str:
    """Write a form."""
    foot = f"<footer><button>Cancel</button><button class=primary>{text(view['submit'])}</button>"
    title = f"<h2>{text(view['title'])}</h2>"
    return f"<div class=modal>{title}{blocks(view['blocks'])}{foot}</footer></div>"


def home(view: Block) -> str:
    """Write an App Home."""
    tabs = "<div class=tabs><b>Home</b><span>Messages</span></div>"
    return f"<div class=home>{tabs}{blocks(view['blocks'])}</div>"


def page(body: str) -> str:
    """Write a page around it."""
    return f"<!doctype html><meta charset=utf-8><style>{CSS}</style><main>{body}</main>"
