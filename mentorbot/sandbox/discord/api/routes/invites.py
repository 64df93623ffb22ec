"""Invitations to a guild.

Source: https://docs.discord.com/developers/resources/invite
"""

import secrets

from mentorbot.sandbox.discord.api import errors, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, channel_of, flag_of, guild_of, place_of, role_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import CATEGORY, DM, VOICE, Channel, Guild
from mentorbot.sandbox.discord.world.invites import ACTIVITY, DAY, STREAM, Invite
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.wire import Json

LONGEST = 60 * DAY
MOST_USES = 100
MOST_ROLES = 250
INVITE = "/invites/{code}"


def written(invite: Invite, *, counts: bool = False, metadata: bool = True) -> Json:
    """An invitation as Discord writes it."""
    guild, ends = invite.guild, invite.ends
    told: Json = {
        "type": 0,
        "code": invite.code,
        "inviter": payloads.user(invite.inviter),
        "expires_at": payloads.moment(ends) if ends else None,
        "guild_id": guild.id,
        "guild": payloads.partial_guild(guild),
        "channel": {"id": invite.channel.id, "type": invite.channel.type, "name": invite.channel.name},
    }
    if invite.target_type is not None:
        told["target_type"] = invite.target_type
    if isinstance(invite.target, User):
        told["target_user"] = payloads.user(invite.target)
    elif invite.target is not None:
        told["target_application"] = payloads.partial_application(invite.target)
    if invite.role_ids:
        told["roles"] = [payloads.role(guild.roles[one]) for one in invite.role_ids if one in guild.roles]
    if metadata:
        told |= _metadata(invite)
    if counts:
        told["approximate_member_count"] = told["approximate_presence_count"] = len(guild.members)
    return told


def _metadata(invite: Invite) -> Json:
    return {
        "created_at": payloads.moment(invite.created),
        "max_age": invite.lasts,
        "max_uses": invite.most_uses,
        "uses": invite.uses,
        "temporary": invite.temporary,
    }


def _tell(call: Call, event: str, invite: Invite) -> None:
    data: Json = {"code": invite.code, "channel_id": invite.channel.id, "guild_id": invite.guild.id}
    if event == "INVITE_CREATE":
        ends = invite.ends
        data |= {
            **_metadata(invite),
            "type": 0,
            "inviter": payloads.user(invite.inviter),
            "expires_at": payloads.moment(ends) if ends else None,
        }
    call.sandbox.gateway.dispatch(event, data, guild=invite.guild, intents=intents.INVITES)


def _there(call: Call) -> list[Invite]:
    """The invitations that have not ended; those that have are forgotten."""
    known, now = call.sandbox.world.invites, call.sandbox.world.now()
    for code in [one.code for one in known.values() if one.ends is not None and one.ends <= now]:
        del known[code]
    return list(known.values())


def _entrance(call: Call, channel_id: str, wanted: int) -> Channel:
    """A channel of a kind that one can be invited to."""
    channel = channel_of(call, channel_id)
    if channel.type in {DM, CATEGORY} or channel.is_thread:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    needs.need(call.sandbox.world, channel, call.app.bot, wanted)
    return channel


@route("POST", "/channels/{channel_id}/invites")
def create(call: Call, channel_id: str) -> Json:
    """Invite to a channel; an invitation just like it is given again unless it is to be `unique`."""
    channel = _entrance(call, channel_id, permissions.CREATE_INVITE)
    assert channel.guild is not None  # noqa: S101  (nobody is invited to a DM)
    body, problems = body_of(call), Problems()
    lasts = checks.whole(problems, ("max_age",), body.get("max_age"), 0, LONGEST, default=DAY)
    uses = checks.whole(problems, ("max_uses",), body.get("max_uses"), 0, MOST_USES, default=0)
    temporary = checks.flag(problems, ("temporary",), body.get("temporary"))
    unique = checks.flag(problems, ("unique",), body.get("unique"))
    kind, target = _target(call, problems, channel, body)
    role_ids = _roles(call, problems, channel.guild, body)
    errors.refuse_if(problems)
    made = Invite(
        secrets.token_urlsafe(6),
        channel,
        call.app.bot,
        call.sandbox.world.now(),
        lasts or 0,
        uses or 0,
        temporary,
        target_type=kind,
        target=target,
        role_ids=role_ids,
    )
    for known in () if unique else _there(call):
        if _alike(known) == _alike(made):
            return written(known)
    call.sandbox.world.invites[made.code] = made
    _tell(call, "INVITE_CREATE", made)
    audit.record(call, channel.guild, audit.INVITE_CREATE, None, after={"code": made.code, **_metadata(made)})
    return written(made)


def _alike(invite: Invite) -> tuple[object, ...]:
    """What two invitations have in common that are the same."""
    what = (invite.channel, invite.inviter, invite.lasts, invite.most_uses, invite.temporary)
    return (*what, invite.target_type, invite.target, invite.role_ids)


def _target(
    call: Call, problems: Problems, channel: Channel, body: Json
) -> tuple[int | None, User | Application | None]:
    """What somebody is invited to in a voice channel."""
    ids = {
        name: checks.snowflake(problems, (name,), body.get(name), optional=True)
        for name in ("target_user_id", "target_application_id")
    }
    if body.get("target_type") is None:
        forgo(body, *ids)
        return None, None
    kind = checks.one_of(problems, ("target_type",), body["target_type"], (STREAM, ACTIVITY))
    name, other = ("target_user_id", "target_application_id")[:: 1 if kind == STREAM else -1]
    forgo(body, other)
    identifier = ids[name]
    if identifier is None:
        problems.required((name,))
    if channel.type != VOICE:
        code = "GUILD_INVITE_INVALID_TARGET_TYPE"
        problems.add(("target_type",), code, "Invalid target type")
    world = call.sandbox.world
    target = world.users.get(identifier or "") if kind == STREAM else world.applications.get(identifier or "")
    if identifier is not None and target is None:
        raise DiscordError(errors.UNKNOWN_USER if kind == STREAM else errors.UNKNOWN_APPLICATION)
    return kind, target


def _roles(call: Call, problems: Problems, guild: Guild, body: Json) -> tuple[str, ...]:
    """The roles that whoever uses an invitation gets, each below the bot's own."""
    given = body.get("role_ids")
    listed = given.split(",") if isinstance(given, str) else given
    ids = checks.ids(problems, ("role_ids",), listed, MOST_ROLES)
    own = guild.members[call.app.bot.id]
    if ids:
        needs.need_in_guild(guild, own.user, permissions.MANAGE_ROLES)
    for one in ids:
        needs.need_above(own, role_of(guild, one))
    return tuple(ids)


@route("GET", "/channels/{channel_id}/invites")
def of_channel(call: Call, channel_id: str) -> list[Json]:
    """The invitations to a channel."""
    channel = _entrance(call, channel_id, permissions.MANAGE_CHANNELS)
    return [written(one) for one in _there(call) if one.channel is channel]


@route("GET", "/guilds/{guild_id}/invites")
def of_guild(call: Call, guild_id: str) -> list[Json]:
    """The invitations to a guild."""
    guild = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    return [written(one) for one in _there(call) if one.guild is guild]


def _invite(call: Call, code: str) -> Invite:
    for one in _there(call):
        if one.code == code:
            return one
    raise DiscordError(errors.UNKNOWN_INVITE)


@route("GET", INVITE, auth=False)
def one(call: Call, code: str) -> Json:
    """One invitation, which anybody may look at."""
    invite, counts = _invite(call, code), flag_of(call, "with_counts")
    told = written(invite, counts=counts, metadata=False)
    event_id = place_of(call, "guild_scheduled_event_id")
    if event_id is not None:
        event = invite.guild.events.get(str(event_id))
        if event is None:
            raise DiscordError(errors.UNKNOWN_SCHEDULED_EVENT)
        told["guild_scheduled_event"] = event.payload
    return told


@route("DELETE", INVITE)
def delete(call: Call, code: str) -> Json:
    """Take an invitation back."""
    invite = _invite(call, code)
    guild = guild_of(call, invite.guild.id)
    if not permissions.in_guild(guild.members[call.app.bot.id]) & permissions.MANAGE_GUILD:
        needs.need(call.sandbox.world, invite.channel, call.app.bot, permissions.MANAGE_CHANNELS)
    del call.sandbox.world.invites[invite.code]
    _tell(call, "INVITE_DELETE", invite)
    audit.record(call, guild, audit.INVITE_DELETE, None, before={"code": invite.code, **_metadata(invite)})
    return written(invite, metadata=False)
