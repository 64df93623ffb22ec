"""Modals: a stack of them, what an app answers to a form, and what every kind of field tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sandbox.slack.parts import button, field, form, open_on_hello, plain, row, said
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotAnsweredError, NotOnScreenError

if TYPE_CHECKING:
    from sandbox.slack.conftest import Start, Town

Body = dict[str, Any]


async def test_modals_are_pushed_three_deep_and_left_one_by_one(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    refused: list[str] = []
    closed: list[tuple[str, bool]] = []
    open_on_hello(bolt, form("One", row(button("Deeper", "deeper")), notify_on_close=True))

    @bolt.action("deeper")
    async def deeper(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        title = {"One": "Two", "Two": "Three"}.get(body["view"]["title"]["text"], "Four")
        view = form(title, row(button("Deeper", "deeper")), notify_on_close=True)
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            refused.append(error.response["error"])

    @bolt.view_closed("form")
    async def left(ack: AsyncAck, body: Body) -> None:
        await ack()
        closed.append((body["view"]["title"]["text"], body["is_cleared"]))

    await start(bolt)
    alice = town.person(town.alice)
    one = await alice.slash("/hello")
    two = await one.click("Deeper")
    three = await two.click("Deeper")
    assert [one.title, two.title, three.title] == ["One", "Two", "Three"]
    assert three.source.previous_view_id == two.source.id
    assert three.source.root_view_id == one.source.id
    with pytest.raises(NotOnScreenError, match="no longer on the screen"):
        await one.click("Deeper")
    await three.click("Deeper", shows=False)
    await alice.wait(lambda: refused, "the app is refused", lambda: str(three), PATIENCE)
    assert refused == ["push_limit_reached"]

    below = await three.close()
    assert below is not None
    assert below.title == "Two"
    assert await below.close(all_of_them=True) is None
    await alice.wait(lambda: len(closed) == 3, "the app hears of it", lambda: str(closed), PATIENCE)
    assert sorted(closed) == [("One", True), ("Three", False), ("Two", True)]


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "update", "view": form("Changed", said("x"))}, ["First", "Changed"]),
        ({"response_action": "push", "view": form("On top", said("x"))}, ["First", "Second", "On top"]),
        ({"response_action": "clear"}, []),
        ({}, ["First"]),
    ],
)
async def test_what_an_app_answers_to_a_form_is_done(
    town: Town, bolt: AsyncApp, start: Start, answer: Body, titles: list[str]
) -> None:
    open_on_hello(bolt, form("First", row(button("Next", "next"))))

    @bolt.action("next")
    async def further(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=form("Second", said("Second")))

    @bolt.view("form")
    async def take(ack: AsyncAck) -> None:
        await ack(**answer)

    await start(bolt)
    alice = town.person(town.alice)
    second = await (await alice.slash("/hello")).click("Next")
    await second.submit(shows=False)
    stack = town.sandbox.world.modals.get(alice.id, [])
    assert [one.given["title"]["text"] for one in stack] == titles


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Wrong"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
async def test_an_answer_that_slack_cannot_take_is_told_to_person_and_test(
    town: Town, bolt: AsyncApp, start: Start, answer: Body
) -> None:
    open_on_hello(bolt, form("First", field("Name", {"type": "plain_text_input"})))

    @bolt.view("form")
    async def take(ack: AsyncAck) -> None:
        await ack(answer)

    await start(bolt)
    modal = await town.person(town.alice).slash("/hello")
    with pytest.raises(NotAnsweredError, match="Slack says: invalid_"):
        await modal.submit({"Name": "Ada"}, shows=False)
    assert modal.filled == {"Name": "Ada"}
    complaint = town.sandbox.unknown.pop()
    assert "answer of helper to view_submission" in complaint


async def test_every_kind_of_field_is_told_as_slack_tells_it(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    options = [{"text": plain(one), "value": one.lower()} for one in ("Red", "Green", "Blue")]
    told: list[Body] = []
    fields = [
        field("Text", {"type": "plain_text_input", "multiline": True, "initial_value": "As it was"}),
        field("Mail", {"type": "email_text_input"}),
        field("Page", {"type": "url_text_input"}),
        field("Count", {"type": "number_input", "is_decimal_allowed": False, "max_value": "9"}),
        field("Day", {"type": "datepicker"}),
        field("Hour", {"type": "timepicker"}),
        field("Moment", {"type": "datetimepicker"}, optional=True),
        field("Colour", {"type": "static_select", "options": options}),
        field("Colours", {"type": "multi_static_select", "options": options, "max_selected_items": 2}),
        field("Radio", {"type": "radio_buttons", "options": options, "initial_option": options[1]}),
        field("Boxes", {"type": "checkboxes", "options": options}),
        field("Who", {"type": "users_select"}),
        field("Whom", {"type": "multi_users_select"}),
        field("Where", {"type": "channels_select"}),
        field("Talk", {"type": "conversations_select"}),
        field("Files", {"type": "file_input"}),
    ]
    open_on_hello(bolt, form("All", *fields))

    @bolt.view("form")
    async def take(ack: AsyncAck, view: Body) -> None:
        told.append({key: one[key] for key, one in view["state"]["values"].items()})
        await ack()

    await start(bolt)
    alice = town.person(town.alice)
    modal = await alice.slash("/hello")
    for name, wrong in (
        ("Mail", "nobody"),
        ("Page", "here"),
        ("Count", "1.5"),
        ("Count", "10"),
        ("Day", "x"),
    ):
        with pytest.raises(ClientRefusedError, match=name):
            await modal.fill({name: wrong})
    with pytest.raises(ClientRefusedError, match="at most 2 choices"):
        await modal.fill({"Colours": ["Red", "Green", "Blue"]})
    await modal.submit(
        {
            "Mail": "ada@example.com",
            "Page": "https://example.com",
            "Count": 7,
            "Day": "2026-03-01",
            "Hour": "14:30",
            "Colour": "Red",
            "Colours": ["Red", "blue"],
            "Boxes": ["Green"],
            "Who": town.bob,
            "Whom": [town.bob, town.carol],
            "Where": town.general,
            "Talk": town.general,
            "Files": [("cv.pdf", b"%PDF")],
        },
        shows=False,
    )
    state = told[0]
    assert state["text"] == {"type": "plain_text_input", "value": "As it was"}
    assert state["count"]["value"] == "7"
    assert state["day"]["selected_date"] == "2026-03-01"
    assert state["hour"]["selected_time"] == "14:30"
    assert state["moment"]["selected_date_time"] is None
    assert state["colour"]["selected_option"]["value"] == "red"
    assert [one["value"] for one in state["colours"]["selected_options"]] == ["red", "blue"]
    assert state["radio"]["selected_option"]["value"] == "green"
    assert state["who"]["selected_user"] == town.bob.id
    assert state["whom"]["selected_users"] == [town.bob.id, town.carol.id]
    assert state["where"]["selected_channel"] == town.general.id
    assert state["talk"]["selected_conversation"] == town.general.id
    assert state["files"]["files"][0]["name"] == "cv.pdf"
