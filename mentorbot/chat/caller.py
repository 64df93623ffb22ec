"""Who asks, and what the chat platform itself says of them at this moment."""

from dataclasses import dataclass

from mentorbot.db import name_place


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever used a command or pressed a button.

    Args:
        platform: "discord" or "slack".
        community: The server's or workspace's id there; None in a direct message.
        user_id: The person's id there.
        locale: The language their client is set to, such as "en-US".
        community_name: What the community is called, where the front end knows it.
        time_zone: Where they live, as the platform has it: an IANA name; empty where it does not say.
        left: In a direct message, the communities that they were in once and have left, or were removed from.
        privately: They act from a direct message, whichever community it is about: nobody says which roles
            they have there.
        among: In a direct message, the communities that it could be about, if several: ids and names.
        several: In a direct message, they use the bot in more communities than the one that it is about.
        username: What the platform calls them, of which no two are the same; empty where it is not known.
    """

    platform: str
    community: str | None
    user_id: str
    locale: str = "en"
    community_name: str = ""
    time_zone: str = ""
    left: frozenset[str] = frozenset()
    username: str = ""
    privately: bool = False
    several: bool = False
    among: tuple[tuple[str, str], ...] = ()

    @property
    def direct(self) -> bool:
        """Whether they act from a direct message, where nobody organizes anything."""
        return self.privately or self.community is None

    @property
    def place(self) -> str:
        """What work for them is counted by: their community, or in a direct message they alone."""
        return name_place(self.platform, self.community or f"@{self.user_id}")

    def acts_in(self, community: str) -> bool:
        """Whether what belongs to a community may be theirs: in it, or in a direct message while they are."""
        return community == self.community if self.community is not None else community not in self.left


@dataclass(frozen=True, slots=True)
class Rights:
    """What the platform itself says of a caller, at this moment.

    Args:
        roles: The ids of their roles.
        manages_events: They may manage events there.
        manages_community: They may change how the community is set up.
    """

    roles: frozenset[str] = frozenset()
    manages_events: bool = False
    manages_community: bool = False
