"""The watch's numbers: from when on a repetition counts as being stuck, silence as idle, and how
often a drift is looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.paces import Pace


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts are occurrences, the first one included; times are in seconds.

    `repeats`: the same call with the same result, in a row. `failures`: the same call that
    fails in the same way. `flaky`: the same where the error may pass by itself (a timeout, a
    refused connection). `rounds`: a cycle of 2 to `period` steps. `polls`: looking at
    something that is still running and does not change; with pauses between the looks
    `polls_waited`; or looking for `poll_seconds`. `scattered`: the same call and result with
    other steps between and no new change. `same_error`: one error for varied arguments;
    `targets`: the same over distinct targets; searches that find nothing get two more.
    `near_duplicates`: calls that differ in wording only and bring the same.
    `reversals`: an edit that is undone and done again. `same_check`: one failure of a check
    over edits of one file, two more over edits of several. `texts`: replies without a call
    that are empty or the same; `similar_texts`: that say the same in other words. `chants`:
    one passage within a reply. `overflows`: a full context with nothing new between.
    `inputs`: the same key, click or scroll whose result says nothing.

    `window` is how many steps are looked back at.
    """

    repeats: int = 4
    failures: int = 3
    flaky: int = 6
    rounds: int = 3
    period: int = 8
    polls: int = 8
    polls_waited: int = 9
    poll_seconds: float = 1800.0
    scattered: int = 5
    same_error: int = 5
    targets: int = 10
    near_duplicates: int = 5
    reversals: int = 3
    same_check: int = 5
    texts: int = 3
    similar_texts: int = 4
    chants: int = 8
    overflows: int = 4
    inputs: int = 8
    window: int = 200


QUICK_TOOLS: Mapping[str, float] = dict.fromkeys(
    ("list_files", "read_file", "write_file", "edit_file", "search_files"), 120.0
)
"""What tools may take whose work is bounded, in seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may show no sign of life before it counts as idle; times are in seconds.

    `first_word`, `words` and `tool` are how long a model may take to begin, how long it may be
    silent within a reply, and how long a tool may take, while fewer than `calls` of them are
    known. Then it is `times` as long as the slowest of a hundred took; at least `..._least`,
    and at most what holds for the unknown, or twice as long as the slowest where that is more.
    `tools` replaces `tool` for those it names.
    """

    first_word: float = 90.0
    first_word_least: float = 45.0
    words: float = 60.0
    words_least: float = 30.0
    tool: float = 1800.0
    tool_least: float = 600.0
    tools: Mapping[str, float] = field(default_factory=lambda: dict(QUICK_TOOLS))
    times: float = 4.0
    calls: int = 10

    def for_first_word(self, pace: Pace) -> float:
        """Return how long a model of that pace may take to begin."""
        return self._learned(pace, self.first_word_least, self.first_word)

    def for_words(self, pace: Pace) -> float:
        """Return how long a model of that pace may be silent within a reply."""
        return self._learned(pace, self.words_least, self.words)

    def for_tool(self, tool: str, pace: Pace) -> float:
        """Return how long a call of that tool and pace may take without showing anything."""
        return self._learned(pace, self.tool_least, self.tools.get(tool, self.tool))

    def _learned(self, pace: Pace, least: float, most: float) -> float:
        if pace.weight < self.calls:
            return most
        slow = pace.within(0.99)
        return max(min(least, most), min(self.times * slow, max(most, 2.0 * slow)))


@dataclass(frozen=True, slots=True)
class Drift:
    """How often a judge is asked whether an agent still works on what it was asked for.

    Counts are steps. `soonest`: since a judge or a person last looked, where they seem to have
    nothing to do with it; `latest`: whatever they are. `again`: so many more before a drift is
    confirmed. `share` of what a session costs is the most that judges may.
    """

    soonest: int = 10
    latest: int = 20
    again: int = 3
    share: float = 0.03
