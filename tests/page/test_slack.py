"""The page with Slack's face: a Bolt app is used in a real browser, by hand, wide and narrow."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from page.conftest import PATIENT, Eyes, Window
from page.test_access import grave
from playwright.async_api import expect
from sandbox.slack.parts import button, field, plain, row, said
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import clock
from mentorbot.demo.slack import open_workspace
from mentorbot.sandbox.page import Hooks
from mentorbot.sandbox.page.slack import SlackClient
from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.run import open_manifest
from mentorbot.sandbox.slack.world.apps import App

Body = dict[str, Any]
COLOURS = [{"text": plain(one), "value": one.lower()} for one in ("Red", "Green", "Blue")]


def card(text: str) -> list[Body]:
    """A message with something of everything."""
    choose = {
        "type": "static_select",
        "action_id": "colour",
        "placeholder": plain("Colour"),
        "options": COLOURS,
    }
    sure = {
        "title": plain("Sure?"),
        "text": plain("It is gone then."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    return [
        {"type": "header", "text": plain("Your next step")},
        said(f"*{text}* with _care_ and `code`, <https://example.org|here>"),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Small print"}]},
        {"type": "divider"},
        row(
            button("Done", "done", style="primary"),
            button("Form", "form"),
            button("End", "end", style="danger", confirm=sure),
            choose,
        ),
    ]


def listen(bolt: AsyncApp) -> None:
    """What the app of these tests does."""

    @bolt.command("/step")
    async def step(ack: AsyncAck, respond: AsyncRespond, command: Body) -> None:
        await ack()
        await respond(text="Your next step", blocks=card(command["text"] or "Begin"))

    @bolt.action("done")
    async def done(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="It is done", blocks=[said("It is done")], replace_original=True)

    @bolt.action("end")
    async def end(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    @bolt.action("colour")
    async def colour(ack: AsyncAck, respond: AsyncRespond, action: Body) -> None:
        await ack()
        await respond(f"You chose {action['selected_option']['value']}", replace_original=False)

    @bolt.shortcut("ask")
    @bolt.action("form")
    async def form(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        city = {"type": "external_select", "min_query_length": 1, "placeholder": plain("City")}
        fields = [
            field("Name", {"type": "plain_text_input"}),
            field("City", city, optional=True),
            field("Day", {"type": "datepicker"}, optional=True),
            field("Topics", {"type": "checkboxes", "options": COLOURS}, optional=True),
        ]
        view = {"type": "modal", "callback_id": "about", "title": plain("About you"), "submit": plain("Send")}
        blocks = [said("Tell *something*."), row(button("More", "more")), *fields]
        await client.views_open(trigger_id=body["trigger_id"], view={**view, "blocks": blocks})

    @bolt.action("more")
    async def more(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        view = {"type": "modal", "title": plain("More"), "blocks": [said("More words")]}
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    @bolt.options("city")
    async def cities(ack: AsyncAck, payload: Body) -> None:
        known = [one for one in ("Bern", "Berlin") if one.lower().startswith(payload["value"].lower())]
        await ack(options=[{"text": plain(one), "value": one.lower()} for one in known])

    @bolt.view("about")
    async def about(ack: AsyncAck, client: AsyncWebClient, body: Body, view: Body) -> None:
        values = view["state"]["values"]
        name = values["name"]["name"]["value"]
        if name == "nobody":
            await ack(response_action="errors", errors={"name": "Somebody, please."})
            return
        await ack()
        city = (values["city"]["city"]["selected_option"] or {}).get("value", "nowhere")
        topics = [one["value"] for one in values["topics"]["topics"]["selected_options"]]
        told = f"{name} of {city} on {values['day']['day']['selected_date']}: {', '.join(topics)}"
        await client.chat_postMessage(channel=body["user"]["id"], text=told)

    @bolt.event("app_home_opened")
    async def home(event: Body, client: AsyncWebClient) -> None:
        blocks = [said("This is *your* page"), row(button("Renew", "renew"))]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @bolt.action("renew")
    async def renew(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        await client.views_publish(
            user_id=body["user"]["id"], view={"type": "home", "blocks": [said("Renewed")]}
        )


@dataclass
class House:
    """A local Slack with the page on it."""

    sandbox: Sandbox
    url: str
    app: App
    alice: Person
    bob: Person


@pytest.fixture
async def slack() -> AsyncIterator[House]:
    """A workspace with an app, two people, and the page."""
    async with Sandbox() as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.delivery.answer_within = PATIENT
        sandbox.world.triggers.lifetime *= 20
        team = sandbox.add_team("The house")
        alice, bob = (sandbox.add_person(name, team) for name in ("alice", "bob"))
        manifest = open_manifest("echo")
        manifest["features"]["slash_commands"] = [{"command": "/step", "description": "Your next step"}]
        manifest["features"]["shortcuts"] = [
            {"name": "Ask", "type": "global", "callback_id": "ask", "description": "Ask something"}
        ]
        app = sandbox.add_app("echo", manifest)
        installation = sandbox.install(app, team)
        bolt = AsyncApp(client=AsyncWebClient(installation.token, base_url=sandbox.api_url))
        listen(bolt)
        handler = AsyncSocketModeHandler(bolt, sandbox.app_token(app))
        await handler.connect_async()
        await sandbox.connected(app)
        async with SlackClient(sandbox, Hooks(begin="alice", about="*Try* `/step`.")) as client:
            yield House(sandbox, client.url, app, alice, bob)
        await handler.close_async()
        assert sandbox.complaints == []


async def begin(slack: House, eyes: Eyes, *, wide: bool = True, dark: bool = False) -> Window:
    """Alice's page, after she used `/step`."""
    window = await eyes.open(slack.url, "alice", wide=wide, dark=dark)
    await window.write.fill("/step slowly")
    await window.write.press("Enter")
    await expect(window.messages.last).to_contain_text("Your next step")
    return window


async def test_a_command_is_answered_and_pressed(slack: House, eyes: Eyes) -> None:
    window = await begin(slack, eyes)
    last = window.messages.last
    await expect(last).to_contain_text("Only you can see this")
    await expect(last.locator("strong")).to_have_text(["slowly"])
    await expect(last.get_by_role("link", name="here")).to_have_attribute("href", "https://example.org")
    await last.get_by_role("button", name="Colour").click()
    await window.page.get_by_role("option", name="Green").click()
    await expect(window.messages.last).to_contain_text("You chose green")
    step = window.messages.filter(has_text="Your next step").last
    await step.get_by_role("button", name="End").click()
    await window.page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await step.get_by_role("button", name="Done").click()
    await expect(window.messages.filter(has_text="It is done")).to_be_visible()


async def test_a_command_without_words_is_sent_as_it_is_typed(slack: House, eyes: Eyes) -> None:
    window = await eyes.open(slack.url, "alice")
    await window.write.fill("/st")
    await expect(window.page.get_by_role("option").first).to_contain_text("/step")
    await window.write.press("Enter")
    await expect(window.write).to_have_value("/step ")
    await window.write.press("Enter")
    await expect(window.messages.last).to_contain_text("Begin")


async def test_what_follows_a_command_is_sent_as_it_is_typed_and_people_are_found_in_it(
    slack: House, eyes: Eyes
) -> None:
    window = await eyes.open(slack.url, "alice")
    await window.write.fill("/step by step")
    await expect(window.page.get_by_role("option")).to_have_count(0)
    await window.write.press("Enter")
    await expect(window.messages.last).to_contain_text("by step")
    await window.write.press_sequentially("/step @bo")
    await expect(window.page.get_by_role("option", name="bob")).to_be_visible()
    await window.write.press("Enter")
    await expect(window.write).to_have_value("/step @bob ")


async def test_a_form_is_filled_in_refused_and_sent(slack: House, eyes: Eyes) -> None:
    window = await begin(slack, eyes)
    await window.messages.last.get_by_role("button", name="Form").click()
    dialog = window.page.get_by_role("dialog", name="About you")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_contain_text("Look again at: Name.")
    await dialog.get_by_label("Name").fill("nobody")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_contain_text("Somebody, please.")
    await dialog.get_by_label("Name").fill("Alice")
    await dialog.get_by_role("button", name="City").click()
    await window.page.get_by_role("combobox", name="Search: City").fill("be")
    await window.page.get_by_role("option", name="Bern").click()
    await dialog.get_by_label("Day").fill("2026-03-01")
    await dialog.get_by_label("Green").check()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    await slack.alice.wait_for_dm("Alice of bern on 2026-03-01: green")


async def test_modals_lie_on_each_other_and_keep_what_was_typed(slack: House, eyes: Eyes) -> None:
    window = await begin(slack, eyes)
    await window.messages.last.get_by_role("button", name="Form").click()
    dialog = window.page.get_by_role("dialog", name="About you")
    await dialog.get_by_label("Name").fill("Alice")
    await dialog.get_by_role("button", name="More").click()
    above = window.page.get_by_role("dialog", name="More")
    await expect(above).to_contain_text("More words")
    await above.get_by_role("button", name="Back").click()
    await expect(dialog.get_by_label("Name")).to_have_value("Alice")
    await window.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_home_is_a_place_and_shortcuts_are_offered_beside_commands(slack: House, eyes: Eyes) -> None:
    window = await begin(slack, eyes)
    page = window.page
    await page.get_by_role("link", name="echo: Home").click()
    await expect(window.messages.last).to_contain_text("This is your page")
    await window.messages.last.get_by_role("button", name="Renew").click()
    await expect(window.messages.last).to_contain_text("Renewed")
    await page.get_by_role("link", name="general").click()
    await window.write.fill("/as")
    await page.get_by_role("option", name="Ask").click()
    await expect(page.get_by_role("dialog", name="About you")).to_be_visible()


async def test_two_windows_see_each_other_and_not_what_is_for_one_alone(slack: House, eyes: Eyes) -> None:
    first = await begin(slack, eyes)
    other = await eyes.open(slack.url, "bob")
    await other.say("Good morning & <hello>")
    await expect(first.messages.last).to_contain_text("Good morning & <hello>")
    await expect(other.page.get_by_text("Your next step")).to_have_count(0)


@pytest.mark.parametrize(("wide", "dark"), [(True, False), (False, True)])
async def test_it_can_be_used_by_everybody(slack: House, eyes: Eyes, wide: bool, dark: bool) -> None:
    window = await begin(slack, eyes, wide=wide, dark=dark)
    assert await grave(window) == []
    await window.messages.last.get_by_role("button", name="Form").click()
    await expect(window.page.get_by_role("dialog", name="About you")).to_be_visible()
    assert await grave(window) == []
    await window.press("Escape")
    await window.page.get_by_role("button", name="For developers", exact=True).click()
    await expect(window.page.get_by_role("complementary", name="For developers")).to_contain_text(
        "views.open"
    )
    assert await grave(window) == []


async def test_programs_do_the_same_over_http(slack: House) -> None:
    def ask(name: str, **given: Any) -> Any:
        body = json.dumps(given).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{slack.url}control/{name}", body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return json.loads(response.read())["told"]

    world = await asyncio.to_thread(ask, "world")
    channel = next(one["id"] for one in world["teams"][0]["channels"] if one["name"] == "general")
    told = await asyncio.to_thread(ask, "line", **{"as": "alice", "channel": channel, "text": "/step"})
    assert told == {"kind": "done"}
    await slack.alice.wait_for_message(slack.sandbox.world.channels[channel], "Your next step")
    history = await asyncio.to_thread(ask, "history", **{"as": "alice", "channel": channel})
    assert history[-1]["ephemeral"]


async def test_a_file_is_sent_and_shown(slack: House, eyes: Eyes) -> None:
    window = await eyes.open(slack.url, "alice")
    page = window.page
    await page.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Some words"}
    )
    await window.write.fill("My notes")
    await window.write.press("Enter")
    await expect(window.messages.last).to_contain_text("notes.txt")
    link = window.messages.last.get_by_role("link", name="notes.txt")
    async with page.expect_download() as loading:
        await link.click()
    assert (await (await loading.value).path()).read_bytes() == b"Some words"


async def test_the_demo_moves_time_and_begins_anew(eyes: Eyes, tmp_path: Path) -> None:
    async with open_workspace(tmp_path / "demo.sqlite3") as workspace:
        workspace.sandbox.delivery.answer_within = PATIENT
        await workspace.furnish()
        async with SlackClient(workspace.sandbox, workspace.hooks()) as client:
            window = await eyes.open(client.url, "maya")
            page = window.page
            await window.write.fill("/nextstep")
            await window.write.press("Enter")
            await expect(window.messages.last.get_by_role("button", name="Done")).to_be_visible()
            await page.get_by_role("button", name="Time", exact=True).click()
            before = clock.now()
            await page.get_by_role("button", name="+1 day").click()
            await expect(page.get_by_role("button", name="+1 day")).not_to_have_attribute("aria-busy", "true")
            assert (clock.now() - before).days == 1
            await page.get_by_role("button", name="Begin anew", exact=True).click()
            await page.get_by_role("button", name="Yes, begin anew").click()
            await expect(window.messages.get_by_role("button", name="Done")).to_have_count(0)
            await expect(page.get_by_role("link", name="mentorbot: Home")).to_be_visible()
        assert workspace.sandbox.complaints == []
        for context in eyes.contexts:
            await context.close()
        eyes.contexts.clear()


async def test_the_tour_is_played_on_slack_with_its_forms_and_can_be_stopped(
    eyes: Eyes, tmp_path: Path
) -> None:
    async with open_workspace(tmp_path / "demo.sqlite3") as workspace:
        workspace.sandbox.delivery.answer_within = PATIENT
        async with SlackClient(workspace.sandbox, workspace.hooks()) as client:
            window = await eyes.open(client.url)
            page = window.page
            # Whoever opens it can begin with one press, as on Discord.
            await page.get_by_role("button", name="Start", exact=True).click()
            await expect(page.get_by_role("dialog", name="Where do you stand?")).to_be_visible()
            await window.press("Escape")
            await page.get_by_role("button", name="Time", exact=True).click()
            await page.get_by_label("Pace").evaluate(
                "one => { one.options[0].value = '1'; one.value = '1'; }"
            )
            play = page.get_by_role("complementary", name="Time").get_by_role("button", name="Play the tour")
            await play.click()
            form = page.locator(".story-form")
            await expect(form.get_by_role("heading", name="Where do you stand?")).to_be_visible()
            tour = page.get_by_role("region", name="The tour")
            await expect(tour).to_contain_text("Enrolling")
            assert "maya" in page.url
            await expect(form.get_by_label("1 · A bachelor's degree").first).to_be_checked()
            assert await page.get_by_role("dialog").count() == 0, "it is looked at, and not in the way"
            await expect(window.messages.last).to_contain_text("Welcome")
            await tour.get_by_role("button", name="Stop").click()
            await expect(tour).to_contain_text("The story was stopped.")
            await expect(form).to_be_hidden()
        assert workspace.sandbox.complaints == []
        for context in eyes.contexts:
            await context.close()
        eyes.contexts.clear()


@pytest.mark.parametrize(("wide", "dark"), [(True, False), (True, True), (False, True), (False, False)])
async def test_the_demo_on_slack_can_be_used_by_everybody_and_by_keyboard(
    eyes: Eyes, tmp_path: Path, wide: bool, dark: bool
) -> None:
    async with open_workspace(tmp_path / "demo.sqlite3") as workspace:
        workspace.sandbox.delivery.answer_within = PATIENT
        workspace.sandbox.world.triggers.lifetime *= 10
        await workspace.furnish()
        async with SlackClient(workspace.sandbox, workspace.hooks()) as client:
            window = await eyes.open(client.url, "maya", wide=wide, dark=dark)
            page = window.page
            await window.write.fill("/mentor find")
            await window.write.press("Enter")
            await expect(window.messages.last).to_contain_text("Finance director")
            assert await grave(window) == []
            await window.write.fill("/nextstep")
            await window.write.press("Enter")
            done = window.messages.last.get_by_role("button", name="Done")
            await done.focus()
            await page.keyboard.press("Enter")
            await expect(window.messages.last).to_contain_text("Well done")
            assert await grave(window) == []
            await window.write.fill("/reminders me ?")
            await window.write.press("Enter")
            dialog = page.get_by_role("dialog")
            await expect(dialog.get_by_label("What")).to_be_visible()
            assert await grave(window) == []
            await window.press("Escape")
            await expect(dialog).to_have_count(0)
            if not wide:
                await page.get_by_role("button", name="Channels", exact=True).click()
            await page.get_by_role("link", name="mentorbot: Home").click()
            await expect(window.messages.last).to_contain_text("Step")
            assert await grave(window) == []
            overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not await page.evaluate(overflow), "one would have to scroll sideways"
            await page.close()
        assert workspace.sandbox.complaints == []
