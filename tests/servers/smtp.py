"""A mail server on a real socket, in a thread of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.ports import free_port

PATIENCE = 30.0


class Mailbox:
    """What came in; `refusal` is what to answer instead, as in `451 Not now`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.refusal = ""
        self._letters: list[EmailMessage] = []
        self._came = threading.Condition()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        content = cast(bytes, envelope.original_content)
        with self._came:
            self._letters.append(message_from_bytes(content, policy=policy.default))
            self._came.notify_all()
        return "250 OK"

    def letters(self, count: int = 1) -> list[EmailMessage]:
        """Return the letters, waiting until there are so many."""
        with self._came:
            assert self._came.wait_for(lambda: len(self._letters) >= count, PATIENCE)
            return list(self._letters)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mail server that takes what comes, on a free port."""
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
