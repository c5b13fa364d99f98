import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.secrets.cipher import FernetCipher, new_key
from service.domain.errors import Refused

KEY = new_key()
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@settings(deadline=None)
@given(TEXT)
def test_what_was_encrypted_is_decrypted_and_not_readable(text: str) -> None:
    cipher = FernetCipher(KEY)
    ciphertext = cipher.encrypt(text)
    assert cipher.decrypt(ciphertext) == text
    assert len(text) < 8 or text.encode() not in ciphertext
    assert cipher.encrypt(text) != ciphertext


def test_another_key_is_refused_with_what_would_work() -> None:
    ciphertext = FernetCipher(KEY).encrypt("xoxb-token")
    other = FernetCipher(new_key())
    with pytest.raises(Refused, match="HEDDLE_SECRET_KEY=present,former") as refusal:
        other.decrypt(ciphertext)
    assert refusal.value.__cause__ is not None


def test_a_changed_ciphertext_is_refused() -> None:
    ciphertext = bytearray(FernetCipher(KEY).encrypt("xoxb-token"))
    ciphertext[20] ^= 1
    with pytest.raises(Refused):
        FernetCipher(KEY).decrypt(bytes(ciphertext))


def test_the_former_key_still_reads_and_the_present_one_writes() -> None:
    former, present = new_key(), new_key()
    old = FernetCipher(former).encrypt("secret")
    both = FernetCipher(f"{present}, {former}")
    assert both.decrypt(old) == "secret"
    new = both.encrypt("another")
    assert FernetCipher(present).decrypt(new) == "another"
    with pytest.raises(Refused):
        FernetCipher(former).decrypt(new)


@pytest.mark.parametrize(
    "keys",
    ["", " , ", "password", KEY[:-4], f"{KEY},short", "ä" * 44],
    ids=["nothing", "blanks", "a password", "a cut key", "one of two", "no ASCII"],
)
def test_what_is_no_key_is_refused_without_being_shown(keys: str) -> None:
    with pytest.raises(Refused, match="generate_key") as refusal:
        FernetCipher(keys)
    assert "password" not in str(refusal.value)


def test_derived_bytes_belong_to_one_purpose_and_the_first_key() -> None:
    other = new_key()
    cookies = FernetCipher(KEY).derived("cookies")
    assert len(cookies) == 32
    assert FernetCipher(f"{KEY},{other}").derived("cookies") == cookies
    assert FernetCipher(KEY).derived("csrf") != cookies
    assert FernetCipher(f"{other},{KEY}").derived("cookies") != cookies


@settings(deadline=None)
@given(TEXT)
def test_what_was_sealed_is_unsealed_and_fits_an_address(text: str) -> None:
    cipher = FernetCipher(KEY)
    token = cipher.seal("answer", text)
    assert cipher.unseal("answer", token) == text
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)


def test_a_token_is_for_one_purpose_and_one_key() -> None:
    token = FernetCipher(KEY).seal("answer", "item 1")
    for cipher, purpose in ((FernetCipher(KEY), "page"), (FernetCipher(new_key()), "answer")):
        with pytest.raises(Refused, match="not valid"):
            cipher.unseal(purpose, token)


def test_a_token_is_no_ciphertext_of_a_secret() -> None:
    cipher = FernetCipher(KEY)
    with pytest.raises(Refused, match="not valid"):
        cipher.unseal("answer", cipher.encrypt("item 1").decode().rstrip("="))


TOKEN = FernetCipher(KEY).seal("answer", "item 1")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a",
        "é" * 100,
        "none such",
        "\0",
        TOKEN[:-1],
        TOKEN[:-6],
        TOKEN[:30] + "!" + TOKEN[30:],
        TOKEN + "=",
        TOKEN + "\n",
        TOKEN + "AAAA",
        TOKEN[:40] + ("A" if TOKEN[40] != "A" else "B") + TOKEN[41:],
    ],
    ids=[
        "nothing",
        "a letter",
        "no ASCII",
        "words",
        "NUL",
        "one short",
        "six short",
        "a foreign sign",
        "padding",
        "a line",
        "more",
        "a changed letter",
    ],
)
def test_what_was_not_sealed_is_refused(token: str) -> None:
    with pytest.raises(Refused, match="Answer in the conversation"):
        FernetCipher(KEY).unseal("answer", token)


def test_a_token_outlives_a_rotation() -> None:
    former, present = new_key(), new_key()
    token = FernetCipher(former).seal("answer", "item 1")
    assert FernetCipher(f"{present},{former}").unseal("answer", token) == "item 1"
    renewed = FernetCipher(f"{present},{former}").seal("answer", "item 1")
    assert FernetCipher(present).unseal("answer", renewed) == "item 1"
