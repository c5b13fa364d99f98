"""Slack's markup, written so that nobody is mentioned by what others wrote."""

import re

from bot.chat.rendering.dialect import BOLD, CODE, ITALIC, JOINER, STRIKE, Dialect, fitted, unfenced
from bot.presenter.plaintext import one_line
from bot.presenter.times import clock
from bot.slack.rendering import limits

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BROADCAST = re.compile(r"@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)
_DAY = 86_400.0


def escape(text: str) -> str:
    """Escape what Slack would read as a link, a mention or an entity."""
    return "".join(_ESCAPES.get(each, each) for each in text)


def prose(text: str) -> str:
    """Escape text between formatting: neither a broadcast nor a fence can begin in it."""
    return _BROADCAST.sub(f"@{JOINER}", unfenced(escape(text)))


def words(text: str, most: int = 300) -> str:
    """Write other people's text on one line of at most `most` units, once it is escaped."""
    return fitted(one_line(text), most, prose)


def bold(written: str) -> str:
    """Write in bold what is escaped already; nothing stays nothing."""
    return f"*{written}*" if written else ""


def link(url: str, written: str) -> str:
    """Link what is escaped already; without an address it stays as it is."""
    return f"<{escape(url).replace('|', '%7C')}|{written}>" if url else written


def moment(at: float, now: float) -> str:
    """Write a moment so that each reader sees it by their own clock."""
    day = "" if abs(now - at) < _DAY / 2 else "{date_short_pretty} "
    return f"<!date^{int(at)}^{day}{{time}}|{escape(clock(at, now))}>"


SLACK = Dialect(
    marks={BOLD: "*", ITALIC: "_", STRIKE: "~", CODE: "`"},
    whole="*_~`",
    prose=prose,
    code=escape,
    link=link,
    opening=str,
    bullets="•◦▪",
    task="",
    indent="    ",
    headings=0,
    longest=limits.SECTION - 200,
    url=limits.URL,
)
"""Slack's markup. It formats whole words only, and has no lists and headings."""
