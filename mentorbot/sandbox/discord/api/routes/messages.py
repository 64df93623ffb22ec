"""Endpoints for messages.

Source: https://docs.discord.com/developers/resources/message
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import dropwhile, islice, takewhile

from mentorbot.sandbox.discord.api import errors, messages, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import pass_over
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, channel_of, limit_of, message_of, place_of, talk_of
from mentorbot.sandbox.discord.api.forwards import forwarded
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import Limit, route
from mentorbot.sandbox.discord.api.threads import revive
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import ANNOUNCEMENT, CATEGORY, DM, FORUM, Channel, Message
from mentorbot.sandbox.discord.world.ids import EPOCH
from mentorbot.sandbox.wire import Json

CHANNEL = "/channels/{channel_id}"
MESSAGES = f"{CHANNEL}/messages"
MESSAGE = f"{MESSAGES}/{{message_id}}"
CROSSPOSTED = 1 << 0
BULK_DELETE_YOUNGER_THAN = timedelta(days=14)
SUPPRESS_ONLY = frozenset({"flags"})
NO_TALK = {CATEGORY: errors.NOT_IN_THIS_CHANNEL, FORUM: errors.NOT_IN_A_FORUM}


@route("POST", MESSAGES, limit=Limit(5, 5.0))
def create(call: Call, channel_id: str) -> Json:
    """Send a message."""
    body = body_of(call)
    channel = call.sandbox.world.channels.get(channel_id)
    if channel is None:
        raise DiscordError(errors.UNKNOWN_CHANNEL)
    _may_send(call, channel, body)
    nonce = str(body["nonce"]) if body.get("nonce") is not None else None
    if nonce is not None and body.get("enforce_nonce") is True:
        before = call.sandbox.world.with_nonce(call.app.bot, nonce)
        if before is not None:
            pass_over(body)  # it is there already
            return before.payload
    forwarding = forwarded(call, body)
    replied_to = _replied_to(call, channel, body) if forwarding is None else None
    revive(call.sandbox, channel, call.app.bot)
    message = messages.create(
        call.sandbox,
        channel,
        call.app.bot,
        body,
        call.files,
        kind=messages.REPLY if replied_to is not None else messages.DEFAULT,
        replied_to=replied_to,
        forwarding=forwarding,
    )
    if nonce is not None:
        call.sandbox.world.remember_nonce(call.app.bot, nonce, message)
    return message.payload


def _may_send(call: Call, channel: Channel, body: Json) -> None:
    bot = call.app.bot
    if channel.type in NO_TALK:
        needs.need(call.sandbox.world, channel, bot, 0)
        raise DiscordError(NO_TALK[channel.type])
    if channel.type == DM:
        needs.need(call.sandbox.world, channel, bot, 0)
        other = next(user for user in channel.recipients if user is not bot)
        shared = call.sandbox.world.share_a_guild(bot.id, other.id)
        if not shared or not other.accepts_dms or other.bot or bot.id in other.blocked:
            raise DiscordError(errors.CANNOT_DM)
        return
    wanted = permissions.SEND_IN_THREADS if channel.is_thread else permissions.SEND_MESSAGES
    if call.files:
        wanted |= permissions.ATTACH_FILES
    if body.get("embeds"):
        wanted |= permissions.EMBED_LINKS
    if body.get("tts") is True:
        wanted |= permissions.SEND_TTS
    if body.get("poll"):
        wanted |= permissions.SEND_POLLS
    granted = needs.need(call.sandbox.world, channel, bot, wanted)
    if channel.locked and not granted & permissions.MANAGE_THREADS:
        raise DiscordError(errors.THREAD_LOCKED)


def _replied_to(call: Call, channel: Channel, body: Json) -> Message | None:
    problems, path = Problems(), ("message_reference",)
    given = body.get("message_reference")
    if given is None:
        return None
    reference = checks.mapping(problems, path, given) or {}
    identifier = checks.snowflake(problems, (*path, "message_id"), reference.get("message_id"))
    where, guild_id = (
        checks.snowflake(problems, (*path, name), reference.get(name), optional=True)
        for name in ("channel_id", "guild_id")
    )
    checks.one_of(problems, (*path, "type"), reference.get("type"), (0,), default=0)
    must = reference.get("fail_if_not_exists")
    needed = checks.flag(problems, (*path, "fail_if_not_exists"), must, default=True)
    errors.refuse_if(problems)
    here = where in {None, channel.id} and guild_id in {None, channel.guild.id if channel.guild else None}
    found = channel.history.get(identifier or "") if here else None
    if found is None and needed:
        problems.add(path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        raise errors.invalid_form(problems)
    if found is not None:
        granted = permissions.in_channel(call.sandbox.world, channel, call.app.bot)
        if not granted & permissions.READ_HISTORY:
            raise DiscordError(errors.NO_REPLY_WITHOUT_HISTORY)
    return found


@route("GET", MESSAGES)
def several(call: Call, channel_id: str) -> list[Json]:
    """The last messages, or those before, after or around one, newest first."""
    channel = talk_of(call, channel_id)
    limit = limit_of(call, usual=50, most=100)
    before, after, around = (place_of(call, name) for name in ("before", "after", "around"))
    if not permissions.in_channel(call.sandbox.world, channel, call.app.bot) & permissions.READ_HISTORY:
        return []
    if around is not None:
        found = channel.messages
        older = [one for one in found if int(one.id) < around][-(limit // 2) :]
        newer = [one for one in found if int(one.id) >= around][: limit - limit // 2]
        return [seen_by(call, one) for one in reversed(older + newer)]
    newest_first: Iterator[Message] = reversed(channel.history.values())
    if before is not None:
        newest_first = dropwhile(lambda one: int(one.id) >= before, newest_first)
    if after is not None:
        since = list(takewhile(lambda one: int(one.id) > after, newest_first))
        return [seen_by(call, one) for one in since[-limit:]]
    return [seen_by(call, one) for one in islice(newest_first, limit)]


def seen_by(call: Call, message: Message) -> Json:
    """A message as the calling bot sees it: without the content of others', if it may not read that."""
    return messages.seen_by(call.app, message, call.app.privileged)


@route("GET", MESSAGE)
def one(call: Call, channel_id: str, message_id: str) -> Json:
    """One message."""
    channel = channel_of(call, channel_id, permissions.READ_HISTORY)
    return seen_by(call, message_of(channel, message_id))


@route("PATCH", MESSAGE, limit=Limit(5, 5.0))
def edit(call: Call, channel_id: str, message_id: str) -> Json:
    """Change a message of one's own; of others' only the flag that hides their embeds."""
    body = body_of(call)
    channel = channel_of(call, channel_id)
    message = message_of(channel, message_id)
    if message.author is not call.app.bot:
        if set(body) != SUPPRESS_ONLY:
            raise DiscordError(errors.NOT_THE_AUTHOR)
        needs.need(call.sandbox.world, channel, call.app.bot, permissions.MANAGE_MESSAGES)
    if "poll" in message.payload:
        raise DiscordError(errors.CANNOT_EDIT_A_POLL)
    return messages.edit(call.sandbox, message, body, call.files).payload


@route("DELETE", MESSAGE, limit=Limit(5, 1.0))
def delete(call: Call, channel_id: str, message_id: str) -> None:
    """Take a message away."""
    channel = channel_of(call, channel_id)
    message = message_of(channel, message_id)
    if message.author is not call.app.bot:
        if channel.type == DM:
            raise DiscordError(errors.NOT_ON_A_DM)
        needs.need(call.sandbox.world, channel, call.app.bot, permissions.MANAGE_MESSAGES)
    messages.delete(call.sandbox, message)
    if message.author is not call.app.bot and channel.guild is not None:
        options = {"channel_id": channel.id, "count": "1"}
        audit.record(call, channel.guild, audit.MESSAGE_DELETE, message.author.id, options=options)


@route("POST", f"{MESSAGES}/bulk-delete", limit=Limit(1, 3.0))
def bulk_delete(call: Call, channel_id: str) -> None:
    """Take 2 to 100 messages of the last two weeks away."""
    channel = talk_of(call, channel_id, permissions.MANAGE_MESSAGES)
    problems = Problems()
    given = body_of(call).get("messages")
    wanted = checks.ids(problems, ("messages",), given, 100, fewest=2, optional=False)
    errors.refuse_if(problems)
    oldest = call.sandbox.world.now() - BULK_DELETE_YOUNGER_THAN
    oldest_id = (int(oldest.timestamp() * 1000) - EPOCH) << 22
    if any(int(each) < oldest_id for each in wanted):
        raise DiscordError(errors.TOO_OLD_TO_BULK_DELETE)
    found = [each for each in wanted if each in channel.history]
    messages.delete_several(call.sandbox, channel, found)
    if channel.guild is not None:
        options = {"count": str(len(found))}
        audit.record(call, channel.guild, audit.MESSAGE_BULK_DELETE, channel.id, options=options)


@route("POST", f"{MESSAGE}/crosspost", limit=Limit(10, 3600.0))
def crosspost(call: Call, channel_id: str, message_id: str) -> Json:
    """Publish a message of an announcement channel; no other guild follows it here."""
    channel = channel_of(call, channel_id, permissions.SEND_MESSAGES)
    message = message_of(channel, message_id)
    if channel.type != ANNOUNCEMENT:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    if message.author is not call.app.bot:
        needs.need(call.sandbox.world, channel, call.app.bot, permissions.MANAGE_MESSAGES)
    if message.payload["flags"] & CROSSPOSTED:
        raise DiscordError(errors.ALREADY_CROSSPOSTED)
    message.payload = {**message.payload, "flags": message.payload["flags"] | CROSSPOSTED}
    messages.tell_changed(call.sandbox, message)
    return message.payload


@route("POST", f"{CHANNEL}/typing")
def typing(call: Call, channel_id: str) -> None:
    """Show that the bot is typing."""
    channel = talk_of(call, channel_id)
    if channel.type != DM:
        wanted = permissions.SEND_IN_THREADS if channel.is_thread else permissions.SEND_MESSAGES
        needs.need(call.sandbox.world, channel, call.app.bot, wanted)
    messages.tell_typing(call.sandbox, channel, call.app.bot)
