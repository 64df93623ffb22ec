"""The manifest of the Slack app: what it is called, which commands it has, what it may do and what for."""

from collections.abc import Iterable
from typing import Any, Final

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from mentorbot.chat.declare import Declared
from mentorbot.chat.roots import ROOTS
from mentorbot.on_slack.names import MOST, WHOLE, Names
from mentorbot.on_slack.shortcuts import find_shortcuts

Data = dict[str, Any]

SCOPES: Final = {
    "channels:history": "to look whether an announcement has arrived, after a connection was lost",
    "channels:join": "to announce in a public channel that organizers choose",
    "channels:read": "to know the channels that organizers choose",
    "chat:write": "to write to people, and in channels",
    "commands": "for the commands and shortcuts",
    "files:read": "to take in files that organizers put into a form, such as a calendar",
    "files:write": "to send pictures and files, such as your progress or your credits",
    "groups:history": "to see when somebody last wrote in a pair's channel (what they wrote is not read)",
    "groups:read": "to find the channels of pairs and circles again",
    "groups:write": "to open a private channel for a pair or a circle, and to close it",
    "im:history": "to look whether a message has arrived, after a connection was lost",
    "im:write": "to write to people directly",
    "mpim:history": "to look whether an introduction's greeting has arrived, after a lost connection",
    "mpim:write": "to introduce a few people to each other in a group direct message",
    "pins:write": "to pin the agenda in the channel of a pair or a circle",
    "team:read": "to know what the workspace is called",
    "usergroups:read": "who is in a user group that organizes, or has places in a round (paid plans)",
    "usergroups:write": "to let those who come to an event into a user group of yours, if you choose one",
    "users:read": "to know what people are called, their time zone, and who is an admin",
}
"""What the app asks for, and what for: no more than that."""

OPTIONAL: Final = {
    "users:read.email": "to find people of an organizer's list by their e-mail addresses (may be left out)",
}
"""What may be left out at installing. Source: https://docs.slack.dev/changelog/2026/03/16/optional-scopes"""

EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message.groups",
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "team_access_granted",
    "team_access_revoked",
    "team_join",
    "tokens_revoked",
    "user_change",
)

NAME: Final = "mentorbot"
ABOUT: Final = "Mentors, milestones and events for future medical and health services managers."
_MOST_ABOUT: Final = 140


def read_held(answer: AsyncSlackResponse) -> set[str]:
    """The scopes that the app has, of what Slack says beside any answer."""
    held = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
    return {one.strip() for one in held.split(",") if one.strip()}


def make_manifest(declared: Declared, names: Names, *, address: str = "", socket_mode: bool = True) -> Data:
    """The manifest, to be pasted where an app is made.

    Args:
        names: How commands are called.
        address: Under which Slack and browsers reach the bot; empty where it is not reached.
        socket_mode: Whether the bot connects to Slack by itself, so that it needs no address.
    """
    events = f"{address}/slack/events"
    request = {} if socket_mode else {"request_url": events}
    oauth = {"redirect_urls": [f"{address}/slack/oauth_redirect"]} if address else {}
    return {
        "display_information": {"name": NAME, "description": ABOUT},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": list(_commands(declared, names, {} if socket_mode else {"url": events})),
            "shortcuts": [
                {
                    "name": one.name,
                    "type": "message" if one.on_message else "global",
                    "callback_id": one.callback_id,
                    "description": one.about[:_MOST_ABOUT],
                }
                for one in find_shortcuts(declared)
            ],
        },
        "oauth_config": {
            **oauth,
            "scopes": {"bot": sorted(SCOPES | OPTIONAL), "bot_optional": sorted(OPTIONAL)},
        },
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **({} if socket_mode else {"request_url": events, "message_menu_options_url": events}),
            },
            "org_deploy_enabled": True,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _commands(declared: Declared, names: Names, where: Data) -> Iterable[Data]:
    commands = {
        WHOLE: ("Everything I can do; alone, it opens help.", "[what to do]"),
        **{slash: _about(declared, top) for top, slash in names.slashes.items()},
    }
    for slash, (about, hint) in list(commands.items())[:MOST]:
        hinted = {"usage_hint": hint} if hint else {}
        yield {"command": f"/{slash}", "description": about, **hinted, "should_escape": True, **where}


def _about(declared: Declared, top: str) -> tuple[str, str]:
    """A line about a slash command, and what may stand after it."""
    under = [words for words in declared.commands if words.split()[0] == top]
    alone = declared.commands.get(top)
    if alone is not None:
        hint = " ".join(f"[{one.name}]" for one in alone.options)
        return alone.about, hint
    nexts = dict.fromkeys(words.split()[1] for words in under)
    return ROOTS[top].about, "|".join(nexts)
