"""The four ways of failing; adapters raise these, `from` the SDK's own error.

What to do is in the class, what happened is in the text: `Refused` is told to the
person with what would work, `Temporary` is tried again, `Permanent` fails the turn
and keeps everything, `Bug` is logged with its ids and alerts the operator.
"""


class HeddleError(Exception):
    """Base of every error that heddle raises on purpose; its text is for people."""


class Refused(HeddleError):
    """The request cannot be done as asked; the text says why and what would work."""


class Misconfigured(Refused):
    """A setting is wrong; the text names each with its valid values."""


class Temporary(HeddleError):
    """It may work later.

    `retry_after` is in seconds (None: choose a backoff), `source` names who refused
    (a provider, the database), `limited` is true for a rate limit. `uncertain` is true where
    it may have been done, all of it or a part.
    """

    def __init__(
        self,
        text: str,
        *,
        retry_after: float | None = None,
        source: str = "",
        limited: bool = False,
        uncertain: bool = False,
    ) -> None:
        super().__init__(text)
        self.retry_after = retry_after
        self.source = source
        self.limited = limited
        self.uncertain = uncertain

    def halfway(self) -> "Temporary":
        """Return the same for a work of several parts, some of which may be done."""
        return Temporary(
            str(self),
            retry_after=self.retry_after,
            source=self.source,
            limited=self.limited,
            uncertain=True,
        )


class Permanent(HeddleError):
    """Trying again will not help; fail the turn, say why, keep everything."""


class ContextOverflow(Permanent):
    """The model's window is too small for the request; compaction may help."""


class Bug(HeddleError):
    """A rule of heddle's own was broken; log it with the ids and alert the operator."""


class LeaseLost(HeddleError):
    """The caller no longer holds the turn it writes to; drop the work, write nothing."""


class DeadlinePassed(Temporary):
    """The transaction took longer than its caller can wait; it was rolled back."""
