"""Which models stand behind an alias, by what is set and which keys are known."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path

import pytest

from service.adapters.secrets.cipher import FernetCipher, new_key
from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain import providers
from service.domain.errors import Permanent, Refused
from service.domain.events import Reply
from service.ports.model import ModelRequest
from service.worker.checking import Checked, check_all
from service.worker.models import DEMO, Keys, NamedModels, Vault
from tests.fakes.clock import FakeClock

ANTHROPIC, OPENAI = providers.BY_ID["anthropic"], providers.BY_ID["openai"]


class Inner:
    """A model that knows the demo only."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Reply]:
        yield Reply("", model=request.model)

    def candidates(self, alias: str) -> Sequence[str]:
        if alias != DEMO:
            raise Refused(f"There is no model {alias!r}.")
        return ("demo/demo",)

    def window(self, model: str) -> int:
        return len(model)

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        return len(model) * (tokens_in + tokens_out)


async def named(
    environment: Mapping[str, str],
    chosen: Mapping[str, Sequence[str]] | None = None,
    *,
    own_server: bool = False,
) -> NamedModels:
    models = NamedModels(Inner(), Keys(None, environment), chosen or {}, own_server=own_server)
    await models.refresh()
    return models


async def test_without_a_key_the_demo_replies() -> None:
    models = await named({})
    assert models.candidates("smart") == models.candidates("fast") == ("demo/demo",)
    assert models.candidates("demo") == ("demo/demo",)


async def test_keys_make_the_aliases_with_fallbacks() -> None:
    models = await named({ANTHROPIC.variable: "k", OPENAI.variable: "k"})
    assert models.candidates("smart") == (ANTHROPIC.smart, OPENAI.smart)
    assert models.candidates("fast") == (ANTHROPIC.fast, OPENAI.fast)


async def test_an_empty_variable_is_no_key() -> None:
    assert (await named({OPENAI.variable: ""})).candidates("smart") == ("demo/demo",)


async def test_what_is_chosen_passes_over_providers_without_a_key() -> None:
    chosen = {"smart": ["anthropic/x", "openai/y", "ollama/z"]}
    models = await named({OPENAI.variable: "k"}, chosen)
    assert models.candidates("smart") == ["openai/y", "ollama/z"]


async def test_a_choice_without_any_key_is_kept_so_that_the_missing_key_is_told() -> None:
    models = await named({}, {"deep": ["anthropic/x"]})
    assert models.candidates("deep") == ["anthropic/x"]


async def test_a_server_of_ones_own_needs_no_key_and_is_never_openais() -> None:
    models = await named({OPENAI.variable: "k"}, {"local": ["openai/llama"]}, own_server=True)
    assert models.candidates("local") == ["openai/llama"]
    assert models.candidates("smart") == ("demo/demo",)


async def test_an_unknown_name_is_the_inner_models_business() -> None:
    models = await named({})
    with pytest.raises(Refused):
        models.candidates("clever")
    assert models.window("four") == 4
    assert models.price("four", 1, 2) == 12
    assert [each async for each in models.stream(ModelRequest("four", ()))] == [
        Reply("", model="four")
    ]


async def test_a_key_typed_in_counts_at_the_next_refresh(
    sqlite_path: Path, clock: FakeClock
) -> None:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    cipher = FernetCipher(new_key())
    keys = Keys(Vault(store, cipher), {})
    models = NamedModels(Inner(), keys, {}, own_server=False)
    await models.refresh()
    assert await keys.of("anthropic") is None
    await store.run(
        lambda tx: tx.vault.put(ANTHROPIC.variable, cipher.encrypt("sk-typed"), tx.now())
    )
    assert await keys.of("anthropic") is None
    assert models.candidates("smart") == ("demo/demo",)
    await models.refresh()
    assert await keys.of("anthropic") == "sk-typed"
    assert models.candidates("smart") == (ANTHROPIC.smart,)
    with pytest.raises(Refused):
        await Keys(Vault(store, FernetCipher(new_key())), {}).of("anthropic")
    await store.close()


class Asked:
    """A model that answers when asked for a word, unless it is the wrong one."""

    async def check(self, model: str) -> str:
        if model.startswith("openai/"):
            raise Permanent("OpenAI refuses the key. Enter it again.")
        return f"{model} answered"


async def test_each_model_is_checked_once_and_failures_are_told() -> None:
    models = await named({ANTHROPIC.variable: "k"}, {"a": ["openai/x"], "b": ["openai/x"]})
    found = await check_all(Asked(), models, ["smart", "a", "b", "demo"])
    assert found == [
        Checked(ANTHROPIC.smart, "ok", f"{ANTHROPIC.smart} answered"),
        Checked("openai/x", "failed", "OpenAI refuses the key. Enter it again."),
    ]


async def test_without_any_key_the_check_says_how_to_get_one() -> None:
    (found,) = await check_all(Asked(), await named({}), ["smart", "fast", "demo"])
    assert found.state == "warning"
    assert OPENAI.variable in found.text
