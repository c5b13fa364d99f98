"""ntfy's addresses: what people type, what is kept, and where it leads."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from service.domain.errors import Misconfigured, Refused

PUBLIC = "https://ntfy.sh"

_SCHEMES = ("ntfy", "ntfys", "http", "https")
_PORTS = {"ntfy": 80, "http": 80, "ntfys": 443, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?", re.ASCII)
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}", re.ASCII)
_TOKEN = re.compile(r"tk_[A-Za-z0-9_-]{1,200}", re.ASCII)
_HEADER = re.compile(r"(Basic|Bearer) [A-Za-z0-9._~+/=-]{1,500}", re.ASCII)
_HOW = "Write ntfys://HOST/TOPIC, or ntfy://HOST/TOPIC for a server without TLS."
_HOW_TO_LOG_IN = (
    "Write ntfys://USER:PASSWORD@HOST/TOPIC with both percent-encoded, "
    "or ntfys://tk_TOKEN@HOST/TOPIC."
)
_HOME_HOW = "An ntfy server is set as https://HOST or http://HOST:PORT, as in https://ntfy.sh."


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic on a server, `http(s)://host[:port]`; `authorization` is the header's value."""

    server: str
    name: str = field(repr=False)
    authorization: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """The server as people name it."""
        return self.server.partition("://")[2]

    def written(self) -> str:
        """Return it as an address that `read` understands, whatever was typed."""
        scheme = "ntfys" if self.server.startswith("https:") else "ntfy"
        address = f"{scheme}://{self.place}/{self.name}"
        if not self.authorization:
            return address
        packed = base64.urlsafe_b64encode(self.authorization.encode()).decode().rstrip("=")
        return f"{address}?auth={packed}"


def home_server(url: str) -> str:
    """Return the server that `ntfy` alone means, without a path. Raises Misconfigured."""
    try:
        parts = urlsplit(url.strip())
        if parts.scheme in ("http", "https") and not parts.path.strip("/") and not parts.query:
            return f"{parts.scheme}://{_place(parts)}"
    except (ValueError, Refused) as error:
        raise Misconfigured(_HOME_HOW) from error
    raise Misconfigured(_HOME_HOW)


def read(url: str, home: str) -> Topic | None:
    """Read an address of ntfy's; None where it is another service's.

    `home` is the server of this deployment. Raises Refused with what would work.
    """
    scheme, found, _ = url.partition("://")
    if not found or scheme.lower() not in _SCHEMES:
        return None
    try:
        parts = urlsplit(url)
        server = _server(parts, home)
    except ValueError:
        # Its text quotes the address, which may hold a password.
        raise Refused(f"This is no address of an ntfy server. {_HOW}") from None
    name = parts.path.strip("/")
    if not _TOPIC.fullmatch(name) or parts.fragment:
        raise Refused(
            "An ntfy address names one topic of up to 64 letters, digits, - and _ "
            f"behind its server. {_HOW}"
        )
    return Topic(server, name, _authorization(parts))


def _server(parts: SplitResult, home: str) -> str:
    place = _place(parts)
    for known in (home, PUBLIC):
        # By name alone, a known server is meant as it is known, with TLS where it has it.
        if place == known.partition("://")[2]:
            return known
    if parts.scheme in ("http", "https"):
        raise Refused(
            f"Only {' and '.join(sorted({home, PUBLIC}))} can be written like a page's address. "
            f"{_HOW} Other services have addresses like tgram://, pover:// or mailto://."
        )
    return f"{'https' if parts.scheme == 'ntfys' else 'http'}://{place}"


def _place(parts: SplitResult) -> str:
    """Return host and port, the port only where it is not the scheme's own."""
    host = parts.hostname or ""
    if ":" in host and "%" not in host:
        try:
            host = f"[{IPv6Address(host)}]"
        except AddressValueError:
            raise Refused(f"This is no address of an ntfy server. {_HOW}") from None
    elif not _HOST.fullmatch(host):
        raise Refused(f"An ntfy address names its server. {_HOW}")
    port = parts.port
    return host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"


def _authorization(parts: SplitResult) -> str:
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    packed = asked.pop("auth", "")
    if asked:
        raise Refused(
            f"Of what can stand behind the ? of an ntfy address, only auth= is known. {_HOW}"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (packed or user or password):
        return ""
    for token in (packed, password if not user else "", user if not password else ""):
        if _TOKEN.fullmatch(token):
            return f"Bearer {token}"
    if packed:
        return _unpacked(packed)
    if not (user and password):
        raise Refused(f"This address names only half of a login. {_HOW_TO_LOG_IN}")
    pair = f"{user}:{password}".encode("utf-8", "replace")
    return f"Basic {base64.b64encode(pair).decode()}"


def _unpacked(packed: str) -> str:
    try:
        header = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        header = ""
    if not _HEADER.fullmatch(header):
        raise Refused(f"What stands behind auth= is no login. {_HOW_TO_LOG_IN}")
    return header
