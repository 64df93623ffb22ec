"""Emoji of reactions: any Unicode one, or a custom one as `name:id`."""

import re

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.checks import emoji as check_emoji
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world.guilds import Message
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

CUSTOM = re.compile(r"(?:a:)?(?P<name>\w{2,32}):(?P<id>\d+)")


def parse(raw: str) -> Json:
    """An emoji as it stands in a path.

    Raises:
        DiscordError: 10014, it is none.
    """
    custom = CUSTOM.fullmatch(raw)
    if custom is not None:
        return {"id": custom["id"], "name": custom["name"], "animated": raw.startswith("a:")}
    problems = Problems()
    if check_emoji(problems, (), {"name": raw}) is None:
        raise DiscordError(errors.UNKNOWN_EMOJI)
    return {"id": None, "name": raw}


def counted(message: Message, viewer: User) -> list[Json]:
    """The reactions of a message as one bot sees them."""
    return [
        {
            "emoji": parse(emoji),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "me": viewer.id in users,
        }
        for emoji, users in message.reactions.items()
    ]
