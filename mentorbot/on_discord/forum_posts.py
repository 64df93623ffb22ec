"""Posting into a forum: a thread with the message as its first, which has the thread's id.

Discord takes no nonce with a post. So whatever was sent before, without its answer having come, is looked for
among the forum's threads, by its title and by the number that the frame of its message carries.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import discord

from mentorbot.chat import Card, fit
from mentorbot.on_discord import render

LONGEST_NAME: Final = 100
MOST_TAGS: Final = 5
"""https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel"""
_SINCE: Final = timedelta(days=2)
"""How old a post may be that is taken for this one; a message is tried again for about a day."""


async def post(forum: discord.ForumChannel, card: Card, screen: render.Screen, mark: int) -> str:
    """Post the card, unless it is there already; returns the id of the thread, which is also the message's.

    Args:
        screen: The card as it is sent, with ``mark`` as the number of its frame.
    """
    name = fit(card.title, LONGEST_NAME)
    if (found := await _find(forum, name, mark)) is not None:
        return found
    made = await forum.create_thread(
        name=name,
        view=screen,
        files=render.files(card),
        applied_tags=tags(forum, card.tags),
        allowed_mentions=discord.AllowedMentions.none(),
    )
    return str(made.thread.id)


def tags(forum: discord.ForumChannel, names: Iterable[str]) -> list[discord.ForumTag]:
    """Those of the forum's tags that are called so, in its order; the first, if it needs one and has none."""
    wanted = {name.casefold() for name in names}
    free = [tag for tag in forum.available_tags if not tag.moderated]
    found = [tag for tag in free if tag.name.casefold() in wanted]
    if not found and forum.flags.require_tag:
        found = free[:1]
    return found[:MOST_TAGS]


async def _find(forum: discord.ForumChannel, name: str, mark: int) -> str | None:
    mine = forum.guild.me.id
    for thread in forum.threads:
        made = thread.created_at
        recent = made is not None and discord.utils.utcnow() - made < _SINCE
        if thread.owner_id != mine or thread.name != name or not recent:
            continue
        try:
            first = await thread.get_partial_message(thread.id).fetch()
        except (discord.NotFound, discord.Forbidden):
            continue
        if any(getattr(part, "id", None) == mark for part in first.components):
            return str(thread.id)
    return None
