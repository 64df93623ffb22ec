"""Invitations to a guild."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import User

DAY = 86400
"""Seconds."""


@dataclass(slots=True, eq=False)
class Invite:
    """An invitation to a channel of a guild.

    Args:
        lasts: Seconds until it ends, 0 for ever.
        most_uses: How many may use it, 0 for any number.
    """

    code: str
    channel: Channel
    inviter: User
    created: datetime
    lasts: int = DAY
    most_uses: int = 0
    temporary: bool = False
    uses: int = 0

    @property
    def guild(self) -> Guild:
        """Where it leads."""
        assert self.channel.guild is not None  # noqa: S101  (nobody is invited to a DM)
        return self.channel.guild

    @property
    def ends(self) -> datetime | None:
        """When it ends."""
        return self.created + timedelta(seconds=self.lasts) if self.lasts else None
