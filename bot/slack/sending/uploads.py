"""Files that the agent made, or answers too long for messages, as uploads in a place."""

from bot.courier.platform import Files
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.rendering.blocks import Message
from bot.slack.rendering.mrkdwn import words
from bot.slack.sending.finding import Found
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster, Tag
from service.domain.errors import Refused

_LINES = 20


class Uploads:
    """Uploads, and says in words what could not be."""

    def __init__(self, api: Api, poster: Poster) -> None:
        self._api = api
        self._poster = poster

    async def send(self, place: Place, content: Files, tag: Tag, found: Found) -> str:
        """Upload the files as one message; return the first one's id, or the timestamp of the
        message that says why there are none.
        """
        left = list(content.left)
        ready: list[tuple[str, bytes]] = []
        for made in content.files:
            if there := found.file(made.path, made.size):
                # They went out together.
                return there
            try:
                data = await made.read()
            except Refused as error:
                left.append(f"{made.path}: {error}")
                continue
            if data:
                ready.append((made.path, data))
            else:
                left.append(f"{made.path} is empty.")
        if ready:
            try:
                ids = await self._api.upload(place.channel, place.thread_ts, ready, _listed(left))
                return ids[0]
            except SlackRefused as error:
                names = ", ".join(path for path, _ in ready)
                left.insert(0, f"Slack did not take these files: {names}. {error}")
        if said := found.parts(tag.id).get(tag.part):
            return said
        return await self._poster.post(place, Message(_listed(left), ()), tag)

    async def answer(self, place: Place, name: str, text: str, found: Found) -> bool:
        """Upload a text, unless it is there; tell whether Slack took it."""
        data = text.encode()
        if found.file(name, len(data)):
            return True
        try:
            await self._api.upload(place.channel, place.thread_ts, [(name, data)])
        except SlackRefused:
            return False
        return True


def _listed(lines: list[str]) -> str:
    shown = [words(line) for line in lines[:_LINES]]
    more = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n".join([*shown, *more])
