"""Finds what the ids in a path stand for, or refuses as Discord does."""

from datetime import datetime

from mentorbot.sandbox.discord.api import errors, needs
from mentorbot.sandbox.discord.api.bodies.checks import Problems, mapping, moment, snowflake
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world.guilds import Channel, Guild, Member, Message, Role
from mentorbot.sandbox.wire import Json


def body_of(call: Call) -> Json:
    """The JSON body, which must be an object."""
    problems = Problems()
    body = mapping(problems, (), call.body)
    errors.refuse_if(problems)
    assert body is not None  # noqa: S101  (refused above)
    return body


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


def limit_of(call: Call, *, usual: int, most: int) -> int:
    """The query parameter `limit`, from 1 to `most`."""
    raw = call.query.get("limit")
    if raw is None:
        return usual
    problems = Problems()
    if not raw.isascii() or not raw.isdigit():
        problems.add(("limit",), "NUMBER_TYPE_COERCE", f'Value "{raw}" is not int.')
    elif int(raw) > most:
        message = f"int value should be less than or equal to {most}."
        problems.add(("limit",), "NUMBER_TYPE_MAX", message)
    elif int(raw) < 1:
        problems.add(("limit",), "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.")
    errors.refuse_if(problems)
    return int(raw)


def place_of(call: Call, name: str) -> int | None:
    """A query parameter such as `before` or `after` that names a place among ids."""
    raw = call.query.get(name)
    if raw is None:
        return None
    problems = Problems()
    place = snowflake(problems, (name,), raw)
    errors.refuse_if(problems)
    return int(place or 0)


def moment_of(call: Call, name: str) -> datetime | None:
    """A query parameter that is a moment, such as `before` among what was archived."""
    raw = call.query.get(name)
    if raw is None:
        return None
    problems = Problems()
    found = moment(problems, (name,), raw)
    errors.refuse_if(problems)
    return found
