"""Reading the settings: the environment, then `.env`, then heddle.toml, then the defaults.

A secret may stand in a file that a variable with `_FILE` at its end names.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from dotenv import dotenv_values
from pydantic import BaseModel, ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from service.settings.describing import Loc, group_of, variable_of
from service.settings.problems import (
    ENVIRONMENT,
    BrokenSettings,
    Origin,
    Problem,
    from_validation,
    unknown,
)
from service.settings.secret_files import Named, named_files, read_secrets
from service.settings.service import PREFIX, ServiceSettings
from service.settings.values import absolute, default_data_dir

CONFIG = "HEDDLE_CONFIG"
CONFIG_NAME = "heddle.toml"
S = TypeVar("S", bound=ServiceSettings)
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """The settings, with where they came from.

    `origins` says for each setting that was written where it stands. `others` are the
    variables of `.env` that are not heddle's: providers' keys, meant for its processes.
    """

    settings: S
    origins: Mapping[Loc, Origin]
    files: tuple[Path, ...]
    others: Mapping[str, str]


def load(model: type[S], folder: Path | None = None, *, whole: bool = True) -> Loaded[S]:
    """Read the settings of `model`, with `.env` and heddle.toml from `folder` (default: here).

    `whole` is false for a process that knows a part of the settings only: names at the
    top that are not its own are then somebody else's, not mistakes.

    Raises BrokenSettings with every problem found.
    """
    folder = folder or Path.cwd()
    problems: list[Problem] = []
    dotenv_path = folder / ".env"
    dotenv = _read_dotenv(dotenv_path, problems)
    config = _find_config(folder, dotenv, problems)
    table = _read_toml(config, problems) if config else {}
    if not whole:
        table = {key: value for key, value in table.items() if key in model.model_fields}
    sources: list[tuple[Origin, Tree]] = []
    for place, variables in ((ENVIRONMENT, dict(os.environ)), (str(dotenv_path), dotenv)):
        origin = Origin(place)
        secrets = named_files(model, variables)
        kept = {name: text for name, text in variables.items() if name.upper() not in secrets}
        if whole:
            problems.extend(_strangers(kept, origin, model))
        texts = _texts_for_groups(kept, origin, model)
        problems.extend(texts)
        if not texts:
            sources.append(
                (origin, _variables(model, None if place == ENVIRONMENT else dotenv_path, secrets))
            )
        sources.extend(read_secrets(secrets, kept, origin, folder, problems))
    if config:
        sources.append((Origin(str(config), toml=True), table))
    settings, origins = _build(model, sources, problems)
    files = tuple(path for path in (dotenv_path if dotenv else None, config) if path)
    others = {name: text for name, text in dotenv.items() if not name.upper().startswith(PREFIX)}
    return Loaded(settings, origins, files, others)


def _build(
    model: type[S],
    sources: list[tuple[Origin, Tree]],
    problems: list[Problem],
) -> tuple[S, dict[Loc, Origin]]:
    merged: Tree = {}
    origins: dict[Loc, Origin] = {}
    for origin, tree in reversed(sources):
        merged = _over(merged, tree)
        origins.update(dict.fromkeys(_leaves(tree), origin))
    try:
        settings = model(**merged)
    except ValidationError as error:
        raise BrokenSettings([*problems, *from_validation(error, model, origins)]) from None
    if problems:
        raise BrokenSettings(problems)
    return settings, origins


def _variables(model: type[S], dotenv: Path | None, files: Named) -> Tree:
    """Read a source's variables, but not those that name a file with a secret."""
    source = EnvSettingsSource(model)
    if dotenv is not None:
        source = DotEnvSettingsSource(model, env_file=dotenv, dotenv_filtering="only_existing")
    source.env_vars = {
        name: text for name, text in source.env_vars.items() if name.upper() not in files
    }
    return source()


def _read_dotenv(path: Path, problems: list[Problem]) -> dict[str, str]:
    try:
        return {name: text or "" for name, text in dotenv_values(path).items()}
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(".env", str(path), f"cannot be read: {error}"))
        return {}


def _find_config(folder: Path, dotenv: Mapping[str, str], problems: list[Problem]) -> Path | None:
    named = os.environ.get(CONFIG) or dotenv.get(CONFIG)
    if named:
        path = absolute(folder / Path(named).expanduser())
        if not path.is_file():
            problems.append(Problem(CONFIG, ENVIRONMENT, f"there is no file {path}."))
            return None
        return path
    data_dir = os.environ.get(f"{PREFIX}DATA_DIR") or dotenv.get(f"{PREFIX}DATA_DIR")
    below = absolute(Path(data_dir)) if data_dir else default_data_dir()
    return next(
        (each for each in (folder / CONFIG_NAME, below / CONFIG_NAME) if each.is_file()), None
    )


def _read_toml(path: Path, problems: list[Problem]) -> Tree:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem(path.name, str(path), f"cannot be read: {error}"))
        return {}


def _strangers(
    variables: Mapping[str, str],
    origin: Origin,
    model: type[BaseModel],
) -> list[Problem]:
    """Find variables that the library would pass over in silence."""
    return [
        unknown(loc, origin, model)
        for _, loc in _named(variables)
        if loc[0] not in model.model_fields
    ]


def _texts_for_groups(
    variables: Mapping[str, str],
    origin: Origin,
    model: type[BaseModel],
) -> list[Problem]:
    """Find variables at which the library would stop: a plain text for a whole group."""
    problems = []
    for name, loc in _named(variables):
        field = model.model_fields.get(loc[0])
        group = group_of(field) if field and len(loc) == 1 else None
        if group and not _is_table(variables[name]):
            example = variable_of((*loc, next(iter(group.model_fields))))
            text = f"this is a group of settings; set {example} and so on."
            problems.append(Problem(name, origin.place, text))
    return problems


def _named(variables: Mapping[str, str]) -> list[tuple[str, Loc]]:
    """Return heddle's own variables that say something, with the path of each."""
    return [
        (name, tuple(name[len(PREFIX) :].lower().split("__")))
        for name, text in variables.items()
        if name.upper().startswith(PREFIX) and name.upper() != CONFIG and text
    ]


def _is_table(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _over(below: Tree, above: Tree) -> Tree:
    """Lay `above` over `below`, table by table; anything else is replaced as a whole."""
    merged = dict(below)
    for key, value in above.items():
        before = merged.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            merged[key] = _over(before, value)
        else:
            merged[key] = value
    return merged


def _leaves(tree: Tree, above: Loc = ()) -> list[Loc]:
    """List the settings that a source wrote."""
    found: list[Loc] = []
    for key, value in tree.items():
        inside = _leaves(value, (*above, key)) if isinstance(value, dict) else []
        found.extend(inside or [(*above, key)])
    return found
