"""Guild scheduled events.

Source: https://docs.discord.com/developers/resources/guild-scheduled-event
"""

from datetime import datetime, timedelta

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import Given, forgo
from mentorbot.sandbox.discord.api.bodies.images import picture
from mentorbot.sandbox.discord.api.bodies.recurrence import recurrence
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, flag_of, guild_of, limit_of, place_of
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import Limit, route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import STAGE, VOICE, Guild, ScheduledEvent
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

EVENTS = "/guilds/{guild_id}/scheduled-events"
EVENT = f"{EVENTS}/{{guild_scheduled_event_id}}"
IN_STAGE, IN_VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
NEXT = {SCHEDULED: (SCHEDULED, ACTIVE, CANCELED), ACTIVE: (ACTIVE, COMPLETED)}
GUILD_ONLY = 2
MOST_EVENTS = 100
FARTHEST = timedelta(days=5 * 365)


def set_interest(sandbox: LocalDiscord, event: ScheduledEvent, user: User, *, interested: bool) -> None:
    """Let a person mark an event as interesting, or take that back; the bots are told."""
    if interested == (user.id in event.interested):
        return
    if interested:
        event.interested.append(user.id)
    else:
        event.interested.remove(user.id)
    name = "GUILD_SCHEDULED_EVENT_USER_ADD" if interested else "GUILD_SCHEDULED_EVENT_USER_REMOVE"
    data = {"guild_scheduled_event_id": event.id, "user_id": user.id, "guild_id": event.guild.id}
    sandbox.gateway.dispatch(name, data, guild=event.guild, intents=intents.SCHEDULED_EVENTS)


def _tell(call: Call, name: str, event: ScheduledEvent) -> None:
    call.sandbox.gateway.dispatch(name, event.payload, guild=event.guild, intents=intents.SCHEDULED_EVENTS)


def _counted(event: ScheduledEvent, *, counted: bool) -> Json:
    return {**event.payload, "user_count": len(event.interested)} if counted else event.payload


def _event(guild: Guild, event_id: str) -> ScheduledEvent:
    event = guild.events.get(event_id)
    if event is None:
        raise DiscordError(errors.UNKNOWN_SCHEDULED_EVENT)
    return event


def _checked(call: Call, guild: Guild, event_id: str, given: Given, before: Json) -> Json:
    """Check an event as a whole: what it was, and what is given anew; a new start must lie ahead."""
    body, problems = given.over(before), Problems()
    moved = "scheduled_start_time" in given and body.get("status", SCHEDULED) == SCHEDULED
    name = checks.text(problems, ("name",), body.get("name"), 1, 100)
    about = checks.text(problems, ("description",), body.get("description"), 0, 1000, optional=True)
    checks.one_of(problems, ("privacy_level",), body.get("privacy_level"), (GUILD_ONLY,))
    kind = checks.one_of(problems, ("entity_type",), body.get("entity_type"), (IN_STAGE, IN_VOICE, EXTERNAL))
    where, given_start = ("scheduled_start_time",), body.get("scheduled_start_time")
    start = checks.moment(problems, where, given_start, optional=False)
    end = checks.moment(problems, ("scheduled_end_time",), body.get("scheduled_end_time"))
    _check_times(call, problems, start, end, moved=moved)
    location = _check_place(problems, guild, body, kind)
    rule = body.get("recurrence_rule")
    if rule is not None:
        rule = recurrence(problems, ("recurrence_rule",), rule)
    shown = picture(problems, ("image",), given["image"]) if "image" in given else None
    if kind == EXTERNAL and body.get("scheduled_end_time") is None:
        problems.required(("scheduled_end_time",))
    errors.refuse_if(problems)
    if shown is not None:
        shown.keep(call.sandbox.world, f"/guild-events/{event_id}/{shown.name}")
    return {
        "image": (shown.name if shown else None) if "image" in given else before.get("image"),
        "name": name,
        "description": about or None,
        "channel_id": None if kind == EXTERNAL else str(body["channel_id"]),
        "scheduled_start_time": payloads.moment(start) if start else None,
        "scheduled_end_time": payloads.moment(end) if end else None,
        "privacy_level": GUILD_ONLY,
        "entity_type": kind,
        "entity_metadata": {"location": location} if kind == EXTERNAL else None,
        "recurrence_rule": rule,
    }


def _check_times(
    call: Call, problems: Problems, start: datetime | None, end: datetime | None, *, moved: bool
) -> None:
    now = call.sandbox.world.now()
    if start and moved and start <= now:
        code = "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST"
        problems.add(("scheduled_start_time",), code, "Cannot schedule event in the past.")
    if start and start > now + FARTHEST:
        code = "GUILD_SCHEDULED_EVENT_SCHEDULE_TOO_FAR"
        problems.add(("scheduled_start_time",), code, "Cannot schedule event more than 5 years ahead.")
    if start and end and end <= start:
        code = "GUILD_SCHEDULED_EVENT_END_BEFORE_START"
        problems.add(("scheduled_end_time",), code, "End time must be after start time.")


def _check_place(problems: Problems, guild: Guild, body: Json, kind: int | None) -> str | None:
    checks.snowflake(problems, ("channel_id",), body.get("channel_id"), optional=True)
    if kind == EXTERNAL:
        forgo(body, "channel_id")
        part = checks.mapping(problems, ("entity_metadata",), body.get("entity_metadata") or {}) or {}
        path = ("entity_metadata", "location")
        return checks.text(problems, path, part.get("location"), 1, 100)
    if kind is not None:
        wanted = STAGE if kind == IN_STAGE else VOICE
        channel = guild.channels.get(str(body.get("channel_id")))
        if channel is None or channel.type != wanted:
            problems.required(("channel_id",))
    return None


@route("GET", EVENTS)
def several(call: Call, guild_id: str) -> list[Json]:
    """The events of a guild that have not ended."""
    counted = flag_of(call, "with_user_count")
    return [_counted(one, counted=counted) for one in guild_of(call, guild_id).events.values()]


@route("POST", EVENTS, limit=Limit(5, 60.0))
def create(call: Call, guild_id: str) -> Json:
    """Make an event."""
    guild = guild_of(call, guild_id, permissions.CREATE_EVENTS)
    if len(guild.events) >= MOST_EVENTS:
        raise DiscordError(
            30038, f"Maximum number of uncompleted guild scheduled events reached ({MOST_EVENTS})"
        )
    identifier = call.sandbox.world.new_id()
    kept = _checked(call, guild, identifier, body_of(call), {})
    payload: Json = {
        "id": identifier,
        "guild_id": guild.id,
        "creator_id": call.app.bot.id,
        "creator": payloads.user(call.app.bot),
        "status": SCHEDULED,
        "entity_id": None,
        "guild_scheduled_event_exceptions": [],
        **kept,
    }
    event = guild.events[identifier] = ScheduledEvent(identifier, guild, payload)
    _tell(call, "GUILD_SCHEDULED_EVENT_CREATE", event)
    audit.record(call, guild, audit.EVENT_CREATE, identifier, after=payload)
    return payload


@route("GET", EVENT)
def one(call: Call, guild_id: str, guild_scheduled_event_id: str) -> Json:
    """One event."""
    event = _event(guild_of(call, guild_id), guild_scheduled_event_id)
    return _counted(event, counted=flag_of(call, "with_user_count"))


def _may_change(call: Call, guild_id: str, event_id: str) -> ScheduledEvent:
    guild = guild_of(call, guild_id)
    event = _event(guild, event_id)
    own = event.payload["creator_id"] == call.app.bot.id
    wanted = permissions.CREATE_EVENTS if own else permissions.MANAGE_EVENTS
    granted = permissions.in_guild(guild.members[call.app.bot.id])
    if not granted & (wanted | permissions.MANAGE_EVENTS):
        raise DiscordError(errors.MISSING_PERMISSIONS)
    return event


@route("PATCH", EVENT, limit=Limit(5, 60.0))
def edit(call: Call, guild_id: str, guild_scheduled_event_id: str) -> Json:
    """Change an event, begin it, end it or call it off; one that is over is forgotten."""
    event, body = _may_change(call, guild_id, guild_scheduled_event_id), body_of(call)
    problems = Problems()
    before = event.payload["status"]
    status = checks.one_of(problems, ("status",), body.get("status"), NEXT[before], default=before)
    errors.refuse_if(problems)
    kept = _checked(call, event.guild, event.id, body, event.payload)
    old = event.payload
    event.payload = {**event.payload, **kept, "status": status}
    if status in {COMPLETED, CANCELED}:
        del event.guild.events[event.id]
    _tell(call, "GUILD_SCHEDULED_EVENT_UPDATE", event)
    audit.record(call, event.guild, audit.EVENT_UPDATE, event.id, before=old, after=event.payload)
    return event.payload


@route("DELETE", EVENT)
def delete(call: Call, guild_id: str, guild_scheduled_event_id: str) -> None:
    """Take an event away."""
    event = _may_change(call, guild_id, guild_scheduled_event_id)
    del event.guild.events[event.id]
    _tell(call, "GUILD_SCHEDULED_EVENT_DELETE", event)
    audit.record(call, event.guild, audit.EVENT_DELETE, event.id, before=event.payload)


@route("GET", f"{EVENT}/users")
def interested(call: Call, guild_id: str, guild_scheduled_event_id: str) -> list[Json]:
    """Who marked an event as interesting."""
    event = _event(guild_of(call, guild_id), guild_scheduled_event_id)
    limit, after = limit_of(call, usual=100, most=100), place_of(call, "after") or 0
    before, with_member = place_of(call, "before"), flag_of(call, "with_member")
    ids = sorted(
        (each for each in event.interested if int(each) > after and (before is None or int(each) < before)),
        key=int,
    )
    ids = ids[:limit] if before is None else ids[-limit:]
    listed = []
    for each in ids:
        found: Json = {
            "guild_scheduled_event_id": event.id,
            "user_id": each,
            "user": payloads.user(call.sandbox.world.users[each]),
            "response": 1,
        }
        if with_member and each in event.guild.members:
            found["member"] = payloads.member(event.guild.members[each])
        listed.append(found)
    return listed
