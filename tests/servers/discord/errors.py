"""The refusals of Discord's API: an HTTP status, a code and a text."""

from typing import Any

Json = dict[str, Any]

KNOWN: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30003: (400, "Maximum number of pins reached (250)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160002: (400, "You cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}


class DiscordError(Exception):
    """A refusal; `problems` say what is wrong with a form."""

    def __init__(self, code: int, problems: tuple[str, ...] = ()) -> None:
        self.code = code
        self.status, self.text = KNOWN[code]
        self.problems = problems
        super().__init__(f"{code} {self.text}")

    def shown(self) -> Json:
        """Return the answer's body."""
        body: Json = {"message": self.text, "code": self.code}
        if self.problems:
            found = [{"code": self.code, "message": each} for each in self.problems]
            body["errors"] = {"form": {"_errors": found}}
        return body


def require(holds: object, code: int) -> None:
    """Refuse with this code unless it holds."""
    if not holds:
        raise DiscordError(code)


class TooOften(Exception):
    """A limit inside an operation; `wait` is in seconds."""

    def __init__(self, wait: float) -> None:
        self.wait = wait
        super().__init__(f"wait {wait} s")
