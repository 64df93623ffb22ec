"""How Discord writes guilds, channels, people and roles as JSON."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from mentorbot.sandbox.discord.world import intents as wants
from mentorbot.sandbox.discord.world.guilds import (
    CATEGORY,
    DM,
    PRIVATE_THREAD,
    STAGE,
    VOICE,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
)
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.wire import Json

LARGE = 250
CHUNK = 1000
MOST_PREFIX_HITS = 100
LIMITED = {wants.PRESENCES: 1 << 13, wants.MEMBERS: 1 << 15, wants.MESSAGE_CONTENT: 1 << 19}
"""The flag of an application by the privileged intent that it stands for, while the bot is in few guilds."""


def moment(given: datetime) -> str:
    """A moment as Discord writes it: ISO 8601, microseconds, +00:00."""
    told = given if given.tzinfo is UTC else given.astimezone(UTC)
    return told.isoformat(timespec="microseconds")


def user(one: User) -> Json:
    """What everybody sees of a user."""
    written: Json = {
        "id": one.id,
        "username": one.username,
        "avatar": one.avatar,
        "discriminator": one.discriminator,
        "public_flags": 0,
        "flags": 0,
        "global_name": one.global_name,
        "primary_guild": None,
        "banner": one.banner,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
    }
    if one.bot:
        written["bot"] = True
    return written


def own_user(one: User) -> Json:
    """What a bot sees of itself."""
    return {
        **user(one),
        "mfa_enabled": True,
        "locale": one.locale,
        "verified": True,
        "email": None,
        "bio": "",
    }


def member(one: Member, *, with_user: bool = True) -> Json:
    """A member of a guild."""
    until = one.timed_out_until
    written: Json = {
        "avatar": one.avatar,
        "banner": one.banner,
        "communication_disabled_until": moment(until) if until else None,
        "flags": one.flags,
        "joined_at": moment(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": list(one.roles),
        "mute": False,
        "deaf": False,
    }
    if with_user:
        written["user"] = user(one.user)
    return written


def role(one: Role) -> Json:
    """A role."""
    written: Json = {
        "id": one.id,
        "name": one.name,
        "description": None,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {
            "primary_color": one.color,
            "secondary_color": one.second_color,
            "tertiary_color": one.third_color,
        },
        "hoist": one.hoist,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": one.icon,
        "unicode_emoji": one.unicode_emoji,
        "flags": 0,
    }
    if one.bot_id:
        written["tags"] = {"bot_id": one.bot_id}
    return written


def overwrite(one: Overwrite) -> Json:
    """A permission overwrite of a channel."""
    return {"id": one.id, "type": one.type, "allow": str(one.allow), "deny": str(one.deny)}


def channel(one: Channel, viewer: User | None = None) -> Json:
    """A channel of any kind; in a DM, `viewer` is the one who does not count as recipient."""
    if one.type == DM:
        others = [user(other) for other in one.recipients if other is not viewer]
        return {
            "id": one.id,
            "type": DM,
            "last_message_id": one.last_message_id,
            "flags": 0,
            "recipients": others,
        }
    if one.is_thread:
        return thread(one)
    assert one.guild is not None  # noqa: S101  (only DMs have no guild)
    written: Json = {
        "id": one.id,
        "type": one.type,
        "flags": one.flags,
        "guild_id": one.guild.id,
        "name": one.name,
        "parent_id": one.parent.id if one.parent else None,
        "position": one.position,
        "permission_overwrites": [overwrite(each) for each in one.overwrites.values()],
        "nsfw": one.nsfw,
    }
    if one.type != CATEGORY:
        written["last_message_id"] = one.last_message_id
        written["rate_limit_per_user"] = one.slowmode
        written["topic"] = one.topic
        if one.pins:
            written["last_pin_timestamp"] = moment(max(one.pins.values()))
    if one.default_archive_minutes is not None:
        written["default_auto_archive_duration"] = one.default_archive_minutes
    if one.default_slowmode or one.forum is not None:
        written["default_thread_rate_limit_per_user"] = one.default_slowmode
    if one.forum is not None:
        written["available_tags"] = one.forum.tags
        written["default_reaction_emoji"] = one.forum.reaction
        written["default_sort_order"] = one.forum.sort_order
        written["default_forum_layout"] = one.forum.layout
        written["default_tag_setting"] = one.forum.tag_setting
    if one.type in {VOICE, STAGE}:
        written |= {
            "bitrate": 64000,
            "user_limit": 0,
            "rtc_region": None,
            "video_quality_mode": 1,
            **one.voice,
        }
    return written


def thread(one: Channel, viewer: User | None = None) -> Json:
    """A thread; with a `viewer` that has joined it, their membership too."""
    assert one.guild is not None  # noqa: S101  (threads are in guilds)
    assert one.parent is not None  # noqa: S101
    assert one.created is not None  # noqa: S101
    written: Json = {
        "id": one.id,
        "type": one.type,
        "last_message_id": one.last_message_id,
        "flags": one.flags,
        "guild_id": one.guild.id,
        "name": one.name,
        "parent_id": one.parent.id,
        "rate_limit_per_user": one.slowmode,
        "owner_id": one.owner_id,
        "thread_metadata": {
            "archived": one.archived,
            "archive_timestamp": moment(one.archive_changed or one.created),
            "auto_archive_duration": one.auto_archive_minutes,
            "locked": one.locked,
            "create_timestamp": moment(one.created),
        },
        "message_count": len(one.history),
        "member_count": min(len(one.thread_members), 50),
        "total_message_sent": one.total_messages,
    }
    if one.parent.forum is not None:
        written["applied_tags"] = one.tags
    if one.type == PRIVATE_THREAD or not one.invitable:
        written["thread_metadata"]["invitable"] = one.invitable
    if viewer is not None and viewer.id in one.thread_members:
        written["member"] = thread_member(one, viewer.id)
    return written


def thread_member(one: Channel, user_id: str, *, with_member: bool = False) -> Json:
    """Somebody's membership in a thread."""
    written: Json = {
        "id": one.id,
        "user_id": user_id,
        "join_timestamp": moment(one.thread_members[user_id]),
        "flags": 0,
    }
    if with_member and one.guild is not None and user_id in one.guild.members:
        written["member"] = member(one.guild.members[user_id])
    return written


def guild(one: Guild, *, counts: bool = False) -> Json:
    """A guild as HTTP gives it."""
    written: Json = {
        "id": one.id,
        "name": one.name,
        "icon": None,
        "description": one.description,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": one.owner_id,
        "application_id": None,
        "region": "us-east",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "roles": [role(each) for each in one.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": list(one.emojis.values()),
        "stickers": list(one.stickers.values()),
        "incidents_data": None,
        **one.settings,
    }
    if counts:
        written["approximate_member_count"] = len(one.members)
        written["approximate_presence_count"] = len(one.members)
    return written


def partial_guild(one: Guild) -> Json:
    """A guild as somebody sees it who is invited."""
    told = guild(one)
    names = ("id", "name", "splash", "banner", "description", "icon", "features", "verification_level")
    more = ("vanity_url_code", "nsfw_level", "nsfw", "premium_subscription_count")
    return {name: told[name] for name in (*names, *more)}


def guild_create(one: Guild, app: Application, intents: int) -> Json:
    """A guild as the gateway gives it: without the presence intent the bot sees no member but itself."""
    own = one.members[app.bot.id]
    if intents & wants.PRESENCES and len(one.members) <= LARGE:
        seen: Iterable[Member] = one.members.values()
    else:
        seen = (own,)
    threads = [each for each in one.threads.values() if not each.archived]
    return {
        **guild(one),
        "joined_at": moment(own.joined_at),
        "large": len(one.members) > LARGE,
        "unavailable": False,
        "member_count": len(one.members),
        "voice_states": [],
        "members": [member(each) for each in seen],
        "channels": [channel(each) for each in one.channels.values()],
        "threads": [
            thread(each, app.bot)
            for each in threads
            if each.type != PRIVATE_THREAD or app.bot.id in each.thread_members
        ],
        "presences": [],
        "stage_instances": list(one.stages.values()),
        "guild_scheduled_events": [each.payload for each in one.events.values()],
        "soundboard_sounds": [],
    }


def member_chunks(one: Guild, asked: Json, intents: int) -> Iterator[Json]:
    """The answers to REQUEST_GUILD_MEMBERS; none when it asks for more than the intents allow."""
    unknown: list[str] = []
    ids, limit = asked.get("user_ids"), asked.get("limit")
    if ids is not None:
        wanted = [str(each) for each in (ids if isinstance(ids, list) else [ids])][:MOST_PREFIX_HITS]
        found = [one.members[each] for each in wanted if each in one.members]
        unknown = [each for each in wanted if each not in one.members]
    else:
        query = str(asked.get("query") or "").lower()
        if not query and not limit and not intents & wants.MEMBERS:
            return
        found = [each for each in one.members.values() if shown_name(each).startswith(query)]
        if query or limit:
            found = found[: min(limit or MOST_PREFIX_HITS, MOST_PREFIX_HITS)]
    count = max(1, -(-len(found) // CHUNK))
    for index in range(count):
        chunk: Json = {
            "guild_id": one.id,
            "members": [member(each) for each in found[index * CHUNK : (index + 1) * CHUNK]],
            "chunk_index": index,
            "chunk_count": count,
        }
        if unknown:
            chunk["not_found"] = unknown
        if asked.get("presences") and intents & wants.PRESENCES:
            chunk["presences"] = []
        if asked.get("nonce") is not None:
            chunk["nonce"] = asked["nonce"]
        yield chunk


def shown_name(one: Member) -> str:
    """The name by which a member is found, in small letters."""
    return (one.nick or one.user.global_name or one.user.username).lower()


def application(one: Application, guild_count: int) -> Json:
    """A bot's application, as its owner and it see it."""
    flags = gateway_flags(one.privileged)
    return {
        "id": one.id,
        "name": one.name,
        "icon": None,
        "description": one.description,
        "summary": "",
        "type": None,
        "bot": user(one.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}, "1": {}},
        "verify_key": one.public_key,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(one.owner),
        "approximate_guild_count": guild_count,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "rpc_origins": [],
        "event_webhooks_status": 1,
        "tags": [],
        **one.settings,
    }


def partial_application(one: Application) -> Json:
    """An application as somebody sees it who is invited to it."""
    told = application(one, 0)
    names = ("id", "name", "icon", "description", "summary", "type", "verify_key", "flags", "flags_new")
    return {name: told[name] for name in names}


def gateway_flags(privileged: int) -> int:
    """The flags of an application that go with the privileged intents that are switched on for it."""
    return sum(flag for intent, flag in LIMITED.items() if privileged & intent)


def privileged_by(flags: int) -> int:
    """The privileged intents that are switched on by the flags of an application."""
    return sum(intent for intent, flag in LIMITED.items() if flags & flag)
