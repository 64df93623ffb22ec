"""Which apps are told of an event: those that subscribed, have the scope for it and see where it happened.

Source: https://docs.slack.dev/reference/events
"""

from mentorbot.sandbox.slack.world import payloads
from mentorbot.sandbox.slack.world.apps import Installation
from mentorbot.sandbox.slack.world.channels import Channel, Kind
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json

HISTORY: dict[Kind, str] = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
CHANNEL_TYPES: dict[Kind, str] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
NEEDS: dict[str, str] = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
"""The scope without which an event does not come; those that need none are not here."""
EVERYWHERE = frozenset(
    {"channel_archive", "channel_created", "channel_deleted", "channel_rename", "channel_unarchive"}
)
"""Events of public channels, which apps are told of without being in them."""


def tell(world: World, event: Json, *, team_id: str, channel: Channel | None = None) -> None:
    """Tell the apps of a workspace of an event that they subscribed to.

    Args:
        event: The event as Slack has it, with its `type`; `event_ts` is added where it is missing.
        team_id: Where it happened.
        channel: In which conversation, where it was one.
    """
    event.setdefault("event_ts", world.new_ts())
    for installation in list(world.installations(team_id)):
        if _is_told(installation, event, channel):
            tell_app(world, installation, event, team_id=team_id, shared=bool(channel and channel.connected))


def tell_app(
    world: World, installation: Installation, event: Json, *, team_id: str, shared: bool = False
) -> None:
    """Tell one app of an event, where it subscribed."""
    event.setdefault("event_ts", world.new_ts())
    if not _subscribed(installation, event):
        return
    body = payloads.event_callback(world, installation, dict(event), team_id=team_id, shared=shared)
    for listener in list(world.listeners):
        listener(installation, body)


def _is_told(installation: Installation, event: Json, channel: Channel | None) -> bool:
    needed = _scope(event, channel)
    if needed and needed not in installation.scopes:
        return False
    if channel is None:
        return True
    if event["type"] in EVERYWHERE and channel.kind == "public":
        return True
    return installation.bot.id in channel.members


def _subscribed(installation: Installation, event: Json) -> bool:
    kind = event["type"]
    wanted = installation.app.events
    if kind == "message":
        return f"message.{_place(event)}" in wanted
    return kind in wanted


def _place(event: Json) -> str:
    kind = event.get("channel_type", "channel")
    return {"channel": "channels", "group": "groups"}.get(kind, str(kind))


def _scope(event: Json, channel: Channel | None) -> str:
    kind = event["type"]
    if channel is not None and kind == "message":
        return f"{HISTORY[channel.kind]}:history"
    if channel is not None and kind in {"member_joined_channel", "member_left_channel"}:
        return f"{HISTORY[channel.kind]}:read"
    return NEEDS.get(kind, "")
