"""The scripts of the demo model: for each prompt, what it does step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.adapters.model.demo_endings import ENDINGS
from service.adapters.model.demo_handbook import SECTIONS, paragraph
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
from service.domain.providers import PROVIDERS

_PAPERS = {
    "weaving-loops": "Loops in agents are found sooner by their results than by their words.",
    "shared-attention": "People answer more of fewer questions, if each names a default.",
    "saved-work": "Work that is saved before it is announced is never announced in vain.",
}
_LEADS = {
    "Executives": "In one sentence: fewer interruptions, each worth it, and nothing is lost.",
    "Engineers": "In one sentence: compare results, batch questions, write before you report.",
    "Students": "In one sentence: check what changed, ask well, and save your work first.",
}
_OPEN = "Audience: not decided yet."


def _compare_start(story: Story) -> Step:
    found = f" You attached {len(story.attached)} file(s)." if story.attached else ""
    return Step(
        f"I will note each paper on its own, then compare them in one summary.{found}",
        (
            breadcrumb("Look at the papers, then note each of them."),
            ("list_files", {"path": "."}),
        ),
    )


def _compare_read(story: Story) -> Step:
    if not story.attached:
        return Step(
            "Nothing is attached, so I take three made-up papers to show how it goes.",
            (breadcrumb("Write a note on each of the three papers."),),
        )
    return Step(
        "First I look into what you attached.",
        [("read_file", {"path": path, "lines": 40}) for path in story.attached[:3]],
    )


def _papers(story: Story) -> Mapping[str, str]:
    """Name the notes after what was attached, if anything was."""
    names = [path.rpartition("/")[2].rpartition(".")[0] or path for path in story.attached[:3]]
    slugs = [plain(name).replace(" ", "-").strip(".").lower()[:40] for name in names]
    chosen = [slug for slug in slugs if slug] or list(_PAPERS)
    return dict(zip(chosen, _PAPERS.values(), strict=False))


def _compare_note(story: Story) -> Step:
    notes = [
        write(
            f"notes/{number}-{name}.md",
            f"# {name}\n\nMain point: {point}\n\n(A note of the scripted demo.)\n",
        )
        for number, (name, point) in enumerate(_papers(story).items(), 1)
    ]
    return Step("Here are the notes, one file each.", notes)


def _compare_write(story: Story) -> Step:
    rows = "\n".join(f"| {name} | {point} |" for name, point in _papers(story).items())
    summary = f"# The papers compared\n\n{_OPEN}\n\n| paper | main point |\n| --- | --- |\n{rows}\n"
    return Step(
        "The notes agree on one thing: say less, and keep what you have. Now the summary.",
        (
            write("summary.md", summary),
            breadcrumb("Ask who the summary is for, then fit it to them."),
        ),
    )


def _compare_ask(_story: Story) -> Step:
    question = {
        "question": "Who will read the summary? Its opening depends on that.",
        "choices": list(_LEADS),
        "default": "Engineers",
        "reversible": True,
    }
    return Step("One thing only you know:", (("ask_person", question),))


def _compare_edit(story: Story) -> Step:
    audience = plain(story.answer) or "Engineers"
    lead = _LEADS.get(audience, "In one sentence: ask less, compare results, save first.")
    new = f"Audience: {audience}.\n\n{lead}"
    return Step(
        f"For {audience}, then. I fit the opening to them.",
        (("edit_file", {"path": "summary.md", "old": _OPEN, "new": new}),),
    )


def _compare_finish(story: Story) -> Step:
    notes = [f"notes/{number}-{name}.md" for number, name in enumerate(_papers(story), 1)]
    summary = f"The papers are compared in summary.md, for {plain(story.answer) or 'engineers'}."
    return Step("Done.", (finish(summary, "summary.md", *notes),))


def _decide_ask(_story: Story) -> Step:
    question = {
        "question": "Stripe is quicker to start with; Adyen is cheaper once you sell in many"
        " countries. Which one?",
        "choices": ["Stripe", "Adyen"],
        "default": "Stripe",
        "reversible": False,
    }
    return Step(
        "Both would work. What tips it is something only you know: how soon you must start,"
        " and in how many countries you will sell.",
        (breadcrumb("Write down the decision once it is taken."), ("ask_person", question)),
    )


def _decide_write(story: Story) -> Step:
    choice = plain(story.answer) or "Stripe"
    return Step(
        f"{choice} it is. I write the decision down with its reason.",
        (write("decision.md", f"# Payments\n\nDecision: {choice}.\n\nTaken by a person.\n"),),
    )


def _decide_finish(story: Story) -> Step:
    choice = plain(story.answer) or "Stripe"
    return Step("", (finish(f"Decided: {choice}. It stands in decision.md.", "decision.md"),))


_EXCUSES = (
    "The report is made in billing/report.py. Let me read it.",
    "That should have worked. I look at it again.",
    "Perhaps it was only just being written. Once more.",
    "The file must be there; the report comes from somewhere.",
    "I will read it from the start.",
    "Another try, now that I know what I am looking for.",
    "It may have been renamed and renamed back.",
    "Reading it is the quickest way to know.",
    "One more look before I think of anything else.",
    "I am fairly sure of the path.",
    "Let me check the file itself.",
    "A last look at the report's code.",
)


_LOSES_HEART = 4
"""From this step on it takes its time: whoever is told that it loops can step in."""


def _loop_read(story: Story) -> Step:
    if story.steered:
        return _loop_finish(story)
    call = ("read_file", {"path": "billing/report.py"})
    return Step(_EXCUSES[story.step], (call,), slower=20 if story.step >= _LOSES_HEART else 1)


def _loop_end(story: Story) -> Step:
    if story.steered:
        return _loop_finish(story)
    return Step(
        "I could not read billing/report.py in twelve tries, so I do not know why the report is"
        " empty. Give me a hint and I go on from here."
    )


def _loop_finish(story: Story) -> Step:
    hint = f"That breaks the loop: {story.quote}. " if story.quote else "That breaks the loop. "
    summary = "The path was wrong. With your hint the report's cause is noted in finding.md."
    return Step(
        f"{hint}I was reading a file that is not there.",
        (
            write("finding.md", "# Empty report\n\nThe code that was read does not exist here.\n"),
            finish(summary, "finding.md"),
        ),
    )


def _limited_write(_story: Story) -> Step:
    notes = "# Release notes in short\n\n- Waits are shown.\n- Nothing is lost while waiting.\n"
    return Step(
        "The provider let me through after a wait; you could see until when. Here are the notes.",
        (write("release-notes.md", notes), breadcrumb("Hand over the release notes.")),
    )


def _limited_finish(_story: Story) -> Step:
    summary = "The release notes are in release-notes.md; the rate limit cost a few seconds."
    return Step("", (finish(summary, "release-notes.md"),))


def _small(thought: str, path: str, content: str, summary: str) -> Sequence[Part]:
    """Return a script of three steps that ends with one small file."""
    return (
        lambda _: Step(thought, (breadcrumb(f"Write {path}."),)),
        lambda _: Step(content, (write(path, content + "\n"),)),
        lambda _: Step("", (finish(summary, path),)),
    )


def _section_path(number: int) -> str:
    return f"sections/{number + 1:02}-{SECTIONS[number][0].lower().replace(' ', '-')}.md"


def _section(number: int) -> Part:
    def part(_story: Story) -> Step:
        title = SECTIONS[number][0]
        text = paragraph(number)
        calls = [write(_section_path(number), f"## {title}\n\n{text}\n")]
        if number % 3 == 0:
            calls.append(breadcrumb(f"Section {number + 2} of {len(SECTIONS)} is next."))
        return Step(f"**{title}.** {text}", calls, slower=2.0)

    return part


def _handbook_finish(_story: Story) -> Step:
    paths = [_section_path(number) for number in range(len(SECTIONS))]
    return Step("", (finish(f"The handbook has {len(paths)} sections, in sections/.", *paths),))


SCRIPTS: Mapping[str, Sequence[Part]] = {
    demo.COMPARE: (
        _compare_start,
        _compare_read,
        _compare_note,
        _compare_write,
        _compare_ask,
        _compare_edit,
        _compare_finish,
    ),
    demo.DECIDE: (_decide_ask, _decide_write, _decide_finish),
    **ENDINGS,
    demo.LOOP: (*(_loop_read for _ in _EXCUSES), _loop_end, _loop_end),
    demo.LIMITED: (_limited_write, _limited_finish),
    demo.HAIKU: _small(
        "Five, seven, five syllables; something with threads that keep apart. I try a few.",
        "haiku.md",
        "Threads rise, threads let go.\nThe heddle keeps them apart.\nCloth grows by the row.",
        "A haiku, in haiku.md.",
    ),
    demo.NAMES: _small(
        "Short, easy to call over the wind, and not one that every harbour has twice.",
        "names.md",
        "- Tern\n- Little Heron\n- Fathom\n- Marigold\n- Second Wind",
        "Five names, in names.md; my favourite is Second Wind.",
    ),
    demo.LETTER: _small(
        "Friendly first: most unpaid invoices are forgotten ones. Clear date, easy next step.",
        "reminder.md",
        "Hello,\n\nour invoice of last month seems to have slipped through. Could you have a look"
        " and let us know when we may expect the payment?\n\nMany thanks!",
        "The reminder is in reminder.md.",
    ),
    demo.HANDBOOK: (*(_section(number) for number in range(len(SECTIONS))), _handbook_finish),
}


def next_step(story: Story) -> Step:
    """Return what the demo model does next; what people wrote is acknowledged first."""
    script = SCRIPTS.get(story.prompt, ())
    if story.step >= len(script):
        return _explained(over=bool(script))
    step = script[story.step](story)
    if not story.remarks or story.prompt == demo.LOOP:
        return step
    noted = f"Noted: {story.quote or 'your message'}. I keep that in mind and go on.\n\n"
    return replace(step, text=noted + step.text)


def _explained(*, over: bool) -> Step:
    """Say that no script is for this, and end: nothing is asked, and nothing is left to do."""
    text = explanation(over=over)
    return Step(text, (finish(text.partition("\n")[0]),))


def explanation(*, over: bool = False) -> str:
    """Return what the demo model says to anything that no script is for."""
    opening = (
        "This script is at its end, and I am only the offline demo model: I cannot go on from here."
        if over
        else "I am the offline demo model: my replies are scripted, so I cannot work on that."
    )
    keys = ", ".join(f"`{provider.variable}`" for provider in PROVIDERS[:3])
    tries = "\n".join(f"- {prompt}" for offer in demo.OFFERS for prompt in offer.prompts)
    return (
        f"{opening}\n\nFor a real model, set the key of a provider in the environment ({keys} …)"
        " and start again, or type it into the Models panel on the page.\n\n"
        f"Without a key you can try one of these, word for word, in a new thread:\n\n{tries}"
    )
