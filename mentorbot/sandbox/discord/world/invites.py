"""Invitations to a guild."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application, User

STREAM, ACTIVITY = 1, 2
DAY = 86400
"""Seconds."""


@dataclass(slots=True, eq=False)
class Invite:
    """An invitation to a channel of a guild.

    Args:
        lasts: Seconds until it ends, 0 for ever.
        most_uses: How many may use it, 0 for any number.
        target_type: What it invites to in a voice channel: 1 for somebody's stream, 2 for an activity.
        target: Whose stream, or the activity's application.
        role_ids: The roles that whoever uses it gets.
    """

    code: str
    channel: Channel
    inviter: User
    created: datetime
    lasts: int = DAY
    most_uses: int = 0
    temporary: bool = False
    uses: int = 0
    target_type: int | None = None
    target: User | Application | None = None
    role_ids: tuple[str, ...] = ()

    @property
    def guild(self) -> Guild:
        """Where it leads."""
        assert self.channel.guild is not None  # noqa: S101  (nobody is invited to a DM)
        return self.channel.guild

    @property
    def ends(self) -> datetime | None:
        """When it ends."""
        return self.created + timedelta(seconds=self.lasts) if self.lasts else None
