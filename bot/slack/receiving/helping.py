"""Help in the form in which Slack takes slash commands: they are never given in a thread."""

from collections.abc import Sequence

from bot.commands.explaining import Manner, help_text
from bot.commands.spec import Spec

_HINT = (
    "A session is meant by its number. In a thread there are no slash commands: write *stop* or"
    " any other one there as a message with an exclamation mark before it, and it means that"
    " thread's session."
)
_MORE = (
    "- `/heddle settings`: Choose how you are told, as a form.",
    "- `/heddle room`: Choose what is allowed in this channel, as a form.",
)


def helped(topic: str) -> str:
    """Return help on a command, on the first ones or on all. Raises Refused for an unknown one."""
    more = "\n".join(("", *_MORE)) if topic == "all" else ""
    return help_text(topic, _SLASHED) + more


def _form(spec: Spec) -> str:
    if spec.name == "start":
        # Without a prompt a form opens, in which all else is chosen.
        return "!start [prompt]"
    return spec.keyword.replace("[session]", "<session>") if spec.session else spec.keyword


def _examples(spec: Spec) -> Sequence[str]:
    given = spec.examples
    return [each for each in given if any(map(str.isdecimal, each))] if spec.session else given


_SLASHED = Manner(_form, _examples, _HINT)
