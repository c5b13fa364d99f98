"""files.*: an address to upload to, the upload's end, and what is known of a file."""

from typing import Any

from tests.servers.slack import messages
from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError, require
from tests.servers.slack.methods.registry import method
from tests.servers.slack.workspace import File

Json = dict[str, Any]


@method("files.getUploadURLExternal", "files:write")
def upload_url(core: Core, arguments: Json) -> Json:
    size = int(arguments.get("length") or 0)
    require(size > 0, "invalid_arguments")
    require(arguments.get("filename"), "invalid_arguments")
    workspace = core.workspace
    file = File(workspace.id("F"), str(arguments["filename"]), workspace.bot, size)
    workspace.files[file.id] = file
    return {"upload_url": f"{core.address}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def complete(core: Core, arguments: Json) -> Json:
    files = [_uploaded(core, each) for each in arguments.get("files") or []]
    require(files, "invalid_arguments")
    named = arguments.get("channels") or arguments.get("channel_id") or ""
    for where in filter(None, str(named).split(",")):
        channel = core.workspace.target(where)
        written = {**arguments, "text": arguments.get("initial_comment") or ""}
        message = messages.by_bot(core, written)
        for file in files:
            file.channels.append(channel.id)
        message |= {"subtype": "file_share", "upload": True, "display_as_bot": False}
        message["files"] = [messages.file_shown(core, file) for file in files]
        messages.write(core, channel, message)
    return {"files": [messages.file_shown(core, file) for file in files]}


@method("files.info", "files:read")
def info(core: Core, arguments: Json) -> Json:
    file = core.workspace.files.get(str(arguments.get("file")))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": messages.file_shown(core, file), "comments": [], "response_metadata": {}}


def _uploaded(core: Core, asked: Json) -> File:
    file = core.workspace.files.get(str(asked.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title = str(asked.get("title") or file.name)
    return file
