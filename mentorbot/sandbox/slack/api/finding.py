"""Finding what a call is about, as far as the app that calls can see it."""

import re

from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.world.channels import Channel, Kind, Message
from mentorbot.sandbox.slack.world.teams import User

TS = re.compile(r"\d{1,13}\.\d{1,10}")
WORDS: dict[Kind, str] = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
"""How the scopes of each kind of conversation begin."""


def find_channel(call: Call, name: str = "channel", *, scope: str = "") -> Channel:
    """The conversation that an argument names.

    Args:
        scope: How the scope that is needed ends, such as `read`: it begins with the kind of conversation.

    Raises:
        SlackError: `channel_not_found`, also for a private one that the bot is not in; `missing_scope`.
    """
    channel = call.world.channels.get(call.required(name))
    if channel is None or not can_see(call, channel):
        raise SlackError("channel_not_found")
    if scope:
        call.needs(f"{WORDS[channel.kind]}:{scope}")
    return channel


def can_see(call: Call, channel: Channel) -> bool:
    """Whether an app can know of a conversation."""
    if call.bot.id in channel.members:
        return True
    here = call.sees(channel.team_id) or any(call.sees(one) for one in channel.connected)
    return here and channel.kind == "public"


def check_member(call: Call, channel: Channel) -> None:
    """Refuse where the bot is not in a channel.

    Raises:
        SlackError: `not_in_channel`.
    """
    if call.bot.id not in channel.members:
        raise SlackError("not_in_channel")


def check_open(channel: Channel) -> None:
    """Refuse where a channel is archived.

    Raises:
        SlackError: `is_archived`.
    """
    if channel.archived:
        raise SlackError("is_archived")


def check_kind(channel: Channel, *kinds: Kind) -> None:
    """Refuse where a method is not for this kind of conversation.

    Raises:
        SlackError: `method_not_supported_for_channel_type`.
    """
    if channel.kind not in kinds:
        raise SlackError("method_not_supported_for_channel_type")


def find_user(call: Call, identifier: str) -> User:
    """Somebody of the app's workspaces, or whom it meets in a shared channel.

    Raises:
        SlackError: `user_not_found`.
    """
    user = call.world.users.get(identifier)
    if user is None or not can_meet(call, user):
        raise SlackError("user_not_found")
    return user


def can_meet(call: Call, user: User) -> bool:
    """Whether somebody is in a workspace of the app, or in a channel that is shared with one."""
    if any(user.id in team.users for team in call.installation.teams):
        return True
    return any(
        user.id in channel.members and can_see(call, channel)
        for channel in call.world.channels.values()
        if channel.connected
    )


def find_message(
    call: Call, channel: Channel, name: str = "ts", *, missing: str = "message_not_found"
) -> Message:
    """The message of a conversation that an argument names; an ephemeral one is never found.

    Raises:
        SlackError: `missing`, or `bad_timestamp`.
    """
    ts = call.required(name)
    if not TS.fullmatch(ts):
        raise SlackError("bad_timestamp" if name == "timestamp" else missing)
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError(missing)
    return message


def moment(call: Call, name: str) -> float | None:
    """A moment that bounds what is looked at.

    Raises:
        SlackError: `invalid_ts_oldest` or `invalid_ts_latest`.
    """
    given = call.text(name)
    if not given:
        return None
    try:
        return float(given)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def wanted_kinds(call: Call, default: str) -> set[Kind]:
    """The kinds of conversation that `types` names.

    Raises:
        SlackError: `invalid_types`.
    """
    known: dict[str, Kind] = {
        "public_channel": "public",
        "private_channel": "private",
        "im": "im",
        "mpim": "mpim",
    }
    named = call.names("types") or [default]
    if not set(named) <= known.keys():
        raise SlackError("invalid_types")
    return {known[one] for one in named}
