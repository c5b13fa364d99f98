"""Reading the address of a phone as a person typed it."""

import base64
import hashlib

from service.adapters.push import apprise, topics
from service.adapters.push.topics import Topic
from service.domain.errors import Refused
from service.domain.phones import Address
from service.ports.push import Known

_LONGEST = 2_000


def recognise(url: str, token: str, home: str) -> Known:
    """Tell what an address is. `home` is the server that `ntfy` alone means.

    Private topics are made of `token`, each of its own digest: none tells another.
    Raises Refused, never quoting the address.
    """
    url = url.strip()
    if len(url) > _LONGEST:
        raise Refused(f"An address has at most {_LONGEST:,} characters; this one is longer.")
    if url.lower() == "ntfy":
        return _ntfy(Topic(home, f"heddle-{_private('topic', token)}"), token)
    topic = topics.read(url, home)
    if topic is not None:
        return _ntfy(topic, token)
    service = apprise.load(url)
    label = apprise.label(service)
    return Known(apprise.name(service), label, answers=False, address=Address(url))


def _ntfy(topic: Topic, token: str) -> Known:
    address = Address(topic.written(), f"heddle-r-{_private('replies', token)}")
    return Known("ntfy", f"ntfy on {topic.place}", answers=True, address=address)


def _private(purpose: str, token: str) -> str:
    """Return 24 characters of which nobody learns the token, nor another purpose's."""
    digest = hashlib.sha256(f"{purpose}:{token}".encode("utf-8", "replace")).digest()
    return base64.b32encode(digest).decode().lower()[:24]
