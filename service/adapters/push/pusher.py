"""Pushes, each by the way that its address needs."""

from collections.abc import AsyncIterator, Sequence

import httpx

from service.adapters.push import apprise, ntfy, topics
from service.adapters.push.quiet import keep_addresses_out_of_logs
from service.adapters.push.recognising import recognise
from service.adapters.push.replies import Listening, spread
from service.adapters.push.topics import Topic
from service.domain.errors import Permanent, Refused
from service.domain.phones import Address
from service.ports.clock import Clock
from service.ports.push import Known, Push, Pusher, Reply

_PATIENCE = 10.0


class Pushes(Pusher):
    """ntfy by itself, everything else through Apprise.

    `server` is the ntfy server that `ntfy` alone means, as in https://ntfy.sh. Raises
    Misconfigured where it is no server's address.
    """

    def __init__(self, clock: Clock, server: str = topics.PUBLIC) -> None:
        keep_addresses_out_of_logs()
        self._home = topics.home_server(server)
        self._client = httpx.AsyncClient(
            timeout=_PATIENCE,
            limits=httpx.Limits(max_connections=None),
            headers={"User-Agent": "heddle"},
        )
        self._listening = Listening(self._client, clock)
        self._sender = apprise.Sender()

    def recognise(self, url: str, token: str) -> Known:
        return recognise(url, token, self._home)

    async def send(self, address: Address, push: Push) -> str:
        topic = self._topic(address)
        if topic is None:
            return await self._sender.send(address.url, push)
        return await ntfy.publish(self._client, topic, address.replies, push)

    def server_of(self, address: Address) -> str:
        if not address.replies:
            return ""
        topic = self._topic(address)
        return topic.server if topic else ""

    def replies(
        self, server: str, addresses: Sequence[Address], cursor: str
    ) -> AsyncIterator[Reply]:
        places = [(self._topic(address), address.replies) for address in addresses]
        ours = [
            (topic.authorization, replies)
            for topic, replies in places
            if topic is not None and topic.server == server and replies
        ]
        return self._listening.replies(server, spread(ours), cursor)

    async def close(self) -> None:
        """End all reading and sending."""
        self._listening.close()
        self._sender.close()
        await self._client.aclose()

    def _topic(self, address: Address) -> Topic | None:
        try:
            return topics.read(address.url, self._home)
        except Refused as error:
            raise Permanent(
                "This address cannot be read any more. Remove the phone and add it again."
            ) from error
