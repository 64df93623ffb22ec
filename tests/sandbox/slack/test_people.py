"""What scripted people do with a Bolt app, and what they see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sandbox.slack.parts import button, field, form, plain, row, said
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotAnsweredError, NotOnScreenError

if TYPE_CHECKING:
    from sandbox.slack.conftest import Start, Town


def greet(bolt: AsyncApp) -> None:
    """Let the app answer `/hello` with two buttons."""

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack()
        buttons = row(button("Done", "done"), button("Form", "form"))
        await respond(text="Hello", blocks=[said(f"Hello {command['text']}"), buttons])

    @bolt.action("done")
    async def done(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="It is done", replace_original=True)


async def test_a_command_is_answered_for_one_person_alone(town: Town, bolt: AsyncApp, start: Start) -> None:
    greet(bolt)
    await start(bolt)
    alice, bob = town.person(town.alice), town.person(town.bob)
    reply = await alice.slash("/hello there & <back>")
    assert reply.text == "Hello there & <back>"
    assert reply.ephemeral
    assert [one.label for one in reply.buttons] == ["Done", "Form"]
    assert reply.fallback == "Hello"
    assert str(reply) in [str(one) for one in alice.see()]
    assert all("there" not in one.text for one in bob.see())
    assert all("there" not in one.text for one in town.general.messages.values())


async def test_a_press_changes_the_message_it_was_on(town: Town, bolt: AsyncApp, start: Start) -> None:
    greet(bolt)
    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    assert await reply.click("Done") is reply
    assert reply.text == "It is done"
    with pytest.raises(NotOnScreenError, match="looks for the button “Done”"):
        await reply.click("Done")


async def test_what_one_person_alone_saw_is_gone_after_a_reload(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    greet(bolt)
    await start(bolt)
    alice = town.person(town.alice)
    reply = await alice.slash("/hello")
    alice.reload()
    assert reply.deleted
    with pytest.raises(NotOnScreenError, match="no longer on the screen"):
        await reply.click("Done")


async def test_a_form_is_filled_in_refused_and_sent(town: Town, bolt: AsyncApp, start: Start) -> None:
    greet(bolt)
    cities = {"type": "external_select", "min_query_length": 2}

    @bolt.action("form")
    async def show(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        fields = field("Name", {"type": "plain_text_input"}), field("City", cities, optional=True)
        await client.views_open(trigger_id=body["trigger_id"], view=form("About you", *fields))

    @bolt.options("city")
    async def offer(ack: AsyncAck, payload: dict[str, Any]) -> None:
        known = [
            one for one in ("Bern", "Berlin", "Boston") if one.lower().startswith(payload["value"].lower())
        ]
        await ack(options=[{"text": plain(one), "value": one} for one in known])

    @bolt.view("form")
    async def take(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        values = body["view"]["state"]["values"]
        if values["name"]["name"]["value"] == "nobody":
            await ack(response_action="errors", errors={"name": "Somebody has to be here."})
            return
        await ack()
        city = values["city"]["city"]["selected_option"]["value"]
        told = f"{values['name']['name']['value']} of {city}"
        await client.chat_postMessage(channel=body["user"]["id"], text=told)

    await start(bolt)
    alice = town.person(town.alice)
    modal = await (await alice.slash("/hello")).click("Form")
    assert modal.title == "About you"
    assert list(modal.fields) == ["Name", "City"]
    with pytest.raises(ClientRefusedError, match="The field “Name” must be filled in"):
        await modal.submit()
    with pytest.raises(ClientRefusedError, match="after 2 letters, not 1"):
        await modal.suggest("City", "b")
    assert [one.label for one in await modal.suggest("City", "be")] == ["Bern", "Berlin"]
    with pytest.raises(ClientRefusedError, match="has no choice 'berne'"):
        await modal.fill({"City": "berne"})

    assert await modal.submit({"Name": "nobody"}) is modal
    assert modal.errors == {"Name": "Somebody has to be here."}
    assert modal.filled["Name"] == "nobody"
    message = await modal.submit({"Name": "Alice", "City": "Bern"})
    assert message.text == "Alice of Bern"
    assert [one.text for one in alice.inbox] == ["Alice of Bern"]
    assert alice.modal is None


async def test_home_is_made_when_it_is_opened_and_follows_what_is_pressed(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    @bolt.event("app_home_opened")
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        blocks = [said("Your page"), row(button("More", "more"))]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @bolt.action("more")
    async def more(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        assert body["container"]["type"] == "view"
        view = {"type": "home", "blocks": [said("More of it")]}
        await client.views_publish(user_id=body["user"]["id"], view=view)

    await start(bolt)
    home = await town.person(town.alice).open_home()
    assert home.text == "Your page"
    assert await home.click("More") is home
    assert home.text == "More of it"
    with pytest.raises(NotOnScreenError, match="has made no Home tab for bob"):
        town.person(town.bob).home()


async def test_shortcuts_open_modals_also_on_messages(town: Town, bolt: AsyncApp, start: Start) -> None:
    town.app.manifest["features"]["shortcuts"].append(
        {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep it"}
    )

    @bolt.shortcut("ask")
    async def ask(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form("Ask", said("What?")))

    @bolt.shortcut("keep")
    async def keep(ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        await ack()
        await respond(f"Kept: {body['message']['text']}")

    await start(bolt)
    alice = town.person(town.alice)
    assert (await alice.shortcut("Ask")).title == "Ask"
    await town.person(town.bob).say("Read this")
    reply = await alice.see()[-1].shortcut("Keep")
    assert reply.text == "Kept: Read this"
    assert reply.ephemeral
    with pytest.raises(ClientRefusedError, match="no shortcut “Nothing”"):
        await alice.shortcut("Nothing")


async def test_a_message_is_answered_where_it_was_written(town: Town, bolt: AsyncApp, start: Start) -> None:
    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any], say: Any) -> None:
        await say(f"You said: {event['text']}", thread_ts=event["ts"])

    @bolt.event("message")
    async def wrote(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im":
            await say(f"Directly: {event['text']}")

    await start(bolt)
    alice = town.person(town.alice)
    alice.invite(town.app, town.general)
    message = await alice.say(f"{town.bot.mention} help & <me>")
    answer = await alice.wait_for_message(town.general, "You said")
    assert answer.message.thread_ts == message.ts
    await alice.say("Psst", alice.dm())
    assert (await alice.wait_for_dm("Directly")).text == "Directly: Psst"


async def test_waiting_in_vain_says_what_was_there(town: Town, bolt: AsyncApp, start: Start) -> None:
    @bolt.command("/hello")
    async def hello(ack: AsyncAck) -> None:
        await ack()

    await start(bolt)
    alice = town.person(town.alice)
    with pytest.raises(NotAnsweredError, match="used /hello, and waits for what helper shows"):
        await alice.slash("/hello", timeout=0.05)
    await alice.slash("/hello", shows=False)
    with pytest.raises(ClientRefusedError, match="/other is not a valid command"):
        await alice.slash("/other")


async def test_a_command_is_not_used_where_one_is_not(town: Town, bolt: AsyncApp, start: Start) -> None:
    greet(bolt)
    await start(bolt)
    quiet = town.sandbox.add_channel("quiet", town.bob)
    hidden = town.sandbox.add_channel("hidden", town.bob, kind="private")
    alice = town.person(town.alice)
    with pytest.raises(ClientRefusedError, match="has to join #quiet"):
        await alice.slash("/hello", channel=quiet)
    with pytest.raises(ClientRefusedError, match="does not see the channel hidden"):
        await alice.slash("/hello", channel=hidden)
    alice.join(quiet)
    assert (await alice.slash("/hello", channel=quiet)).message.channel is quiet


async def test_a_menu_of_more_is_pressed_by_its_lines(town: Town, bolt: AsyncApp, start: Start) -> None:
    lines = [{"text": plain(one), "value": one.lower()} for one in ("Pause", "End")]

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        menu = {"type": "overflow", "action_id": "menu", "options": lines}
        await respond(text="Yours", blocks=[{**said("Yours"), "accessory": menu}])

    @bolt.action("menu")
    async def chosen(ack: AsyncAck, respond: AsyncRespond, action: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"You chose {action['selected_option']['value']}", replace_original=True)

    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    await reply.click("End")
    assert reply.text == "You chose end"


async def test_what_people_do_with_messages_is_told(town: Town, bolt: AsyncApp, start: Start) -> None:
    await start(bolt)
    alice, bob = town.person(town.alice), town.person(town.bob)
    alice.invite(town.app, town.general)
    message = await alice.say("One")
    await bob.react(message, "eyes")
    assert town.told("reaction_added")[0]["item"]["ts"] == message.ts
    await bob.react(message, "eyes")
    assert message.reactions == {}
    await alice.edit(message, "Two & more")
    changed = [one for one in town.told("message") if one.get("subtype") == "message_changed"]
    assert changed[0]["message"]["text"] == "Two &amp; more"
    assert changed[0]["previous_message"]["text"] == "One"
    with pytest.raises(ClientRefusedError, match="no message of bob's"):
        await bob.delete(message)
    await alice.delete(message)
    assert [one.get("subtype") for one in town.told("message")][-1] == "message_deleted"
    with pytest.raises(ClientRefusedError, match="no message of alice's"):
        await alice.edit(message, "Three")


async def test_a_file_that_a_person_sends_is_told_and_read(town: Town, bolt: AsyncApp, start: Start) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def wrote(event: dict[str, Any]) -> None:
        heard.append(event)

    await start(bolt)
    alice = town.person(town.alice)
    message = await alice.say("My résumé", alice.dm(), files=[("cv.pdf", b"%PDF")])
    await alice.wait(lambda: heard, "the app hears of it", lambda: "", PATIENCE)
    assert heard[0]["subtype"] == "file_share"
    assert heard[0]["files"][0]["name"] == "cv.pdf"
    reply = alice.see(alice.dm())[-1]
    assert reply.message is message
    assert reply.read("cv.pdf") == b"%PDF"
