"""Slack, as rooms see it: what the app may do there, who is there, private channels for a few people."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import logs
from mentorbot.chat import Card
from mentorbot.chat.bell import Bell
from mentorbot.chat.platform import (
    Called,
    CannotOpenError,
    CannotPostError,
    NotNowError,
    Permission,
    Permissions,
    Written,
)
from mentorbot.chat.posting import Access, Obstacle
from mentorbot.errors import UserError
from mentorbot.on_slack import channels, render, user_groups
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.manifest import SCOPES, read_held
from mentorbot.on_slack.people import People
from mentorbot.on_slack.refusals import SENTENCES, is_passing, read_word
from mentorbot.on_slack.workspaces import TROUBLE, Workspaces

REGAINED: Final = Bell("slack channel regained")
"""Rung when a channel can be written in again, so that every process tries what it could not show there."""

ARCHIVED: Final = Obstacle("{where} is archived, so nobody can write in it.", "Bring it back")
UNSEEN: Final = Obstacle("I cannot see {where}: it is private, or it is gone.", "Invite me there")
NOT_SAID: Final = "Slack does not tell me about that channel just now. Please try again in a minute."
MAY_NOT_GATHER: Final = "Slack does not let the app make a private channel here. An admin can allow it."
_MOST_WRITTEN: Final = 50_000
_HOW: Final = (
    "Ask whoever runs me to paste the newest manifest and install the app again. Into a private channel I "
    "have to be invited: type `/invite @mentorbot` there."
)
_FORBIDDEN: Final = {"restricted_action", "access_denied", "no_permission"}

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Shows:
    """How what is posted of something is looked after.

    Args:
        bring_up: Brings one up to what is stored, by its id; what could not be done, in sentences.
        soon: Has all of them looked after.
        wake: Lets what could not be shown be tried with the next look.
    """

    bring_up: Callable[[int], Awaitable[Sequence[str]]]
    soon: Callable[[], None]
    wake: Callable[[], None]


class SlackPlatform:
    """Slack, in all workspaces that the app is installed in."""

    name = PLATFORM

    def __init__(self, workspaces: Workspaces, people: People) -> None:
        self._workspaces = workspaces
        self._people = people
        self.shows: dict[str, Shows] = {}
        """By what it is: "event"."""
        # One at a time in each workspace: two that open the same room would make two channels of it.
        self._opening: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._written: OrderedDict[tuple[str, str], Written] = OrderedDict()

    async def find_access(self, community: str, channel_id: str) -> Access:
        """What the app may do in a channel: it can join one that is public; into others it is invited.

        Raises:
            UserError: Slack has trouble, and does not say.
        """
        client = await self._workspaces.find_client(community)
        try:
            channel = (await client.conversations_info(channel=channel_id))["channel"]
        except SlackApiError as error:
            if is_passing(error):
                raise UserError(NOT_SAID) from None
            return Access(obstacle=UNSEEN)
        if channel.get("is_archived"):
            return Access(see=True, obstacle=ARCHIVED)
        if channel.get("is_private") and not channel.get("is_member"):
            return Access(obstacle=UNSEEN)
        return Access(see=True, write=True, attach=True, open_rooms=True)

    async def post(self, community: str, channel_id: str, card: Card) -> None:
        """Write a message at once. Raises CannotPostError."""
        client = await self._workspaces.find_client(community)
        screen = render.message(card, community)
        try:
            await channels.join_public(client, channel_id)
            await client.chat_postMessage(
                channel=channel_id,
                text=screen.text,
                blocks=screen.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            if is_passing(error):
                raise
            raise CannotPostError from None

    async def change_post(self, community: str, channel_id: str, message_id: str, card: Card) -> None:
        """Turn a message of the app's into this card. Raises CannotPostError, NotNowError."""
        screen = render.message(card, community)
        client = await self._client(community)
        try:
            with _trouble():
                await client.chat_update(
                    channel=channel_id, ts=message_id, text=screen.text, blocks=screen.blocks
                )
        except CannotOpenError:
            raise CannotPostError from None

    async def is_here(self, community: str, user_id: str) -> bool:
        """Whether somebody is still in a workspace; if Slack does not say, they are taken to be."""
        try:
            found = await self._people.find(community, user_id)
        except TROUBLE:
            return True
        return found is not None and not found.gone

    async def is_program(self, community: str, user_id: str) -> bool:
        """Whether somebody is a bot or an app; if Slack does not say, they are taken to be none."""
        try:
            found = await self._people.find(community, user_id)
        except TROUBLE:
            return False
        return found is not None and found.bot

    async def find_called(self, community: str, name: str) -> Sequence[Called]:
        """Who is called that in a workspace, or has that e-mail address. Raises NotNowError."""
        try:
            return await self._people.find_called(community, name)
        except TROUBLE as error:
            raise NotNowError(str(error)) from error

    async def find_permissions(self, community: str) -> Permissions:
        """The scopes that the app has. Raises NotNowError."""
        client = await self._client(community)
        with _trouble():
            held = read_held(await client.auth_test())
        each = (Permission(scope, gives, scope in held) for scope, gives in SCOPES.items())
        return Permissions(tuple(each), _HOW)

    async def find_groups(self, community: str, user_id: str) -> frozenset[str]:
        """The ids of somebody's user groups. Raises NotNowError: it cannot be seen that there are any."""
        groups = await self._people.find_groups(community, user_id)
        if groups is None:
            raise NotNowError("Slack shows no user groups.")
        return groups

    async def sees_channel(self, community: str, channel_id: str, user_id: str) -> bool:
        """Whether somebody sees a channel; if Slack does not say, they are taken to."""
        try:
            client = await self._workspaces.find_client(community)
            channel = (await client.conversations_info(channel=channel_id))["channel"]
            profile = await self._people.find(community, user_id)
            if not channel.get("is_private") and profile is not None and not profile.guest:
                return not profile.gone
            return user_id in await channels.find_members(client, channel_id)
        except TROUBLE:
            return True

    def hides_commands(self) -> bool:
        """Never: whoever types a slash sees them all."""
        return False

    def spans_communities(self) -> bool:
        """Never: it is in a workspace, as everything is there."""
        return False

    def closes_directs(self) -> bool:
        """Never: whoever is there can be written to."""
        return False

    async def find_obstacle(self, what: str, community: str) -> str:
        """Nothing: Slack has no events or posts of its own."""
        return ""

    async def bring_up(self, what: str, id_: int) -> Sequence[str]:
        """Let what is shown of something become what is stored of it; says what could not be done."""
        return await self.shows[what].bring_up(id_) if what in self.shows else ()

    def bring_up_soon(self, what: str) -> None:
        """Look after all that is shown of a kind without waiting for the next time."""
        if what in self.shows:
            self.shows[what].soon()

    def wake(self) -> None:
        """A channel can be written in again: what could not be shown is tried with the next look."""
        for shows in self.shows.values():
            shows.wake()

    async def open_room(
        self,
        community: str,
        under: str,
        name: str,
        people: Sequence[str],
        *,
        former: Sequence[str] = (),
        known: str = "",
        brief: bool = False,
    ) -> str:
        """Open a private channel and let people in and out; if there is one already, it is that.

        A brief one is a group direct message, where Slack lets the app have one with them.

        Raises:
            CannotOpenError: It cannot be, or not with all of them; then none is left open.
            NotNowError: It can be tried again later.
        """
        client = await self._client(community)
        async with self._opening[community]:
            with _trouble():
                channel = await channels.find_open(client, known)
                if (
                    channel is None
                    and brief
                    and (direct := await channels.open_group(client, people)) is not None
                ):
                    return direct
                channel = channel or await channels.make(client, community, name)
                if not (
                    await channels.let_in(client, channel, people)
                    and await channels.let_out(client, channel, former)
                ):
                    await channels.fold(client, channel)
                    raise CannotOpenError
        return channel

    async def close_room(self, community: str, room_id: str, *, out: Sequence[str] = ()) -> None:
        """Archive a channel, so that nobody writes in it any more. Raises NotNowError."""
        client = await self._client(community)
        try:
            with _trouble():
                if out and await channels.find_open(client, room_id):
                    await channels.let_out(client, room_id, out)
                await channels.fold(client, room_id)
        except CannotOpenError as error:
            log.warning("may not archive a channel", channel=room_id, error=str(error))

    async def keep_group(
        self, community: str, name: str, people: Sequence[str], *, former: Sequence[str] = (), known: str = ""
    ) -> str:
        """Let people into a private channel and out of it. Raises CannotOpenError, NotNowError."""
        client = await self._client(community)
        async with self._opening[community]:
            with _trouble(_say_why_not):
                channel = await channels.find_open(client, known) or await channels.make(
                    client, community, name
                )
                for user_id in people:
                    await channels.let_one_in(client, channel, user_id)
                for user_id in former:
                    await channels.let_out(client, channel, [user_id])
        return channel

    async def end_group(self, community: str, group_id: str) -> None:
        """Archive the channel. Raises NotNowError."""
        await self.close_room(community, group_id)

    async def check_group(self, community: str, group_id: str, user_id: str) -> str:
        """Whether a user group could be changed by the app, and by whoever wants it. Raises NotNowError."""
        client = await self._client(community)
        with _trouble():
            who = await self._people.find(community, user_id)
            return await user_groups.find_obstacle(client, community, group_id, who)

    async def fill_group(
        self, community: str, group_id: str, people: Sequence[str], *, former: Sequence[str] = ()
    ) -> frozenset[str]:
        """Let people into a user group and out of it. Raises CannotOpenError, NotNowError."""
        client = await self._client(community)
        here = [one for one in people if await self.is_here(community, one)]
        async with self._opening[community]:
            with _trouble():
                return await user_groups.fill(client, community, group_id, here, former)

    async def last_written(self, community: str) -> Mapping[str, Written]:
        """The newest message in each room in which Slack has told of one since the bot runs."""
        return {channel: last for (team, channel), last in self._written.items() if team == community}

    def note_written(self, community: str, channel_id: str, ts: str) -> None:
        """Slack tells that somebody has written in a private channel; what, is not read."""
        try:
            at = datetime.fromtimestamp(float(ts), UTC)
        except ValueError:
            return
        self._written[community, channel_id] = Written(ts, at)
        self._written.move_to_end((community, channel_id))
        while len(self._written) > _MOST_WRITTEN:
            self._written.popitem(last=False)

    async def _client(self, community: str) -> AsyncWebClient:
        try:
            return await self._workspaces.find_client(community)
        except SlackClientError as error:
            raise NotNowError(str(error)) from error


def _say_why_not(word: str) -> str:
    """Why a channel of many cannot be as it should, for organizers, by Slack's word for it."""
    return MAY_NOT_GATHER if word in _FORBIDDEN else SENTENCES.get(word, MAY_NOT_GATHER)


@contextmanager
def _trouble(say: Callable[[str], str] = str) -> Iterator[None]:
    """Say what went wrong in a room's words; or in those that this finds for Slack's word."""
    try:
        yield
    except SlackApiError as error:
        if is_passing(error):
            raise NotNowError(read_word(error)) from error
        raise CannotOpenError(say(read_word(error))) from error
    except TROUBLE as error:
        raise NotNowError(str(error)) from error
