"""Every request against Slack's types and limits, and the refusal that a bad one gets."""

from collections.abc import Iterator
from typing import Any

from tests.servers.slack import limits, schemas
from tests.servers.slack.core import Core, Violation
from tests.servers.slack.errors import SlackError

Json = dict[str, Any]

VIEWS = {"views.open", "views.push", "views.update", "views.publish"}
NEEDED = {
    "chat.delete": ("channel", "ts"),
    "chat.getPermalink": ("channel", "message_ts"),
    "conversations.history": ("channel",),
    "conversations.info": ("channel",),
    "conversations.join": ("channel",),
    "conversations.members": ("channel",),
    "reactions.get": ("channel", "timestamp"),
    "reactions.remove": ("channel", "name", "timestamp"),
    "users.info": ("user",),
    "views.push": ("trigger_id", "view"),
    "views.update": ("view",),
}
"""What a method without a schema needs."""


def check(core: Core, method: str, arguments: Json) -> None:
    """Record what is wrong with a call, and refuse it as Slack would."""
    missing = [name for name in NEEDED.get(method, ()) if name not in arguments]
    problems = [f"missing required field: {name}" for name in missing]
    problems += schemas.argument_problems(method, arguments)
    refuse(core, method, arguments, problems, "invalid_arguments")
    if method in VIEWS:
        check_view(core, method, arguments["view"])
    else:
        check_message(core, method, arguments)


def check_message(core: Core, method: str, arguments: Json) -> None:
    """Refuse a message that cannot be shown."""
    if isinstance(arguments.get("blocks"), list):
        check_blocks(core, method, arguments, arguments["blocks"])
    check_text(core, method, arguments)


def check_blocks(core: Core, method: str, arguments: Json, blocks: list[Any]) -> None:
    """Refuse blocks that a message cannot hold."""
    problems = [*schemas.block_problems(blocks)]
    # The limits are read off blocks whose form is right.
    problems = problems or [*limits.blocks(blocks, "message")]
    refuse(core, method, arguments, problems, "invalid_blocks")


def check_view(core: Core, method: str, view: Any) -> None:
    """Refuse a view that cannot be shown."""
    if not isinstance(view, dict) or not isinstance(view.get("blocks"), list):
        refuse(core, method, {"view": view}, ["view has no blocks"], "invalid_arguments")
    problems = [*schemas.block_problems(view["blocks"])] or [*limits.view(view)]
    refuse(core, method, {"view": view}, problems, "invalid_arguments")


def check_text(core: Core, method: str, arguments: Json) -> None:
    """Refuse texts that are too long, or a message of nothing."""
    refuse(core, method, arguments, [*_too_long(method, arguments)], "msg_too_long")
    if method in ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"):
        said = ("text", "blocks", "attachments", "markdown_text", "delete_original", "metadata")
        problems = [] if any(arguments.get(name) for name in said) else ["no text and no blocks"]
        refuse(core, method, arguments, problems, "no_text")
    metadata = arguments.get("metadata")
    if metadata is not None:
        whole = isinstance(metadata, dict) and {"event_type", "event_payload"} <= set(metadata)
        problems = [] if whole else ["metadata needs event_type and event_payload"]
        if len(str(metadata).encode()) > limits.METADATA_BYTES:
            problems.append(f"metadata is over {limits.METADATA_BYTES} bytes")
        refuse(core, method, arguments, problems, "invalid_metadata_format")


def refuse(core: Core, method: str, arguments: Json, problems: list[str], code: str) -> None:
    """Record problems, if there are any, and raise the refusal."""
    if problems:
        core.violations.append(Violation(method, arguments, tuple(problems)))
        said = [f"[ERROR] {each}" for each in problems]
        raise SlackError(code, errors=problems, response_metadata={"messages": said})


def _too_long(method: str, arguments: Json) -> Iterator[str]:
    most = limits.UPDATED_TEXT if method == "chat.update" else limits.POSTED_TEXT
    chunks = [each for each in arguments.get("chunks") or [] if isinstance(each, dict)]
    held = [("text", str(arguments.get("text") or ""), most)]
    held += [("markdown_text", str(arguments.get("markdown_text") or ""), limits.MARKDOWN_TEXT)]
    held += [("chunk", str(each.get("text") or ""), limits.MARKDOWN_TEXT) for each in chunks]
    for name, text, limit in held:
        if len(text) > limit:
            yield f"must be no more than {limit} characters: {name} has {len(text)}"
