"""The reference of the settings."""

from collections.abc import Iterator
from inspect import cleandoc

from pydantic import BaseModel

from bot.settings import Settings
from service.settings.describing import Loc, Row, group_of, rows

HEAD = """\
# Settings

Every setting can be an environment variable, a line of a `.env` file in the folder where
heddle is started, or a key of `heddle.toml`. A variable beats `.env`, `.env` beats the file,
the file beats the default. `heddle.toml` is looked for at `HEDDLE_CONFIG`, then in the folder
where heddle is started, then in the data folder.

Variables start with `HEDDLE_`; two underscores open a group: `[http] port` is
`HEDDLE_HTTP__PORT`. Other lines of `.env`, such as a provider's `OPENAI_API_KEY`, are handed to
heddle's processes. An unknown name or a wrong value stops the start with a list of all of them;
`heddle config check` prints the same list and `heddle config show` what is in force.

A secret, or an address that may hold one, can stand in a file: `HEDDLE_SECRET_KEY_FILE` names the
file with `secret_key`, and so on for all of them.
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(_sections(Settings))


def _sections(model: type[BaseModel], above: Loc = ()) -> Iterator[str]:
    plain = [row for row in rows(model, above) if len(row.loc) == len(above) + 1]
    if plain:
        title = f"`[{'.'.join(above)}]`" if above else "At the top"
        doc = cleandoc(model.__doc__ or "") if above else ""
        yield f"\n## {title}\n\n" + (f"{doc}\n\n" if doc else "") + _table(plain)
    for name, field in model.model_fields.items():
        if group := group_of(field):
            yield from _sections(group, (*above, name))


def _table(plain: list[Row]) -> str:
    lines = ["| setting | takes | default | |", "| --- | --- | --- | --- |"]
    for row in plain:
        default = f"`{row.default}`" if row.default else ""
        lines.append(
            f"| `{row.loc[-1]}`<br>`{row.variable}` | {row.takes} | {default} "
            f"| {row.field.description} |",
        )
    return "\n".join(lines) + "\n"
