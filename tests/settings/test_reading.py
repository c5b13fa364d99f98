"""Where settings come from, and what is said when they are wrong."""

from pathlib import Path

import pytest

from bot.settings import Settings
from service.domain.budgets import Limits
from service.settings.policy import policy
from service.settings.problems import BrokenSettings
from service.settings.reading import load
from service.settings.service import ServiceSettings
from service.settings.showing import shown, without_password


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test starts in an empty folder with no HEDDLE_ variable set."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("HEDDLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def problems(tmp_path: Path) -> list[str]:
    with pytest.raises(BrokenSettings) as caught:
        load(Settings, tmp_path)
    assert "Traceback" not in str(caught.value)
    assert "pydantic" not in str(caught.value)
    return [str(each) for each in caught.value.problems]


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load(Settings, tmp_path).settings
    assert settings.http.address == "http://127.0.0.1:8420"
    assert settings.workspaces == tmp_path / "data" / "workspaces"
    assert settings.captures == tmp_path / "data" / "captures"


def test_the_environment_beats_dotenv_beats_the_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "heddle.toml").write_text(
        'pool = "file"\n[http]\nport = 1001\nhost = "::1"\n[caps]\nmax = 7\n',
    )
    (tmp_path / ".env").write_text("HEDDLE_POOL=dotenv\nHEDDLE_HTTP__PORT=1002\nOPENAI_API_KEY=k\n")
    monkeypatch.setenv("HEDDLE_HTTP__PORT", "1003")
    loaded = load(Settings, tmp_path)
    assert (loaded.settings.caps.max, loaded.settings.pool) == (7, "dotenv")
    assert loaded.settings.http.address == "http://[::1]:1003"
    assert loaded.others == {"OPENAI_API_KEY": "k"}
    places = {each.key: each.place for each in shown(loaded)}
    assert places["http.port"] == "the environment"
    assert places["pool"] == str(tmp_path / ".env")
    assert places["caps.max"] == str(tmp_path / "heddle.toml")
    assert places["caps.default"] == "default"


def test_an_alias_can_be_added_by_a_variable(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "heddle.toml").write_text('[models.aliases]\nlocal = ["openai/llama"]\n')
    monkeypatch.setenv("HEDDLE_MODELS__ALIASES__FAST", "openai/a, anthropic/b")
    aliases = load(Settings, tmp_path).settings.models.aliases
    assert aliases["fast"] == ["openai/a", "anthropic/b"]
    assert aliases["local"] == ["openai/llama"]
    assert aliases.keys() == {"fast", "local"}


def test_the_file_may_stand_in_the_data_folder_or_be_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "heddle.toml").write_text('pool = "below"\n')
    assert load(Settings, tmp_path).settings.pool == "below"
    (tmp_path / "other.toml").write_text('pool = "named"\n')
    monkeypatch.setenv("HEDDLE_CONFIG", "other.toml")
    assert load(Settings, tmp_path).settings.pool == "named"
    monkeypatch.setenv("HEDDLE_CONFIG", "missing.toml")
    assert problems(tmp_path) == [
        f"HEDDLE_CONFIG in the environment: there is no file {tmp_path / 'missing.toml'}.",
    ]


def test_every_mistake_is_told_at_once_with_its_place_and_what_is_right(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toml = tmp_path / "heddle.toml"
    toml.write_text('redis_urll = "x"\n[http]\nprt = 3\nport = "many"\n[caps]\nmax = 2\n')
    (tmp_path / ".env").write_text("HEDDLE_SQLITE_SYNCHRONOUS=ful\n")
    monkeypatch.setenv("HEDDLE_LOG__LEVL", "info")
    monkeypatch.setenv("HEDDLE_DATA_DIRR", "/x")
    monkeypatch.setenv("HEDDLE_BUDGET__TURN__STEPS", "0")
    found = problems(tmp_path)
    for expected in (
        f"redis_urll in {toml}: there is no such setting. Did you mean redis_url?",
        f"http.prt in {toml}: there is no such setting. Did you mean http.port?",
        f"http.port in {toml}: 'many' is not valid: it takes a whole number from 1 to 65535.",
        f"caps in {toml}: default (3) is above max (2).",
        f"HEDDLE_SQLITE_SYNCHRONOUS in {tmp_path / '.env'}: 'ful' is not valid: "
        "it takes one of `normal`, `full`.",
        "HEDDLE_LOG__LEVL in the environment: there is no such setting. "
        "Did you mean HEDDLE_LOG__LEVEL?",
        "HEDDLE_DATA_DIRR in the environment: there is no such setting. "
        "Did you mean HEDDLE_DATA_DIR?",
        "HEDDLE_BUDGET__TURN__STEPS in the environment: '0' is not valid: "
        "it takes a whole number, at least 1, or `unlimited`.",
    ):
        assert expected in found
    assert len(found) == 8


def test_a_text_for_a_group_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_HTTP", "8420")
    assert problems(tmp_path) == [
        "HEDDLE_HTTP in the environment: this is a group of settings; "
        "set HEDDLE_HTTP__HOST and so on.",
    ]


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "heddle.toml").write_text("pool = default\n")
    (found,) = problems(tmp_path)
    assert str(tmp_path / "heddle.toml") in found
    assert "line 1" in found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEDDLE_DATABASE_URL", "mysql://me:hunter2@host/db"),
        ("HEDDLE_REDIS_URL", "http://:hunter2@host"),
        ("HEDDLE_SECRET_KEY", "hunter2"),
    ],
)
def test_a_wrong_secret_is_never_repeated(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    (found,) = problems(tmp_path)
    assert name in found
    assert "hunter2" not in found


def test_secrets_are_hidden_in_what_is_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    monkeypatch.setenv("HEDDLE_SECRET_KEY", key)
    monkeypatch.setenv("HEDDLE_DATABASE_URL", "postgres://me:hunter2@host:5432/db")
    monkeypatch.setenv("HEDDLE_REDIS_URL", "unix:///run/v.sock?password=hunter2")
    loaded = load(Settings, tmp_path)
    values = {each.key: each.value for each in shown(loaded)}
    assert values["secret_key"] == "(hidden)"
    assert values["database_url"] == "postgresql+asyncpg://me:***@host:5432/db"
    for text in (str(values), repr(loaded.settings)):
        assert "hunter2" not in text
        assert key not in text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("redis://:hunter2@host:6379/0", "redis://:***@host:6379/0"),
        ("unix:///run/heddle/valkey.sock", "unix:///run/heddle/valkey.sock"),
        ("unix:///run/v.sock?password=hunter2", "unix:///run/v.sock?***"),
        ("postgresql://me:hunter@2@host/db?ssl=1", "postgresql://me:***@host/db?***"),
        ("sqlite:////data/heddle.db", "sqlite:////data/heddle.db"),
        ("", ""),
    ],
)
def test_an_address_is_told_without_its_password(address: str, told: str) -> None:
    assert without_password(address) == told


def test_a_service_process_leaves_a_front_ends_settings_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "heddle.toml").write_text("[http]\nport = 1\n[caps]\nmaxx = 1\n")
    monkeypatch.setenv("HEDDLE_HTTP__HOST", "0.0.0.0")
    with pytest.raises(BrokenSettings) as caught:
        load(ServiceSettings, tmp_path, whole=False)
    assert [each.name for each in caught.value.problems] == ["caps.maxx"]


def test_the_policy_follows_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_CAPS__DEFAULT", "2")
    monkeypatch.setenv("HEDDLE_BUDGET__TURN__TOKENS", "unlimited")
    monkeypatch.setenv("HEDDLE_BUDGET__DAY__COST_USD", "7.5")
    monkeypatch.setenv("HEDDLE_MODELS__DEFAULT", "fast")
    made = policy(load(Settings, tmp_path).settings)
    assert (made.cap, made.cap_max, made.default_model) == (2, 10, "fast")
    assert made.turn_limits == Limits(steps=100, tokens=None, cost_usd=5.0, seconds=3600.0)
    assert made.day_limits == Limits(cost_usd=7.5)
    assert made.models == ("smart", "fast", "demo")


def test_an_unknown_default_model_names_the_known_ones(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEDDLE_MODELS__DEFAULT", "clever")
    (found,) = problems(tmp_path)
    assert "'clever'" in found
    assert "smart, fast, demo" in found


def test_the_public_address_stands_at_the_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(Settings, tmp_path).settings.address == "http://127.0.0.1:8420"
    monkeypatch.setenv("HEDDLE_PUBLIC_URL", "https://heddle.example.org/")
    assert load(Settings, tmp_path).settings.address == "https://heddle.example.org"
    monkeypatch.setenv("HEDDLE_PUBLIC_URL", "heddle.example.org")
    assert "https://" in problems(tmp_path)[0]
    monkeypatch.delenv("HEDDLE_PUBLIC_URL")
    monkeypatch.setenv("HEDDLE_HTTP__PUBLIC_URL", "https://heddle.example.org")
    assert "Did you mean HEDDLE_PUBLIC_URL?" in problems(tmp_path)[0]


def test_how_much_people_are_told_can_be_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_NOTIFY__AN_HOUR", "20")
    monkeypatch.setenv("HEDDLE_NOTIFY__PRESENT", "60")
    monkeypatch.setenv("HEDDLE_NOTIFY__RESULT_AFTER", "5")
    monkeypatch.setenv("HEDDLE_PUSH__NTFY_SERVER", "https://push.example.org/")
    settings = load(Settings, tmp_path).settings
    chosen = policy(settings)
    assert (chosen.notices_an_hour, chosen.present, chosen.result_after) == (20, 60.0, 5.0)
    assert settings.push.ntfy_server == "https://push.example.org"
    monkeypatch.setenv("HEDDLE_PUSH__NTFY_SERVER", "push.example.org")
    assert "https://" in problems(tmp_path)[0]


def test_slacks_tokens_are_of_the_right_kind_and_never_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SLACK__BOT_TOKEN", "xapp-hunter2")
    monkeypatch.setenv("HEDDLE_SLACK__APP_TOKEN", "xoxb-hunter2")
    monkeypatch.setenv("HEDDLE_SLACK__API_URL", "slack.com")
    found = problems(tmp_path)
    assert "hunter2" not in str(found)
    bot, app, address = found
    assert "HEDDLE_SLACK__BOT_TOKEN in the environment: it has to start with xoxb-" in bot
    assert "OAuth & Permissions" in bot
    assert "HEDDLE_SLACK__APP_TOKEN in the environment: it has to start with xapp-" in app
    assert "https://" in address


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"BOT_TOKEN": "xoxb-1"}, "mode is socket, which needs app_token"),
        (
            {"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xapp-1", "MODE": "http"},
            "mode is http, which needs signing_secret",
        ),
        ({"APP_TOKEN": "xapp-1"}, "bot_token is missing"),
    ],
)
def test_slacks_tokens_stand_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: str
) -> None:
    for name, text in given.items():
        monkeypatch.setenv(f"HEDDLE_SLACK__{name}", text)
    (found,) = problems(tmp_path)
    assert missing in found
    assert "xoxb-1" not in found


def test_slack_is_set_by_variables_or_the_file_and_its_secrets_stay_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "heddle.toml").write_text('[slack]\nrooms = ["#agents"]\nguests = true\n')
    monkeypatch.setenv("HEDDLE_SLACK__BOT_TOKEN", "xoxb-hunter2")
    monkeypatch.setenv("HEDDLE_SLACK__APP_TOKEN", "xapp-hunter2")
    monkeypatch.setenv("HEDDLE_SLACK__SIGNING_SECRET", "hunter2hunter2")
    monkeypatch.setenv("HEDDLE_SLACK__PEOPLE", "@ann, U0123")
    monkeypatch.setenv("HEDDLE_SLACK__API_URL", "http://127.0.0.1:1/api")
    loaded = load(Settings, tmp_path)
    slack = loaded.settings.slack
    assert slack.rooms == ["#agents"]
    assert slack.people == ["@ann", "U0123"]
    assert slack.guests
    assert slack.api_url == "http://127.0.0.1:1/api/"
    rows = {each.key: each.value for each in shown(loaded)}
    assert rows["slack.bot_token"] == "(hidden)"
    assert "hunter2" not in str(rows)
    assert "hunter2" not in repr(loaded.settings)
