"""What a message says: its text and what it forwards; and who counts as its author."""

import discord

_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})
_QUOTED = 3_000


def text_of(message: discord.Message) -> str:
    """Return a message's text in Discord's markup, with what it forwards."""
    quoted = [_forwarded(each) for each in message.message_snapshots]
    stickers = [f"(sticker: {each.name})" for each in message.stickers]
    parts = (message.content, *quoted, _poll(message), *stickers)
    return "\n\n".join(part for part in parts if part)


def by_a_person(message: discord.Message) -> bool:
    """Tell whether a person wrote it: not a bot, a webhook, heddle itself or Discord."""
    author = message.author
    if message.webhook_id is not None or author.bot or author.system:
        return False
    return message.type in _BY_PEOPLE


def files_of(message: discord.Message) -> list[discord.Attachment]:
    """Return a message's files, and those of what it forwards."""
    forwarded = [each for shot in message.message_snapshots for each in shot.attachments]
    return [*message.attachments, *forwarded]


def answered_to(message: discord.Message) -> int:
    """Return the id of the message that it replies to, 0 if it is no reply."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return 0
    return reference.message_id or 0


def _forwarded(shot: discord.MessageSnapshot) -> str:
    return f"Forwarded:\n{shot.content[:_QUOTED]}" if shot.content else ""


def _poll(message: discord.Message) -> str:
    if message.poll is None:
        return ""
    answers = [f"- {each.text}" for each in message.poll.answers]
    return "\n".join([f"Poll: {message.poll.question}", *answers])
