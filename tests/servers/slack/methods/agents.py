"""assistant.* and agents.*: what Slack shows of an agent beside its messages; may be off."""

from typing import Any

from tests.servers.slack.core import Core
from tests.servers.slack.errors import require
from tests.servers.slack.methods.registry import method

Json = dict[str, Any]

STATES = {"active", "processing", "suspended", "closed"}
LONGEST_TITLE = 200
STOPPED = "agent_session_stopped"


@method("assistant.threads.setStatus", "assistant:write", "chat:write", feature="assistant")
def set_status(core: Core, arguments: Json) -> Json:
    thread = _thread(core, arguments)
    require(len(arguments.get("loading_messages") or []) <= 10, "invalid_arguments")
    if arguments["status"]:
        core.workspace.statuses[thread] = arguments["status"]
    else:
        core.workspace.statuses.pop(thread, None)
    return {}


@method("assistant.threads.setTitle", "assistant:write", feature="assistant")
def set_title(core: Core, arguments: Json) -> Json:
    thread = _thread(core, arguments)
    title = str(arguments.get("title") or "")
    require(0 < len(title) <= LONGEST_TITLE, "invalid_arguments")
    core.workspace.titles[thread] = title
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write", feature="assistant")
def set_prompts(core: Core, arguments: Json) -> Json:
    thread = _thread(core, arguments)
    prompts = arguments.get("prompts") or []
    named = all(isinstance(each, dict) and {"title", "message"} <= set(each) for each in prompts)
    require(1 <= len(prompts) <= 4 and named, "invalid_arguments")
    core.workspace.prompts[thread] = prompts
    return {}


@method("agents.sessions.setStatus", "assistant:write", "chat:write", feature="agents")
def set_session(core: Core, arguments: Json) -> Json:
    require(arguments.get("status") in STATES, "invalid_arguments")
    thread = _thread(core, arguments)
    session = core.workspace.sessions.setdefault(thread, {"title": arguments.get("title") or ""})
    session["status"] = arguments["status"]
    answer = {"status": session["status"], "agent_status": session["status"], **session}
    if core.subscriptions is not None and STOPPED not in core.subscriptions:
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


def _thread(core: Core, arguments: Json) -> tuple[str, str]:
    channel = core.workspace.target(arguments.get("channel_id"))
    first = channel.messages.get(str(arguments.get("thread_ts")))
    require(first is not None, "invalid_thread_ts")
    return channel.id, str(arguments["thread_ts"])
