"""What the bot may do in a channel, and what it says if that is not enough."""

from dataclasses import dataclass
from typing import Final

from mentorbot.chat.text import mention_channel
from mentorbot.errors import UserError

HIDDEN: Final = "I cannot see {where}, or it is not there any more. "
MAY_NOT_WRITE: Final = "I may not write in {where}. "
CANNOT_WRITE: Final = "I cannot write in {where}. "
MAY_NOT_ATTACH: Final = "There is a picture to go with it, and I may not attach files in {where}. "
LET_ME: Final = "Let me {do} there"
ANOTHER: Final = ", or choose another{how}."


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps the bot from writing in a channel, where the platform knows more than that it may not.

    Args:
        why: A sentence, with ``{where}`` for the channel.
        remedy: How it can be put right, as an order without its end: "Bring it back".
    """

    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Access:
    """What the bot may do in a channel; an obstacle says why it can do nothing there."""

    see: bool = False
    write: bool = False
    attach: bool = False
    open_rooms: bool = False
    """Private places for a few people under it, and write in them."""
    titled: bool = False
    """It takes posts under titles of their own and no plain messages, as a forum does."""
    obstacle: Obstacle | None = None


def check_post(
    access: Access, channel_id: str, *, attach: bool = False, undone: str = "", command: str = ""
) -> None:
    """Whether the bot can post there.

    Args:
        access: What it may do there, as the platform says.
        attach: Whether a picture goes with it.
        undone: What was not done therefore, as a sentence.
        command: The one with which another channel is chosen; left out where one is being chosen.

    Raises:
        UserError: It cannot, and why.
    """
    if (found := access.obstacle) is not None:
        raise UserError(_refusal(f"{found.why} ", channel_id, undone, found.remedy, command))
    if not access.see:
        do = LET_ME.format(do="view it and send messages")
        raise UserError(_refusal(HIDDEN, channel_id, undone, do, command))
    if not access.write:
        do = LET_ME.format(do="send messages")
        raise UserError(_refusal(MAY_NOT_WRITE, channel_id, undone, do, command))
    if attach and not access.attach:
        do = LET_ME.format(do="attach files")
        raise UserError(_refusal(MAY_NOT_ATTACH, channel_id, undone, do, command))


def refuse_post(channel_id: str) -> UserError:
    """The refusal where the platform did not let the bot post in a channel that somebody chose."""
    do = LET_ME.format(do="view it and send messages")
    return UserError(_refusal(CANNOT_WRITE, channel_id, "", do, ""))


def _refusal(why: str, channel_id: str, undone: str, remedy: str, command: str) -> str:
    where = mention_channel(channel_id) if channel_id else "that channel"
    said = why.format(where=where) + (f"{undone} " if undone else "")
    return said + remedy + ANOTHER.format(how=f" with `{command}`" if command else "")
