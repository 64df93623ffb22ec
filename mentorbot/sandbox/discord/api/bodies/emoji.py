"""Emoji: any Unicode one by its own characters, or a custom one that whoever uses it has."""

import re
from collections.abc import Callable

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world.guilds import Guild, Message
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

CUSTOM = re.compile(r"(?:a:)?(?P<name>\w{2,32}):(?P<id>\d+)")
LONGEST = 32

Known = Callable[[str], Json | None]
"""The custom emoji of an id, if whoever uses it has it."""


def known_to(world: World, user: User, guild: Guild | None) -> Known:
    """The custom emoji that a user may use in a guild, or in a direct message."""
    return lambda identifier: world.emoji(identifier, user.id, guild)


def _is_unicode(name: str) -> bool:
    if all(character.isascii() and character not in "#*0123456789" for character in name):
        return False
    return bool(name) and not name.isalnum()


def _custom(problems: Problems, path: Path, given: Json, known: Known | None) -> Json | None:
    """A custom emoji of which an id is given; None for one that nobody knows."""
    identifier = checks.snowflake(problems, path, given["id"])
    animated = checks.flag(problems, (*path[:-1], "animated"), given.get("animated"))
    name = checks.text(problems, (*path[:-1], "name"), given.get("name"), 0, LONGEST, optional=True)
    if identifier is None or known is None:
        return {"id": identifier, "name": name, "animated": animated}
    found = known(identifier)
    return found and {key: found[key] for key in ("id", "name", "animated")}


def in_component(problems: Problems, path: Path, value: object, known: Known | None) -> Json | None:
    """Check the emoji of a button or of an option."""
    given = checks.mapping(problems, path, value)
    if given is None:
        return None
    if given.get("id") is not None:
        found = _custom(problems, (*path, "id"), given, known)
        if found is None:
            problems.add((*path, "id"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
        return found
    checks.flag(problems, (*path, "animated"), given.get("animated"))
    name = checks.text(problems, (*path, "name"), given.get("name"), 1, LONGEST)
    if name is None:
        return None
    if not _is_unicode(name):
        problems.add((*path, "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")
        return None
    return {"name": name}


def elsewhere(problems: Problems, path: Path, value: object, known: Known) -> Json | None:
    """Check the emoji of a poll.

    Raises:
        DiscordError: 10014, there is none such.
    """
    given = checks.mapping(problems, path, value)
    if given is None:
        return None
    if given.get("id") is not None:
        found = _custom(problems, (*path, "id"), given, known)
        if found is None:
            raise DiscordError(errors.UNKNOWN_EMOJI)
        return found
    animated = checks.flag(problems, (*path, "animated"), given.get("animated"))
    name = checks.text(problems, (*path, "name"), given.get("name"), 1, LONGEST)
    if name is not None and not _is_unicode(name):
        raise DiscordError(errors.UNKNOWN_EMOJI)
    return {"id": None, "name": name, "animated": animated}


def of_forum(problems: Problems, path: Path, given: Json, known: Known) -> Json:
    """Check the emoji of a tag or of a forum's reactions, which stand in `emoji_id` and `emoji_name`.

    Raises:
        DiscordError: 10014, there is none such.
    """
    identifier = checks.snowflake(problems, (*path, "emoji_id"), given.get("emoji_id"), optional=True)
    name = checks.text(problems, (*path, "emoji_name"), given.get("emoji_name"), 0, 100, optional=True)
    if identifier is not None and known(identifier) is None:
        raise DiscordError(errors.UNKNOWN_EMOJI)
    if identifier is None and name and not _is_unicode(name):
        raise DiscordError(errors.UNKNOWN_EMOJI)
    return {"emoji_id": identifier, "emoji_name": None if identifier else name or None}


def of_reaction(raw: str, message: Message, known: Known) -> str:
    """How a message keeps what somebody reacts with, of how it stands in a path.

    Raises:
        DiscordError: 10014, it is no emoji, or a custom one that they do not have.
    """
    custom = CUSTOM.fullmatch(raw)
    if custom is None:
        if not _is_unicode(raw):
            raise DiscordError(errors.UNKNOWN_EMOJI)
        return raw
    for there in message.reactions:
        if there.endswith(f":{custom['id']}"):
            return there
    found = known(custom["id"])
    if found is None:
        raise DiscordError(errors.UNKNOWN_EMOJI)
    return f"{'a:' if found['animated'] else ''}{found['name']}:{found['id']}"


def written(kept: str) -> Json:
    """The emoji of a reaction as Discord writes it."""
    custom = CUSTOM.fullmatch(kept)
    if custom is None:
        return {"id": None, "name": kept}
    return {"id": custom["id"], "name": custom["name"], "animated": kept.startswith("a:")}


def counted(message: Message, viewer: User) -> list[Json]:
    """The reactions of a message as one bot sees them."""
    return [
        {
            "emoji": written(emoji),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "me": viewer.id in users,
        }
        for emoji, users in message.reactions.items()
    ]
