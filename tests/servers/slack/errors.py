"""How Slack refuses: a code in an answer that is HTTP's 200."""

from typing import Any


class SlackError(Exception):
    """An answer with `ok: false`; `more` stands beside the code."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


def require(condition: object, code: str) -> None:
    """Refuse with the code unless the condition holds."""
    if not condition:
        raise SlackError(code)
