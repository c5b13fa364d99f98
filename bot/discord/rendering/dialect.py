"""Discord's markup, written so that nobody is mentioned by what others wrote."""

import re

from bot.chat.rendering.dialect import BOLD, CODE, ITALIC, JOINER, STRIKE, Dialect, fitted
from bot.discord.rendering import limits
from bot.presenter.plaintext import one_line

_MENTION = re.compile(r"@(?=everyone|here)|<(?=[@#:/]|a:|t:|id:|https?:|mailto:)", re.I)
_SPECIAL = re.compile(r"[\\*`]|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\||\](?=\()|(?<![^\W_])_|_(?![^\W_])")
_OPENING = re.compile(r"(\s*)(>|-(?=#?\s)|\+(?=\s)|#{1,3}(?=\s)|\d+(?=\.\s))")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_ORDER = re.compile(r"(`(?:/heddle |!)[^`\n]+`)")
_DAY = 86_400.0


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def code(text: str) -> str:
    """Write text within code; nobody is mentioned there."""
    return _MENTION.sub(lambda found: f"{found[0]}{JOINER}", text)


def prose(text: str) -> str:
    """Escape text between formatting."""
    return _SPECIAL.sub(_escaped, code(text))


def opening(line: str) -> str:
    """Keep a line's beginning from being read as a heading, a quote or a list."""
    found = _OPENING.match(line)
    if found is None:
        return line
    space, sign = found.groups()
    rest = line[found.end() :]
    return f"{space}{sign}\\{rest}" if sign.isdecimal() else f"{space}\\{sign}{rest}"


def link(url: str, written: str) -> str:
    """Link what is escaped already; without an address it stays as it is."""
    if not url:
        return written
    if not url.lower().startswith(("https://", "http://")):
        bare = prose(url.removeprefix("mailto:"))
        return written if bare in written else f"{written} ({bare})".lstrip()
    at = url.replace("<", "%3C").replace(">", "%3E")
    if written == prose(url):
        return f"<{at}>"
    if "://" in written:
        # Discord does not hide an address behind what looks like another one.
        return f"{written} (<{at}>)"
    return f"[{_BRACKET.sub(_escaped, written)}](<{at}>)"


def words(text: str, most: int = 300) -> str:
    """Write other people's text on one line of at most `most` units, once it is escaped."""
    return opening(fitted(one_line(text), most - 1, prose))


def told(text: str, most: int) -> str:
    """Write heddle's own text likewise, in which commands that people can give stay as such."""
    return opening(fitted(one_line(text), most - 1, _with_orders))


def _with_orders(text: str) -> str:
    parts = _ORDER.split(text)
    return "".join(code(each) if _ORDER.fullmatch(each) else prose(each) for each in parts)


def bold(written: str) -> str:
    """Write in bold what is escaped already; nothing stays nothing."""
    return f"**{written}**" if written else ""


def small(written: str) -> str:
    """Write small and grey what is escaped already, each line of it."""
    return "\n".join(f"-# {line}" for line in written.split("\n")) if written else ""


def moment(at: float, now: float) -> str:
    """Write a moment so that each reader sees it by their own clock."""
    return f"<t:{int(at)}:{'t' if abs(now - at) < _DAY / 2 else 'f'}>"


DISCORD = Dialect(
    marks={BOLD: "**", ITALIC: "_", STRIKE: "~~", CODE: "`"},
    whole=ITALIC,
    prose=prose,
    code=code,
    link=link,
    opening=opening,
    bullets="-",
    task="- ",
    indent="  ",
    headings=3,
    longest=limits.LINE,
    url=limits.URL,
)
"""Discord's markup. It has lists, quotes and three levels of headings, but no tables."""
