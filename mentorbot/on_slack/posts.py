"""Bringing what is posted of events and opportunities up to what is stored: they were changed, or are over.

Whatever is interrupted is done again at the next look. A picture is a file beside the message; when it
becomes another, the old one goes.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError

from mentorbot import clock, logs
from mentorbot.chat import Card, mention_channel
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import NotNowError
from mentorbot.db import Database, name_place
from mentorbot.delivery import service as delivery
from mentorbot.events import announce, pictures, showing
from mentorbot.events import cards as event_cards
from mentorbot.events import service as events
from mentorbot.events.terms import EventState
from mentorbot.events.view import EventView
from mentorbot.networking.opportunities import cards as opportunity_cards
from mentorbot.networking.opportunities import service as opportunities
from mentorbot.networking.opportunities.service import OpportunityView
from mentorbot.on_slack import beside, render
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.refusals import read_word
from mentorbot.on_slack.workspaces import Workspaces

LOOK_EVERY: Final = 600.0
"""Seconds between looks for what is shown in an older version."""

RESTS_AT_MOST: Final = timedelta(hours=1)
"""What could not be shown is tried again after so long: who lets me in again sees it come right."""

UNREACHABLE: Final = (
    "It is stored, but I could not change the message in {channel}: I may not see or write there. "
    "Once I may, it comes right by itself."
)
_LOST: Final = {"channel_not_found", "is_archived", "is_inactive", "not_in_channel"}
_TAKEN_AWAY: Final = "message_not_found"

log = logs.get(__name__)


class Messages:
    """Changes messages that the app has posted."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def change(
        self, community: str, channel: str, ts: str, card: Card, *, with_files: bool = False
    ) -> str:
        """Let a message show a card: empty if it does, or Slack's word for why it does not.

        Args:
            with_files: The files beside it may have become others.
        """
        screen = render.message(card, community)
        try:
            client = await self._workspaces.find_client(community)
            await client.chat_update(channel=channel, ts=ts, text=screen.text, blocks=screen.blocks)
            if with_files:
                await beside.replace_files(client, channel, ts, card)
        except SlackApiError as error:
            log.info("could not change a message", error=read_word(error))
            return read_word(error) or "unknown"
        return ""


class EventPosts:
    """What is posted of events."""

    def __init__(self, database: Database, messages: Messages) -> None:
        self._database = database
        self._messages = messages
        # One at a time of each: two that bring up the same event would upload its picture twice.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._work = FairWork(
            "the message of an event", self._find_behind, self._catch_up, rests_at_most=RESTS_AT_MOST
        )

    async def bring_up_all(self) -> None:
        """Every event that is shown in an older version."""
        await self._work.finish()

    def wake(self) -> None:
        """Let nothing rest any more: a channel can be written in again."""
        self._work.wake()

    async def bring_up(self, event_id: int) -> Sequence[str]:
        """One event; what could not be done, in sentences for an organizer."""
        event, shown = await self._show(event_id)
        if event is None or shown:
            return ()
        return (UNREACHABLE.format(channel=mention_channel(event.channel_id)),)

    async def _find_behind(self, without: Collection[int], places: Collection[int]) -> list[EventView]:
        async with self._database.read_scope() as connection:
            return await showing.find_behind(
                connection, PLATFORM, without=without, without_communities=places
            )

    async def _catch_up(self, event: EventView) -> None:
        async with asyncio.timeout(PATIENCE):
            _, shown = await self._show(event.id)
        if not shown:
            raise NotNowError("its message is not there yet, or cannot be changed")

    async def _show(self, event_id: int) -> tuple[EventView | None, bool]:
        """Let the message show what is stored: the event, if it has one, and whether it does."""
        async with self._turns.setdefault(event_id, asyncio.Lock()):
            return await self._show_alone(event_id)

    async def _show_alone(self, event_id: int) -> tuple[EventView | None, bool]:
        async with self._database.read_scope() as connection:
            event = await events.load_event(connection, event_id)
            sent = await delivery.find_sent_message(connection, event.message_key) if event else None
            if event is None or sent is None:
                return None, False
            # What is shown beside the message is kept by its name, so that Slack is not asked each time.
            beside_it = event.picture if event.state is EventState.PUBLISHED else ""
            other = beside_it != event.native_id or event.shown_version <= 0
            picture = await pictures.load_picture(connection, event.id) if other and beside_it else None
        now = clock.now()
        card = event_cards.public_card(event, now, picture)
        wrong = await self._messages.change(event.community, event.channel_id, sent, card, with_files=other)
        home = await self._find_home(event) if wrong else ""
        published = event.state is EventState.PUBLISHED
        if wrong in _LOST and home == event.channel_id and published:
            return event, False
        if wrong not in {"", _TAKEN_AWAY, *_LOST}:
            return event, False
        async with self._database.session_scope(name_place(PLATFORM, event.community)) as session:
            if wrong and published:
                await announce.repost(session, event, home)
            await showing.note_shown(session, event.id, native_id=beside_it)
            await showing.note_up_to_date(session, event, now)
        return event, True

    async def _find_home(self, event: EventView) -> str:
        async with self._database.read_scope() as connection:
            return await showing.find_home(connection, event)


class OpportunityPosts:
    """What is posted of opportunities."""

    def __init__(self, database: Database, messages: Messages) -> None:
        self._database = database
        self._messages = messages
        self._work = FairWork("the message of an opportunity", self._find_behind, self._catch_up)

    async def bring_up_all(self) -> None:
        """Every opportunity that is shown in an older version."""
        await self._work.finish()

    def wake(self) -> None:
        """As EventPosts does."""
        self._work.wake()

    async def bring_up(self, id_: int) -> Sequence[str]:
        """One opportunity; what cannot be changed now is left for the next look, so nothing is told of it."""
        await self._show(id_)
        return ()

    async def _find_behind(self, without: Collection[int], places: Collection[int]) -> list[OpportunityView]:
        async with self._database.read_scope() as connection:
            return await opportunities.find_behind(
                connection, PLATFORM, without=without, without_communities=places
            )

    async def _catch_up(self, found: OpportunityView) -> None:
        async with asyncio.timeout(PATIENCE):
            if not await self._show(found.id):
                raise NotNowError("its message is not there yet, or cannot be changed")

    async def _show(self, id_: int) -> bool:
        """Let the message show what is stored; whether nothing is left to do about it."""
        async with self._database.read_scope() as connection:
            found = await opportunities.find_opportunity(connection, id_)
            sent = await delivery.find_sent_message(connection, found.message_key) if found else None
        if found is None or sent is None:
            return False
        card = opportunity_cards.public_card(found, clock.now())
        wrong = await self._messages.change(found.community, found.channel_id, sent, card)
        if wrong not in {"", _TAKEN_AWAY}:  # what somebody took away stays so
            return False
        async with self._database.session_scope(name_place(PLATFORM, found.community)) as session:
            await opportunities.note_shown_version(session, found.id, found.version)
        return True
