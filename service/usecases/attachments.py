"""Files that people attached reach the workspace, or the agent and people are told why not."""

from service.domain import events
from service.domain.errors import HeddleError
from service.domain.events import Attachment, Draft, Kind
from service.usecases.turn_run import TurnRun


async def place_attachments(run: TurnRun) -> None:
    """Put the files of messages that were not read yet into the workspace's inbox."""
    fresh = run.history.of(Kind.MESSAGE, Kind.ANSWER, after=run.placed_upto)
    run.placed_upto = max(run.placed_upto, run.known)
    remarks: list[Draft] = []
    for event in fresh:
        for each in event.payload.get("attachments", ()):
            remark = await _place(run, Attachment.from_json(each))
            if remark and not _told(run, remark):
                remarks.append(events.notice(remark))
    if remarks:
        await run.record(*remarks)


def _told(run: TurnRun, remark: str) -> bool:
    """Tell whether an attempt that broke off has recorded the remark already."""
    unread = run.history.of(Kind.NOTICE, after=run.session.read_upto)
    return any(event.payload["text"] == remark for event in unread)


async def _place(run: TurnRun, attachment: Attachment) -> str:
    """Place one file; return what the agent must be told about it, if anything."""
    found = await run.ports.base.store.read(lambda reads: reads.blob(attachment.blob))
    if found is None:
        return f"The attached file {attachment.name} was deleted before you could read it."
    try:
        path = await run.workspace.place(attachment.name, found[3])
    except HeddleError as error:
        return f"The attached file {attachment.name} could not be saved: {error}"
    if path != f"inbox/{attachment.name}":
        return f"The attached file {attachment.name} is at {path}."
    return ""
