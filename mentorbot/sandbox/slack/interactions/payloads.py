"""How Slack tells an app what a person did.

Source: https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Any

from mentorbot.sandbox.slack.world import payloads
from mentorbot.sandbox.slack.world.apps import Installation
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json


def channel_name(channel: Channel) -> str:
    """What a conversation is called towards apps; the names of private ones are not told."""
    return {"private": "privategroup", "im": "directmessage"}.get(channel.kind, channel.name)


def command(
    installation: Installation, team: Team, user: User, channel: Channel, words: tuple[str, str]
) -> Json:
    """A slash command; `words` is the command with its slash, and what was typed after it."""
    app, enterprise = installation.app, installation.enterprise
    told: Json = {
        "token": app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": words[0],
        "text": words[1],
        "api_app_id": app.id,
        "is_enterprise_install": "true" if installation.is_org_wide else "false",
    }
    if enterprise is not None:
        told |= {"enterprise_id": enterprise.id, "enterprise_name": enterprise.name}
    return told


def interaction(
    kind: str, installation: Installation, team: Team, user: User, channel: Channel | None = None
) -> Json:
    """What every interaction tells: what it is, whose, and where.

    For an app that a whole organization installed, what happens in no workspace in particular (in Home, in a
    modal, in a direct message, by a global shortcut) names no workspace.
    """
    enterprise = installation.enterprise
    nowhere = installation.is_org_wide and (channel is None or channel.is_direct)
    workspace: Json = {"id": team.id, "domain": team.domain}
    if enterprise is not None:
        workspace |= {"enterprise_id": enterprise.id, "enterprise_name": enterprise.name}
    told: Json = {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": installation.app.id,
        "token": installation.app.verification_token,
        "team": None if nowhere else workspace,
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "is_enterprise_install": installation.is_org_wide,
    }
    if channel is not None:
        told["channel"] = {"id": channel.id, "name": channel_name(channel)}
    return told


def in_message(world: World, message: Message) -> Json:
    """Where on a message something was done; what is ephemeral is not told itself."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": message.is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    told: Json = {"container": container}
    if not message.is_ephemeral:
        told["message"] = payloads.message(world, message)
    return told


def in_view(view: View) -> Json:
    """In which view something was done."""
    return {"container": {"type": "view", "view_id": view.id}, "view": payloads.view(view)}


def action(block: Json, element: Json, value: Json, ts: str) -> Json:
    """One thing that was pressed or chosen.

    Args:
        block: The block it is in.
        element: The element.
        value: What it holds now, as in the state; for a button or a menu of more what was pressed.
        ts: When.
    """
    told: Json = {"action_id": element["action_id"], "block_id": block["block_id"], **value, "action_ts": ts}
    told["type"] = element["type"]
    if element["type"] == "button":
        told["text"] = element["text"]
        for name in ("value", "style", "url"):
            if name in element:
                told[name] = element[name]
    elif "placeholder" in element:
        told["placeholder"] = element["placeholder"]
    return told


def suggestion(block: Json, element: Json, typed: str) -> Json:
    """What somebody types in a select whose choices the app gives."""
    told: dict[str, Any] = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    return told
