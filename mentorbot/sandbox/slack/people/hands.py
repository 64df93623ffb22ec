"""What a scripted person does beneath commands and presses: where they are, and waiting for what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.interactions.acts import Acts
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotAnsweredError
from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.slack.world.views import View

PATIENCE = 30.0
"""Seconds that a person waits at most: on a busy machine an app is slow, and has nothing wrong with it."""


LOOK_AGAIN = 0.2
"""Seconds after which somebody who waits looks again by themselves."""


class Hands:
    """Somebody in the sandbox, without the gestures of `person.Person`.

    Args:
        slack: Where they are.
        acts: Brings what they do to the apps.
        user: The user they are.
        team: The workspace that they are looking at.
    """

    def __init__(self, slack: LocalSlack, acts: Acts, user: User, team: Team | None = None) -> None:
        self.slack = slack
        self.acts = acts
        self.user = user
        self.team = team or slack.world.teams[user.team_id]
        self.here: Channel | None = None
        """The channel that they are in when no channel is said; None for the first they are in."""

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    @property
    def id(self) -> str:
        """Their id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.user.shown_name

    @property
    def mention(self) -> str:
        """The text that mentions them."""
        return self.user.mention

    # --- where they are -------------------------------------------------------------------------

    @property
    def channels(self) -> list[Channel]:
        """The conversations that they are in, in this workspace."""
        known = self.slack.world.channels.values()
        return [one for one in known if self.id in one.members and one.team_id == self.team.id]

    def sees(self, channel: Channel) -> bool:
        """Whether they can look into a conversation: they are in it, or could join."""
        public = channel.kind == "public" and not self.user.is_guest and channel.team_id == self.team.id
        return public or self.id in channel.members

    def channel(self, channel: Channel | None = None) -> Channel:
        """That channel, or where they are."""
        found = channel or self.here or next((one for one in self.channels if not one.is_direct), None)
        if found is None:
            raise ClientRefusedError(f"{self.name} is in no channel: say which with `channel=`.")
        if not self.sees(found):
            raise ClientRefusedError(f"{self.name} does not see the channel {found.name or found.id}.")
        return found

    def installation(self, app: App | None = None) -> Installation:
        """How that app is installed where they are; without one, of the only app there is."""
        found = [one for one in self.slack.world.installations(self.team.id) if app is None or one.app is app]
        if len(found) != 1:
            what = f"“{app.name}”" if app else "an app"
            raise ClientRefusedError(f"{len(found)} apps fit where {self.name} looks for {what}: say which.")
        return found[0]

    def dm(self, other: App | User | Hands | None = None) -> Channel:
        """Their direct message with an app or a person; without one, with the only app there is."""
        if other is None or isinstance(other, App):
            found = self.installation(other).bot
        else:
            found = other.user if isinstance(other, Hands) else other
        channel, _ = lives.open_direct(self.slack.world, self.team, [self.user, found])
        return channel

    # --- what is on their screen ------------------------------------------------------------------

    def messages_in(self, channel: Channel) -> list[Message]:
        """What they see in a conversation, ephemeral messages too, oldest first."""
        if not self.sees(channel):
            return []
        own = self.slack.world.whispers.get(self.id, {}).values()
        seen = [*channel.messages.values(), *(one for one in own if one.channel is channel)]
        return sorted(seen, key=lambda one: one.ts)

    def is_shown(self, source: Message | View) -> bool:
        """Whether a message or a view is on their screen now."""
        world = self.slack.world
        if isinstance(source, View):
            if source.type == "home":
                return world.homes.get((source.app_id, source.team_id, self.id)) is source
            return world.modals.get(self.id, [])[-1:] == [source]
        if source.is_ephemeral:
            return world.whispers.get(self.id, {}).get(source.ts) is source
        return self.sees(source.channel) and source.channel.messages.get(source.ts) is source

    async def wait(
        self, ready: Callable[[], Any], what: str, seen: Callable[[], str], timeout: float  # noqa: ASYNC109
    ) -> None:  # fmt: skip
        """Wait until `ready` is true.

        It is asked again whenever something happens in the sandbox, and from time to time, as an app may do
        something that no bell tells of.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while not ready():
            if loop.time() >= until:
                raise NotAnsweredError(f"{what}, and {timeout:g} s went by. On the screen was:\n{seen()}")
            await self.slack.bell.rings_before(min(until, loop.time() + LOOK_AGAIN))
