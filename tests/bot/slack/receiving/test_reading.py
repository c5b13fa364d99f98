"""Slack's markup as an agent reads it, and sentences that are commands."""

import pytest

from bot.commands.sentences import sentence
from bot.slack.receiving.entities import opens_with_other, plain, users_in, without_own
from bot.slack.receiving.reading import text_of

NAMES = {"U1": "Ann", "U2": "Bob Ray"}
OWN = "U9"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("ask <@U1> and <@U2|bob> or <@U3>", "ask @Ann and @Bob Ray or @U3"),
        ("in <#C1|general> and <#C2>", "in #general and #C2"),
        ("<https://c.example/a?b=1&amp;c=2>", "https://c.example/a?b=1&c=2"),
        ("see <https://c.example|the docs>", "see the docs (https://c.example)"),
        ("<http://c.example|c.example>", "http://c.example"),
        ("<mailto:a@c.example|a@c.example> <tel:+491|+491>", "a@c.example +491"),
        ("<!here> <!channel|channel> <!subteam^S1|@team>", "@here @channel @team"),
        ("due <!date^1700000000^{date}|14 Nov 2023>", "due 14 Nov 2023"),
        ("`x &lt; y` and ```a &amp;&amp; b```", "`x < y` and ```a && b```"),
        ("hey <@U9> do it", "hey @heddle do it"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_entities_become_text(raw: str, read: str) -> None:
    assert plain(raw, NAMES, OWN) == read


def test_heddle_s_own_mention_is_taken_off_both_ends() -> None:
    assert without_own("<@U9>, fix it", OWN) == "fix it"
    assert without_own(" <@U9> <@U9|heddle>: fix <@U1> <@U9>", OWN) == "fix <@U1>"
    assert without_own("<@U1> <@U9> fix", OWN) == "<@U1> <@U9> fix"


def test_whom_a_text_is_addressed_to() -> None:
    assert opens_with_other("<@U1> look", OWN)
    assert opens_with_other("  <!subteam^S1|@team> look", OWN)
    assert not opens_with_other("<@U9> look", OWN)
    assert not opens_with_other("look, <@U1>", OWN)
    assert not opens_with_other("<!here> look", OWN)
    assert users_in("<@U1> <@U2> <@U1>") == ["U1", "U2"]


def test_messages_of_blocks_alone_are_read() -> None:
    run = [
        {"type": "text", "text": "see <this> "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " x", "style": {"code": True}},
        {"type": "link", "url": "https://c.example", "text": "docs"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "wave"},
        {"type": "broadcast", "range": "here"},
    ]
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        for text in ("one", "two")
    ]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "A & B"}},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": run},
                {"type": "rich_text_list", "style": "ordered", "elements": items},
                {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": items},
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a<b"}]},
            ],
        },
        {"type": "section", "text": {"type": "mrkdwn", "text": "*bold*"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
        {"type": "divider"},
    ]
    read = plain(text_of({"text": "", "blocks": blocks}), NAMES, OWN)
    assert read == "\n".join(
        [
            "A & B",
            "see <this> @Ann` x`docs (https://c.example)#C1:wave:@here",
            "1. one\n2. two\n  - one\n  - two",
            "> said",
            "```\na<b\n```",
            "*bold*",
            "small",
        ]
    )


def test_what_is_forwarded_goes_along() -> None:
    shared = {"is_share": True, "author_name": "Ann", "text": "the build is red"}
    preview = {"from_url": "https://c.example", "text": "C"}
    message = {"text": "look", "attachments": [shared, preview]}
    assert text_of(message) == "look\n\nForwarded from Ann:\nthe build is red"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("list my agents", "list"),
        ("List my agents, please!", "list"),
        ("show me my sessions", "list"),
        ("show running agents", "list running"),
        ("status 3", "status 3"),
        ("why?", "status"),
        ("stop it, please", "stop"),
        ("stop this session", "stop"),
        ("Pause agent 3!", "park 3"),
        ("continue", "resume"),
        ("show my inbox", "inbox"),
        ("help stop", "help stop"),
        ("cap 2", "cap 2"),
        ("snooze 3 1h", "snooze 3 1h"),
        ("share 3 with @Bob Ray", "share 3 @Bob Ray"),
        ("answer #3 Stripe", "answer #3 Stripe"),
        ("redirect 3: use Stripe", "redirect 3: use Stripe"),
        ("start --model fast Fix it", "start --model fast Fix it"),
    ],
)
def test_sentences_that_are_commands(said: str, line: str) -> None:
    assert sentence(said) == line


@pytest.mark.parametrize(
    "said",
    [
        "stop the build from failing",
        "list the failing tests",
        "answer 3 questions about cats",
        "why is the sky blue",
        "help me write a letter",
        "start a new project",
        "continue with the second part",
        "share your thoughts with @Bob",
        "note the time",
        "link checker",
        "quiet please the tests",
        "resume the download",
        "show",
        "retry with another seed",
        "",
    ],
)
def test_sentences_that_are_tasks(said: str) -> None:
    assert sentence(said) is None
