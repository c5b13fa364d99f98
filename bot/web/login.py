"""Who is signed in: a signed cookie, a token against forged posts, and slowing guessers."""

import hashlib
import hmac
from collections import defaultdict, deque
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer, TimestampSigner, URLSafeTimedSerializer
from starlette.responses import Response

from service.domain.persons import Identity, Person
from service.ports.clock import Clock, Ids

COOKIE = "heddle"
CHANNEL, WORKSPACE, ROOM = "web", "local", "main"
ADMIN = Identity(CHANNEL, WORKSPACE, "admin")

TRIES, TRIES_WINDOW = 10, 600.0
"""Wrong codes that one address may enter, and in how many seconds."""

MOST_GUESSERS = 10_000
"""Addresses with wrong tries beyond which no code is taken: that is no person any more."""

_RENEW_AFTER = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the cookie says: the web user, and the secret that its forms are bound to."""

    user: str
    secret: str
    age: float = 0.0

    @property
    def identity(self) -> Identity:
        """The identity that signed in."""
        return Identity(CHANNEL, WORKSPACE, self.user)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in."""

    person: Person
    ticket: Ticket
    csrf: str


class Logins:
    """Issues and reads cookies, and everything else that is signed with the same key."""

    def __init__(
        self, key: bytes, token: str, days: float, clock: Clock, ids: Ids, *, secure: bool
    ) -> None:
        self._cookies = URLSafeTimedSerializer(key, salt="heddle login", signer=_signer(clock))
        self._forms = Signer(key, salt="heddle form", digest_method=hashlib.sha256)
        self._threads = Signer(key, salt="heddle thread", digest_method=hashlib.sha256)
        self._token = token
        self._seconds = days * 24 * 3600
        self._clock = clock
        self._ids = ids
        self._secure = secure
        self._wrong: dict[str, deque[float]] = defaultdict(deque)

    def is_token(self, text: str) -> bool:
        """Tell whether it is the printed token."""
        return hmac.compare_digest(text.strip().encode(), self._token.encode())

    def issue(self, response: Response, user: str) -> None:
        """Sign the user in with this response."""
        self._set(response, {"u": user, "s": self._ids.token(20), "t": self._mark(user)})

    def renew(self, response: Response, ticket: Ticket) -> None:
        """Let a login that is used last longer; its forms stay valid."""
        if ticket.age > min(_RENEW_AFTER, self._seconds / 2):
            content = {"u": ticket.user, "s": ticket.secret, "t": self._mark(ticket.user)}
            self._set(response, content)

    def end(self, response: Response) -> None:
        """Sign out with this response."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)

    def read(self, cookie: str | None) -> Ticket | None:
        """Return what a cookie of ours says, unless it is too old or the token is another."""
        if not cookie:
            return None
        try:
            content, at = self._cookies.loads(
                cookie, max_age=int(self._seconds), return_timestamp=True
            )
            ticket = Ticket(content["u"], content["s"], self._clock.now() - at.timestamp())
            return ticket if content["t"] == self._mark(ticket.user) else None
        except (BadSignature, KeyError, TypeError):
            return None

    def csrf(self, ticket: Ticket) -> str:
        """Return what the forms of this login carry."""
        return self._forms.get_signature(ticket.secret).decode()

    def fits(self, ticket: Ticket, csrf: str) -> bool:
        """Tell whether a form came from a page of this login."""
        return hmac.compare_digest(self.csrf(ticket).encode(), csrf.encode())

    def new_thread(self) -> str:
        """Return the signed id of a thread that does not exist yet."""
        return self._threads.sign(self._ids.new()).decode()

    def thread(self, signed: str) -> str | None:
        """Return the id in it if we issued it."""
        try:
            return self._threads.unsign(signed.encode()).decode()
        except BadSignature:
            return None

    def may_try(self, address: str) -> bool:
        """Tell whether the address has wrong tries left."""
        tries, now = self._wrong[address], self._clock.now()
        while tries and tries[0] < now - TRIES_WINDOW:
            tries.popleft()
        if not tries:
            del self._wrong[address]
        return len(tries) < TRIES and len(self._wrong) < MOST_GUESSERS

    def was_wrong(self, address: str) -> None:
        """Count a wrong try."""
        now = self._clock.now()
        self._wrong[address].append(now)
        if len(self._wrong) >= MOST_GUESSERS:
            self._wrong = defaultdict(
                deque,
                {who: at for who, at in self._wrong.items() if at[-1] >= now - TRIES_WINDOW},
            )

    def _mark(self, user: str) -> str:
        """Bind the admin's logins to the token: another token ends them."""
        if user != ADMIN.user:
            return ""
        return hashlib.sha256(self._token.encode()).hexdigest()[:16]

    def _set(self, response: Response, content: dict[str, str]) -> None:
        response.set_cookie(
            COOKIE,
            self._cookies.dumps(content),
            max_age=int(self._seconds),
            httponly=True,
            # Not "strict": a link to a thread, from a chat or a push, has to find its reader
            # signed in. What changes anything is a POST, which "lax" does not send from afar.
            samesite="lax",
            secure=self._secure,
        )


def _signer(clock: Clock) -> type[TimestampSigner]:
    class Clocked(TimestampSigner):
        """Signs with heddle's clock."""

        default_digest_method = staticmethod(hashlib.sha256)

        def get_timestamp(self) -> int:
            return int(clock.now())

    return Clocked
