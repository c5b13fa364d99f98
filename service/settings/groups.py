"""The settings of the service, grouped by meaning; every description is the reference."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from service.settings.values import Count, Dollars, Seconds, TextList, Unlimited

DEMO = "demo"


class Group(BaseModel):
    """A named group of settings; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


BUILT_IN = ("smart", "fast")


class Models(Group):
    """Which language models sessions may use."""

    default: str = Field(
        default="smart",
        description="The alias that a new session uses.",
    )
    aliases: dict[str, TextList] = Field(
        default_factory=dict,
        description="Names for lists of concrete models, in litellm's spelling "
        "(`provider/model`). The first is preferred, the others are its fallbacks; models of "
        "providers without a key are passed over. `smart` and `fast` exist by themselves: they "
        "name the models of those providers whose keys are known, and while none is, the "
        "offline model `demo`, which always exists.",
    )
    base_url: str | None = Field(
        default=None,
        description="Address of an OpenAI-compatible server, as in `http://127.0.0.1:8000/v1`. "
        "Models of the provider `openai/` are called there instead of at OpenAI; name them in "
        "`aliases`.",
    )
    timeout: Seconds = Field(
        default=600.0,
        description="Seconds that one model call may take in all. Long, because a large model "
        "may think for minutes; a silent stream is cut much earlier.",
    )
    first_word: Seconds = Field(
        default=120.0,
        description="Seconds that a model may take to its first word before the call is given up "
        "and tried again; more for a large model on a machine of your own.",
    )
    silence: Seconds = Field(
        default=90.0,
        description="Seconds that a model's stream may stay silent before the call is given up "
        "and tried again, so that a hanging provider is noticed.",
    )

    judge: str | None = Field(
        default=None,
        description="The alias of a small, fast model that is asked for a second opinion when it "
        "is unclear whether a turn that ended in prose asks something, is done or stopped "
        "short, and whether an agent still works on what it was asked for. Without one, rules "
        "alone decide the first, and nobody looks for the second.",
    )

    @model_validator(mode="after")
    def _aliases_are_known(self) -> "Models":
        known = ", ".join(self.names())
        for key, alias in (("default", self.default), ("judge", self.judge)):
            if alias is not None and alias not in self.names():
                raise ValueError(f"{key} is {alias!r}, which is no alias; known: {known}")
        empty = [name for name, models in self.aliases.items() if not models]
        if empty:
            raise ValueError(f"alias {empty[0]!r} names no model; give it at least one")
        return self

    def names(self) -> tuple[str, ...]:
        """Return every alias that a person may choose."""
        return tuple(dict.fromkeys((*BUILT_IN, *self.aliases, DEMO)))


class Caps(Group):
    """How many sessions of one person may hold a slot at once."""

    default: int = Field(
        default=3,
        ge=1,
        description="Sessions at once for a person who chose nothing. Three is what a person "
        "can follow; the rest wait in a visible queue.",
    )
    max: int = Field(
        default=10,
        ge=1,
        description="The most that a person may choose with `cap`.",
    )

    @model_validator(mode="after")
    def _default_fits(self) -> "Caps":
        if self.default > self.max:
            raise ValueError(f"default ({self.default}) is above max ({self.max})")
        return self


STEPS = "Model calls and tool calls."
TOKENS = "Tokens read and written by models."
COST = "US dollars by litellm's prices."
SECONDS = "Seconds of work (waiting for people is free)."


class TurnBounds(Group):
    """A turn's budget: what one answer may use before it asks to go on."""

    steps: Annotated[Count | None, Unlimited] = Field(default=100, description=STEPS)
    tokens: Annotated[Count | None, Unlimited] = Field(default=1_000_000, description=TOKENS)
    cost_usd: Annotated[Dollars | None, Unlimited] = Field(default=5.0, description=COST)
    seconds: Annotated[Seconds | None, Unlimited] = Field(default=3600.0, description=SECONDS)


class SessionBounds(Group):
    """A session's budget over all its turns."""

    steps: Annotated[Count | None, Unlimited] = Field(default=None, description=STEPS)
    tokens: Annotated[Count | None, Unlimited] = Field(default=None, description=TOKENS)
    cost_usd: Annotated[Dollars | None, Unlimited] = Field(default=25.0, description=COST)
    seconds: Annotated[Seconds | None, Unlimited] = Field(default=None, description=SECONDS)


class DayBounds(SessionBounds):
    """A person's budget for one day (UTC) over all their sessions."""

    cost_usd: Annotated[Dollars | None, Unlimited] = Field(default=50.0, description=COST)


Bounds = TurnBounds | SessionBounds


class Budget(Group):
    """Where an agent stops and offers "go on"."""

    turn: TurnBounds = TurnBounds()
    session: SessionBounds = SessionBounds()
    day: DayBounds = DayBounds()


class Times(Group):
    """When heddle acts by itself, in seconds."""

    lease: Seconds = Field(
        default=10.0,
        description="How long a worker holds a turn without a sign of life. Ten seconds let "
        "another worker take over within fifteen seconds of a kill.",
    )
    beat: Seconds = Field(
        default=1.0,
        description="How often a worker renews its leases; at most a third of `lease`, so that "
        "one missed beat costs nothing.",
    )
    no_worker: Seconds = Field(
        default=30.0,
        description="How long a turn may wait for a worker before its owner is told.",
    )
    park_when_queued: Seconds = Field(
        default=900.0,
        description="How long a question may hold a slot while something of the same person is "
        "queued; after it the session is parked and the question stays answerable.",
    )
    park_anyway: Seconds = Field(
        default=86_400.0,
        description="How long a question may hold a slot when nothing is queued.",
    )
    link_code: Seconds = Field(
        default=900.0,
        description="How long a one-time code that links an identity is valid.",
    )

    @model_validator(mode="after")
    def _beats_fit(self) -> "Times":
        if self.beat * 3 > self.lease:
            raise ValueError(f"beat ({self.beat:g}) is more than a third of lease ({self.lease:g})")
        return self


class Push(Group):
    """How phones are reached."""

    ntfy_server: str = Field(
        default="https://ntfy.sh",
        description="The ntfy server that `phone add ntfy` means, as in "
        "`https://ntfy.example.org`. Only `https://HOST` or `http://HOST:PORT`, without a path.",
    )

    @field_validator("ntfy_server")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("it has to start with http:// or https://")
        return value.rstrip("/")


class Notify(Group):
    """How much people are told."""

    result_after: Seconds = Field(
        default=60.0,
        description="Seconds after which a finished turn is worth a notification; whoever waits "
        "for less is still looking.",
    )
    an_hour: int = Field(
        default=12,
        ge=3,
        description="Notifications that one person gets in an hour at most; the rest is folded "
        "into one digest. Two of them are kept for what is important.",
    )
    provider_down: Seconds = Field(
        default=15.0,
        description="Seconds for which a provider must be down before those are told whose "
        "sessions wait for it, each of them once.",
    )
    rate_limited: Seconds = Field(
        default=300.0,
        description="Seconds that a rate limit must hold a session up before its owner is told.",
    )
    present: Seconds = Field(
        default=600.0,
        description="Seconds for which a person counts as being where they were active last, so "
        "that they are told there.",
    )


class Worker(Group):
    """The processes that run agents."""

    processes: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Workers that `heddle up` starts. One holds hundreds of sessions, because "
        "agents mostly wait for a model; more of them use more cores.",
    )
    concurrency: int = Field(
        default=200,
        ge=1,
        le=5000,
        description="Turns that one worker runs at once; a sleeping call costs about 64 KB.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address that a worker with a `port` listens on. In a container `0.0.0.0`: "
        "it serves health and metrics only, and should be reached by the monitoring alone.",
    )
    port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port where a worker that was started by itself serves `/healthz`, `/readyz` "
        "and `/metrics`; 0 takes a free one, which Prometheus finds by `targets_dir`. Under "
        "`heddle up` the bot's `/metrics` shows the workers' with its own.",
    )


class Log(Group):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="The least severe entries that are written.",
    )
    format: Literal["auto", "json", "text"] = Field(
        default="auto",
        description="`json` for machines, `text` for people; `auto` is text on a terminal and "
        "JSON elsewhere.",
    )
