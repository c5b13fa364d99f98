"""Commands are written with `/heddle` where Slack takes slash commands: outside of threads."""

import re

_TYPED = re.compile(r"`!(?=[a-z?])(?!aside)")
_MARKS = re.compile(r"`([^`\n]*)`")


def slashed(markdown: str) -> str:
    """Name commands as they are written outside of threads; remarks are for threads alone."""
    return _TYPED.sub("`/heddle ", markdown)


def at_field(text: str) -> str:
    """Write what is wrong with a form's field, where Slack shows no markup."""
    return _MARKS.sub(r"\1", slashed(text))
