"""The watch's numbers: from when on a repetition counts as being stuck."""

from dataclasses import dataclass


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
