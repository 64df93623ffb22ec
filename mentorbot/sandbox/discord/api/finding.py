"""Finds what the ids in a path stand for, or refuses as Discord does."""

from collections.abc import Collection
from datetime import datetime

from mentorbot.sandbox.discord.api import errors, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.given import Given
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world.guilds import CATEGORY, FORUM, Channel, Guild, Member, Message, Role


def body_of(call: Call) -> Given:
    """The JSON body, which must be an object."""
    if not isinstance(call.body, Given):
        problems = Problems()
        checks.mapping(problems, (), call.body)
        raise errors.invalid_form(problems)
    return call.body


def guild_of(call: Call, guild_id: str, wanted: int = 0) -> Guild:
    """A guild that the bot is in, where it may do all of `wanted`."""
    guild = call.sandbox.world.guilds.get(guild_id)
    if guild is None or call.app.bot.id not in guild.members:
        raise DiscordError(errors.UNKNOWN_GUILD)
    needs.need_in_guild(guild, call.app.bot, wanted)
    return guild


def channel_of(call: Call, channel_id: str, wanted: int = 0) -> Channel:
    """A channel, thread or DM that the bot sees, where it may do all of `wanted`."""
    channel = call.sandbox.world.channels.get(channel_id)
    if channel is None:
        raise DiscordError(errors.UNKNOWN_CHANNEL)
    needs.need(call.sandbox.world, channel, call.app.bot, wanted)
    return channel


def talk_of(call: Call, channel_id: str, wanted: int = 0) -> Channel:
    """A channel, thread or DM as of `channel_of`, in which messages can be."""
    channel = channel_of(call, channel_id, wanted)
    if channel.type in {CATEGORY, FORUM}:
        raise DiscordError(errors.NOT_IN_THIS_CHANNEL)
    return channel


def room_of(
    problems: Problems, path: Path, guild: Guild, value: object, kinds: Collection[int] = ()
) -> Channel | None:
    """Check the id of a guild's channel, of one of these kinds if any are named; null gives None."""
    identifier = checks.snowflake(problems, path, value, optional=True)
    if identifier is None:
        return None
    found = guild.channels.get(identifier)
    if found is None or (kinds and found.type not in kinds):
        problems.add(path, "CHANNEL_NOT_FOUND", "Channel does not exist")
        return None
    return found


def message_of(channel: Channel, message_id: str) -> Message:
    """A message of a channel."""
    message = channel.history.get(message_id)
    if message is None:
        raise DiscordError(errors.UNKNOWN_MESSAGE)
    return message


def member_of(guild: Guild, user_id: str) -> Member:
    """A member of a guild."""
    member = guild.members.get(user_id)
    if member is None:
        raise DiscordError(errors.UNKNOWN_MEMBER)
    return member


def role_of(guild: Guild, role_id: str) -> Role:
    """A role of a guild."""
    role = guild.roles.get(role_id)
    if role is None:
        raise DiscordError(errors.UNKNOWN_ROLE)
    return role


def number(given: object) -> object:
    """A number as it stands in a query, where everything is text; anything else as it is."""
    return int(given) if isinstance(given, str) and given.isascii() and given.isdigit() else given


def limit_of(call: Call, *, usual: int, most: int, least: int = 1) -> int:
    """The query parameter `limit`, from `least` to `most`."""
    problems = Problems()
    found = checks.whole(problems, ("limit",), number(call.query.get("limit")), least, most, default=usual)
    errors.refuse_if(problems)
    return usual if found is None else found


def flag_of(call: Call, name: str) -> bool:
    """A query parameter that is true or false, such as `with_counts`; false where it is not there."""
    raw = call.query.get(name)
    problems = Problems()
    words = {"true": True, "1": True, "false": False, "0": False}
    found = checks.flag(problems, (name,), words.get(str(raw).lower(), raw))
    errors.refuse_if(problems)
    return found


def place_of(call: Call, name: str) -> int | None:
    """A query parameter such as `before` or `after` that names a place among ids."""
    raw = call.query.get(name)
    if raw is None:
        return None
    problems = Problems()
    place = checks.snowflake(problems, (name,), raw)
    errors.refuse_if(problems)
    return int(place or 0)


def moment_of(call: Call, name: str) -> datetime | None:
    """A query parameter that is a moment, such as `before` among what was archived."""
    raw = call.query.get(name)
    if raw is None:
        return None
    problems = Problems()
    found = checks.moment(problems, (name,), raw)
    errors.refuse_if(problems)
    return found
