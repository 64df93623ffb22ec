"""Manifests: what Slack takes as the description of an app.

Source: https://docs.slack.dev/reference/app-manifest
"""

import re
from typing import Any

from mentorbot.sandbox.slack.api.kit.checks import (
    Problems,
    anything,
    choice,
    each,
    flag,
    number,
    shape,
    text,
)
from mentorbot.sandbox.slack.world.telling import HISTORY, NEEDS
from mentorbot.sandbox.wire import Json

ADDRESS = text(3500, like=re.compile(r"https?://\S+"))
SCOPES = each(text(50), 255, least=0)
EVENTS = each(text(50), 100, least=0)
MANIFEST = shape(
    {
        "display_information": shape(
            {"name": text(35)},
            {
                "description": text(140),
                "long_description": text(4000, least=175),
                "background_color": text(7, like=re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
            },
        )
    },
    {
        "_metadata": shape({}, {"major_version": number(1, 2), "minor_version": number(0, 100)}),
        "features": shape(
            {},
            {
                "app_home": shape(
                    {},
                    {
                        "home_tab_enabled": flag,
                        "messages_tab_enabled": flag,
                        "messages_tab_read_only_enabled": flag,
                    },
                ),
                "bot_user": shape({"display_name": text(80)}, {"always_online": flag}),
                "shortcuts": each(
                    shape(
                        {
                            "name": text(24),
                            "type": choice("message", "global"),
                            "callback_id": text(255),
                            "description": text(150),
                        }
                    ),
                    10,
                ),
                "slash_commands": each(
                    shape(
                        {"command": text(32, least=2, like=re.compile(r"/\S+")), "description": text(2000)},
                        {"url": ADDRESS, "usage_hint": text(1000), "should_escape": flag},
                    ),
                    50,
                ),
                "unfurl_domains": anything,
                "assistant_view": anything,
                "agent_view": anything,
            },
        ),
        "oauth_config": shape(
            {},
            {
                "redirect_urls": each(text(2500), 1000, least=0),
                "scopes": shape({}, dict.fromkeys(("bot", "user", "bot_optional", "user_optional"), SCOPES)),
                "token_management_enabled": flag,
                "pkce_enabled": flag,
            },
        ),
        "settings": shape(
            {},
            {
                "event_subscriptions": shape(
                    {}, {"request_url": ADDRESS, "bot_events": EVENTS, "user_events": EVENTS}
                ),
                "interactivity": shape(
                    {"is_enabled": flag}, {"request_url": ADDRESS, "message_menu_options_url": ADDRESS}
                ),
                "org_deploy_enabled": flag,
                "socket_mode_enabled": flag,
                "token_rotation_enabled": flag,
                "allowed_ip_address_ranges": anything,
                "incoming_webhooks": anything,
                "is_hosted": flag,
                "function_runtime": anything,
                "is_mcp_enabled": flag,
            },
        ),
    },
)
SLACK_S_OWN = frozenset(
    [
        "active",
        "apps",
        "archive",
        "away",
        "call",
        "close",
        "collapse",
        "dm",
        "dnd",
        "expand",
        "feed",
        "feedback",
        "huddle",
        "invite",
        "invite_people",
        "join",
        "kick",
        "leave",
        "me",
        "msg",
        "mute",
        "open",
        "part",
        "prefs",
        "remind",
        "remove",
        "rename",
        "search",
        "shortcuts",
        "shrug",
        "star",
        "status",
        "topic",
        "who",
    ]
)
"""Slash commands that Slack has itself."""


def check_manifest(manifest: Any) -> list[str]:
    """What Slack would refuse about a manifest, a line for each; nothing where it takes it."""
    problems = Problems()
    MANIFEST(manifest, "", problems)
    if not problems.lines:
        _check_commands(manifest, problems)
        _check_events(manifest, problems)
        _check_addresses(manifest, problems)
    return problems.lines


def _scopes(manifest: Json) -> set[str]:
    config = manifest.get("oauth_config") or {}
    return set((config.get("scopes") or {}).get("bot") or [])


def _check_commands(manifest: Json, problems: Problems) -> None:
    """Whether commands have names of their own, and the app may have any."""
    features = manifest.get("features") or {}
    commands, shortcuts = features.get("slash_commands") or [], features.get("shortcuts") or []
    if (commands or shortcuts) and "commands" not in _scopes(manifest):
        problems.add("/oauth_config/scopes/bot", "missing required scope: commands")
    for things, name in ((commands, "command"), (shortcuts, "callback_id")):
        seen: set[str] = set()
        where = "slash_commands" if name == "command" else "shortcuts"
        for position, one in enumerate(things):
            place = f"/features/{where}/{position}/{name}"
            if one[name] in seen:
                problems.add(place, f"already exists: {one[name]}")
            if name == "command" and one[name][1:] in SLACK_S_OWN:
                problems.add(place, f"is reserved by Slack: {one[name]}")
            seen.add(one[name])


def _check_events(manifest: Json, problems: Problems) -> None:
    """Whether the scopes are asked for without which an event does not come."""
    settings = manifest.get("settings") or {}
    events = (settings.get("event_subscriptions") or {}).get("bot_events") or []
    granted = _scopes(manifest)
    for position, event in enumerate(events):
        kind, _, place = event.partition(".")
        needed = f"{place}:history" if kind == "message" and place in HISTORY.values() else NEEDS.get(event)
        if needed is not None and needed not in granted:
            where = f"/settings/event_subscriptions/bot_events/{position}"
            problems.add(where, f"{event} requires the scope {needed}")


def _check_addresses(manifest: Json, problems: Problems) -> None:
    """Whether Slack is told where to send things, where the app does not fetch them by itself."""
    settings = manifest.get("settings") or {}
    if settings.get("socket_mode_enabled"):
        return
    subscriptions = settings.get("event_subscriptions") or {}
    if subscriptions.get("bot_events") and "request_url" not in subscriptions:
        problems.add("/settings/event_subscriptions", "missing required field: request_url")
    interactivity = settings.get("interactivity") or {}
    if interactivity.get("is_enabled") and "request_url" not in interactivity:
        problems.add("/settings/interactivity", "missing required field: request_url")
    features = manifest.get("features") or {}
    for position, command in enumerate(features.get("slash_commands") or []):
        if "url" not in command:
            problems.add(f"/features/slash_commands/{position}", "missing required field: url")
