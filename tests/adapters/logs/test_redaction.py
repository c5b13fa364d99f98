"""No secret reaches a log, whichever way it comes in."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.logs.redaction import HIDDEN, Redaction


def redacted(**entry: object) -> dict[str, object]:
    return dict(Redaction(["the-login-token-1234"])(None, "info", dict(entry)))


@pytest.mark.parametrize(
    "secret",
    [
        "sk-ant-api03-AbCdEfGhIjKlMnOp",
        "sk-proj-0123456789abcdef",
        "xoxb-1234567890-abcdefghij",
        "xapp-1-A012-345-abcdef0123",
        "xoxp-1234567890-abcdefghij",
        "xoxe-1-My0xLTEyMzQ1Njc4",
        "xoxe.xoxp-1-Mi0yLTEyMzQ1Njc4",
        "ghp_0123456789abcdefABCDEF",
        "AIzaSyA0123456789abcdefghijk",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GaBcDe.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_",
        "the-login-token-1234",
        "sk_live_0123456789abcdef",
        "ya29.a0AfH6SMBx0123456789",
        "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_any_text(secret: str) -> None:
    entry = redacted(event=f"failed with {secret}: denied", more={"deep": [f"<{secret}>"]})
    assert secret not in str(entry)
    assert entry["event"] == f"failed with {HIDDEN}: denied"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://:hunter22@host:6379/0", f"redis://:{HIDDEN}@host:6379/0"),
        (
            "postgresql+asyncpg://me:hunter22@db/heddle refused",
            f"postgresql+asyncpg://me:{HIDDEN}@db/heddle refused",
        ),
        ("GET /login?token=hunter22&x=1", f"GET /login?token={HIDDEN}&x=1"),
        ("Authorization: Bearer hunter22hunter22", f"Authorization: Bearer {HIDDEN}"),
        ("Authorization: Token short", f"Authorization: Token {HIDDEN}"),
        ("{'cookie': 'a=1; b=2'}", f"{{'cookie': '{HIDDEN}'}}"),
        ("https://me:hunter22@host/x", f"https://me:{HIDDEN}@host/x"),
        ("https://hunter22@host/x", f"https://{HIDDEN}@host/x"),
        ("HEDDLE_SECRET_KEY=abc,def and more", f"HEDDLE_SECRET_KEY={HIDDEN},def and more"),
        ('{"api_key": "it\'s mine", "n": 1}', f'{{"api_key": {HIDDEN}, "n": 1}}'),
        ("{'bot_token': 'x', 'tokens': 12}", f"{{'bot_token': {HIDDEN}, 'tokens': 12}}"),
        ("x-api-key: abc", f"x-api-key: {HIDDEN}"),
        ("tgram://123:abc/42 failed", f"tgram://{HIDDEN} failed"),
        ("mailto://me:pw@mail.example", f"mailto://{HIDDEN}"),
        ("POST https://ntfy.sh/heddle-8s7df6", f"POST https://ntfy.sh/{HIDDEN}"),
        (
            "https://hooks.slack.com/services/T0/B0/abc: 403",
            f"https://hooks.slack.com/{HIDDEN} 403",
        ),
        (
            "/api/v10/webhooks/123/aW50ZXJhY3Rpb24/messages",
            f"/api/v10/webhooks/123/{HIDDEN}/messages",
        ),
        (
            "wss://wss.slack.com/link?ticket=abc&app_id=1",
            f"wss://wss.slack.com/link?ticket={HIDDEN}&app_id=1",
        ),
        ("GET /a/Zm9vYmFyYmF6cXV4 200", f"GET /a/{HIDDEN} 200"),
    ],
)
def test_addresses_and_headers_keep_what_is_not_secret(text: str, shown: str) -> None:
    assert redacted(event=text)["event"] == shown


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "login_token",
        "bot_token",
        "signing_secret",
        "api_key",
        "apikey",
        "password",
        "Authorization",
        "set-cookie",
    ],
)
def test_fields_with_a_secret_name_are_hidden(name: str) -> None:
    assert redacted(**{name: "anything"})[name] == HIDDEN
    assert redacted(headers={name: "anything"})["headers"] == {name: HIDDEN}


def test_what_people_need_stays() -> None:
    entry = {
        "event": "turn_ended",
        "session": 7,
        "tokens": 1200,
        "tokens_in": 5,
        "turn": "01JABCDEFGHJKLMNPQRSTV",
        "key": "channel:room",
        "ok": True,
        "nothing": None,
        "url": "http://127.0.0.1:8420/s/7?page=2",
    }
    assert redacted(**entry) == entry


@pytest.mark.parametrize(
    "text",
    [
        "the bot restarted yesterday",
        "No worker in pool default has taken this up for 30 s",
        "http://127.0.0.1:8420/s/7?page=2 is http://localhost:8420/inbox",
        "redis://queue:6379/0 and postgresql://db/heddle and unix:///tmp/a.sock",
        "a task-force-of-writers met at 12:30",
        "tokens: 1200, steps: 3, key: channel:room",
        "turn 01JABCDEFGHJKLMNPQRSTV by worker host-123-ABCD",
    ],
)
def test_words_stay(text: str) -> None:
    assert redacted(event=text)["event"] == text


KINDS = st.sampled_from(
    ["xoxb-{}", "xapp-1-{}", "xoxe.xoxp-1-{}", "sk-ant-api03-{}", "sk-proj-{}", "AIza{}", "ghp_{}"]
)
BODIES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=20)
SECRETS = st.one_of(
    st.builds(str.format, KINDS, BODIES),
    st.builds("Bearer {}".format, BODIES),
    st.builds("https://me:{}@example.org".format, BODIES),
    st.builds("gotify://host/{}".format, BODIES),
    st.builds("postgresql+asyncpg://heddle:{}@db:5432/heddle".format, BODIES),
    st.builds("HEDDLE_SLACK__BOT_TOKEN='{}'".format, BODIES),
    st.just("the-login-token-1234"),
)
AROUND = st.text(st.characters(exclude_categories=["Cs", "L", "N"]), max_size=5)


def planted(text: str) -> st.SearchStrategy[object]:
    """Return values with the text somewhere inside."""
    leaves = st.sampled_from(
        [text, ValueError(text), text.encode(), [text], {text: 1}, OSError(2, text)]
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=2),
            st.tuples(inner),
            st.dictionaries(st.sampled_from(["a", "token", "url", "7"]), inner, min_size=1),
        ),
        max_leaves=3,
    )


@given(data=st.data(), secret=SECRETS, before=AROUND, after=AROUND)
def test_a_secret_never_comes_out_wherever_it_was_planted(
    data: st.DataObject, secret: str, before: str, after: str
) -> None:
    heart = max(re.findall(r"[A-Za-z0-9]{20,}", secret), key=len, default=secret)
    value = data.draw(planted(f"{before}{secret}{after}"))
    entry = redacted(event="it happened", value=value, extra=str(value))
    assert heart not in json.dumps(entry, ensure_ascii=False)


@given(st.text(min_size=8))
def test_what_is_known_never_comes_out_as_it_is_or_in_an_address(secret: str) -> None:
    redaction = Redaction([secret])
    for form in (secret, quote(secret, safe=""), f"x{secret}y", f"/?q={quote(secret, safe='')}"):
        assert secret not in redaction.text(form).replace(HIDDEN, "")


class Unwritable:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_what_cannot_be_written_costs_nothing_else() -> None:
    cycle: dict[str, object] = {"name": "loop"}
    cycle["self"] = cycle
    entry = redacted(event="it happened", bad=Unwritable(), cycle=cycle)
    assert entry["event"] == "it happened"
    assert entry["bad"] == "<Unwritable that cannot be written: RuntimeError>"
    assert "loop" in str(entry["cycle"])


def test_an_exception_in_a_field_is_written_as_text() -> None:
    assert redacted(error=ValueError("key sk-abcdefghij0123456789"))["error"] == f"key {HIDDEN}"


def test_a_secret_that_is_read_later_is_hidden_from_then_on() -> None:
    redaction = Redaction()
    redaction.hide(["8f742231b10e8888abcd99yyyzzz85a5", "", "short"])
    assert redaction.text("signed with 8f742231b10e8888abcd99yyyzzz85a5") == f"signed with {HIDDEN}"
    assert redaction.text("a short word") == "a short word"
