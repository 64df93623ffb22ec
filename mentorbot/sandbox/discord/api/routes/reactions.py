"""Reactions and pins, by bots and people alike.

Source: https://docs.discord.com/developers/resources/message#create-reaction
"""

from datetime import datetime

from mentorbot.sandbox.discord.api import errors, messages, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.emoji import known_to, of_reaction, written
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import (
    channel_of,
    limit_of,
    message_of,
    moment_of,
    number,
    place_of,
    talk_of,
)
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import Limit, route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import DM, Channel, Message
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

MESSAGE = "/channels/{channel_id}/messages/{message_id}"
REACTIONS = f"{MESSAGE}/reactions"
REACTION = f"{REACTIONS}/{{emoji}}"
PINS = "/channels/{channel_id}/messages/pins"
OLD_PINS = "/channels/{channel_id}/pins"
REACTING = (intents.GUILD_REACTIONS, intents.DIRECT_REACTIONS)
PINNING = (intents.GUILDS, intents.DIRECT_MESSAGES)
MOST_KINDS = 20
NORMAL, BURST = 0, 1
MOST_PINS = 250
REACTION_LIMIT = Limit(1, 0.25)


def _kept(sandbox: LocalDiscord, message: Message, user: User, emoji: str) -> str:
    """How a message keeps what a user reacts with."""
    return of_reaction(emoji, message, known_to(sandbox.world, user, message.channel.guild))


def add(sandbox: LocalDiscord, message: Message, user: User, emoji: str) -> None:
    """Let a user react, and tell the bots.

    Raises:
        DiscordError: 10014 for what is no emoji, or a custom one that they do not have, 30010 for the 21st
            kind on one message.
    """
    emoji = _kept(sandbox, message, user, emoji)
    if emoji not in message.reactions and len(message.reactions) >= MOST_KINDS:
        raise DiscordError(errors.TOO_MANY_REACTIONS)
    users = message.reactions.setdefault(emoji, [])
    if user.id in users:
        return
    users.append(user.id)
    extra: Json = {"message_author_id": message.author.id, "burst": False, "burst_colors": [], "type": 0}
    guild = message.channel.guild
    if guild is not None and user.id in guild.members:
        extra["member"] = payloads.member(guild.members[user.id])
    _tell(sandbox, "MESSAGE_REACTION_ADD", message, {"user_id": user.id, "emoji": written(emoji), **extra})


def remove(sandbox: LocalDiscord, message: Message, user_id: str, emoji: str) -> None:
    """Take back what a user reacted with, and tell the bots."""
    users = message.reactions.get(emoji, [])
    if user_id not in users:
        return
    users.remove(user_id)
    if not users:
        del message.reactions[emoji]
    data = {"user_id": user_id, "emoji": written(emoji), "burst": False, "type": 0}
    _tell(sandbox, "MESSAGE_REACTION_REMOVE", message, data)


def _tell(sandbox: LocalDiscord, event: str, message: Message, data: Json) -> None:
    channel = message.channel
    data = {"channel_id": channel.id, "message_id": message.id, **data}
    if channel.guild is not None:
        data["guild_id"] = channel.guild.id
    messages.tell_channel(sandbox, event, channel, data, wants=REACTING)


def _found(call: Call, channel_id: str, message_id: str, wanted: int = 0) -> Message:
    return message_of(channel_of(call, channel_id, permissions.READ_HISTORY | wanted), message_id)


@route("PUT", f"{REACTION}/@me", limit=REACTION_LIMIT)
def add_own(call: Call, channel_id: str, message_id: str, emoji: str) -> None:
    """React."""
    message = _found(call, channel_id, message_id)
    emoji = _kept(call.sandbox, message, call.app.bot, emoji)
    if emoji not in message.reactions:
        needs.need(call.sandbox.world, message.channel, call.app.bot, permissions.ADD_REACTIONS)
    if call.app.bot.id in message.author.blocked:
        raise DiscordError(errors.REACTION_BLOCKED)
    add(call.sandbox, message, call.app.bot, emoji)


@route("DELETE", f"{REACTION}/@me", limit=REACTION_LIMIT)
def remove_own(call: Call, channel_id: str, message_id: str, emoji: str) -> None:
    """Take the bot's own reaction back."""
    message = _found(call, channel_id, message_id)
    remove(call.sandbox, message, call.app.bot.id, _kept(call.sandbox, message, call.app.bot, emoji))


@route("DELETE", f"{REACTION}/{{user_id}}", limit=REACTION_LIMIT)
def remove_others(call: Call, channel_id: str, message_id: str, emoji: str, user_id: str) -> None:
    """Take another's reaction away."""
    message = _found(call, channel_id, message_id)
    if user_id != call.app.bot.id:
        needs.need(call.sandbox.world, message.channel, call.app.bot, permissions.MANAGE_MESSAGES)
    if user_id not in call.sandbox.world.users:
        raise DiscordError(errors.UNKNOWN_USER)
    remove(call.sandbox, message, user_id, _kept(call.sandbox, message, call.app.bot, emoji))


@route("GET", REACTION)
def who(call: Call, channel_id: str, message_id: str, emoji: str) -> list[Json]:
    """Who reacted with an emoji."""
    message = _found(call, channel_id, message_id)
    emoji, problems = _kept(call.sandbox, message, call.app.bot, emoji), Problems()
    kind = checks.one_of(problems, ("type",), number(call.query.get("type")), (NORMAL, BURST), default=NORMAL)
    errors.refuse_if(problems)
    limit, after = limit_of(call, usual=25, most=100), place_of(call, "after") or 0
    ids = sorted((one for one in message.reactions.get(emoji, []) if int(one) > after), key=int)
    if kind == BURST:
        return []  # nobody here has the money for a super reaction
    return [payloads.user(call.sandbox.world.users[one]) for one in ids[:limit]]


@route("DELETE", REACTION, limit=REACTION_LIMIT)
def clear_one(call: Call, channel_id: str, message_id: str, emoji: str) -> None:
    """Take one emoji off a message."""
    message = _found(call, channel_id, message_id, permissions.MANAGE_MESSAGES)
    emoji = _kept(call.sandbox, message, call.app.bot, emoji)
    if message.reactions.pop(emoji, None) is not None:
        _tell(call.sandbox, "MESSAGE_REACTION_REMOVE_EMOJI", message, {"emoji": written(emoji)})


@route("DELETE", REACTIONS, limit=REACTION_LIMIT)
def clear(call: Call, channel_id: str, message_id: str) -> None:
    """Take all reactions off a message."""
    message = _found(call, channel_id, message_id, permissions.MANAGE_MESSAGES)
    message.reactions.clear()
    _tell(call.sandbox, "MESSAGE_REACTION_REMOVE_ALL", message, {})


# --- pins -------------------------------------------------------------------------------------------


def _pinned(channel: Channel) -> list[tuple[datetime, Message]]:
    there = [(at, channel.history[one]) for one, at in channel.pins.items() if one in channel.history]
    return sorted(there, key=lambda pin: pin[0], reverse=True)


@route("GET", PINS)
def pins(call: Call, channel_id: str) -> Json:
    """What is pinned, newest first."""
    channel = talk_of(call, channel_id)
    limit = limit_of(call, usual=50, most=50)
    found = _pinned(channel)
    before = moment_of(call, "before")
    if before is not None:
        found = [pin for pin in found if pin[0] < before]
    items = [
        {"pinned_at": payloads.moment(at), "message": messages.seen_by(call.app, one, call.app.privileged)}
        for at, one in found[:limit]
    ]
    return {"items": items, "has_more": len(found) > limit}


@route("GET", OLD_PINS)
def old_pins(call: Call, channel_id: str) -> list[Json]:
    """What is pinned, as clients before 2025 ask."""
    found = _pinned(talk_of(call, channel_id))
    return [messages.seen_by(call.app, one, call.app.privileged) for _, one in found[:50]]


def _may_pin(call: Call, channel_id: str, message_id: str) -> Message:
    channel = talk_of(call, channel_id)
    if channel.type != DM:
        needs.need(call.sandbox.world, channel, call.app.bot, permissions.PIN_MESSAGES)
    return message_of(channel, message_id)


@route("PUT", f"{PINS}/{{message_id}}")
def pin(call: Call, channel_id: str, message_id: str) -> None:
    """Pin a message."""
    message = _may_pin(call, channel_id, message_id)
    channel = message.channel
    if len(channel.pins) >= MOST_PINS:
        raise DiscordError(errors.TOO_MANY_PINS)
    channel.pins.setdefault(message.id, call.sandbox.world.now())
    _pins_changed(call.sandbox, message, pinned=True)
    _noted(call, audit.PIN, message)


@route("DELETE", f"{PINS}/{{message_id}}")
def unpin(call: Call, channel_id: str, message_id: str) -> None:
    """Take a pin off."""
    message = _may_pin(call, channel_id, message_id)
    message.channel.pins.pop(message.id, None)
    _pins_changed(call.sandbox, message, pinned=False)
    _noted(call, audit.UNPIN, message)


def _noted(call: Call, action: int, message: Message) -> None:
    if message.channel.guild is not None:
        options = {"channel_id": message.channel.id, "message_id": message.id}
        audit.record(call, message.channel.guild, action, message.author.id, options=options)


route("PUT", f"{OLD_PINS}/{{message_id}}")(pin)
route("DELETE", f"{OLD_PINS}/{{message_id}}")(unpin)


def _pins_changed(sandbox: LocalDiscord, message: Message, *, pinned: bool) -> None:
    channel = message.channel
    message.payload = {**message.payload, "pinned": pinned}
    last = max(channel.pins.values(), default=None)
    data: Json = {"channel_id": channel.id, "last_pin_timestamp": payloads.moment(last) if last else None}
    if channel.guild is not None:
        data["guild_id"] = channel.guild.id
    messages.tell_channel(sandbox, "CHANNEL_PINS_UPDATE", channel, data, wants=PINNING)
