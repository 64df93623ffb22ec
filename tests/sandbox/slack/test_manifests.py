"""Which manifests Slack takes."""

from typing import Any

import pytest
from sandbox.slack.conftest import SCOPES, Town, manifest

from mentorbot.sandbox.slack import SlackError
from mentorbot.sandbox.slack.api.kit.manifests import check_manifest
from mentorbot.sandbox.wire import Json


def command(name: str, **more: Any) -> Json:
    return {"command": name, "description": "Does something", **more}


def changed(*path: str, value: Any) -> Json:
    """The manifest with something else in one place; None takes it away."""
    made = manifest()
    part: Any = made
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    if value is None:
        del part[path[-1]]
    return made


def test_a_manifest_as_it_should_be_is_taken() -> None:
    assert check_manifest(manifest()) == []
    assert check_manifest({"display_information": {"name": "small"}}) == []


@pytest.mark.parametrize(
    ("made", "line"),
    [
        ({}, "missing required field: display_information [json-pointer:]"),
        (
            changed("display_information", "name", value="a" * 36),
            "must be less than 36 characters [json-pointer:/display_information/name]",
        ),
        (
            changed("features", "slash_commands", value=[command(f"/c{one}") for one in range(51)]),
            "no more than 50 items allowed [json-pointer:/features/slash_commands]",
        ),
        (
            changed("features", "slash_commands", value=[command("/remind")]),
            "is reserved by Slack: /remind [json-pointer:/features/slash_commands/0/command]",
        ),
        (
            changed("features", "slash_commands", value=[command("/a"), command("/a")]),
            "already exists: /a [json-pointer:/features/slash_commands/1/command]",
        ),
        (
            changed("features", "slash_commands", value=[command("hello")]),
            "does not match the expected format [json-pointer:/features/slash_commands/0/command]",
        ),
        (
            changed("features", "slash_commands", value=[command("/a", usage_hint="")]),
            "must be more than 0 characters [json-pointer:/features/slash_commands/0/usage_hint]",
        ),
        (
            changed("oauth_config", "scopes", "bot", value=[one for one in SCOPES if one != "commands"]),
            "missing required scope: commands [json-pointer:/oauth_config/scopes/bot]",
        ),
        (
            changed("settings", "colour", value="red"),
            "invalid additional property: colour [json-pointer:/settings]",
        ),
        (
            changed("settings", "interactivity", value={}),
            "missing required field: is_enabled [json-pointer:/settings/interactivity]",
        ),
    ],
)
def test_slack_refuses(made: Json, line: str) -> None:
    assert check_manifest(made) == [line]


def test_an_event_needs_its_scope() -> None:
    made = changed("oauth_config", "scopes", "bot", value=["commands", "channels:read"])
    made["settings"]["event_subscriptions"]["bot_events"] = ["message.im", "channel_archive", "user_change"]
    assert [line.split(" [")[0] for line in check_manifest(made)] == [
        "message.im requires the scope im:history",
        "user_change requires the scope users:read",
    ]


def test_without_socket_mode_slack_has_to_know_where_to_send_things() -> None:
    lines = check_manifest(manifest(socket_mode_enabled=False))
    assert {line.split(": ")[1].split(" ")[0] for line in lines} == {"request_url", "url"}
    assert len(lines) == 3


def test_no_app_is_made_of_a_manifest_that_slack_refuses(town: Town) -> None:
    with pytest.raises(SlackError) as caught:
        town.sandbox.add_app("odd", changed("settings", "colour", value="red"))
    assert caught.value.error == "invalid_manifest"
