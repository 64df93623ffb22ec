"""Bringing the messages of opportunities up to what is stored: they were changed, or are closed.

Whatever is interrupted is done again at the next look.
"""

import asyncio
from collections.abc import Collection

import discord

from mentorbot import clock, logs
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import NotNowError
from mentorbot.db import Database, name_place
from mentorbot.delivery import service as delivery
from mentorbot.networking.opportunities import cards, service
from mentorbot.networking.opportunities.service import OpportunityView
from mentorbot.on_discord import render
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.connected import Connected

log = logs.get(__name__)


class Posts:
    """What is shown of opportunities.

    Args:
        client: Logged in.
    """

    def __init__(self, client: Connected, database: Database) -> None:
        self._client = client
        self._database = database
        self._work = FairWork("the message of an opportunity", self._find_behind, self._catch_up)

    async def bring_up_all(self) -> None:
        """Every opportunity that is shown in an older version."""
        await self._work.finish()

    async def bring_up(self, id_: int) -> tuple[()]:
        """One opportunity; what cannot be changed now is left for the next look, so nothing is told of it."""
        await self._show(id_)
        return ()

    async def _find_behind(self, without: Collection[int], places: Collection[int]) -> list[OpportunityView]:
        async with self._database.read_scope() as connection:
            return await service.find_behind(
                connection, PLATFORM, without=without, without_communities=places
            )

    async def _catch_up(self, found: OpportunityView) -> None:
        async with asyncio.timeout(PATIENCE):
            if not await self._show(found.id):
                raise NotNowError("its message is not there yet, or cannot be changed")

    async def _show(self, id_: int) -> bool:
        """Let the message show what is stored; whether it does."""
        async with self._database.read_scope() as connection:
            found = await service.find_opportunity(connection, id_)
            sent = await delivery.find_sent_message(connection, found.message_key) if found else None
        if found is None or sent is None or not await self._change(found, sent):
            return False
        async with self._database.session_scope(name_place(PLATFORM, found.community)) as session:
            await service.note_shown_version(session, found.id, found.version)
        return True

    async def _change(self, found: OpportunityView, message_id: str) -> bool:
        """Change the message; whether nothing is left to do about it."""
        channel = await self._client.find_channel(found.community, int(found.channel_id))
        # A post in a forum is a thread, which has the id of its first message.
        place = int(message_id) if isinstance(channel, discord.ForumChannel) else int(found.channel_id)
        message = self._client.get_partial_messageable(place).get_partial_message(int(message_id))
        try:
            await message.edit(view=render.screen(cards.public_card(found, clock.now())))
        except discord.NotFound:
            return True  # Somebody took it away, and so it stays.
        except discord.HTTPException as error:
            log.warning("could not change an opportunity's message", found=found.id, code=error.code)
            return False
        return True
