"""The audit log of a guild: what bots did in it, and why.

Source: https://docs.discord.com/developers/resources/audit-log
"""

from collections.abc import Iterable

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.finding import guild_of, limit_of, number, place_of
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.gateway.sessions import Session
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.wire import Json

GUILD_UPDATE = 1
CHANNEL_CREATE, CHANNEL_UPDATE, CHANNEL_DELETE = 10, 11, 12
OVERWRITE_CREATE, OVERWRITE_UPDATE, OVERWRITE_DELETE = 13, 14, 15
KICK, PRUNE, BAN, UNBAN, MEMBER_UPDATE, MEMBER_ROLES = 20, 21, 22, 23, 24, 25
ROLE_CREATE, ROLE_UPDATE, ROLE_DELETE = 30, 31, 32
INVITE_CREATE, INVITE_DELETE = 40, 42
WEBHOOK_CREATE, WEBHOOK_UPDATE, WEBHOOK_DELETE = 50, 51, 52
EMOJI_CREATE, EMOJI_UPDATE, EMOJI_DELETE = 60, 61, 62
MESSAGE_DELETE, MESSAGE_BULK_DELETE, PIN, UNPIN = 72, 73, 74, 75
STAGE_CREATE, STAGE_UPDATE, STAGE_DELETE = 83, 84, 85
STICKER_CREATE, STICKER_UPDATE, STICKER_DELETE = 90, 91, 92
EVENT_CREATE, EVENT_UPDATE, EVENT_DELETE = 100, 101, 102
THREAD_CREATE, THREAD_UPDATE, THREAD_DELETE = 110, 111, 112
RULE_CREATE, RULE_UPDATE, RULE_DELETE = 140, 141, 142
ACTIONS = (
    1, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60, 61,
    62, 72, 73, 74, 75, 80, 81, 82, 83, 84, 85, 90, 91, 92, 100, 101, 102, 110, 111, 112, 121, 130, 131, 132,
    140, 141, 142, 143, 144, 145, 146, 150, 151, 163, 164, 165, 166, 167, 171, 172, 180, 190, 191, 192, 193,
    200, 201, 202, 211,
)  # fmt: skip
"""Those that Discord describes, whether anything here does them or not."""
MOST_ENTRIES = 1000
NOT_TOLD = frozenset(
    {"id", "guild_id", "user", "member", "last_message_id", "position", "thread_metadata", "tags"}
)


def record(
    call: Call,
    guild: Guild,
    action: int,
    target_id: str | None,
    *,
    before: Json | None = None,
    after: Json | None = None,
    options: dict[str, str] | None = None,
) -> None:
    """Write down what a bot did, and tell the bots that may read it.

    Args:
        call: The request that did it.
        guild: Where.
        action: Which kind of action, such as `KICK`.
        target_id: What it was done to.
        before: What that was like; None when it is new.
        after: What it is like; None when it is gone.
        options: What else Discord tells of this kind.
    """
    entry: Json = {
        "id": call.sandbox.world.new_id(),
        "action_type": action,
        "user_id": call.app.bot.id,
        "target_id": target_id,
        "changes": _changes(before or {}, after or {}),
    }
    if options:
        entry["options"] = options
    if call.reason is not None:
        entry["reason"] = call.reason
    guild.audit.append(entry)
    del guild.audit[:-MOST_ENTRIES]

    def may_read(session: Session, given: Json) -> Json | None:
        granted = permissions.in_guild(guild.members[session.app.bot.id])
        return given if granted & permissions.VIEW_AUDIT_LOG else None

    call.sandbox.gateway.dispatch(
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
        {**entry, "guild_id": guild.id},
        guild=guild,
        intents=intents.MODERATION,
        tailor=may_read,
    )


def _changes(before: Json, after: Json) -> list[Json]:
    """What differs, key by key, as far as it is written in a word, a number or a list."""
    changes: list[Json] = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new or key in NOT_TOLD or isinstance(old, dict) or isinstance(new, dict):
            continue
        change: Json = {"key": key}
        if old is not None:
            change["old_value"] = old
        if new is not None:
            change["new_value"] = new
        changes.append(change)
    return changes


def roles_changed(
    call: Call, guild: Guild, user_id: str, before: Iterable[str], after: Iterable[str]
) -> None:
    """Write down which roles a member got and lost."""
    old, new = set(before), set(after)
    changed = {"$add": sorted(new - old, key=int), "$remove": sorted(old - new, key=int)}
    named = {
        key: [{"id": each, "name": guild.roles[each].name} for each in ids]
        for key, ids in changed.items()
        if ids
    }
    if named:
        record(call, guild, MEMBER_ROLES, user_id, after=named)


@route("GET", "/guilds/{guild_id}/audit-logs")
def entries(call: Call, guild_id: str) -> Json:
    """What was done, newest first; after a place, oldest first."""
    guild = guild_of(call, guild_id, permissions.VIEW_AUDIT_LOG)
    limit = limit_of(call, usual=50, most=100)
    found = list(reversed(guild.audit))
    problems = Problems()
    for name in ("user_id", "target_id"):
        wanted = checks.snowflake(problems, (name,), call.query.get(name), optional=True)
        found = [one for one in found if wanted is None or one[name] == wanted]
    if (action := call.query.get("action_type")) is not None:
        kind = checks.one_of(problems, ("action_type",), number(action), ACTIONS)
        found = [one for one in found if one["action_type"] == kind]
    errors.refuse_if(problems)
    if (before := place_of(call, "before")) is not None:
        found = [one for one in found if int(one["id"]) < before]
    if (after := place_of(call, "after")) is not None:
        found = [one for one in reversed(found) if int(one["id"]) > after]
    found = found[:limit]
    users = call.sandbox.world.users
    known = dict.fromkeys(
        each for one in found for each in (one["user_id"], one["target_id"]) if each in users
    )
    nothing = ("integrations", "webhooks", "guild_scheduled_events", "threads", "application_commands")
    return {
        "audit_log_entries": found,
        "users": [payloads.user(users[each]) for each in known],
        "auto_moderation_rules": [],
        **{name: [] for name in nothing},
    }
