"""Files that come with messages and forms, within limits that are said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.chat.receiving.taken import Fetching, Taken, file_name, left_out, too_large
from bot.inbound.inbound import Inbound
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.persons import Person

Json = Mapping[str, Any]
_GONE = frozenset({"tombstone", "hidden_by_limit"})


class Files:
    """Fetches files from Slack, a few at a time."""

    def __init__(self, api: Api, inbound: Inbound, most_bytes: int) -> None:
        self._api = api
        self._inbound = inbound
        self._most_bytes = most_bytes
        self._fetching = Fetching(_name, self._one)

    async def take(self, person: Person, files: Sequence[Json]) -> Taken:
        """Attach files for the person. Raises Temporary if one could not be had now: then none
        of them count, and all are asked for again.
        """
        return await self._fetching.take(person, files)

    async def by_id(self, person: Person, ids: Iterable[str]) -> Taken:
        """Attach files that a form names by their ids. Raises Temporary as `take` does."""
        found: list[Json] = []
        left: list[str] = []
        for each in ids:
            try:
                found.append(await self._info(each))
            except SlackRefused as refused:
                left.append(left_out(each, str(refused)))
        taken = await self.take(person, found)
        return Taken(taken.attachments, [*taken.left, *left])

    async def _one(self, person: Person, file: Json) -> Attachment:
        if file.get("file_access") == "check_file_info":
            file = await self._info(str(file["id"]))
        if file.get("mode") in _GONE:
            raise Refused("it was deleted, or Slack does not show it any more.")
        if int(file.get("size") or 0) > self._most_bytes:
            raise Refused(too_large(self._most_bytes))
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        content = await self._api.download(url, self._most_bytes)
        kind = str(file.get("mimetype") or "application/octet-stream")
        return await self._inbound.upload(person, _name(file), kind, content)

    async def _info(self, id_: str) -> Json:
        answer = await self._api.call("files.info", file=id_)
        found: Json = answer["file"]
        return found


def _name(file: Json) -> str:
    return file_name(str(file.get("name") or file.get("title") or "file"))
