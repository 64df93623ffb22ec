"""Endpoints for threads.

Source: https://docs.discord.com/developers/topics/threads
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from mentorbot.sandbox.discord.api import errors, forums, lives, messages, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import (
    body_of,
    channel_of,
    flag_of,
    guild_of,
    limit_of,
    message_of,
    moment_of,
    place_of,
)
from mentorbot.sandbox.discord.api.routing import Answer, route
from mentorbot.sandbox.discord.api.threads import settings, start
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
)
from mentorbot.sandbox.wire import Json

CHANNEL = "/channels/{channel_id}"
HAS_THREADS = frozenset({TEXT, ANNOUNCEMENT, FORUM})
MEMBERS = f"{CHANNEL}/thread-members"


@route("POST", f"{CHANNEL}/messages/{{message_id}}/threads")
def start_from_message(call: Call, channel_id: str, message_id: str) -> Answer:
    """Open a public thread on a message; it gets the message's id."""
    channel = channel_of(call, channel_id, permissions.CREATE_PUBLIC_THREADS)
    message = message_of(channel, message_id)
    if channel.type not in {TEXT, ANNOUNCEMENT}:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    if message.id in call.sandbox.world.channels:
        raise DiscordError(errors.THREAD_EXISTS)
    name, minutes, slow = settings(channel, body_of(call))
    kind = ANNOUNCEMENT_THREAD if channel.type == ANNOUNCEMENT else PUBLIC_THREAD
    thread = start(
        call.sandbox,
        channel,
        call.app.bot,
        name,
        kind=kind,
        identifier=message.id,
        archive_after=minutes,
        slowmode=slow,
    )
    message.payload = {
        **message.payload,
        "thread": payloads.thread(thread),
        "flags": message.payload["flags"] | 1 << 5,
    }
    return Answer(201, payloads.thread(thread, call.app.bot))


@route("POST", f"{CHANNEL}/threads")
def start_alone(call: Call, channel_id: str) -> Answer:
    """Open a thread without a message, private unless it says otherwise; in a forum, write a post."""
    channel = channel_of(call, channel_id)
    if channel.type == FORUM:
        return Answer(201, forums.post(call, channel, body_of(call)))
    if channel.type not in {TEXT, ANNOUNCEMENT}:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    body = body_of(call)
    name, minutes, slow = settings(channel, body)
    problems = Problems()
    allowed = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
    kind = checks.one_of(problems, ("type",), body.get("type"), allowed, default=PRIVATE_THREAD)
    invitable = checks.flag(problems, ("invitable",), body.get("invitable"), default=True)
    checks.ids(problems, ("applied_tags",), body.get("applied_tags"), forums.MOST_APPLIED)
    if body.get("message") is not None:
        checks.mapping(problems, ("message",), body["message"])
    forgo(body, "applied_tags", "message")  # only a post in a forum has them
    errors.refuse_if(problems)
    private = kind == PRIVATE_THREAD
    wanted = permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS
    needs.need(call.sandbox.world, channel, call.app.bot, wanted)
    thread = start(
        call.sandbox,
        channel,
        call.app.bot,
        name,
        kind=kind or PRIVATE_THREAD,
        archive_after=minutes,
        slowmode=slow,
        invitable=invitable,
    )
    if not private:
        about = {"message_reference": {"type": 0, "channel_id": thread.id, "guild_id": thread.guild.id}}  # type: ignore[union-attr]
        said = {"content": name}
        messages.create(call.sandbox, channel, call.app.bot, said, kind=messages.THREAD_CREATED, extra=about)
    return Answer(201, payloads.thread(thread, call.app.bot))


def _thread(call: Call, channel_id: str) -> Channel:
    thread = channel_of(call, channel_id)
    if not thread.is_thread:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    return thread


def _open_thread(call: Call, channel_id: str) -> Channel:
    thread = _thread(call, channel_id)
    if thread.archived:
        raise DiscordError(errors.THREAD_ARCHIVED)
    return thread


@route("PUT", f"{MEMBERS}/@me")
def join(call: Call, channel_id: str) -> None:
    """Let the bot join a thread."""
    lives.join_thread(call.sandbox, _open_thread(call, channel_id), call.app.bot)


@route("DELETE", f"{MEMBERS}/@me")
def leave(call: Call, channel_id: str) -> None:
    """Let the bot leave a thread."""
    lives.leave_thread(call.sandbox, _open_thread(call, channel_id), call.app.bot.id)


@route("PUT", f"{MEMBERS}/{{user_id}}")
def add(call: Call, channel_id: str, user_id: str) -> None:
    """Bring a member of the guild into a thread."""
    thread = _open_thread(call, channel_id)
    wanted = permissions.SEND_IN_THREADS
    if thread.type == PRIVATE_THREAD and not thread.invitable and thread.owner_id != call.app.bot.id:
        wanted |= permissions.MANAGE_THREADS
    needs.need(call.sandbox.world, thread, call.app.bot, wanted)
    user = call.sandbox.world.users.get(user_id)
    if user is None or thread.guild is None or user_id not in thread.guild.members:
        raise DiscordError(errors.UNKNOWN_MEMBER if user else errors.UNKNOWN_USER)
    parent = thread.parent or thread
    if not permissions.in_channel(call.sandbox.world, parent, user) & permissions.VIEW_CHANNEL:
        raise DiscordError(errors.MISSING_ACCESS)
    lives.join_thread(call.sandbox, thread, user)


@route("DELETE", f"{MEMBERS}/{{user_id}}")
def remove(call: Call, channel_id: str, user_id: str) -> None:
    """Take somebody out of a thread."""
    thread = _open_thread(call, channel_id)
    if not (thread.type == PRIVATE_THREAD and thread.owner_id == call.app.bot.id):
        needs.need(call.sandbox.world, thread, call.app.bot, permissions.MANAGE_THREADS)
    lives.leave_thread(call.sandbox, thread, user_id)


@route("GET", f"{MEMBERS}/{{user_id}}", words=("@me",))
def member(call: Call, channel_id: str, user_id: str) -> Json:
    """Somebody's membership in a thread."""
    thread = _thread(call, channel_id)
    if user_id == "@me":
        user_id = call.app.bot.id
    if user_id not in thread.thread_members:
        raise DiscordError(errors.UNKNOWN_MEMBER)
    return payloads.thread_member(thread, user_id, with_member=flag_of(call, "with_member"))


@route("GET", MEMBERS)
def members(call: Call, channel_id: str) -> list[Json]:
    """Everybody in a thread; needs the privileged intent for members."""
    thread = _thread(call, channel_id)
    if not call.app.privileged & intents.MEMBERS:
        raise DiscordError(errors.MISSING_ACCESS)
    with_member = flag_of(call, "with_member")
    limit, after = limit_of(call, usual=100, most=100), place_of(call, "after") or 0
    ids = sorted((each for each in thread.thread_members if int(each) > after), key=int)
    if with_member or "limit" in call.query:  # only then does Discord give them in pages
        ids = ids[:limit]
    return [payloads.thread_member(thread, each, with_member=with_member) for each in ids]


def _listed(call: Call, threads: Iterable[Channel], *, more: bool | None = None) -> Json:
    bot = call.app.bot
    shown = [
        each
        for each in threads
        if permissions.in_channel(call.sandbox.world, each, bot) & permissions.VIEW_CHANNEL
    ]
    own = [payloads.thread_member(each, bot.id) for each in shown if bot.id in each.thread_members]
    listed: Json = {"threads": [payloads.thread(each) for each in shown], "members": own}
    listed["has_more"] = bool(more)
    return listed


@route("GET", "/guilds/{guild_id}/threads/active")
def active(call: Call, guild_id: str) -> Json:
    """The threads of a guild that are not archived, newest first."""
    guild = guild_of(call, guild_id)
    return _listed(call, [each for each in reversed(guild.threads.values()) if not each.archived])


def _archived(call: Call, channel_id: str, kinds: tuple[int, ...], wanted: int) -> Json:
    """Those archived before a moment, the latest archived first."""
    channel = channel_of(call, channel_id, permissions.READ_HISTORY | wanted)
    limit, before = limit_of(call, usual=50, most=100, least=2), moment_of(call, "before")
    found = [each for each in _archived_in(channel, kinds) if before is None or _archived_at(each) < before]
    found.sort(key=_archived_at, reverse=True)
    return _listed(call, found[:limit], more=len(found) > limit)


def _archived_in(channel: Channel, kinds: tuple[int, ...]) -> list[Channel]:
    if channel.guild is None or channel.type not in HAS_THREADS:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    threads = channel.guild.threads.values()
    return [each for each in threads if each.archived and each.parent is channel and each.type in kinds]


def _archived_at(thread: Channel) -> datetime:
    """Every thread has it, from when it is made."""
    return thread.archive_changed or datetime.min.replace(tzinfo=UTC)


@route("GET", f"{CHANNEL}/threads/archived/public")
def archived_public(call: Call, channel_id: str) -> Json:
    """Archived public threads of a channel."""
    return _archived(call, channel_id, (PUBLIC_THREAD, ANNOUNCEMENT_THREAD), 0)


@route("GET", f"{CHANNEL}/threads/archived/private")
def archived_private(call: Call, channel_id: str) -> Json:
    """Archived private threads of a channel."""
    return _archived(call, channel_id, (PRIVATE_THREAD,), permissions.MANAGE_THREADS)


@route("GET", f"{CHANNEL}/users/@me/threads/archived/private")
def archived_joined(call: Call, channel_id: str) -> Json:
    """Archived private threads of a channel that the bot is in, the newest first."""
    channel = channel_of(call, channel_id, permissions.READ_HISTORY)
    limit, before = limit_of(call, usual=50, most=100, least=2), place_of(call, "before")
    found = [
        each
        for each in _archived_in(channel, (PRIVATE_THREAD,))
        if call.app.bot.id in each.thread_members and (before is None or int(each.id) < before)
    ]
    found.sort(key=lambda each: int(each.id), reverse=True)
    return _listed(call, found[:limit], more=len(found) > limit)
