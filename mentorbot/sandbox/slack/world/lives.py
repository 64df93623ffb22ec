"""What happens in a workspace, by hand of people, admins and apps alike; apps that subscribed are told."""

from mentorbot.sandbox.slack.world import payloads
from mentorbot.sandbox.slack.world.apps import Installation
from mentorbot.sandbox.slack.world.channels import Channel, Kind, Message
from mentorbot.sandbox.slack.world.teams import Team, User, UserGroup
from mentorbot.sandbox.slack.world.telling import CHANNEL_TYPES, tell, tell_app
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json


def create_channel(
    world: World,
    team: Team,
    name: str,
    creator: User,
    *,
    kind: Kind = "public",
    members: list[User] | None = None,
) -> Channel:
    """Make a channel, or a direct message; whoever makes a channel is in it."""
    letter = {"public": "C", "private": "C", "im": "D", "mpim": "G"}[kind]
    now = world.now()
    channel = Channel(world.new_id(letter), team.id, kind, name, creator.id, now)
    for one in (creator, *(members or [])):
        channel.members[one.id] = now
    world.channels[channel.id] = channel
    if channel.is_direct:
        world.directs[frozenset(channel.members)] = channel
    if kind == "public":
        told = {**payloads.channel(channel), "is_frozen": False}
        event: Json = {"type": "channel_created", "channel": told}
        tell(world, event, team_id=team.id, channel=channel)
    return channel


def open_direct(world: World, team: Team, people: list[User]) -> tuple[Channel, bool]:
    """The direct message of some people, and whether it was there already."""
    found = world.direct(frozenset(one.id for one in people))
    if found is not None:
        return found, True
    if len(people) <= 2:
        return create_channel(world, team, "", people[0], kind="im", members=people[1:]), False
    name = "mpdm-" + "--".join(one.name for one in people) + "-1"
    return create_channel(world, team, name, people[0], kind="mpim", members=people[1:]), False


def join_channel(world: World, channel: Channel, user: User, *, inviter: User | None = None) -> None:
    """Let somebody into a channel."""
    if user.id in channel.members:
        return
    channel.members[user.id] = world.now()
    extra: Json = {"inviter": inviter.id} if inviter else {}
    subtype = "channel_join" if channel.kind == "public" else "group_join"
    note(world, channel, user, f"{user.mention} has joined the channel", subtype=subtype, extra=extra)
    event: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "public" else "G",
        "team": channel.team_id,
        **extra,
    }
    tell(world, event, team_id=channel.team_id, channel=channel)


def leave_channel(world: World, channel: Channel, user: User, *, by: User | None = None) -> None:
    """Let somebody leave a channel, or let another take them out."""
    if channel.members.pop(user.id, None) is None:
        return
    subtype = "channel_leave" if channel.kind == "public" else "group_leave"
    note(world, channel, user, f"{user.mention} has left the channel", subtype=subtype)
    event: Json = {
        "type": "member_left_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "public" else "G",
        "team": channel.team_id,
    }
    tell(world, event, team_id=channel.team_id, channel=channel)
    installation = _of_bot(world, user, channel.team_id)
    if installation is not None:
        kind = "channel_left" if channel.kind == "public" else "group_left"
        left = {"type": kind, "channel": channel.id, "actor_id": (by or user).id}
        tell_app(world, installation, left, team_id=channel.team_id)


def post(world: World, message: Message) -> Message:
    """Put a message into its conversation, and tell the apps that listen; an ephemeral one on a screen."""
    channel = message.channel
    if message.is_ephemeral:
        world.whisper(message)
        return message
    channel.keep(message)
    told = payloads.message(world, message, metadata=True)
    kind = CHANNEL_TYPES[channel.kind]
    event = {**told, "channel": channel.id, "channel_type": kind, "event_ts": message.ts}
    tell(world, event, team_id=channel.team_id, channel=channel)
    _tell_mentioned(world, message, told)
    return message


def note(
    world: World, channel: Channel, user: User, text: str, *, subtype: str, extra: Json | None = None
) -> None:
    """Put a line into a conversation that tells what somebody did there."""
    post(world, Message(world.new_ts(), channel, user, text, subtype=subtype, extra=extra or {}))


def _tell_mentioned(world: World, message: Message, told: Json) -> None:
    """Tell the apps whose bot a message names, in channels; not of what they wrote themselves."""
    channel = message.channel
    if channel.is_direct or message.subtype:
        return
    for bot in world.bot_users():
        installation = _of_bot(world, bot, channel.team_id)
        if installation is not None and bot is not message.user and bot.mention in message.text:
            event = {**told, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
            if "app_mentions:read" in installation.scopes and bot.id in channel.members:
                tell_app(world, installation, event, team_id=channel.team_id)


def edit(world: World, message: Message, editor: User, before: Json) -> None:
    """Tell of a message that has just been changed.

    Args:
        before: How it was, as `payloads.message` had it.
    """
    channel = message.channel
    ts = world.new_ts()
    message.edited = {"user": editor.id, "ts": ts}
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": payloads.message(world, message, metadata=True),
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": CHANNEL_TYPES[channel.kind],
    }
    tell(world, event, team_id=channel.team_id, channel=channel)


def delete(world: World, message: Message) -> None:
    """Take a message out of a conversation."""
    channel = message.channel
    before = payloads.message(world, message)
    channel.messages.pop(message.ts, None)
    if message.ts in channel.pins:
        channel.pins.remove(message.ts)
    ts = world.new_ts()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": message.ts,
        "ts": ts,
        "event_ts": ts,
        "channel_type": CHANNEL_TYPES[channel.kind],
    }
    tell(world, event, team_id=channel.team_id, channel=channel)


def react(world: World, message: Message, user: User, name: str, *, away: bool = False) -> None:
    """Put an emoji on a message, or take it away."""
    whose = message.reactions.setdefault(name, [])
    if away:
        whose.remove(user.id)
    else:
        whose.append(user.id)
    if not whose:
        del message.reactions[name]
    channel = message.channel
    event: Json = {
        "type": "reaction_removed" if away else "reaction_added",
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user.id,
    }
    tell(world, event, team_id=channel.team_id, channel=channel)


def archive_channel(world: World, channel: Channel, by: User, *, archived: bool = True) -> None:
    """Archive a channel, or bring it back."""
    channel.archived, channel.updated = archived, world.now()
    word = "archive" if archived else "unarchive"
    prefix = "channel" if channel.kind == "public" else "group"
    event: Json = {"type": f"{prefix}_{word}", "channel": channel.id, "user": by.id}
    if prefix == "group":
        event |= {"is_moved": 0} if archived else {"actor_id": by.id}
    tell(world, event, team_id=channel.team_id, channel=channel)


def delete_channel(world: World, channel: Channel, by: User) -> None:
    """Delete a channel with all that was said in it."""
    del world.channels[channel.id]
    prefix = "channel" if channel.kind == "public" else "group"
    event: Json = {"type": f"{prefix}_deleted", "channel": channel.id, "actor_id": by.id}
    if prefix == "group":
        event["date_deleted"] = world.clock()
    tell(world, event, team_id=channel.team_id, channel=channel)


def rename_channel(world: World, channel: Channel, name: str, by: User) -> None:
    """Give a channel another name."""
    old, channel.name, channel.updated = channel.name, name, world.now()
    channel.previous_names.insert(0, old)
    prefix = "channel" if channel.kind == "public" else "group"
    text = f'has renamed the channel from "{old}" to "{name}"'
    note(world, channel, by, text, subtype=f"{prefix}_name", extra={"old_name": old, "name": name})
    told = payloads.channel(channel)
    names = ("id", "name", "name_normalized", "created", "is_channel", "is_mpim")
    event = {"type": f"{prefix}_rename", "channel": {one: told[one] for one in names}}
    tell(world, event, team_id=channel.team_id, channel=channel)


def change_user(world: World, user: User, *, joined: bool = False) -> None:
    """Tell of a person who has just been changed, or is new."""
    user.updated = world.clock()
    for team in world.teams.values():
        if user.id in team.users:
            told = payloads.user(world, user, seen_from=team.id, locale=True, whole=True)
            told["profile"]["fields"] = {}
            kind = "team_join" if joined else "user_change"
            event = {"type": kind, "user": told, "cache_ts": world.clock()}
            tell(world, event, team_id=team.id)


def deactivate(world: World, user: User) -> None:
    """Deactivate somebody: they leave every channel, silently, and stay in the list of people."""
    user.deleted = True
    for channel in world.channels.values():
        if not channel.is_direct:
            channel.members.pop(user.id, None)
    change_user(world, user)


def uninstall(world: World, installation: Installation) -> None:
    """Take an app out of where it is installed: its tokens end, its bot goes, and it is told."""
    for team in installation.teams:
        tell_app(world, installation, {"type": "app_uninstalled"}, team_id=team.id)
        event: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installation.bot.id]}}
        tell_app(world, installation, event, team_id=team.id)
    installation.gone = True
    installation.bot.deleted = True
    for token in world.tokens.values():
        if token.installation is installation:
            token.revoked = True
    for channel in world.channels.values():
        if not channel.is_direct:
            channel.members.pop(installation.bot.id, None)


def grant_team(world: World, installation: Installation, team: Team) -> None:
    """Let an app that an organization installed into one more of its workspaces, and tell it."""
    installation.teams.append(team)
    team.users[installation.bot.id] = installation.bot
    event: Json = {"type": "team_access_granted", "team_ids": [team.id]}
    tell_app(world, installation, event, team_id=team.id)


def revoke_team(world: World, installation: Installation, team: Team) -> None:
    """Take an app that an organization installed out of one of its workspaces, and tell it."""
    event: Json = {"type": "team_access_revoked", "team_ids": [team.id]}
    tell_app(world, installation, event, team_id=team.id)
    installation.teams.remove(team)
    team.users.pop(installation.bot.id, None)
    for channel in world.channels.values():
        if channel.team_id == team.id and not channel.is_direct:
            channel.members.pop(installation.bot.id, None)


def _of_bot(world: World, user: User, team_id: str) -> Installation | None:
    """The installation whose bot this is."""
    app = world.apps.get(user.app_id)
    return world.installation(app, team_id) if app else None


def set_group_users(world: World, team: Team, group: UserGroup, users: list[str]) -> None:
    """Say who is in a user group: all of them."""
    before, group.users, group.updated = group.users, users, world.now()
    added, removed = [one for one in users if one not in before], [one for one in before if one not in users]
    event: Json = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": team.id,
        "date_previous_update": payloads.seconds(group.created),
        "date_update": payloads.seconds(group.updated),
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
    }
    tell(world, event, team_id=team.id)
