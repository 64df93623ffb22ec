"""What Slack does with what people do and apps answer: addresses, triggers, presses, suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from sandbox.slack.parts import button, field, form, open_on_hello, plain, row, said
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotAnsweredError

if TYPE_CHECKING:
    from sandbox.slack.conftest import Start, Town

Body = dict[str, Any]


async def answer_at(address: str, body: Body) -> tuple[int, str]:
    """What is answered to something that is sent to a response_url."""
    async with aiohttp.ClientSession() as session, session.post(address, json=body) as response:
        return response.status, await response.text()


async def used(town: Town, bolt: AsyncApp, start: Start) -> Body:
    """What an app was told of a slash command."""
    told: list[Body] = []

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, body: Body) -> None:
        await ack()
        told.append(body)

    await start(bolt)
    await town.person(town.alice).slash("/hello", shows=False)
    return told[0]


# --- response_url ---------------------------------------------------------------------------------


async def test_an_address_takes_five_answers(town: Town, bolt: AsyncApp, start: Start) -> None:
    address = (await used(town, bolt, start))["response_url"]
    for number in range(5):
        assert (await answer_at(address, {"text": f"Answer {number}"}))[0] == 200
    status, text = await answer_at(address, {"text": "One too many"})
    assert (status, "used_url" in text) == (404, True)
    seen = [one.text for one in town.person(town.alice).see() if one.ephemeral]
    assert seen == [f"Answer {number}" for number in range(5)]


async def test_an_address_is_good_for_half_an_hour(town: Town, bolt: AsyncApp, start: Start) -> None:
    address = (await used(town, bolt, start))["response_url"]
    town.clock.pass_by(minutes=29)
    assert (await answer_at(address, {"text": "In time"}))[0] == 200
    town.clock.pass_by(minutes=2)
    status, text = await answer_at(address, {"text": "Too late"})
    assert (status, "expired_url" in text) == (404, True)


async def test_an_answer_can_go_to_all_and_where_the_app_is_not(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    address = (await used(town, bolt, start))["response_url"]
    assert town.bot.id not in town.general.members
    await answer_at(address, {"text": "For all", "response_type": "in_channel"})
    assert [one.text for one in town.person(town.bob).see()][-1] == "For all"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "no_text"),
        ({"text": "x", "response_type": "everybody"}, "invalid_response_type"),
        ({"blocks": [{"type": "nothing"}], "text": "x"}, "invalid_blocks"),
    ],
)
async def test_a_wrong_answer_is_refused(
    town: Town, bolt: AsyncApp, start: Start, body: Body, word: str
) -> None:
    address = (await used(town, bolt, start))["response_url"]
    status, text = await answer_at(address, body)
    assert (status, word in text) == (400, True)


async def test_the_message_of_a_press_is_changed_taken_away_or_left(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        pressed = [button(one, one.lower()) for one in ("Again", "Change", "Away")]
        await respond(text="Hello", blocks=[said("Hello"), row(*pressed)])

    @bolt.action("again")
    async def again(ack: AsyncAck, respond: AsyncRespond, body: Body) -> None:
        assert "message" not in body
        assert body["container"]["is_ephemeral"]
        await ack()
        await respond("Another", replace_original=False)

    @bolt.action("change")
    async def change(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        buttons = row(button("Away", "away"))
        await respond(text="Changed", blocks=[said("Changed"), buttons], replace_original=True)

    @bolt.action("away")
    async def away(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    other = await reply.click("Again")
    assert (other.text, other.ephemeral, reply.text) == ("Another", True, "Hello")
    assert await reply.click("Change") is reply
    assert reply.text == "Changed"
    await reply.click("Away")
    assert reply.deleted
    assert not other.deleted


# --- triggers -------------------------------------------------------------------------------------


async def test_a_trigger_is_good_for_three_seconds(town: Town, bolt: AsyncApp, start: Start) -> None:
    trigger = (await used(town, bolt, start))["trigger_id"]
    town.clock.pass_by(seconds=4)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await town.client.views_open(trigger_id=trigger, view=form("Late", said("Late")))


async def test_a_trigger_is_another_apps_or_none(town: Town, bolt: AsyncApp, start: Start) -> None:
    body = await used(town, bolt, start)
    other = town.sandbox.install(town.sandbox.add_app("other", dict(town.app.manifest)), town.team)
    stranger = AsyncWebClient(other.token, base_url=town.sandbox.api_url)
    for client, trigger in ((stranger, body["trigger_id"]), (town.client, "1.2.3")):
        with pytest.raises(SlackApiError, match="invalid_trigger_id"):
            await client.views_open(trigger_id=trigger, view=form("No", said("No")))


# --- presses --------------------------------------------------------------------------------------


async def test_a_press_tells_what_else_was_chosen_on_the_message(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    options = [{"text": plain(one), "value": one.lower()} for one in ("Red", "Green")]
    told: list[Body] = []

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        choose = {"type": "static_select", "action_id": "colour", "options": options}
        await respond(
            text="Colour?",
            blocks=[{**row(choose, button("Go", "go", value="now")), "block_id": "b"}],
            response_type="in_channel",
        )

    @bolt.action("colour")
    async def chosen(ack: AsyncAck) -> None:
        await ack()

    @bolt.action("go")
    async def go(ack: AsyncAck, body: Body) -> None:
        await ack()
        told.append(body)

    await start(bolt)
    alice, bob = town.person(town.alice), town.person(town.bob)
    reply = await alice.slash("/hello")
    await reply.choose("colour", "Green", shows=False)
    await reply.click("Go", shows=False)
    await bob.see()[-1].click("Go", shows=False)
    values = [one["state"]["values"]["b"]["colour"]["selected_option"] for one in told]
    assert [value and value["value"] for value in values] == ["green", None]
    assert told[0]["message"]["ts"] == reply.message.ts
    assert told[0]["channel"] == {"id": town.general.id, "name": "general"}
    assert told[0]["actions"][0]["value"] == "now"
    assert [one["user"]["id"] for one in told] == [alice.id, bob.id]


async def test_somebody_who_says_no_when_asked_presses_nothing(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    pressed: list[str] = []
    asked = {
        "title": plain("Sure?"),
        "text": plain("It is gone then."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="x", blocks=[row(button("End", "end", confirm=asked))])

    @bolt.action("end")
    async def end(ack: AsyncAck, body: Body) -> None:
        pressed.append(body["user"]["id"])
        await ack()

    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    assert reply.buttons[0].confirm == "Sure?\nIt is gone then."
    assert await reply.click("End", confirm=False) is reply
    assert pressed == []
    await reply.click("End", shows=False)
    assert pressed == [town.alice.id]


async def test_an_app_that_takes_no_presses_gets_none(town: Town, bolt: AsyncApp, start: Start) -> None:
    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="x", blocks=[row(button("Go", "go"))])

    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    town.app.manifest["settings"]["interactivity"]["is_enabled"] = False
    with pytest.raises(NotAnsweredError, match="app_is_not_interactive"):
        await reply.click("Go")


async def test_mentions_are_told_by_id_where_the_command_asks_for_that(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    body = await used(town, bolt, start)
    assert body["text"] == ""
    told: list[str] = []
    bolt._async_listeners.clear()

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, command: Body) -> None:
        told.append(command["text"])
        await ack()

    alice = town.person(town.alice)
    line = f"/hello {town.bob.mention} in <#{town.general.id}>"
    await alice.slash(line, shows=False)
    town.app.manifest["features"]["slash_commands"][0]["should_escape"] = True
    await alice.slash(line, shows=False)
    assert told == [
        "@bob in #general",
        f"<@{town.bob.id}|bob> in <#{town.general.id}|general>",
    ]


async def test_an_answer_of_suggestions_that_cannot_be_shown_is_a_fault(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    city = field("City", {"type": "external_select", "min_query_length": 0})
    open_on_hello(bolt, form("Where", city))

    @bolt.options("city")
    async def offer(ack: AsyncAck) -> None:
        await ack(options=[{"text": plain(str(one)), "value": str(one)} for one in range(101)])

    await start(bolt)
    modal = await town.person(town.alice).slash("/hello")
    with pytest.raises(NotAnsweredError, match="invalid_options"):
        await modal.suggest("City", "")
    assert "at most 100 options" in town.sandbox.unknown.pop()


async def test_what_is_sent_to_an_address_can_go_wrong(town: Town, bolt: AsyncApp, start: Start) -> None:
    address = (await used(town, bolt, start))["response_url"]
    town.sandbox.faults.add("respond", status=503)
    assert (await answer_at(address, {"text": "Lost"}))[0] == 503
    town.sandbox.faults.add("respond", lost_ack=True)
    with pytest.raises(aiohttp.ClientError):
        await answer_at(address, {"text": "Done all the same"})
    seen = [one.text for one in town.person(town.alice).see() if one.ephemeral]
    assert seen == ["Done all the same"]


async def test_an_app_that_is_taken_out_is_told_and_hears_no_more(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="x", blocks=[row(button("Go", "go"))])

    await start(bolt)
    alice = town.person(town.alice)
    reply = await alice.slash("/hello")
    town.sandbox.uninstall(town.installation)
    assert town.told("app_uninstalled")
    assert town.told("tokens_revoked")
    with pytest.raises(NotAnsweredError, match="app_is_not_installed"):
        await reply.click("Go")
    with pytest.raises(ClientRefusedError, match="not a valid command"):
        await alice.slash("/hello")
