"""Scripts of the demo model that show how a turn can end: by default, in prose, too early."""

from collections.abc import Mapping, Sequence

from service.adapters.model.demo_story import (
    Part,
    Step,
    Story,
    breadcrumb,
    finish,
    plain,
    write,
)
from service.domain import demo


def _repository_ask(_story: Story) -> Step:
    question = {
        "question": "What should the new repository be called?",
        "choices": ["loomworks", "threadbare", "warp-and-weft"],
        "default": "loomworks",
        "reversible": True,
        "decide_after_minutes": 5,
    }
    return Step(
        "Three names are free. A repository can be renamed later, so I do not need to be kept"
        " waiting for this.",
        (breadcrumb("Note the name of the repository."), ("ask_person", question)),
    )


def _repository_write(story: Story) -> Step:
    name = plain(story.answer).split(" (")[0] or "loomworks"
    return Step(f"{name}, then.", (write("repository.md", f"# Repository\n\nName: {name}\n"),))


def _repository_finish(_story: Story) -> Step:
    return Step("", (finish("The name is noted in repository.md.", "repository.md"),))


def _offsite_ask(_story: Story) -> Step:
    return Step(
        "I have two plans for the day, both for twelve people and within the usual budget: a boat"
        " on the lake with a picnic, or a pottery course with lunch in town. Tell me which of the"
        " two you prefer and I write the invitation."
    )


def _offsite_write(story: Story) -> Step:
    choice = plain(story.remarks or story.answer) or "The boat"
    text = f"# Our day out\n\nPlan: {choice}\n\nWe meet at nine.\n"
    return Step("Here is the invitation.", (write("invitation.md", text),))


def _offsite_finish(_story: Story) -> Step:
    return Step("", (finish("The invitation is in invitation.md.", "invitation.md"),))


def _changelog_stop(_story: Story) -> Step:
    return Step("The changelog is sorted by version now. I'll now update the release notes.")


def _changelog_write(_story: Story) -> Step:
    notes = "# Release notes\n\n- The changelog is sorted by version.\n"
    return Step("On with the release notes.", (write("release-notes.md", notes),))


def _changelog_finish(_story: Story) -> Step:
    return Step("", (finish("Changelog and release notes are tidy.", "release-notes.md"),))


def _letter_begin(story: Story) -> Step:
    return Step(
        "I have read the letter. Its first line in Dutch would be",
        (breadcrumb("Write welkom.md."),),
        silent=not story.steered,
    )


def _letter_write(_story: Story) -> Step:
    return Step("Welkom, fijn dat je er bent!", (write("welkom.md", "Welkom bij ons!\n"),))


def _letter_finish(_story: Story) -> Step:
    return Step("", (finish("The letter is in welkom.md.", "welkom.md"),))


ENDINGS: Mapping[str, Sequence[Part]] = {
    demo.REPOSITORY: (_repository_ask, _repository_write, _repository_finish),
    demo.OFFSITE: (_offsite_ask, _offsite_write, _offsite_finish),
    demo.CHANGELOG: (_changelog_stop, _changelog_write, _changelog_finish),
    demo.SILENT: (_letter_begin, _letter_write, _letter_finish),
}
"""The scripts, by their prompt."""
