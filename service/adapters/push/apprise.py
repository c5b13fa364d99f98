"""Every service but ntfy, through Apprise: plain text and links, no buttons."""

import asyncio
import re
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

from apprise import (
    Apprise,
    AppriseAsset,
    AppriseResultStatus,
    NotificationManager,
    NotifyBase,
    NotifyFormat,
    OverflowMode,
)

from service.adapters.push.wording import cut
from service.domain.errors import Permanent, Refused, Temporary
from service.ports.push import Push

PATIENCE = 25.0
"""Seconds after which a push counts as failed."""

THREADS = 8
"""Pushes on their way at a time."""

_DESKTOPS = ("blink1", "dbus", "gio", "glib", "gnome", "growl", "kde", "macosx", "qt", "windows")
_LOCAL = frozenset((*_DESKTOPS, "rsyslog", "syslog"))
"""Schemes that end on a screen or in a file, not at a person."""

READS_FILES = frozenset(("keyfile", "pgp", "pgpprv", "pgppub", "subfile", "template"))
"""Parameters that name files of the machine heddle runs on; some send what stands in them."""

_SECOND = re.compile(r"[\s,;][a-z0-9]{2,20}://", re.IGNORECASE | re.ASCII)
_FORMAT = re.compile(r"(?<=[?&])format=[^&]*&?", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,252}", re.IGNORECASE | re.ASCII)
_HOW = (
    "Write ntfy for a new topic of its own, or an Apprise address, for example "
    "mailto://USER:PASSWORD@HOST, tgram://TOKEN/CHAT or pover://USER@TOKEN."
)


def load(url: str) -> NotifyBase:
    """Return Apprise's service behind an address. Raises Refused, never quoting it."""
    scheme, found, _ = url.partition("://")
    scheme = scheme.lower()
    if not found or scheme not in _services():
        raise Refused(f"This is no address that can be told. {_HOW}")
    if scheme in _LOCAL:
        raise Refused(f"{scheme}:// stays on the machine that heddle runs on. {_HOW}")
    if _SECOND.search(url):
        raise Refused("These are several addresses. Add one at a time.")
    _check_parameters(url)
    # A text given to `add` would be split at commas, loading a part of it.
    # What we send is plain text, whatever format an address asks for: Markdown would have its
    # links escaped until nobody can press them.
    plain = _FORMAT.sub("", url)
    try:
        service = Apprise.instantiate(plain, asset=AppriseAsset(async_mode=False))
    except Exception:
        # Each of its services reads addresses in its own way, and some stumble; what they
        # then say quotes the address.
        service = None
    if service is None:
        raise Refused(
            f"This {scheme}:// address is incomplete or its service is not installed. Write "
            "what stands in its name or password percent-encoded (@ as %40, a comma as %2C, "
            "/ as %2F)."
        )
    service.optional = False
    service.retry = 0
    service.overflow_mode = OverflowMode.TRUNCATE
    return service


def _services() -> Container[str]:
    services: Container[str] = NotificationManager()
    return services


def _check_parameters(url: str) -> None:
    named = {name.strip("+-: ").lower() for name, _ in parse_qsl(url.partition("?")[2], True)}
    if refused := sorted(named & READS_FILES):
        raise Refused(
            f"An address cannot name files of the machine that heddle runs on: leave out "
            f"{', '.join(refused)}."
        )


def name(service: NotifyBase) -> str:
    """Return what Apprise calls the service."""
    return str(service.service_name)


def label(service: NotifyBase) -> str:
    """Return what people may read of an address: the service, for mail its server."""
    mail_server = getattr(service, "smtp_host", "")
    return f"E-mail via {mail_server}" if _HOST.fullmatch(mail_server) else name(service)


class Sender:
    """Sends through Apprise, which blocks, in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="push")

    async def send(self, url: str, push: Push) -> str:
        """Send it; there is no receipt. Raises Temporary or Permanent."""
        await asyncio.get_running_loop().run_in_executor(self._threads, _send, url, push)
        return ""

    def close(self) -> None:
        """Send nothing more; what is on its way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _send(url: str, push: Push) -> None:
    try:
        service = load(url)
    except Refused as error:
        raise Permanent(
            "This address cannot be read any more. Remove the phone and add it again."
        ) from error
    apprise = Apprise()
    apprise.add(service)
    result = apprise.notify(
        body=_text(service, push),
        title=push.title,
        body_format=NotifyFormat.TEXT,
        timeout=PATIENCE,
    )
    if not result:
        late = result.status is AppriseResultStatus.TIMEOUT
        why = f"did not answer within {PATIENCE:g} s" if late else "did not take the push"
        raise Temporary(
            f"{name(service)} {why}; Apprise says no more. It is tried again; if it goes on, "
            "check the address with: phone test.",
            source=name(service),
        )


def _text(service: NotifyBase, push: Push) -> str:
    """Return the body and below it the links, which must survive a service's limit."""
    links = [push.link] if push.link else []
    links += [f"{action.label}: {action.link}" for action in push.actions if action.link]
    below = "\n".join(links)
    room = service.body_maxlen - len(below) - len(push.title) - len("\r\n\n\n")
    body = cut(push.body, room)
    return "\n\n".join(part for part in (body, below) if part) or push.title
