"""Webhooks of channels."""

from dataclasses import dataclass

from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import User


@dataclass(slots=True, eq=False)
class Webhook:
    """A webhook of a channel.

    Args:
        app_id: The application whose bot made it; only such a webhook may send buttons and selects.
    """

    id: str
    token: str
    name: str
    channel: Channel
    maker: User
    app_id: str
    avatar: str | None = None

    @property
    def guild(self) -> Guild:
        """The guild of its channel."""
        assert self.channel.guild is not None  # noqa: S101  (DMs have no webhooks)
        return self.channel.guild
