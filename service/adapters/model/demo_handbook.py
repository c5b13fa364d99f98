"""The text of the demo's long script: what a new team member is told, in fifteen sections."""

from collections.abc import Sequence

SECTIONS: Sequence[tuple[str, str]] = (
    ("Welcome", "Nobody expects you to know anything on the first day except where to ask"),
    ("Your first week", "Read more than you write, and note everything that surprised you"),
    ("Who does what", "Every area has one person who decides and two who can explain it"),
    ("How we talk", "What matters to more than two people is written in a thread"),
    ("Asking questions", "A good question says what you tried and what you would do next"),
    ("Meetings", "A meeting without a written question is cancelled, gladly"),
    ("How we plan", "Plans are short, dated, and changed in the open when they turn out wrong"),
    ("Writing things down", "If it was decided in a corridor, it was not decided yet"),
    ("Reviews", "A review finds out whether a stranger could carry on from here"),
    ("Releases", "We release small, often, and never on the way out of the door"),
    ("When things break", "First make it stop hurting, then find out why, then tell everybody"),
    ("Customers", "Answer the question behind the question, and the other one as well"),
    ("Security", "Keys live in one place, and nobody needs all of them"),
    ("Time off", "Rest is part of the work; tell your team, then really be away"),
    ("Leaving well", "Whoever leaves hands over breadcrumbs: what is next, and where it stands"),
)

_REASONS = (
    "It sounds small, but it is the habit that new colleagues say helped them most",
    "We learned it the slow way, and would rather you did not have to",
    "Try it for a month before you argue with it, and then do argue with it",
)
_PRACTICE = (
    "In practice that means ten quiet minutes at the start of the day and one line at its end",
    "In practice that means saying it early, in one place, where the others will find it",
    "In practice that means leaving things so that somebody else could go on tomorrow",
)


def paragraph(number: int) -> str:
    """Return the text of a section, counted from 0."""
    _, point = SECTIONS[number]
    reason = _REASONS[number % len(_REASONS)]
    practice = _PRACTICE[(number // 2) % len(_PRACTICE)]
    return (
        f"{point}. {reason}. {practice}. If you are unsure, ask the person next to you; if they"
        " are unsure too, you have found something worth writing down for whoever comes after you."
    )
