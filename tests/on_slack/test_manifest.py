"""The manifest of the app: within what Slack takes, named as the settings say, and as the docs have it."""

import json
from pathlib import Path

import pytest

from mentorbot.config import Settings
from mentorbot.errors import OperatorError
from mentorbot.on_slack.cli import list_scopes, write_manifest
from mentorbot.on_slack.manifest import OPTIONAL, SCOPES
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.shortcuts import MOST, OFTEN
from mentorbot.rooms import declared

ROOT = Path(__file__).resolve().parents[2]


def test_it_keeps_to_what_slack_takes() -> None:
    # https://docs.slack.dev/reference/app-manifest
    made = json.loads(write_manifest(Settings()))
    commands = made["features"]["slash_commands"]
    assert 20 < len(commands) <= 50
    assert all(len(one["command"]) <= 32 and len(one["description"]) <= 2000 for one in commands)
    assert all(len(one.get("usage_hint", "")) <= 1000 for one in commands)
    shortcuts = made["features"]["shortcuts"]
    for kind in ("global", "message"):
        assert 1 <= sum(one["type"] == kind for one in shortcuts) <= MOST
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in shortcuts)
    assert len(made["display_information"]["description"]) <= 140


def test_every_first_word_is_a_command_unless_it_is_left_out() -> None:
    found = {words.split()[0] for words in declared().commands}
    commands = {
        one["command"] for one in json.loads(write_manifest(Settings()))["features"]["slash_commands"]
    }
    assert commands == {f"/{one}" for one in found - {"remind", "help"}} | {"/reminders", "/mentorbot"}


def test_what_is_a_shortcut_too_is_a_command() -> None:
    assert set(OFTEN.values()) <= declared().commands.keys()


def test_names_may_have_a_prefix_and_be_others() -> None:
    names = Names(["remind", "mentor", "help"], "mb-", "remind=reminders help=")
    assert names.slashes == {"remind": "mb-reminders", "mentor": "mb-mentor"}
    assert names.typed("remind me") == "/mb-reminders me"
    assert names.typed("help") == "/mentorbot help"
    assert names.words("/mentorbot", "/mb-reminders me tea") == "remind me tea"
    assert names.words("/mentorbot", "/mentorbot nextstep") == "nextstep"
    assert names.typed("invite @mentorbot") == "/invite @mentorbot", "which is Slack's own"
    assert names.words("/mb-reminders", "me x") == "remind me x"
    assert names.words("/mentorbot", " mentor find ") == "mentor find"


@pytest.mark.parametrize(
    "renamed", ["remind=Reminders", "remind=mentor", "nothing=x", "remind", "mentor=mentorbot"]
)
def test_names_that_cannot_be_are_refused_with_a_sentence(renamed: str) -> None:
    with pytest.raises(OperatorError, match="MENTORBOT_SLACK_NAMES"):
        Names(["remind", "mentor"], "", renamed)


def test_without_socket_mode_slack_is_told_where_to_send() -> None:
    settings = Settings(slack_signing_secret="s" * 32, slack_address="https://bot.example.org")
    made = json.loads(write_manifest(settings))
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.org/slack/events"
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]
    assert all(one["url"].startswith("https://bot") for one in made["features"]["slash_commands"])


def test_the_docs_say_what_each_permission_is_for() -> None:
    docs = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    scopes = SCOPES | OPTIONAL
    for scope, why in scopes.items():
        assert f"| `{scope}` | {why} |" in docs
        assert why in list_scopes()
    part = docs.split("## Slack in five minutes")[1].split("## The doctor")[0]
    assert part.count("\n| `") == len(scopes)
