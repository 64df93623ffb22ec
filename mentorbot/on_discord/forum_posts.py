"""Posting into a forum: a thread with the message as its first, which has the thread's id.

Discord takes no nonce with a post. So when an earlier try may have arrived, without its answer having come,
Discord is asked for the forum's threads, which the bot may not have heard of yet: the post is known by its
title and by the number that the frame of its message carries.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from typing import Final

import discord

from mentorbot.chat import Card, fit
from mentorbot.on_discord import render

LONGEST_NAME: Final = 100
MOST_TAGS: Final = 5
"""https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel"""
_BEFORE: Final = timedelta(minutes=1)
"""How much earlier than the first try a post may seem to be made: clocks differ."""
_MOST_ARCHIVED: Final = 200


async def post(
    forum: discord.ForumChannel,
    card: Card,
    screen: render.Screen,
    mark: int,
    doubtful_since: datetime | None,
) -> str:
    """Post the card, unless it is there already; returns the id of the thread, which is also the message's.

    Args:
        screen: The card as it is sent, with ``mark`` as the number of its frame.
        doubtful_since: When the first try was made that may have arrived; None if there was none (UTC).
    """
    name = fit(card.title, LONGEST_NAME)
    if doubtful_since is not None:
        found = await _find(forum, name, mark, doubtful_since - _BEFORE)
        if found is not None:
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


async def _find(forum: discord.ForumChannel, name: str, mark: int, since: datetime) -> str | None:
    mine = forum.guild.me.id
    async for thread in _threads(forum, since):
        if thread.owner_id != mine or thread.name != name or discord.utils.snowflake_time(thread.id) < since:
            continue
        try:
            first = await thread.get_partial_message(thread.id).fetch()
        except (discord.NotFound, discord.Forbidden):
            continue
        if any(getattr(part, "id", None) == mark for part in first.components):
            return str(thread.id)
    return None


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    """Those of the forum that Discord has now, archived ones too if they were archived since then."""
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id:
            yield thread
    async for thread in forum.archived_threads(limit=_MOST_ARCHIVED):
        if thread.archive_timestamp < since:
            return
        yield thread
