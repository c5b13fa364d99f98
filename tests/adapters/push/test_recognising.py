"""What people type, and what is made of it without ever telling it on."""

import logging
import re

import pytest
from apprise import Apprise
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.clock.system import SystemClock
from service.adapters.push import apprise
from service.adapters.push.pusher import Pushes
from service.adapters.push.quiet import keep_addresses_out_of_logs
from service.adapters.push.recognising import recognise
from service.domain.errors import Misconfigured, Permanent, Refused
from service.domain.phones import Address
from service.ports.push import Push
from tests.adapters.push.conftest import TOKEN

HOME = "https://ntfy.sh"
SECRET = "s3cretTopic"


@pytest.mark.parametrize(
    ("typed", "kept", "label"),
    [
        ("ntfy://lan:8080/topic", "ntfy://lan:8080/topic", "ntfy on lan:8080"),
        ("ntfy://lan:80/topic", "ntfy://lan/topic", "ntfy on lan"),
        (
            "ntfys://push.example.org/topic",
            "ntfys://push.example.org/topic",
            "ntfy on push.example.org",
        ),
        (
            "ntfys://PUSH.Example.org:443/Topic/",
            "ntfys://push.example.org/Topic",
            "ntfy on push.example.org",
        ),
        ("https://ntfy.sh/topic", "ntfys://ntfy.sh/topic", "ntfy on ntfy.sh"),
        ("http://ntfy.sh/topic", "ntfys://ntfy.sh/topic", "ntfy on ntfy.sh"),
        (" ntfy://ntfy.sh/topic ", "ntfys://ntfy.sh/topic", "ntfy on ntfy.sh"),
        ("ntfy://[::1]:8080/topic", "ntfy://[::1]:8080/topic", "ntfy on [::1]:8080"),
        ("NTFYS://lan/topic", "ntfys://lan/topic", "ntfy on lan"),
    ],
)
def test_an_address_of_ntfys(typed: str, kept: str, label: str) -> None:
    known = recognise(typed, TOKEN, HOME)
    assert (known.service, known.label, known.answers) == ("ntfy", label, True)
    assert known.address.url == kept
    assert recognise(kept, TOKEN, HOME) == known


def test_a_home_server_can_be_written_like_a_page() -> None:
    known = recognise("http://10.0.0.2:8093/topic", TOKEN, "http://10.0.0.2:8093")
    assert known.address.url == "ntfy://10.0.0.2:8093/topic"


def test_ntfy_alone_makes_a_topic_of_the_token() -> None:
    one, two = recognise("ntfy", TOKEN, HOME), recognise("NTFY ", TOKEN[::-1], HOME)
    assert re.fullmatch(r"ntfys://ntfy\.sh/heddle-[a-z2-7]{24}", one.address.url)
    assert re.fullmatch(r"heddle-r-[a-z2-7]{24}", one.address.replies)
    assert (
        len({one.address.url, two.address.url})
        == len({one.address.replies, two.address.replies})
        == 2
    )


def test_the_reply_topic_cannot_be_guessed_from_the_topic() -> None:
    known = recognise("ntfy", TOKEN, HOME)
    assert known.address.url[-24:] != known.address.replies[-24:]
    assert TOKEN.lower() not in f"{known.address.url}{known.address.replies}".lower()


@pytest.mark.parametrize(
    ("typed", "works"),
    [
        ("", "Write ntfy for a new topic"),
        ("my phone", "Write ntfy for a new topic"),
        ("foo://bar", "Write ntfy for a new topic"),
        ("https://push.example.org/topic", "Write ntfys://HOST/TOPIC"),
        ("http://push.example.org/topic", "ntfy://HOST/TOPIC"),
        ("ntfy://topic", "Write ntfys://HOST/TOPIC"),
        ("ntfys://host/", "names one topic"),
        ("ntfys://host/a/b", "names one topic"),
        ("ntfys://host/a,b", "names one topic"),
        ("ntfys://host/a#b", "names one topic"),
        (f"ntfys://host/{'a' * 65}", "names one topic"),
        ("ntfys://host:port/a", "Write ntfys://HOST/TOPIC"),
        ("ntfys://host:99999/a", "Write ntfys://HOST/TOPIC"),
        ("ntfys://[::1/a", "Write ntfys://HOST/TOPIC"),
        ("ntfys://[fe80::1%eth0]/a", "names its server"),
        ("ntfys://[fe80::zz]/a", "Write ntfys://HOST/TOPIC"),
        ("ntfys:///a", "names its server"),
        ("ntfys://ho st/a", "names its server"),
        ("ntfys://user@host/a", "half of a login"),
        ("ntfys://:password@host/a", "half of a login"),
        ("ntfys://host/a?auth=bm90aGluZw", "no login"),
        ("ntfys://host/a?auth=QmFzaWMgYQpYLUV2aWw6IGI", "no login"),
        ("ntfys://host/a?priority=5", "only auth="),
        ("dbus://", "stays on the machine"),
        ("gnome://", "stays on the machine"),
        ("glib://", "stays on the machine"),
        ("kde://", "stays on the machine"),
        ("qt://", "stays on the machine"),
        ("macosx://", "stays on the machine"),
        ("windows://", "stays on the machine"),
        ("syslog://", "stays on the machine"),
        ("rsyslog://host", "stays on the machine"),
        ("blink1://", "stays on the machine"),
        ("file:///etc/passwd", "Write ntfy for a new topic"),
        ("exec://rm", "Write ntfy for a new topic"),
        ("slack://", "percent-encoded"),
        ("json://a.example, json://b.example", "one at a time"),
        ("json://a.example,json://b.example", "one at a time"),
        ("workflows://host/a/b?template=/etc/passwd", "leave out template"),
        ("discord://1/a?Template=file:///etc/passwd", "leave out template"),
        ("fcm://project/token?keyfile=/etc/passwd", "leave out keyfile"),
        ("mailto://u:p@mail.example?pgp=yes&pgppub=/etc/passwd", "leave out pgp, pgppub"),
        ("x" * 2_001, "at most 2,000 characters"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_would_work(typed: str, works: str) -> None:
    with pytest.raises(Refused, match=re.escape(works)):
        recognise(typed, TOKEN, HOME)


def test_all_parameters_that_name_files_are_refused() -> None:
    """A new version of Apprise may bring more of them: then they belong into READS_FILES."""
    known = {
        name.lower()
        for service in Apprise().details(show_disabled=True)["schemas"]
        for name in service["details"]["args"]
    }
    suspicious = {name for name in known if re.search(r"file|pgp|template|path", name)}
    # Ours alone speaks to ntfy; Synology is sent an address, Fluxer and Matrix a part of one,
    # Telnyx and the like the name of something that the service keeps.
    harmless = {"filename", "file_url", "path", "profile"}
    assert suspicious - harmless == suspicious & apprise.READS_FILES | {"template"}


@pytest.mark.parametrize(
    ("typed", "service", "label"),
    [
        ("mailto://me:s3cretTopic@gmail.com", "E-Mail", "E-mail via smtp.gmail.com"),
        ("mailtos://me:s3cretTopic@mail.example.org:465", "E-Mail", "E-mail via mail.example.org"),
        ("mailto://me:s3cretTopic@mail.example.org?smtp=in%20valid", "E-Mail", "E-Mail"),
        ("tgram://123456789:abcdefg_hijklmnop/s3cretTopic", "Telegram", "Telegram"),
        ("pover://me@s3cretTopic", "Pushover", "Pushover"),
        ("gotifys://push.example.org/s3cretTopic", "Gotify", "Gotify"),
        ("json://me:s3cretTopic@hooks.example.org/a,b", "JSON", "JSON"),
    ],
)
def test_a_service_of_apprises(typed: str, service: str, label: str) -> None:
    known = recognise(typed, TOKEN, HOME)
    assert (known.service, known.label, known.answers) == (service, label, False)
    assert known.address == Address(typed)


@pytest.mark.parametrize(
    "server", ["", "ntfy.sh", "ftp://a", "https://", "https://a/b", "https://a?b", "https://a:b"]
)
def test_a_wrong_server_is_a_wrong_setting(server: str) -> None:
    with pytest.raises(Misconfigured, match="https://HOST"):
        Pushes(SystemClock(), server)


async def test_the_reply_topics_server() -> None:
    pushes = Pushes(SystemClock(), "https://ntfy.sh/")
    assert pushes.server_of(pushes.recognise("ntfy", TOKEN).address) == "https://ntfy.sh"
    assert pushes.server_of(pushes.recognise("pover://u@t", TOKEN).address) == ""
    await pushes.close()


@pytest.mark.parametrize("kept", ["ntfys://host/a/b", "dbus://", "nothing"])
async def test_an_address_kept_from_another_version_fails_for_good(kept: str) -> None:
    pushes = Pushes(SystemClock())
    with pytest.raises(Permanent, match="add it again"):
        await pushes.send(Address(kept), Push("t", "b"))
    await pushes.close()


OURS = ("ntfy", "ntfys", "http", "https")
THEIRS = ("mailto", "json", "gotify", "tgram", "pover", "slack", "discord", "matrix", "workflows")
MORE = ("fcm", "vapid", "dbus", "signal", "sns", "ses", "deltachat", "sogs", "msteams", "nostr")
SCHEMES = st.sampled_from((*OURS, *THEIRS, *MORE))
PARTS = st.text(st.sampled_from("abcXYZ019:/@?&=%#[]., ~_-+\\\"'\n\x00ü喂\ud800"), max_size=60)


@given(st.text(max_size=80) | st.builds("{}://{}".format, SCHEMES, PARTS))
def test_any_text_is_known_or_refused(typed: str) -> None:
    try:
        known = recognise(typed, TOKEN, HOME)
    except Refused:
        return
    assert known.address.url not in repr(known)
    assert known.answers == (known.service == "ntfy")


SECRETS = st.text(
    st.sampled_from("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789"), min_size=10, max_size=20
)


@given(topic=SECRETS, password=SECRETS, user=SECRETS, port=st.sampled_from(["", ":8080", ":bad"]))
def test_neither_labels_nor_texts_nor_logs_tell_secrets(
    topic: str, password: str, user: str, port: str
) -> None:
    keep_addresses_out_of_logs()
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    try:
        for typed in (
            f"ntfys://{user}:{password}@push.example.org{port}/{topic}",
            f"ntfys://tk_{password}@push.example.org{port}/{topic}",
            f"ntfys://push.example.org{port}/{topic}?auth={password}",
            f"ntfys://{user}:{topic}/{password}@push.example.org/{topic}",
            f"https://{user}:{password}@push.example.org{port}/{topic}",
            f"mailto://{user}:{password}@mail.example.org{port}/{topic}",
            f"json://{user}:{password}@hooks.example.org{port}/{topic}",
            f"tgram://{password}/{topic}",
            f"slack://{user}/{password}/{topic}",
            f"discord://{user}{port}/{password}?template={topic}",
            f"{topic}://{user}:{password}",
        ):
            said = _everything_said(typed)
            for secret in (topic, password, user):
                assert secret.lower() not in said.lower()
    finally:
        logging.getLogger().removeHandler(heard)
    assert not [text for text in heard.texts if topic in text or password in text]


def _everything_said(typed: str) -> str:
    try:
        known = recognise(typed, TOKEN, HOME)
    except Refused as error:
        chain: list[str] = []
        reason: BaseException | None = error
        while reason is not None:
            chain.append(repr(reason))
            reason = reason.__cause__ or (
                None if reason.__suppress_context__ else reason.__context__
            )
        return " ".join(chain)
    return f"{known!r} {known.label} {known.service} {known.address!r}"


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
