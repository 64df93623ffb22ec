"""What rooms may ask of a chat platform beyond answering: the little that Discord and Slack both can do.

All of it takes its time and may fail, so it is awaited before or after a change to the database, never
within one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mentorbot.chat.card import Card
from mentorbot.chat.posting import Access


@dataclass(frozen=True, slots=True)
class Written:
    """The newest message in a room. ``id`` is the platform's; what was written is not read."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that the platform lets a bot do, or not.

    Args:
        name: What the platform calls it.
        gives: What it is for, as the end of a sentence: "to …".
        held: Whether the bot has it.
    """

    name: str
    gives: str
    held: bool


@dataclass(frozen=True, slots=True)
class Permissions:
    """All that the bot asks of a platform in a community.

    Args:
        how: How one is given, in a sentence or two.
    """

    each: tuple[Permission, ...]
    how: str

    @property
    def lacking(self) -> tuple[Permission, ...]:
        """What it does not have."""
        return tuple(one for one in self.each if not one.held)


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody whom a name may mean.

    Args:
        username: What the platform calls them, of which no two are the same.
    """

    id: str
    username: str


class CannotPostError(Exception):
    """The platform does not let the bot write there."""


class CannotOpenError(Exception):
    """The platform does not let the bot open a room there, or does not let everybody in who belongs in it."""


class NotNowError(Exception):
    """The platform has trouble or asks to wait; the same can be tried again later."""


class Platform(Protocol):
    """One chat platform, as the bot is connected to it. Communities, channels and people are its own ids."""

    name: str
    """ "discord" or "slack", as it is stored."""

    async def find_access(self, community: str, channel_id: str) -> Access:
        """What the bot may do in a channel; nothing, where there is no such channel."""

    async def post(self, community: str, channel_id: str, card: Card) -> None:
        """Write a message at once, which is the surest way to know that it can be done.

        Raises:
            CannotPostError: It cannot.
        """

    async def change_post(self, community: str, channel_id: str, message_id: str, card: Card) -> None:
        """Turn a message that the bot wrote there into this card.

        Raises:
            CannotPostError: The message is gone, or cannot be changed any more.
            NotNowError: It can be tried again later.
        """

    async def is_here(self, community: str, user_id: str) -> bool:
        """Whether somebody is still in a community; if the platform does not say, they are taken to be."""

    async def is_program(self, community: str, user_id: str) -> bool:
        """Whether somebody is a program; if the platform does not say, they are taken to be none."""

    async def find_called(self, community: str, name: str) -> Sequence[Called]:
        """The people of a community who are called that, whether the letters are large or small.

        Args:
            name: A username, a name that others see, or an e-mail address where the platform tells those.

        Raises:
            NotNowError: It does not say; it can be asked again later.
        """

    async def find_permissions(self, community: str) -> Permissions:
        """What the platform lets the bot do in the whole of a community.

        Raises:
            NotNowError: It does not say; it can be asked again later.
        """

    async def find_groups(self, community: str, user_id: str) -> frozenset[str]:
        """The ids of the roles or user groups that somebody is in; none of whoever is not there.

        Raises:
            NotNowError: The platform does not say.
        """

    async def sees_channel(self, community: str, channel_id: str, user_id: str) -> bool:
        """Whether somebody sees a channel; if the platform does not say, they are taken to."""

    def hides_commands(self) -> bool:
        """Whether its list of commands can show each person only some of them."""

    def spans_communities(self) -> bool:
        """Whether a direct message with the bot is about all communities that somebody is in."""

    def closes_directs(self) -> bool:
        """Whether somebody may take no direct messages from the bot, so that a channel is needed for them."""

    async def find_obstacle(self, what: str, community: str) -> str:
        """What keeps the platform from showing an "event" as its own, or having a "group", in a sentence.

        It is empty if nothing does, and if the platform has no such thing.
        """

    async def bring_up(self, what: str, id_: int) -> Sequence[str]:
        """Let what is shown of something ("event", "opportunity") become what is stored of it.

        It can be done again without harm. Returns what could not be done, in sentences.
        """

    def bring_up_soon(self, what: str) -> None:
        """Look after all that is shown of a kind without waiting for the next time."""

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
        """Open a private place, and let people in and out; if there is one already, it is that.

        Args:
            under: The channel that it belongs to.
            name: What it is called; by this one is found that was opened without anybody having noted it.
            people: Who is to be in it.
            former: Who is to be let out of it.
            known: Its id, if it was open before.
            brief: Whether they are brought together once, so that nobody will have to be let in or out: the
                platform may take a place then that it has for that.

        Returns:
            Its id.

        Raises:
            CannotOpenError: It cannot be, or not with all of them; then none is left open.
            NotNowError: It can be tried again later.
        """

    async def close_room(self, community: str, room_id: str, *, out: Sequence[str] = ()) -> None:
        """Fold a private place away, so that nobody writes in it any more; what was written stays.

        Args:
            out: Who is let out of it before, and is to see and write nothing there any more.

        Raises:
            NotNowError: It can be tried again later.
        """

    async def keep_group(
        self, community: str, name: str, people: Sequence[str], *, former: Sequence[str] = (), known: str = ""
    ) -> str:
        """Let people into a group of many, such as a role, and out of it; if there is none, it is made.

        Whoever is not there (any more) is passed over.

        Args:
            name: What it is called; by this one is found that was made without anybody having noted it.
            people: Who is let in.
            former: Who is let out.
            known: Its id, if it was made before.

        Returns:
            Its id.

        Raises:
            CannotOpenError: It cannot be; why, as a sentence for organizers.
            NotNowError: It can be tried again later.
        """

    async def end_group(self, community: str, group_id: str) -> None:
        """Have a group no more; nobody is in it then. Raises CannotOpenError, NotNowError as above."""

    async def check_group(self, community: str, group_id: str, user_id: str) -> str:
        """What keeps the bot from letting people into a group that is there; a sentence, empty for nothing.

        Args:
            user_id: Who wants it: only what they could do by hand is done for them.

        Raises:
            NotNowError: The platform does not say.
        """

    async def fill_group(
        self, community: str, group_id: str, people: Sequence[str], *, former: Sequence[str] = ()
    ) -> frozenset[str]:
        """Let people into a group that is there, such as a role, and out of it; others stay as they are.

        Whoever is not there (any more) is passed over, and so is letting out of a group that is gone.

        Args:
            people: Who is let in.
            former: Who is let out.

        Returns:
            Those of the people who were in it before.

        Raises:
            CannotOpenError: It cannot be; why, as a sentence for organizers.
            NotNowError: It can be tried again later.
        """

    async def last_written(self, community: str) -> Mapping[str, Written]:
        """The newest message in each of the community's open rooms, by the room's id.

        Raises:
            NotNowError: It can be tried again later.
        """
