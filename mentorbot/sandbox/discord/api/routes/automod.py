"""Rules of auto-moderation: made, changed, told and listed. Nobody is held to them here.

Source: https://docs.discord.com/developers/resources/auto-moderation
"""

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.given import Given
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, guild_of, room_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, permissions
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.wire import Json

RULES = "/guilds/{guild_id}/auto-moderation/rules"
RULE = f"{RULES}/{{rule_id}}"
KEYWORDS, SPAM, WORD_LISTS, MENTIONS, PROFILES = 1, 3, 4, 5, 6
MOST_OF_A_KIND = {KEYWORDS: 6, SPAM: 1, WORD_LISTS: 1, MENTIONS: 1, PROFILES: 1}
BLOCK, ALERT, TIMEOUT, QUARANTINE = 1, 2, 3, 4
LONGEST_TIMEOUT = 4 * 7 * 24 * 3600


def _trigger(problems: Problems, kind: int, given: object) -> Json:
    """What sets a rule off, by its kind."""
    path: Path = ("trigger_metadata",)
    about = checks.mapping(problems, path, given) if given is not None else {}
    about = about or {}
    if kind == SPAM:
        return {}
    if kind == MENTIONS:
        limit = checks.whole(
            problems, (*path, "mention_total_limit"), about.get("mention_total_limit"), 0, 50, default=50
        )
        where = (*path, "mention_raid_protection_enabled")
        guarded = checks.flag(problems, where, about.get("mention_raid_protection_enabled"))
        return {"mention_total_limit": limit, "mention_raid_protection_enabled": guarded}
    most = 1000 if kind == WORD_LISTS else 100
    allowed = checks.each_text(problems, (*path, "allow_list"), about.get("allow_list"), most, 60)
    if kind == WORD_LISTS:
        presets = checks.each_of(problems, (*path, "presets"), about.get("presets"), (1, 2, 3))
        return {"presets": sorted(presets or ()), "allow_list": allowed}
    words, patterns = about.get("keyword_filter"), about.get("regex_patterns")
    return {
        "keyword_filter": checks.each_text(problems, (*path, "keyword_filter"), words, 1000, 60),
        "regex_patterns": checks.each_text(problems, (*path, "regex_patterns"), patterns, 10, 260),
        "allow_list": allowed,
    }


def _actions(problems: Problems, guild: Guild, given: object) -> list[Json]:
    """What happens then."""
    actions: list[Json] = []
    for index, raw in enumerate(checks.several(problems, ("actions",), given, 1, 5)):
        path: Path = ("actions", index)
        one = checks.mapping(problems, path, raw) or {}
        kind = checks.one_of(problems, (*path, "type"), one.get("type"), (BLOCK, ALERT, TIMEOUT, QUARANTINE))
        about, here = one.get("metadata"), (*path, "metadata")
        about = checks.mapping(problems, here, about) if about is not None else {}
        about = about or {}
        told: Json = {}
        if kind == BLOCK and about.get("custom_message") is not None:
            told["custom_message"] = checks.text(
                problems, (*here, "custom_message"), about["custom_message"], 0, 300, optional=True
            )
        if kind == ALERT:
            where = (*here, "channel_id")
            channel = room_of(problems, where, guild, about.get("channel_id"))
            if about.get("channel_id") is None:
                problems.required(where)
            told["channel_id"] = channel.id if channel is not None else None
        if kind == TIMEOUT:
            where, given_seconds = (*here, "duration_seconds"), about.get("duration_seconds")
            told["duration_seconds"] = checks.whole(
                problems, where, given_seconds, 0, LONGEST_TIMEOUT, optional=False
            )
        actions.append({"type": kind, "metadata": told})
    return actions


def _checked(guild: Guild, body: Given, before: Json) -> Json:
    """Check a rule as a whole: what it was, and what is given anew."""
    whole, problems = body.over(before), Problems()
    name = checks.text(problems, ("name",), whole.get("name"), 1, 100)
    happens = checks.one_of(problems, ("event_type",), whole.get("event_type"), (1, 2))
    kinds = (before["trigger_type"],) if before else tuple(MOST_OF_A_KIND)
    kind = checks.one_of(problems, ("trigger_type",), whole.get("trigger_type"), kinds)
    errors.refuse_if(problems)
    kept: Json = {
        "name": name,
        "event_type": happens,
        "trigger_type": kind,
        "trigger_metadata": _trigger(problems, kind or KEYWORDS, whole.get("trigger_metadata")),
        "actions": _actions(problems, guild, whole.get("actions")),
        "enabled": checks.flag(problems, ("enabled",), whole.get("enabled")),
        "exempt_roles": checks.ids(problems, ("exempt_roles",), whole.get("exempt_roles"), 20),
        "exempt_channels": checks.ids(problems, ("exempt_channels",), whole.get("exempt_channels"), 50),
    }
    errors.refuse_if(problems)
    return kept


def _told(call: Call, what: tuple[str, int], guild: Guild, before: Json | None, after: Json | None) -> Json:
    event, action = what
    rule = after or before or {}
    call.sandbox.gateway.dispatch(event, rule, guild=guild, intents=intents.AUTOMOD_CONFIGURATION)
    audit.record(call, guild, action, rule["id"], before=before, after=after)
    return rule


@route("GET", RULES)
def rules(call: Call, guild_id: str) -> list[Json]:
    """The rules of a guild."""
    return list(guild_of(call, guild_id, permissions.MANAGE_GUILD).rules.values())


def _rule(call: Call, guild_id: str, rule_id: str) -> tuple[Guild, Json]:
    guild = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    if rule_id not in guild.rules:
        raise DiscordError(errors.UNKNOWN_RULE)
    return guild, guild.rules[rule_id]


@route("GET", RULE)
def rule(call: Call, guild_id: str, rule_id: str) -> Json:
    """One rule."""
    return _rule(call, guild_id, rule_id)[1]


@route("POST", RULES)
def create(call: Call, guild_id: str) -> Json:
    """Make a rule."""
    guild = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    kept = _checked(guild, body_of(call), {})
    kind = kept["trigger_type"]
    if sum(one["trigger_type"] == kind for one in guild.rules.values()) >= MOST_OF_A_KIND[kind]:
        problems = Problems()
        code = "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED"
        problems.add(("trigger_type",), code, "Maximum number of rules of this type reached")
        raise errors.invalid_form(problems)
    identifier = call.sandbox.world.new_id()
    made = {"id": identifier, "guild_id": guild.id, "creator_id": call.app.bot.id, **kept}
    guild.rules[identifier] = made
    return _told(call, ("AUTO_MODERATION_RULE_CREATE", audit.RULE_CREATE), guild, None, made)


@route("PATCH", RULE)
def edit(call: Call, guild_id: str, rule_id: str) -> Json:
    """Change a rule; its kind stays."""
    guild, before = _rule(call, guild_id, rule_id)
    changed = guild.rules[rule_id] = {**before, **_checked(guild, body_of(call), before)}
    return _told(call, ("AUTO_MODERATION_RULE_UPDATE", audit.RULE_UPDATE), guild, before, changed)


@route("DELETE", RULE)
def delete(call: Call, guild_id: str, rule_id: str) -> None:
    """Take a rule away."""
    guild, before = _rule(call, guild_id, rule_id)
    del guild.rules[rule_id]
    _told(call, ("AUTO_MODERATION_RULE_DELETE", audit.RULE_DELETE), guild, before, None)
