"""What Slack tells by itself: somebody opens their own page, changes, or leaves; the app is taken away."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from mentorbot import logs
from mentorbot.chat import losing
from mentorbot.chat.caller import Caller
from mentorbot.chat.losing import Loss
from mentorbot.db import name_place
from mentorbot.delivery import letters
from mentorbot.events import showing
from mentorbot.members import presence
from mentorbot.members.service import ensure_community
from mentorbot.on_slack import heard, modals, reinstalling
from mentorbot.on_slack.acting import Acting
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.exchange import Acknowledgement, Data, Exchange, Origin, Surface, read_place
from mentorbot.on_slack.people import People
from mentorbot.on_slack.platform import REGAINED as CHANNEL_REGAINED
from mentorbot.on_slack.platform import SlackPlatform
from mentorbot.on_slack.refusals import CLOSED, SENTENCES
from mentorbot.on_slack.workspaces import Workspaces

LOST: Final = {
    "channel_archive": Loss.ARCHIVED,
    "channel_deleted": Loss.DELETED,
    "channel_left": Loss.LEFT,
    "group_archive": Loss.ARCHIVED,
    "group_deleted": Loss.DELETED,
    "group_left": Loss.LEFT,
}
"""The app can write in a channel no more: it was archived or deleted, or the app was taken out of it."""

REGAINED: Final = ("channel_unarchive", "group_unarchive", "member_joined_channel")
"""The app may be able to write in a channel again; the last tells of whoever joins, the app itself too."""

Take = Callable[[str, Mapping[str, Any], Data], Awaitable[None]]

log = logs.get(__name__)


class Happenings:
    """Takes in what Slack tells."""

    def __init__(
        self, acting: Acting, people: People, workspaces: Workspaces, platform: SlackPlatform
    ) -> None:
        self._acting = acting
        self._people = people
        self._workspaces = workspaces
        self._platform = platform
        self._by_type: dict[str, Take] = {
            "app_home_opened": self._open_home,
            "message": self._note_message,
            "user_change": self._change_person,
            "team_join": self._change_person,
            "subteam_created": self._change_groups,
            "subteam_updated": self._change_groups,
            "subteam_members_changed": self._change_groups,
            **dict.fromkeys(LOST, self._lose_channel),
            **dict.fromkeys(REGAINED, self._regain_channel),
            "team_access_granted": self._be_let_in,
            "team_access_revoked": self._be_let_in,
            "app_uninstalled": self._leave,
            "tokens_revoked": self._lose_tokens,
        }

    @property
    def types(self) -> frozenset[str]:
        """The types of events that are taken in."""
        return frozenset(self._by_type)

    async def take(self, body: Data) -> None:
        """Take in one event; one of another type is nothing to us."""
        event = body.get("event") or {}
        take = self._by_type.get(str(event.get("type")))
        if take is not None:
            community, _ = read_place(body)
            await take(community, event, body)

    async def _open_home(self, community: str, event: Mapping[str, Any], body: Data) -> None:
        if event.get("tab") not in {None, "home"}:
            return
        chosen, _ = modals.read_metadata(event.get("view") or {})
        shown = chosen if chosen and await self._workspaces.is_let_in(chosen) else community
        exchange = Exchange(
            community=shown,
            user_id=str(event.get("user") or ""),
            origin=Origin(Surface.HOME),
            client=await self._workspaces.find_client(community, read_place(body)[1]),
            acknowledgement=Acknowledgement(_tell_nobody),
            doing="home",
        )
        await self._acting.show_home(exchange)

    async def _note_message(self, community: str, event: Mapping[str, Any], _: Data) -> None:
        if event.get("channel_type") == "group" and event.get("user") and not event.get("bot_id"):
            self._platform.note_written(community, str(event.get("channel")), str(event.get("ts")))

    async def _change_person(self, community: str, event: Mapping[str, Any], body: Data) -> None:
        user = event.get("user") or {}
        user_id = str(user.get("id") or "")
        self._people.forget(community, user_id)
        told = str(body.get("event_id") or "")
        await self._note_presence(community, user_id, told, here=not user.get("deleted"))

    async def _note_presence(self, community: str, user_id: str, told: str, *, here: bool) -> None:
        """Keep that an account was deactivated, which ends what waits for that member; or is active again.

        Args:
            told: The event that says so; told again later, it may be so no more.
        """
        database, caller = self._acting.program.database, Caller(PLATFORM, community, user_id)
        async with database.read_scope() as connection:
            member_id = await presence.find_changed(connection, caller, here=here)
        if member_id is not None:
            async with database.session_scope(caller.place) as session:
                if told and not await heard.note_heard(session, told):
                    return
                await presence.note_presence(session, member_id, here=here)

    async def _change_groups(self, community: str, _: Mapping[str, Any], __: Data) -> None:
        self._people.forget_groups(community)

    async def _lose_channel(self, community: str, event: Mapping[str, Any], body: Data) -> None:
        """What is announced there is to be shown where events go now; if that is there, once it is back."""
        channel, told = str(event.get("channel") or ""), str(body.get("event_id") or "")
        log.info("a channel is closed to the app", channel=channel, happened=event.get("type"))
        database = self._acting.program.database
        async with database.session_scope(name_place(PLATFORM, community)) as session:
            if told and not await heard.note_heard(session, told):
                return
            await showing.note_lost(session, PLATFORM, community, channel)
            # A public one that it was taken out of, it joins again by itself.
            if event.get("user") != _own_id(body) and event.get("type") != "channel_left":
                await losing.note_lost(session, PLATFORM, community, channel, LOST[str(event.get("type"))])
        self._platform.bring_up_soon("event")

    async def _regain_channel(self, community: str, event: Mapping[str, Any], body: Data) -> None:
        """What could not be sent or shown there is tried at once."""
        channel, told = str(event.get("channel") or ""), str(body.get("event_id") or "")
        if event.get("type") == "member_joined_channel" and event.get("user") != _own_id(body):
            return
        log.info("a channel is open to the app", channel=channel, happened=event.get("type"))
        database = self._acting.program.database
        async with database.session_scope(name_place(PLATFORM, community)) as session:
            if told and not await heard.note_heard(session, told):
                return
            await losing.note_found(session, PLATFORM, community, channel)
            community_id = await ensure_community(session, PLATFORM, community)
            closed = [SENTENCES[word] for word in CLOSED]
            await letters.retry_dead(session, community_id=community_id, channel_id=channel, errors=closed)
            CHANNEL_REGAINED.ring(session)
        for what in self._platform.shows:
            self._platform.bring_up_soon(what)

    async def _be_let_in(self, _: str, event: Mapping[str, Any], body: Data) -> None:
        """An organization lets the app into workspaces, or takes it out of them."""
        teams = [str(one) for one in event.get("team_ids") or ()]
        granted = event.get("type") == "team_access_granted"
        log.info("an organization changed where the app is", teams=teams, granted=granted)
        await self._workspaces.note_access(teams, read_place(body)[1], granted=granted)
        if granted:
            async with self._acting.program.database.session_scope() as session:
                await reinstalling.send_what_waited_outside(session, teams)

    async def _leave(self, community: str, _: Mapping[str, Any], body: Data) -> None:
        log.info("the app was taken out of a workspace", community=community)
        await self._workspaces.forget(community, read_place(body)[1])

    async def _lose_tokens(self, community: str, event: Mapping[str, Any], body: Data) -> None:
        if (event.get("tokens") or {}).get("bot"):
            log.info("a token was revoked", community=community)
            await self._workspaces.note_revoked(community, read_place(body)[1])


def _own_id(body: Data) -> str:
    """The user that the app itself is there."""
    first: Data = next(iter(body.get("authorizations") or ()), {})
    return str(first.get("user_id") or "")


async def _tell_nobody(**_: Any) -> None:
    """Bolt has told already that it came in."""
