"""Discord's commands, made from the one grammar."""

import inspect
from collections.abc import Mapping
from typing import Any, Literal, Protocol

import discord
from discord import app_commands

from bot.discord.receiving.clicks import Interaction
from bot.discord.receiving.completing import Completing
from bot.discord.receiving.shapes import GROUPS, HEDDLE, SHAPES, Kind, Option, Shape
from bot.presenter.plaintext import cut

HAND_OVER = "Hand to an agent"
_ABOUT = 100
_TYPES: Mapping[Kind, Any] = {
    Kind.SESSION: app_commands.Range[int, 1, 2_147_483_647],
    Kind.TEXT: str,
    Kind.NUMBER: app_commands.Range[int, 1, 1_000],
    Kind.AMOUNT: app_commands.Range[float, 0.01, 1_000_000.0],
    Kind.MODEL: str,
    Kind.PERSON: discord.User,
    Kind.FILE: discord.Attachment,
    Kind.SWITCH: bool,
    Kind.COMMAND: str,
    Kind.TASK: str,
    Kind.POOL: str,
}
Group = app_commands.Group
Command = app_commands.Command[Any, ..., None]


class Runs(Protocol):
    """What commands are carried out by."""

    async def run(self, interaction: Interaction, shape: Shape, given: Mapping[str, Any]) -> None:
        """Carry a command out, and answer it."""
        ...

    async def hand_over(self, interaction: Interaction, message: discord.Message) -> None:
        """Hand a message to an agent."""
        ...


def grow(tree: app_commands.CommandTree[Any], runs: Runs, completing: Completing) -> None:
    """Put all commands into the tree."""
    root = Group(name=HEDDLE, description="Your agents: start, steer and answer them")
    groups = {
        name: Group(name=name, description=about, parent=root) for name, about in GROUPS.items()
    }
    for shape in SHAPES:
        groups.get(shape.group, root).add_command(_command(shape, runs, completing))
    tree.add_command(root, override=True)

    async def hand_over(interaction: Interaction, message: discord.Message) -> None:
        await runs.hand_over(interaction, message)

    menu: app_commands.ContextMenu = app_commands.ContextMenu(name=HAND_OVER, callback=hand_over)
    tree.add_command(menu, override=True)


def _command(
    shape: Shape, runs: Runs, completing: Completing
) -> "app_commands.Command[Any, ..., None]":
    async def call(interaction: Interaction, **given: Any) -> None:
        await runs.run(interaction, shape, given)

    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = sorted(shape.options, key=lambda each: not each.required)
    # The library reads a command's options off its function.
    signature = inspect.Signature([first, *map(_parameter, needed)])
    setattr(call, "__signature__", signature)  # noqa: B010  no attribute that a type knows
    about = {each.name: cut(each.about, _ABOUT) for each in shape.options}
    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=shape.word,
        description=cut(shape.about, _ABOUT),
        callback=app_commands.describe(**about)(call),
    )
    for each in shape.options:
        suggest = _suggesting(each, completing)
        if suggest is not None:
            made.autocomplete(each.name)(suggest)
    return made


def _parameter(option: Option) -> inspect.Parameter:
    kind: Any = _TYPES[option.kind]
    if option.choices:
        kind = Literal[tuple(option.choices)]
    return inspect.Parameter(
        option.name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        annotation=kind if option.required else kind | None,
        default=inspect.Parameter.empty if option.required else None,
    )


def _suggesting(option: Option, completing: Completing) -> Any:
    async def sessions(interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        found = await completing.sessions(interaction.user.id, str(typed))
        return [app_commands.Choice(name=name, value=number) for name, number in found]

    async def models(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in completing.models(typed)]

    async def commands(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in completing.commands(typed)]

    async def tasks(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = completing.tasks(typed, times=option.name == "every")
        return [app_commands.Choice(name=each, value=each) for each in found]

    async def pools(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await completing.pools(str(typed))
        return [app_commands.Choice(name=each, value=each) for each in found]

    suggesting = {
        Kind.SESSION: sessions,
        Kind.MODEL: models,
        Kind.COMMAND: commands,
        Kind.TASK: tasks,
        Kind.POOL: pools,
    }
    return suggesting.get(option.kind)
