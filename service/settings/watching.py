"""The settings of the watch: how much repetition or silence is too much, and how often to look for
a drift.
"""

from pydantic import Field, model_validator

from service.domain.watching import QUICK_TOOLS
from service.settings.groups import Group
from service.settings.values import Seconds


class Idle(Group):
    """When a call of a model or a tool counts as idle, because it shows no sign of life.

    How long calls usually take is learned. While little is known, the first number of each pair
    holds; then `times` as long as the slowest of a hundred took, but at least the second one. An
    alert costs nothing but a look: the call goes on until somebody cancels it, or until
    `models.first_word`, `models.silence` or `models.timeout` ends it.
    """

    first_word: Seconds = Field(
        default=90.0,
        description="Seconds that a model of which little is known may take to its first word; "
        "large ones think before they write.",
    )
    first_word_least: Seconds = Field(
        default=45.0,
        description="Seconds that every model may take to its first word, however quick it is.",
    )
    words: Seconds = Field(
        default=60.0,
        description="Seconds that a model of which little is known may be silent within a reply.",
    )
    words_least: Seconds = Field(
        default=30.0,
        description="Seconds that every model may be silent within a reply.",
    )
    tool: Seconds = Field(
        default=1800.0,
        description="Seconds that a tool's call may take without showing anything: the ceiling "
        "for what is known and what is not, unless calls took longer and came back. Long, "
        "because builds are.",
    )
    tools: dict[str, Seconds] = Field(
        default_factory=lambda: dict(QUICK_TOOLS),
        description="The same for single tools, by name, as in `{ make = 3600 }`; those that are "
        "not named here have the number above.",
    )
    tool_least: Seconds = Field(
        default=600.0,
        description="Seconds that every other tool's call may take, however quick it usually is: "
        "the same command builds a small project and a large one.",
    )
    times: float = Field(
        default=4.0,
        ge=1.0,
        description="How many times longer than the slowest of a hundred is too long.",
    )
    calls: int = Field(
        default=10,
        ge=1,
        description="Calls of a model or a tool from which on what was learned of it counts.",
    )


class Drift(Group):
    """How often a judge looks whether an agent still works on what it was asked for.

    Numbers are steps. Without `models.judge` nobody looks.
    """

    soonest: int = Field(
        default=10,
        ge=5,
        description="Steps after which the judge is asked if what the agent does seems to have "
        "nothing to do with what people wrote; more each time that all is well.",
    )
    latest: int = Field(
        default=20,
        ge=5,
        description="Steps after which the judge is asked in any case.",
    )
    share: float = Field(
        default=0.03,
        gt=0,
        le=0.2,
        description="The most that the judge may use of a session's cost so far; of its tokens "
        "where prices are not known. Until the next question fits, it is not asked.",
    )

    @model_validator(mode="after")
    def _soonest_is_first(self) -> "Drift":
        if self.soonest > self.latest:
            raise ValueError(f"soonest ({self.soonest}) is above latest ({self.latest})")
        return self


class Watch(Group):
    """When an agent counts as stuck.

    The numbers are occurrences, the first one included; a higher one tells later. What a
    person asked for in so many words ("run it 20 times") raises them by itself. Measure a
    change with `heddle eval stuck`.
    """

    repeats: int = Field(
        default=4,
        ge=2,
        description="The same call with the same result, in a row.",
    )
    failures: int = Field(
        default=3,
        ge=2,
        description="The same call that fails in the same way, in a row; nobody needs to see a "
        "wrong path refused more often.",
    )
    flaky: int = Field(
        default=6,
        ge=2,
        description="The same, where the error may pass by itself, as a timeout does.",
    )
    rounds: int = Field(
        default=3,
        ge=2,
        description="Rounds of a cycle of up to eight steps with the same results. Two happen to "
        "everybody who checks again.",
    )
    polls: int = Field(
        default=8,
        ge=2,
        description="Looks at something that is still running and does not change, without a "
        "pause between them; fewer if nothing says that it is running.",
    )
    polls_waited: int = Field(
        default=9,
        ge=2,
        description="The same with pauses between the looks; half as many more if waiting was "
        "what the person asked for.",
    )
    poll_seconds: Seconds = Field(
        default=1800.0,
        description="Seconds after which looking at something that does not change is too much, "
        "however rarely it is looked at.",
    )
    same_error: int = Field(
        default=5,
        ge=2,
        description="One error for calls with varied arguments about one thing.",
    )
    same_check: int = Field(
        default=5,
        ge=2,
        description="One failure of a test or build over as many edits of one file; hard bugs "
        "take a few.",
    )
    texts: int = Field(
        default=3,
        ge=2,
        description="Replies in a row that call nothing and are empty or the same.",
    )
    idle: Idle = Idle()
    drift: Drift = Drift()
