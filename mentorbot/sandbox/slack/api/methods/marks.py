"""Reactions and pins: `reactions.*`, `pins.*`."""

import re

from mentorbot.sandbox.slack.api import finding
from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.telling import tell
from mentorbot.sandbox.wire import Json

MOST_REACTIONS = 50
MOST_OF_ONE = 23
NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


@method("reactions.add", "reactions:write")
def add_reaction(call: Call) -> None:
    """Put an emoji on a message."""
    channel, message = _message(call)
    name = call.required("name").strip(":")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    finding.check_open(channel)
    whose = message.reactions.get(name, [])
    if call.bot.id in whose:
        raise SlackError("already_reacted")
    if not whose and len(message.reactions) >= MOST_REACTIONS:
        raise SlackError("too_many_emoji")
    if sum(call.bot.id in users for users in message.reactions.values()) >= MOST_OF_ONE:
        raise SlackError("too_many_reactions")
    lives.react(call.world, message, call.bot, name)


@method("reactions.remove", "reactions:write", tier=Tier.TWO)
def remove_reaction(call: Call) -> None:
    """Take an emoji from a message."""
    _, message = _message(call)
    name = call.required("name").strip(":")
    if call.bot.id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    lives.react(call.world, message, call.bot, name, away=True)


@method("pins.add", "pins:write", tier=Tier.TWO)
def add_pin(call: Call) -> None:
    """Pin a message to its conversation."""
    channel, message = _message(call)
    finding.check_open(channel)
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    channel.pins.append(message.ts)
    _tell_pin(call, "pin_added", channel, message)


@method("pins.remove", "pins:write", tier=Tier.TWO)
def remove_pin(call: Call) -> None:
    """Take a pin away."""
    channel, message = _message(call)
    if message.ts not in channel.pins:
        raise SlackError("no_pin")
    channel.pins.remove(message.ts)
    _tell_pin(call, "pin_removed", channel, message)


@method("pins.list", "pins:read", tier=Tier.TWO)
def list_pins(call: Call) -> Json:
    """What is pinned to a conversation."""
    channel = finding.find_channel(call)
    finding.check_member(call, channel)
    return {"items": [_item(call, channel, channel.messages[ts]) for ts in channel.pins]}


def _tell_pin(call: Call, kind: str, channel: Channel, message: Message) -> None:
    event: Json = {
        "type": kind,
        "user": call.bot.id,
        "channel_id": channel.id,
        "item": _item(call, channel, message),
        "item_user": message.user.id,
        "pin_count": str(len(channel.pins)),
        "pinned_info": {
            "channel": channel.id,
            "pinned_by": call.bot.id,
            "pinned_ts": call.world.clock(),
        },
    }
    if kind == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    tell(call.world, event, team_id=channel.team_id, channel=channel)


def _item(call: Call, channel: Channel, message: Message) -> Json:
    return {
        "type": "message",
        "channel": channel.id,
        "message": {
            **payloads.message(call.world, message),
            "permalink": payloads.permalink(call.world, message),
        },
        "created": call.world.clock(),
        "created_by": call.bot.id,
    }


def _message(call: Call) -> tuple[Channel, Message]:
    channel = finding.find_channel(call)
    if not call.text("timestamp"):
        raise SlackError("no_item_specified")
    finding.check_member(call, channel)
    return channel, finding.find_message(call, channel, "timestamp")
