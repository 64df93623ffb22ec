"""What differs from Slack's own shapes is noticed."""

from pathlib import Path
from typing import Any

import pytest
from sandbox.slack.conftest import Town

from mentorbot.sandbox.slack.api.exchanges import Exchange
from mentorbot.sandbox.slack.api.schema import Schema
from mentorbot.sandbox.wire import Json


@pytest.fixture
def schema(slack_shapes: Path | None) -> Schema:
    """Slack's shapes."""
    if slack_shapes is None:
        pytest.skip("Slack's shapes are not here; SLACK_SHAPES names their folder")
    return Schema(slack_shapes)


async def answered(town: Town) -> Json:
    """What is answered to a message."""
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    data: Any = sent.data
    return dict(data)


async def test_an_answer_as_slack_has_it_is_well(schema: Schema, town: Town) -> None:
    schema.check(Exchange("chat.postMessage", {"text": "Hello"}, answer=await answered(town)))
    assert schema.mismatches == []


async def test_an_answer_with_a_key_of_our_own_is_noticed(schema: Schema, town: Town) -> None:
    answer = await answered(town)
    answer["message"]["colour"] = "red"
    schema.check(Exchange("chat.postMessage", {}, answer=answer))
    assert schema.mismatches == ["chat.postMessage answered with /message/colour, which no sample has"]


async def test_an_answer_of_another_type_is_noticed(schema: Schema, town: Town) -> None:
    answer = await answered(town)
    answer["ts"] = 7
    schema.check(Exchange("chat.postMessage", {}, answer=answer))
    (line,) = schema.mismatches
    assert line.startswith("chat.postMessage answered: ts: 7")


def test_a_block_that_the_types_do_not_have_is_noticed(schema: Schema) -> None:
    blocks = [{"type": "hologram"}]
    schema.check(Exchange("chat.postEphemeral", {"blocks": blocks}, answer={"ok": True, "message_ts": "1.1"}))
    (line,) = schema.mismatches
    assert line.startswith("chat.postEphemeral was sent block 0")


def test_an_event_without_what_it_has_to_say_is_noticed(schema: Schema) -> None:
    schema.check_event({"event": {"type": "app_home_opened", "user": "U1", "event_ts": "1.1"}})
    (line,) = schema.mismatches
    assert '"channel" is a required property' in line


def test_an_event_that_slack_does_not_have_is_noticed(schema: Schema) -> None:
    schema.check_event({"event": {"type": "coffee_ready", "event_ts": "1.1"}})
    assert schema.mismatches == ["the event coffee_ready  is not described"]


def test_a_command_with_a_field_of_our_own_is_noticed(schema: Schema) -> None:
    schema.check_payload({"command": "/hello", "text": "", "mood": "good"})
    assert schema.mismatches == ["slash_commands brings /mood, which no sample has"]


def test_what_was_refused_need_not_be_what_slack_takes(schema: Schema) -> None:
    refused = {"ok": False, "error": "invalid_blocks"}
    schema.check(Exchange("chat.postMessage", {"blocks": [{"type": "hologram"}]}, answer=refused))
    assert schema.mismatches == []
