"""Cards as Discord's messages: within its limits, nothing of them lost, nobody mentioned."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.discord.api.refusals import refusal
from bot.discord.rendering import ask, card, digest, limits, result, signs
from bot.discord.rendering.dialect import words
from bot.discord.rendering.parts import Message, button
from bot.presenter.cards import Act, AskCard, Button, Mark, NoticeCard, StatusCard, Style
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import ItemKind
from tests.bot.discord.rendering.checking import check_message, labels
from tests.bot.slack.rendering import scenes

WORDS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(["@everyone", "<@1>", "**", "`", "```", "\n", "x" * 90, "🙂" * 60, "# "]),
        max_size=12,
    ).map("".join),
)


def described(message: Message) -> str:
    return "\n".join(each.get("description", "") for each in message.embeds)


@pytest.mark.parametrize("name", list(scenes.ask_cards()))
def test_asks_are_taken(name: str) -> None:
    check_message(ask.message(scenes.ask_cards()[name], reply="or reply in this thread"))


@pytest.mark.parametrize("name", list(scenes.status_cards()))
def test_status_cards_are_taken(name: str) -> None:
    check_message(card.message(scenes.status_cards()[name]))


def test_a_card_says_what_is_asked() -> None:
    cards, asks = scenes.status_cards(), scenes.ask_cards()
    short = described(card.message(replace(cards["needs-you"], asks=(asks["question"],))))
    assert "❓ Stripe or Adyen?" in short.splitlines()
    long = described(card.message(replace(cards["needs-you"], asks=(asks["many"],))))
    assert "❓ Which of the twelve suppliers" in long
    assert "Waiting" not in short + long


def test_a_question_has_its_choices_side_by_side() -> None:
    found = ask.message(scenes.ask_cards()["question"])
    assert found.content.startswith("❓ **3 · Checkout: Stripe or Adyen?")
    [first, more] = found.rows
    shown = [each["label"] for each in first["components"]]
    assert shown == ["Stripe", "Adyen", "Both, behind a switch", "Other…"]
    pressed = values.decode(first["components"][1]["custom_id"])
    assert (pressed.act, pressed.choice, pressed.item) == (Act.CHOOSE, 1, scenes.WHICH.id)
    assert more["components"][0]["options"][0]["label"] == "Snooze 10 minutes"
    assert "[Open the thread](<https://shop.slack.com" in described(found)


def test_many_choices_are_a_menu() -> None:
    found = ask.message(scenes.ask_cards()["many"])
    assert [row["components"][0]["type"] for row in found.rows] == [3, 2, 3]
    offered = found.rows[0]["components"][0]["options"]
    assert len(offered) == 12
    assert values.decode(offered[11]["value"]).choice == 11


def test_more_choices_than_a_menu_holds_are_told() -> None:
    shown = scenes.ask_cards()["many"]
    choices = [replace(shown.choices[0], label=f"Choice {n}", choice=n) for n in range(40)]
    found = ask.message(replace(shown, choices=choices))
    check_message(found)
    assert len(found.rows[0]["components"][0]["options"]) == limits.OPTIONS
    assert "The last 15 do not fit into the menu" in described(found)


def test_long_choices_are_written_out_and_numbered() -> None:
    found = ask.message(scenes.ask_cards()["long"])
    assert "**1.** Drop \\`legacy_total\\` now and rebuild" in described(found)
    assert any(label.startswith("1. Drop legacy_total now") for label in labels(found))


def test_an_outcome_has_nothing_to_press() -> None:
    found = ask.message(scenes.ask_cards()["answered"])
    assert found.rows == found.embeds == ()
    assert "☑️ Answered by Bob" in found.content


def test_a_status_card_in_a_few_lines() -> None:
    found = card.message(scenes.status_cards()["working"])
    [box] = found.embeds
    assert found.content == ""
    assert box["title"] == "⚙️ 4 · Speed up the product search"
    assert box["url"] == scenes.LINK
    assert "**Next** Measure the new index" in box["description"]
    assert box["footer"]["text"].startswith(card.footer(SessionNumber(4)))
    assert "14 steps" in box["footer"]["text"]
    assert labels(found)["Stop"] == Value(Act.COMMAND, session=SessionNumber(4), text="stop 4")


def test_a_status_card_shows_as_many_asks_as_have_room() -> None:
    shown = scenes.ask_cards()["question"]
    asks = [
        replace(
            shown,
            item=ItemId(f"item{n}"),
            choices=[replace(each, item=ItemId(f"item{n}")) for each in shown.choices],
        )
        for n in range(7)
    ]
    found = card.message(replace(scenes.status_cards()["needs-you"], asks=asks))
    check_message(found)
    assert len(found.rows) == limits.ROWS
    assert "And 3 more: `/heddle inbox`" in described(found)


def test_a_result_and_a_summary() -> None:
    done = result.message(scenes.result())
    check_message(done)
    assert "Open the thread" in labels(done)
    assert "`prices.csv`" in described(done)
    told = digest.message(scenes.summary())
    check_message(told)
    assert labels(told)["3: Stripe"].item == scenes.WHICH.id


def test_news_keep_what_to_do_about_them() -> None:
    why = str(refusal("create_message", 403, 50013, ""))
    body = f"{why} The work is safe: *it* comes here. `/heddle status 4` shows how it stands."
    said = digest.message(NoticeCard("4 · Haiku: lost its thread.", (body,))).content
    assert "“Embed Links” and “Attach Files” in the channel's settings" in said
    assert said.endswith("\\*it\\* comes here. `/heddle status 4` shows how it stands.")
    assert "`" not in digest.message(NoticeCard("News", ("a ` alone",))).content.replace("\\`", "")


def test_what_somebody_wrote_is_quoted_line_by_line() -> None:
    card = NoticeCard(
        "Bob redirected session 3:", quoted=("Use *Stripe* @everyone", "", "# not Adyen")
    )
    found = digest.message(card)
    check_message(found)
    title, *quoted = found.content.split("\n")
    assert title == "**Bob redirected session 3:**"
    assert [line[:2].strip() for line in quoted] == [">", ">", ">"]
    assert "\\*Stripe\\*" in quoted[0]
    long = digest.message(NoticeCard("Bob redirected session 3:", quoted=("word " * 900,) * 30))
    check_message(long)
    assert long.content.endswith("…")


def test_the_longest_ask_is_taken() -> None:
    shown = scenes.ask_cards()["many"]
    long = "long words " * 40
    choices = [replace(shown.choices[0], label=f"{n} {long}", choice=n) for n in range(60)]
    link = "https://shop.slack.com/" + "x" * 400
    told = replace(shown, body=long * 40, context=long, deadline=long, choices=choices, link=link)
    check_message(ask.message(told, reply="or reply in this thread"))
    check_message(digest.message(replace(scenes.summary(), title=long, lines=[long] * 30)))


def test_a_long_digest_says_what_is_left_out() -> None:
    shown = scenes.ask_cards()["many"]
    told = replace(scenes.summary(), asks=[shown] * 30, more=2)
    found = digest.message(told)
    check_message(found)
    assert "`/heddle inbox` shows everything" in found.content


@settings(deadline=None, max_examples=60)
@given(WORDS, st.integers(1, 2**31 - 1), st.integers(0, 99))
def test_any_words_are_taken(text: str, number: int, choice: int) -> None:
    found = scenes.ask_cards()["many"]
    pressed = Button(text, Act.CHOOSE, "t" * 22, SessionNumber(number), found.item, choice)
    assert len(button(replace(pressed, style=Style.PRIMARY))["custom_id"]) <= limits.VALUE
    evil = replace(
        found,
        headline=text,
        title=text,
        ask=text,
        body=text,
        context=text,
        deadline=text,
        choices=[pressed],
        outcome="",
    )
    check_message(ask.message(evil, reply="or reply"))
    check_message(ask.message(replace(evil, outcome=text or "x")))
    check_message(result.message(replace(scenes.result(), title=text, text=text, facts=text)))
    check_message(digest.message(replace(scenes.summary(), title=text, lines=[text], asks=[evil])))
    check_message(digest.message(NoticeCard(text, quoted=[text] * 9)))
    status = _status(text, [evil])
    check_message(card.message(status))


def _status(text: str, asks: list[AskCard]) -> StatusCard:
    shown = scenes.status_cards()["held-up"]
    found = replace(shown, title=text, state=text, doing=text, next=text, people=text)
    return replace(found, wait_reason=text, asks=asks)


def test_every_state_and_kind_has_its_sign() -> None:
    for mark in Mark:
        assert signs.REACTIONS[mark]
        assert signs.TAGS[mark]
        assert signs.COLOURS[mark]
    for kind in ItemKind:
        assert signs.of_kind(kind)


def test_words_are_one_harmless_line() -> None:
    assert words("a\n# b <@1> @everyone *x*") == "a # b <\u2060@\u20601> @\u2060everyone \\*x\\*"
    assert words("# a") == "\\# a"
