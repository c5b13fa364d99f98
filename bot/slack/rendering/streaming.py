"""An agent's Markdown while it is being written: Slack converts it, but may mention nobody."""

import re

_JOINER = "\u2060"
_MENTION = re.compile(
    r"<(?=!(?:channel|here|everyone|group|subteam)|@[UWB]|#C)|@(?=(?:here|channel|everyone|group)\b)",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"(?:<[!@#]?|@)[a-z]{0,8}$", re.IGNORECASE)
"""What the next piece could make a mention of."""


def harmless(text: str, *, last: bool = False) -> tuple[str, str]:
    """Return what of the text may be appended to a stream, and what is to be put before its
    next piece because a mention could begin there; with `last` nothing is held back.

    Code keeps every character that cannot be read as a mention.
    """
    begun = None if last else _BEGUN.search(text)
    ready, rest = (text[: begun.start()], begun[0]) if begun else (text, "")
    return _MENTION.sub(lambda found: f"{found[0]}{_JOINER}", ready), rest
