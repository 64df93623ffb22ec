"""Who is on a server. The bot has no list of members, so it asks when it matters."""

from typing import Final

import aiohttp
import discord

from mentorbot.chat.platform import Called
from mentorbot.on_discord.connected import Connected

_UNKNOWN_MEMBER: Final = 10007
_UNKNOWN_USER: Final = 10013
_LONGEST_NAME: Final = 100
"""Characters that Discord takes to search by."""
_MOST_FOUND: Final = 1000
_LONGEST_ID: Final = 20
"""Digits of an id; what is no id is nobody's."""
TROUBLE: Final = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""Discord refuses, or cannot be reached: that says nothing of anybody."""


async def here(bot: Connected, guild_id: str, user_id: str) -> bool:
    """Whether they are; if Discord does not say, they are taken to be.

    It needs no privileged intent. Source: https://docs.discord.com/developers/resources/guild#get-guild-member
    """
    known = guild_id.isdigit() and (
        bot.is_elsewhere(int(guild_id)) or bot.get_guild(int(guild_id)) is not None
    )
    if not known:
        return True
    if not (user_id.isdigit() and len(user_id) <= _LONGEST_ID):
        return False
    try:
        await bot.http.get_member(int(guild_id), int(user_id))
    except discord.NotFound as error:
        return error.code not in {_UNKNOWN_MEMBER, _UNKNOWN_USER}
    except TROUBLE:
        return True
    return True


async def find_called(bot: Connected, guild_id: str, name: str) -> list[Called]:
    """Those on a server who are called that; bots are not among them.

    It needs no privileged intent. Source: https://docs.discord.com/developers/resources/guild#search-guild-members

    Raises:
        DiscordException, ClientError, OSError: One of :data:`TROUBLE`.
    """
    if not guild_id.isdigit() or not 0 < len(name) <= _LONGEST_NAME:
        return []
    search = discord.http.Route("GET", "/guilds/{guild_id}/members/search", guild_id=int(guild_id))
    found = await bot.http.request(search, params={"query": name, "limit": _MOST_FOUND})
    wanted = name.casefold()
    called = []
    for member in found:
        user = member["user"]
        names = (user["username"], user.get("global_name"), member.get("nick"))
        if not user.get("bot") and wanted in {one.casefold() for one in names if one}:
            called.append(Called(user["id"], user["username"]))
    return called
