"""What heddle has to be allowed in a server, and no more; Discord's words for each."""

from collections.abc import Mapping

import discord

NEEDED: Mapping[str, str] = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "add_reactions": "Add Reactions",
}
WANTED: Mapping[str, str] = {
    "manage_threads": "Manage Threads",
    "pin_messages": "Pin Messages",
}
"""What threads of people's own and boards need: their names and tags, and their pins."""
_IN_FORUMS = frozenset({"create_public_threads", "send_messages"})


def invite(application: int) -> str:
    """Return the address at which somebody lets heddle into a server of theirs."""
    wanted = discord.Permissions(**dict.fromkeys({**NEEDED, **WANTED}, True))
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application, permissions=wanted, scopes=scopes)


def missing(held: discord.Permissions, *, forum: bool) -> list[str]:
    """Return what heddle may not do in a channel and has to, as Discord calls it."""
    return [
        words
        for name, words in NEEDED.items()
        if not getattr(held, name) and not (forum and name in _IN_FORUMS)
    ]
