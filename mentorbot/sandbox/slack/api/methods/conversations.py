"""Making conversations and letting people in and out: `conversations.*` that change something."""

import re

from mentorbot.sandbox.slack.api import finding
from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.channels import Channel, Kind, Notice
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.wire import Json

MANAGE: dict[Kind, str] = {
    "public": "channels:manage",
    "private": "groups:write",
    "im": "im:write",
    "mpim": "mpim:write",
}
"""The scope to change something of each kind of conversation."""
CHANNELS = ("channels:manage", "groups:write")
LONGEST_NAME = 80
LONGEST_NOTICE = 250
MOST_INVITED = 1000
MOST_IN_GROUP = 8
NAME = re.compile(r"[\w-]+")


@method("conversations.open", "im:write", "mpim:write")
def open_conversation(call: Call) -> Json:
    """The direct message with somebody, or of several people; made where there is none."""
    if call.text("channel"):
        channel = finding.find_channel(call)
        finding.check_kind(channel, "im", "mpim")
        return _opened(call, channel, already=True)
    identifiers = list(dict.fromkeys(call.names("users")))
    if not identifiers:
        raise SlackError("users_list_not_supplied")
    people = [finding.find_user(call, one) for one in identifiers if one != call.bot.id]
    if not people:
        raise SlackError("not_enough_users")
    if len(people) >= MOST_IN_GROUP:
        raise SlackError("too_many_users")
    _check_partners(people)
    call.needs("im:write" if len(people) == 1 else "mpim:write")
    team = next(
        (one for one in call.installation.teams if all(user.id in one.users for user in people)), None
    )
    if team is None:
        raise SlackError("invalid_user_combination")
    channel, already = lives.open_direct(call.world, team, [call.bot, *people])
    return _opened(call, channel, already=already)


def _check_partners(people: list[User]) -> None:
    for one in people:
        if one.deleted:
            raise SlackError("user_disabled")
        if one.is_bot:
            raise SlackError("cannot_dm_bot")


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    told: Json = {"id": channel.id}
    if call.flag("return_im"):
        told = payloads.channel(channel, call.bot)
    return {"no_op": True, "already_open": True, "channel": told} if already else {"channel": told}


@method("conversations.create", *CHANNELS, tier=Tier.TWO)
def create(call: Call) -> Json:
    """Make a channel."""
    kind: Kind = "private" if call.flag("is_private") else "public"
    call.needs(MANAGE[kind])
    name = _checked_name(call)
    team = call.team()
    if not (team.apps_create_private if kind == "private" else team.apps_create_public):
        raise SlackError("restricted_action")
    if call.world.channel_named(team.id, name) is not None:
        raise SlackError("name_taken")
    channel = lives.create_channel(call.world, team, name, call.bot, kind=kind)
    return {"channel": payloads.channel(channel, call.bot)}


def _checked_name(call: Call) -> str:
    name = call.text("name").strip()
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not any(one.isalnum() for one in name):
        raise SlackError("invalid_name_punctuation")
    if not NAME.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    return name


@method("conversations.invite", *CHANNELS, "channels:write.invites", "groups:write.invites")
def invite(call: Call) -> Json:
    """Let people into a channel; with `force`, those who can be while others cannot."""
    channel = _managed(call, also="write.invites")
    identifiers = list(dict.fromkeys(call.names("users")))
    if not identifiers:
        raise SlackError("no_user")
    if len(identifiers) > MOST_INVITED:
        raise SlackError("too_many_users")
    finding.check_open(channel)
    finding.check_member(call, channel)
    errors = []
    welcome: list[User] = []
    for one in identifiers:
        problem = _why_not(call, channel, one)
        if problem:
            errors.append({"user": one, "ok": False, "error": problem})
        else:
            welcome.append(call.world.users[one])
    if errors and not (welcome and call.flag("force")):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in welcome:
        lives.join_channel(call.world, channel, user, inviter=call.bot)
    told: Json = {"channel": payloads.channel(channel, call.bot)}
    return {**told, "errors": errors} if errors else told


def _why_not(call: Call, channel: Channel, identifier: str) -> str:
    """Why somebody cannot be let into a channel; empty when they can."""
    if identifier == call.bot.id:
        return "cant_invite_self"
    user = call.world.users.get(identifier)
    if user is None or not finding.can_meet(call, user):
        return "user_not_found"
    if user.deleted:
        return "cant_invite"
    if user.id in channel.members:
        return "already_in_channel"
    team = call.world.teams[channel.team_id]
    return _why_not_guest(call, team, user) if user.id in team.users else _why_not_foreign(team, user)


def _why_not_foreign(team: Team, user: User) -> str:
    """Why somebody who is not in a workspace cannot be let into its channels."""
    if team.enterprise and any(user.id in one.users for one in team.enterprise.teams):
        return "org_user_not_in_team"
    return "no_external_invite_permission"


def _why_not_guest(call: Call, team: Team, user: User) -> str:
    """Why a guest cannot be let into one more channel; empty for everybody else."""
    if user.is_guest and not team.apps_invite_guests:
        return "user_is_restricted"
    if user.role != "single_channel_guest":
        return ""
    rooms = [one for one in call.world.channels.values() if not one.is_direct and user.id in one.members]
    return "ura_max_channels" if len(rooms) >= team.most_channels_of_guest else ""


@method("conversations.kick", *CHANNELS)
def kick(call: Call) -> None:
    """Take somebody out of a channel."""
    channel = _managed(call)
    user = finding.find_user(call, call.required("user"))
    finding.check_open(channel)
    finding.check_member(call, channel)
    if user is call.bot:
        raise SlackError("cant_kick_self")
    if channel.general:
        raise SlackError("cant_kick_from_general")
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    lives.leave_channel(call.world, channel, user, by=call.bot)


@method("conversations.join", "channels:join")
def join(call: Call) -> Json:
    """Go into a public channel."""
    channel = finding.find_channel(call)
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    finding.check_open(channel)
    already = call.bot.id in channel.members
    lives.join_channel(call.world, channel, call.bot)
    told: Json = {"channel": payloads.channel(channel, call.bot)}
    if already:
        call.warnings.append("already_in_channel")
    return told


@method("conversations.leave", *CHANNELS)
def leave(call: Call) -> Json:
    """Go out of a channel."""
    channel = _managed(call)
    finding.check_open(channel)
    if channel.general:
        raise SlackError("cant_leave_general")
    if call.bot.id not in channel.members:
        return {"not_in_channel": True}
    if channel.kind == "private" and len(channel.members) == 1:
        raise SlackError("last_member")
    lives.leave_channel(call.world, channel, call.bot)
    return {}


@method("conversations.archive", *CHANNELS, tier=Tier.TWO)
def archive(call: Call) -> None:
    """Archive a channel; its name stays taken."""
    channel = _managed(call)
    if channel.archived:
        raise SlackError("already_archived")
    if channel.general:
        raise SlackError("cant_archive_general")
    finding.check_member(call, channel)
    lives.archive_channel(call.world, channel, call.bot)


@method("conversations.unarchive", *CHANNELS, tier=Tier.TWO)
def unarchive(call: Call) -> None:
    """Bring an archived channel back: only people can, a bot is no longer in it."""
    channel = _managed(call)
    if not channel.archived:
        raise SlackError("not_archived")
    raise SlackError("not_in_channel")


@method("conversations.close", "im:write", "mpim:write", tier=Tier.TWO)
def close(call: Call) -> Json:
    """Put a direct message aside; it is there again when somebody writes."""
    finding.check_kind(finding.find_channel(call, scope="write"), "im", "mpim")
    return {}


@method("conversations.rename", *CHANNELS, tier=Tier.TWO)
def rename(call: Call) -> Json:
    """Give a channel another name."""
    channel = _managed(call)
    name = _checked_name(call)
    finding.check_open(channel)
    finding.check_member(call, channel)
    if channel.creator != call.bot.id:
        raise SlackError("not_authorized")
    taken = call.world.channel_named(channel.team_id, name)
    if taken is not None and taken is not channel:
        raise SlackError("name_taken")
    lives.rename_channel(call.world, channel, name, call.bot)
    return {"channel": payloads.channel(channel, call.bot)}


@method("conversations.setTopic", *CHANNELS, "channels:write.topic", "groups:write.topic", tier=Tier.TWO)
def set_topic(call: Call) -> Json:
    """Say what a channel talks about at present."""
    channel, said = _notice(call, "topic")
    channel.topic = said
    return {"channel": payloads.channel(channel, call.bot)}


@method("conversations.setPurpose", *CHANNELS, "channels:write.topic", "groups:write.topic", tier=Tier.TWO)
def set_purpose(call: Call) -> Json:
    """Say what a channel is for."""
    channel, said = _notice(call, "purpose")
    channel.purpose = said
    return {"channel": payloads.channel(channel, call.bot)}


def _notice(call: Call, name: str) -> tuple[Channel, Notice]:
    channel = _managed(call, also="write.topic")
    said = call.text(name)
    if len(said) > LONGEST_NOTICE:
        raise SlackError("too_long")
    finding.check_open(channel)
    finding.check_member(call, channel)
    prefix = "channel" if channel.kind == "public" else "group"
    text = f"set the channel {name}: {said}" if said else f"cleared the channel {name}"
    lives.note(call.world, channel, call.bot, text, subtype=f"{prefix}_{name}", extra={name: said})
    return channel, Notice(said, call.bot.id, call.world.clock())


def _managed(call: Call, *, also: str = "") -> Channel:
    """The channel that a call wants to change; direct messages cannot be.

    Args:
        also: How a narrower scope ends that does, too.
    """
    channel = finding.find_channel(call)
    finding.check_kind(channel, "public", "private")
    narrower = f"{finding.WORDS[channel.kind]}:{also}"
    if not also or narrower not in call.token.scopes:
        call.needs(MANAGE[channel.kind])
    return channel
