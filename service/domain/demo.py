"""What the offline demo model can be asked, as data: the first page offers it as buttons.

The model recognises a script by its prompt, word for word. The scripts themselves stand
with the model; this module has no more than a front end needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: a short `label`, `shows` what it lets one see, and what it writes.

    Each of the `prompts` starts a session of its own.
    """

    label: str
    shows: str
    prompts: Sequence[str]


COMPARE = "Compare these three papers and save a summary"
DECIDE = "Should our shop take payments with Stripe or with Adyen?"
LOOP = "Find out why the nightly billing report is empty"
LIMITED = "Summarise the release notes while the provider is busy"
HAIKU = "Write a haiku about weaving"
NAMES = "Suggest five names for a small sailing boat"
LETTER = "Draft a friendly reminder about an unpaid invoice"
HANDBOOK = "Write a handbook for new team members, one section at a time"
REPOSITORY = "Pick a name for the new repository"
OFFSITE = "Plan our team's day out"
SILENT = "Translate the welcome letter into Dutch"
CHANGELOG = "Tidy up the changelog and the release notes"

OFFERS: Sequence[Offer] = (
    Offer(
        "A task with files",
        "The agent writes files, asks one question and saves the result.",
        (COMPARE,),
    ),
    Offer("One that asks", "The agent needs a decision and waits for it.", (DECIDE,)),
    Offer(
        "One that decides by default",
        "The agent goes with its default unless you object in time.",
        (REPOSITORY,),
    ),
    Offer(
        "Two that end oddly",
        "One asks in prose instead of with buttons, one stops before it is done.",
        (OFFSITE, CHANGELOG),
    ),
    Offer(
        "One that loops",
        "The agent repeats itself until somebody gives it a hint.",
        (LOOP,),
    ),
    Offer(
        "One that is rate-limited",
        "The provider makes the agent wait, and the wait is shown.",
        (LIMITED,),
    ),
    Offer(
        "One that falls silent",
        "Its stream stops in the middle. You are told after a minute, and can have it asked again.",
        (SILENT,),
    ),
    Offer("Three at once", "Three sessions side by side.", (HAIKU, NAMES, LETTER)),
    Offer(
        "A long one",
        "About a minute of work: steer it, stop it, or kill its worker.",
        (HANDBOOK,),
    ),
)
