"""Endpoints for channels of guilds; threads and DMs are changed here too.

Source: https://docs.discord.com/developers/resources/channel
"""

from dataclasses import replace

from mentorbot.sandbox.discord.api import errors, forums, lives, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.emoji import known_to
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, channel_of, guild_of, room_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import Answer, route
from mentorbot.sandbox.discord.api.threads import ARCHIVE_AFTER, SLOWEST
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import (
    ANNOUNCEMENT,
    CATEGORY,
    DM,
    FORUM,
    PRIVATE_THREAD,
    STAGE,
    TEXT,
    VOICE,
    Channel,
    Guild,
    Overwrite,
)
from mentorbot.sandbox.wire import Json

CHANNEL = "/channels/{channel_id}"
KINDS = (TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, FORUM)
MOST_CHANNELS = 500
FARTHEST = (1 << 31) - 1
LONGEST_TOPIC, LONGEST_GUIDELINES = 1024, 4096
BITRATE, STAGE_BITRATE = 96_000, 64_000
VOICES, TALKS = frozenset({VOICE, STAGE}), frozenset({TEXT, ANNOUNCEMENT, FORUM})
SPEAKING = ("bitrate", "user_limit", "rtc_region", "video_quality_mode")
ONLY_FOR = {
    "topic": VOICES | TALKS,
    "rate_limit_per_user": VOICES | TALKS,
    "default_auto_archive_duration": TALKS,
    "default_thread_rate_limit_per_user": TALKS,
    **dict.fromkeys(SPEAKING, VOICES),
    **dict.fromkeys(forums.FIELDS, frozenset({FORUM})),
}
"""The kinds of channel that have it."""
SPOKEN = frozenset({VOICE, STAGE, CATEGORY})


@route("GET", "/guilds/{guild_id}/channels")
def several(call: Call, guild_id: str) -> list[Json]:
    """All channels of a guild, without its threads."""
    return [payloads.channel(one) for one in guild_of(call, guild_id).channels.values()]


@route("POST", "/guilds/{guild_id}/channels")
def create(call: Call, guild_id: str) -> Answer:
    """Make a channel."""
    guild = guild_of(call, guild_id, permissions.MANAGE_CHANNELS)
    body, problems = body_of(call), Problems()
    kind = checks.one_of(problems, ("type",), body.get("type"), KINDS, default=TEXT) or TEXT
    name = checks.text(problems, ("name",), body.get("name"), 1, 100) or ""
    parent = _parent(problems, guild, body)
    overwrites = _overwrites(problems, body)
    if len(guild.channels) >= MOST_CHANNELS:
        raise DiscordError(30013, f"Maximum number of guild channels reached ({MOST_CHANNELS})")
    made = Channel(call.sandbox.world.new_id(), kind, _named(name, kind), guild, parent)
    made.position = len(guild.channels)
    if overwrites is not None:
        made.overwrites = overwrites
    elif parent is not None:
        made.overwrites = dict(parent.overwrites)
    _settle(call, problems, made, body)
    errors.refuse_if(problems)
    guild.channels[made.id] = call.sandbox.world.channels[made.id] = made
    lives.channel_changed(call.sandbox, "CHANNEL_CREATE", made)
    audit.record(call, guild, audit.CHANNEL_CREATE, made.id, after=payloads.channel(made))
    return Answer(201, payloads.channel(made))


@route("PATCH", "/guilds/{guild_id}/channels")
def move(call: Call, guild_id: str) -> None:
    """Put channels at other places, or into other categories."""
    guild = guild_of(call, guild_id, permissions.MANAGE_CHANNELS)
    problems = Problems()
    wanted: list[tuple[Channel, int | None, Json]] = []
    for index, raw in enumerate(checks.several(problems, (), call.body, 0, MOST_CHANNELS)):
        one = checks.mapping(problems, (index,), raw) or {}
        channel = room_of(problems, (index, "id"), guild, one.get("id"))
        position = checks.whole(problems, (index, "position"), one.get("position"), 0, FARTHEST)
        checks.flag(problems, (index, "lock_permissions"), one.get("lock_permissions"))
        if channel is not None:
            _parent(problems, guild, one)
            wanted.append((channel, position, one))
    errors.refuse_if(problems)
    for channel, position, one in wanted:
        channel.position = channel.position if position is None else position
        if "parent_id" in one and channel.type != CATEGORY:
            channel.parent = _parent(problems, guild, one)
        if one.get("lock_permissions") and channel.parent is not None:
            channel.overwrites = dict(channel.parent.overwrites)
        lives.channel_changed(call.sandbox, "CHANNEL_UPDATE", channel)


def _named(name: str, kind: int) -> str:
    return name if kind in SPOKEN else "-".join(name.lower().split())


def _parent(problems: Problems, guild: Guild, body: Json) -> Channel | None:
    identifier = checks.snowflake(problems, ("parent_id",), body.get("parent_id"), optional=True)
    if identifier is None:
        return None
    parent = guild.channels.get(identifier)
    if parent is None or parent.type != CATEGORY:
        problems.add(("parent_id",), "CHANNEL_PARENT_INVALID", "Category does not exist")
        return None
    return parent


def _overwrites(problems: Problems, body: Json) -> dict[str, Overwrite] | None:
    if body.get("permission_overwrites") is None:
        return None
    path: Path = ("permission_overwrites",)
    kept: dict[str, Overwrite] = {}
    for index, raw in enumerate(checks.several(problems, path, body["permission_overwrites"], 0, 100)):
        here = (*path, index)
        one = checks.mapping(problems, here, raw)
        if one is None:
            continue
        identifier = checks.snowflake(problems, (*here, "id"), one.get("id"))
        kind = checks.one_of(problems, (*here, "type"), one.get("type"), (0, 1), default=0)
        allow, deny = _bits(problems, here, one, "allow"), _bits(problems, here, one, "deny")
        if identifier is not None:
            kept[identifier] = Overwrite(identifier, kind or 0, allow, deny)
    return kept


def _bits(problems: Problems, path: Path, one: Json, name: str) -> int:
    return (checks.bits(problems, (*path, name), one.get(name)) or 0) & permissions.ALL


def _settle(call: Call, problems: Problems, channel: Channel, body: Json) -> None:
    """Set what a channel may have besides its name and place; what its kind does not have is checked too."""
    if "nsfw" in body:
        channel.nsfw = checks.flag(problems, ("nsfw",), body["nsfw"])
    position = checks.whole(problems, ("position",), body.get("position"), 0, FARTHEST)
    channel.position = channel.position if position is None else position
    if "topic" in body:
        longest = LONGEST_GUIDELINES if channel.type == FORUM else LONGEST_TOPIC
        channel.topic = checks.text(problems, ("topic",), body["topic"], 0, longest, optional=True)
    slow = checks.whole(problems, ("rate_limit_per_user",), body.get("rate_limit_per_user"), 0, SLOWEST)
    channel.slowmode = channel.slowmode if slow is None else slow
    if body.get("default_auto_archive_duration") is not None:
        where, after = ("default_auto_archive_duration",), body["default_auto_archive_duration"]
        channel.default_archive_minutes = checks.one_of(problems, where, after, ARCHIVE_AFTER)
    where, given = ("default_thread_rate_limit_per_user",), body.get("default_thread_rate_limit_per_user")
    slow = checks.whole(problems, where, given, 0, SLOWEST)
    channel.default_slowmode = channel.default_slowmode if slow is None else slow
    _settle_voice(problems, channel, body)
    world = call.sandbox.world
    forums.settle(problems, channel, body, world.new_id, known_to(world, call.app.bot, channel.guild))
    forgo(body, *(name for name, kinds in ONLY_FOR.items() if channel.type not in kinds))


def _settle_voice(problems: Problems, channel: Channel, body: Json) -> None:
    """Set how one is heard and seen in a channel, and how many are let in."""
    stage = channel.type == STAGE
    bitrate = checks.whole(
        problems, ("bitrate",), body.get("bitrate"), 8000, STAGE_BITRATE if stage else BITRATE
    )
    most = checks.whole(problems, ("user_limit",), body.get("user_limit"), 0, 10_000 if stage else 99)
    kept: Json = {"bitrate": bitrate, "user_limit": most}
    if body.get("video_quality_mode") is not None:
        where, given = ("video_quality_mode",), body["video_quality_mode"]
        kept["video_quality_mode"] = checks.one_of(problems, where, given, (1, 2))
    channel.voice |= {name: value for name, value in kept.items() if value is not None}
    if "rtc_region" in body:
        where = ("rtc_region",)
        channel.voice["rtc_region"] = checks.text(problems, where, body["rtc_region"], 1, 100, optional=True)


@route("GET", CHANNEL)
def one(call: Call, channel_id: str) -> Json:
    """A channel, thread or DM."""
    return payloads.channel(channel_of(call, channel_id), call.app.bot)


@route("PATCH", CHANNEL)
def edit(call: Call, channel_id: str) -> Json:
    """Change a channel or thread."""
    channel = channel_of(call, channel_id)
    if channel.type == DM:
        raise DiscordError(errors.NOT_ON_A_DM)
    body, problems = body_of(call), Problems()
    if channel.is_thread:
        return _edit_thread(call, channel, body)
    wanted = permissions.MANAGE_CHANNELS
    if "permission_overwrites" in body:
        wanted |= permissions.MANAGE_ROLES
    needs.need(call.sandbox.world, channel, call.app.bot, wanted)
    assert channel.guild is not None  # noqa: S101  (neither DM nor thread)
    name = checks.text(problems, ("name",), body.get("name", channel.name), 1, 100)
    parent = _parent(problems, channel.guild, body)
    overwrites = _overwrites(problems, body)
    kinds = (TEXT, ANNOUNCEMENT) if channel.type in {TEXT, ANNOUNCEMENT} else (channel.type,)
    kind = checks.one_of(problems, ("type",), body.get("type"), kinds, default=channel.type)
    trial = Channel(
        channel.id, channel.type, guild=channel.guild, forum=replace(channel.forum) if channel.forum else None
    )
    _settle(call, problems, trial, body)
    errors.refuse_if(problems)
    before = payloads.channel(channel)
    _settle(call, problems, channel, body)
    channel.type = channel.type if kind is None else kind
    channel.name = _named(name or "", channel.type)
    if "parent_id" in body:
        channel.parent = parent
    if overwrites is not None:
        channel.overwrites = overwrites
    lives.channel_changed(call.sandbox, "CHANNEL_UPDATE", channel)
    after = payloads.channel(channel)
    audit.record(call, channel.guild, audit.CHANNEL_UPDATE, channel.id, before=before, after=after)
    return after


def _edit_thread(call: Call, thread: Channel, body: Json) -> Json:
    problems, bot = Problems(), call.app.bot
    name = checks.text(problems, ("name",), body.get("name", thread.name), 1, 100)
    after = body.get("auto_archive_duration")
    minutes = checks.one_of(
        problems, ("auto_archive_duration",), after, ARCHIVE_AFTER, default=thread.auto_archive_minutes
    )
    archived = checks.flag(problems, ("archived",), body.get("archived"), default=thread.archived)
    locked = checks.flag(problems, ("locked",), body.get("locked"), default=thread.locked)
    invitable = checks.flag(problems, ("invitable",), body.get("invitable"), default=thread.invitable)
    slow = checks.whole(
        problems,
        ("rate_limit_per_user",),
        body.get("rate_limit_per_user"),
        0,
        SLOWEST,
        default=thread.slowmode,
    )
    forum = thread.parent if thread.parent is not None and thread.parent.forum is not None else None
    flags = checks.whole(problems, ("flags",), body.get("flags"), 0, (1 << 31) - 1)
    listed = checks.ids(problems, ("applied_tags",), body.get("applied_tags"), forums.MOST_APPLIED)
    _settle_voice(problems, Channel(thread.id, VOICE), body)
    forgo(body, *SPEAKING)  # nobody speaks in a thread
    if thread.type != PRIVATE_THREAD:
        forgo(body, "invitable")
    if forum is None or (flags or 0) & ~forums.PINNED:
        forgo(body, "flags")
    if forum is None:
        forgo(body, "applied_tags")
    errors.refuse_if(problems)
    tags = thread.tags
    if forum is not None and "applied_tags" in body:
        tags = forums.tags_of(call, forum, listed)
    only_reviving = set(body) == {"archived"} and not archived and not thread.locked
    if only_reviving:
        needs.need(call.sandbox.world, thread, bot, permissions.SEND_IN_THREADS)
    elif thread.owner_id != bot.id or locked != thread.locked:
        needs.need(call.sandbox.world, thread, bot, permissions.MANAGE_THREADS)
    if thread.archived and archived:
        raise DiscordError(errors.THREAD_ARCHIVED)
    if archived != thread.archived:
        thread.archive_changed = call.sandbox.world.now()
    thread.name, thread.archived, thread.locked = name, archived, locked
    thread.invitable, thread.slowmode = invitable, slow or 0
    thread.auto_archive_minutes = minutes or thread.auto_archive_minutes
    thread.tags = tags
    if flags is not None and forum is not None:
        thread.flags = flags & forums.PINNED
    lives.thread_changed(call.sandbox, "THREAD_UPDATE", thread)
    return payloads.thread(thread, bot)


@route("DELETE", CHANNEL)
def delete(call: Call, channel_id: str) -> Json:
    """Take a channel or thread away; of a DM, only close it."""
    channel = channel_of(call, channel_id)
    if channel.type == DM:
        return payloads.channel(channel, call.app.bot)
    wanted = permissions.MANAGE_THREADS if channel.is_thread else permissions.MANAGE_CHANNELS
    needs.need(call.sandbox.world, channel, call.app.bot, wanted)
    gone, guild = payloads.channel(channel), channel.guild
    assert guild is not None  # noqa: S101  (not a DM)
    lives.remove_channel(call.sandbox, channel)
    for hook in [one for one in call.sandbox.world.webhooks.values() if one.channel is channel]:
        del call.sandbox.world.webhooks[hook.id]
    for invite in [one for one in call.sandbox.world.invites.values() if one.channel is channel]:
        del call.sandbox.world.invites[invite.code]
    action = audit.THREAD_DELETE if channel.is_thread else audit.CHANNEL_DELETE
    audit.record(call, guild, action, channel.id, before=gone)
    return gone


@route("PUT", f"{CHANNEL}/voice-status")
def set_voice_status(call: Call, channel_id: str) -> None:
    """Say above a voice channel what goes on in it."""
    channel = channel_of(call, channel_id, permissions.MANAGE_CHANNELS)
    if channel.type != VOICE:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    problems = Problems()
    status = checks.text(problems, ("status",), body_of(call).get("status"), 0, 500, optional=True)
    errors.refuse_if(problems)
    channel.voice["status"] = status or None
    lives.voice_status_changed(call.sandbox, channel)


@route("PUT", f"{CHANNEL}/permissions/{{overwrite_id}}")
def set_overwrite(call: Call, channel_id: str, overwrite_id: str) -> None:
    """Allow or deny a role or member something in a channel."""
    channel = channel_of(call, channel_id, permissions.MANAGE_ROLES)
    if channel.guild is None or channel.is_thread:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    body, problems = body_of(call), Problems()
    kind = checks.one_of(problems, ("type",), body.get("type"), (0, 1))
    allow, deny = _bits(problems, (), body, "allow"), _bits(problems, (), body, "deny")
    checks.snowflake(problems, ("id",), body.get("id"), optional=True)  # it stands in the path
    errors.refuse_if(problems)
    own = permissions.in_channel(call.sandbox.world, channel, call.app.bot)
    if (allow | deny) & ~own:
        raise DiscordError(errors.MISSING_PERMISSIONS)
    known = channel.guild.roles if kind == 0 else channel.guild.members
    if overwrite_id not in known:
        raise DiscordError(errors.UNKNOWN_OVERWRITE)
    channel.overwrites[overwrite_id] = Overwrite(overwrite_id, kind or 0, allow, deny)
    lives.channel_changed(call.sandbox, "CHANNEL_UPDATE", channel)


@route("DELETE", f"{CHANNEL}/permissions/{{overwrite_id}}")
def drop_overwrite(call: Call, channel_id: str, overwrite_id: str) -> None:
    """Take an overwrite away."""
    channel = channel_of(call, channel_id, permissions.MANAGE_ROLES)
    if channel.is_thread:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    if channel.overwrites.pop(overwrite_id, None) is None:
        raise DiscordError(errors.UNKNOWN_OVERWRITE)
    lives.channel_changed(call.sandbox, "CHANNEL_UPDATE", channel)
