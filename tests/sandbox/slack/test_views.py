"""Modals and Home tabs."""

import pytest
from sandbox.slack.conftest import Town, error_of, refused

from mentorbot.sandbox.wire import Json


def modal(title: str = "A form", **more: object) -> Json:
    """A modal with one field."""
    field = {
        "type": "input",
        "block_id": "what",
        "label": {"type": "plain_text", "text": "What"},
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [field],
        **more,
    }


def home(*texts: str) -> Json:
    """A Home tab of a few lines."""
    lines = [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in texts]
    return {"type": "home", "blocks": lines}


def trigger(town: Town, view_id: str = "") -> str:
    """What comes when alice does something."""
    world = town.sandbox.world
    return world.triggers.issue(town.app.id, town.team.id, town.alice.id, view_id=view_id).text


async def test_a_modal_opens_for_who_did_something(town: Town) -> None:
    opened = await town.client.views_open(trigger_id=trigger(town), view=modal(callback_id="ask"))
    (shown,) = town.sandbox.world.modals[town.alice.id]
    assert opened["view"]["id"] == shown.id == opened["view"]["root_view_id"]
    assert opened["view"]["callback_id"] == "ask"
    assert opened["view"]["state"] == {"values": {}}


async def test_a_trigger_is_good_once(town: Town) -> None:
    given = trigger(town)
    await town.client.views_open(trigger_id=given, view=modal())
    assert await error_of(town.client.views_open(trigger_id=given, view=modal())) == "exchanged_trigger_id"


async def test_a_trigger_is_good_for_three_seconds(town: Town) -> None:
    given = trigger(town)
    town.clock.pass_by(seconds=3.1)
    assert await error_of(town.client.views_open(trigger_id=given, view=modal())) == "expired_trigger_id"


async def test_a_trigger_of_nobody_opens_nothing(town: Town) -> None:
    opening = town.client.views_open(trigger_id="1.2.three", view=modal())
    assert await error_of(opening) == "invalid_trigger_id"


async def test_a_modal_that_cannot_be_shown_leaves_the_trigger_good(town: Town) -> None:
    given = trigger(town)
    assert await error_of(town.client.views_open(trigger_id=given, view=home("x"))) == "invalid_arguments"
    await town.client.views_open(trigger_id=given, view=modal())


async def test_at_most_three_modals_lie_on_top_of_each_other(town: Town) -> None:
    root = (await town.client.views_open(trigger_id=trigger(town), view=modal("One")))["view"]
    above = root
    for title in ("Two", "Three"):
        below = above
        above = (await town.client.views_push(trigger_id=trigger(town, below["id"]), view=modal(title)))[
            "view"
        ]
        assert above["previous_view_id"] == below["id"]
        assert above["root_view_id"] == root["id"]
    pushing = town.client.views_push(trigger_id=trigger(town, above["id"]), view=modal("Four"))
    assert await error_of(pushing) == "push_limit_reached"


async def test_only_what_happens_in_a_modal_puts_another_on_top(town: Town) -> None:
    await town.client.views_open(trigger_id=trigger(town), view=modal())
    pushing = town.client.views_push(trigger_id=trigger(town), view=modal())
    assert await error_of(pushing) == "not_found"


async def test_whoever_names_an_old_hash_changes_nothing(town: Town) -> None:
    opened = (await town.client.views_open(trigger_id=trigger(town), view=modal("Loading")))["view"]
    changed = await town.client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal("Ready"))
    assert changed["view"]["hash"] != opened["hash"]
    late = town.client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal("Late"))
    assert await error_of(late) == "hash_conflict"
    assert town.sandbox.world.views[opened["id"]].given["title"]["text"] == "Ready"


async def test_a_modal_can_be_called_by_the_app_s_own_id(town: Town) -> None:
    await town.client.views_open(trigger_id=trigger(town), view=modal(external_id="mine"))
    await town.client.views_update(external_id="mine", view=modal("Changed", external_id="mine"))
    opening = town.client.views_open(trigger_id=trigger(town), view=modal(external_id="mine"))
    assert await error_of(opening) == "duplicate_external_id"


async def test_a_modal_that_was_closed_cannot_be_changed(town: Town) -> None:
    opened = (await town.client.views_open(trigger_id=trigger(town), view=modal()))["view"]
    await town.client.views_open(trigger_id=trigger(town), view=modal("Another"))
    assert await error_of(town.client.views_update(view_id=opened["id"], view=modal())) == "not_found"


async def test_a_home_tab_is_shown_and_shown_anew(town: Town) -> None:
    first = (await town.client.views_publish(user_id=town.alice.id, view=home("one")))["view"]
    second = (await town.client.views_publish(user_id=town.alice.id, view=home("two")))["view"]
    assert first["id"] == second["id"]
    shown = town.sandbox.world.homes[town.app.id, town.team.id, town.alice.id]
    assert shown.blocks[0]["text"]["text"] == "two"
    late = town.client.views_publish(user_id=town.alice.id, view=home("three"), hash=first["hash"])
    assert await error_of(late) == "hash_conflict"


async def test_without_a_home_tab_nothing_is_shown_there(town: Town) -> None:
    town.app.manifest["features"]["app_home"]["home_tab_enabled"] = False
    assert await error_of(town.client.views_publish(user_id=town.alice.id, view=home())) == "not_enabled"


async def test_a_view_that_is_too_large_is_refused(town: Town) -> None:
    view = home(*["a" * 2900] * 90)
    assert await error_of(town.client.views_publish(user_id=town.alice.id, view=view)) == "view_too_large"


@pytest.mark.parametrize("missing", ["view", "trigger_id"])
async def test_what_is_missing_is_said(town: Town, missing: str) -> None:
    arguments = {"view": modal(), "trigger_id": trigger(town)}
    del arguments[missing]
    answer = await refused(town.client.api_call("views.open", json=arguments))
    assert answer["error"] == "invalid_arguments"
    assert missing in answer["response_metadata"]["messages"][0]
