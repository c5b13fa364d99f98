"""No secret reaches a log, whichever way it comes in."""

import pytest

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


def test_an_exception_in_a_field_is_written_as_text() -> None:
    assert redacted(error=ValueError("key sk-abcdefghij0123456789"))["error"] == f"key {HIDDEN}"


def test_a_secret_that_is_read_later_is_hidden_from_then_on() -> None:
    redaction = Redaction()
    redaction.hide(["8f742231b10e8888abcd99yyyzzz85a5", "", "short"])
    assert redaction.text("signed with 8f742231b10e8888abcd99yyyzzz85a5") == f"signed with {HIDDEN}"
    assert redaction.text("a short word") == "a short word"
