"""Apps that were written for the real Slack run unchanged: from a file, in a process of their own.

With BOLT_PYTHON_EXAMPLES set to the folder `examples` of bolt-python's repository, its own apps are run too.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.people.browser import Browser
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.run import Community, reached, settle, start_app

EXAMPLES = os.environ.get("BOLT_PYTHON_EXAMPLES")
needs_examples = pytest.mark.skipif(
    EXAMPLES is None, reason="BOLT_PYTHON_EXAMPLES does not name bolt-python's folder of examples"
)

OWN_APP = """
import os
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App(token=os.environ.get("SLACK_BOT_TOKEN"), signing_secret=os.environ["SLACK_SIGNING_SECRET"])

def plain(text):
    return {"type": "plain_text", "text": text}

def fruit():
    return {"type": "external_select", "action_id": "fruit", "min_query_length": 1}

FORM = {
    "type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Send"),
    "blocks": [
        {"type": "input", "block_id": "words", "label": plain("Words"),
         "element": {"type": "plain_text_input", "action_id": "words"}},
        {"type": "input", "block_id": "fruit", "label": plain("Fruit"), "optional": True, "element": fruit()},
    ],
}

@app.event("app_home_opened")
def home(event, client):
    button = {"type": "button", "text": plain("Form"), "action_id": "open"}
    blocks = [{"type": "header", "text": plain("Yours")}, {"type": "actions", "elements": [button]}]
    client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

@app.action("open")
@app.shortcut("form")
@app.command("/form")
def show(ack, body, client):
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=FORM)

@app.options("fruit")
def fruits(ack, payload):
    known = [one for one in ("apple", "apricot", "pear") if one.startswith(payload["value"])]
    ack(options=[{"text": plain(one), "value": one} for one in known])

@app.view("form")
def sent(ack, body, client, view):
    values = view["state"]["values"]
    if values["words"]["words"]["value"] == "none":
        return ack(response_action="errors", errors={"words": "Some words, please"})
    ack()
    fruit = (values["fruit"]["fruit"]["selected_option"] or {}).get("value", "nothing")
    client.chat_postMessage(
        channel=body["user"]["id"], text=f"You wrote {values['words']['words']['value']} and chose {fruit}"
    )

@app.shortcut("keep")
def keep(ack, respond, body):
    ack()
    respond(f"Kept: {body['message']['text']}")

if __name__ == "__main__":
    START
"""
WAYS = {
    "socket": 'SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()',
    "http": 'app.start(port=int(os.environ.get("PORT", 3000)))',
}


@contextlib.asynccontextmanager
async def running(
    path: Path, shapes: Path | None, *, oauth: bool = False
) -> AsyncIterator[tuple[Sandbox, Community]]:
    """The app of a file, reached by a sandbox; afterwards every exchange was one that Slack describes."""
    async with Sandbox(shapes=shapes) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.delivery.answer_within = PATIENCE
        sandbox.delivery.retry_after = (0.0, 0.0, 0.0)
        sandbox.world.triggers.lifetime *= 10
        community = settle(sandbox, path.stem)
        process = await start_app(sandbox, community, path, oauth=oauth)
        try:
            assert await reached(sandbox, community.app, process), f"{path.name} was not reached"
            yield sandbox, community
        finally:
            process.terminate()
            await process.wait()
        assert sandbox.complaints == []


async def slash(community: Community, line: str, *, shows: bool = True) -> object:
    """What Alice sees after she used a command of which nobody told the sandbox before."""
    community.declare("command", line.split(maxsplit=1)[0])
    return await community.people[0].slash(line, shows=shows)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
async def test_an_app_of_ours_has_home_forms_shortcuts_and_suggestions(
    tmp_path: Path, slack_shapes: Path | None, way: str
) -> None:
    path = tmp_path / "ours.py"
    path.write_text(OWN_APP.replace("START", WAYS[way]), encoding="utf-8")
    async with running(path, slack_shapes) as (_, community):
        alice = community.people[0]
        home = await alice.open_home()
        assert home.text == "Yours"
        modal = await home.click("Form")
        assert [one.label for one in await modal.suggest("Fruit", "ap")] == ["apple", "apricot"]
        assert await modal.submit({"Words": "none"}) is modal
        assert modal.errors == {"Words": "Some words, please"}
        message = await modal.submit({"Words": "much", "Fruit": "apple"})
        assert message.text == "You wrote much and chose apple"
        for kind, name in (("global", "form"), ("message", "keep")):
            community.declare(kind, name)
        assert (await alice.shortcut("form")).title == "Form"
        await alice.say("Worth keeping")
        assert (await alice.see()[-1].shortcut("keep")).text == "Kept: Worth keeping"


@pytest.mark.slow
def test_the_prompt_plays_people(tmp_path: Path) -> None:
    path = tmp_path / "ours.py"
    path.write_text(OWN_APP.replace("START", WAYS["socket"]), encoding="utf-8")
    lines = ["/form", "none", "", "words", "apple", "@bob", "home", "1", "from Bob", "", "@nobody", "quit"]
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "mentorbot.sandbox", "slack", "run", str(path)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    for line in (
        "ours.py is there in Socket Mode",
        "! Words: Some words, please",
        "You wrote words and chose apple",
        "You wrote from Bob and chose nothing",
        "There is no @nobody here",
    ):
        assert line in told, told
    assert "would have failed" not in told


@pytest.mark.slow
def test_an_app_that_does_not_come_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("raise SystemExit('It is broken')", encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "mentorbot.sandbox", "slack", "run", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "did not connect" in done.stdout
    assert "It is broken" in done.stderr


# --- bolt-python's own --------------------------------------------------------------------------------


def example(name: str) -> Path:
    """One of bolt-python's examples."""
    assert EXAMPLES is not None
    return Path(EXAMPLES) / name


async def mention(community: Community, words: str) -> str:
    """What the app says after Alice named it."""
    alice, channel = community.people[0], community.people[0].channel()
    before = set(channel.messages)
    await alice.say(f"{community.installation.bot.mention} hi", channel)
    answer = await alice.wait_for_message(
        channel, lambda one: one.message.ts not in before and words in one.text
    )
    return answer.text


@needs_examples
@pytest.mark.parametrize(
    "name", ["socket_mode.py", "socket_mode_async.py", "socket_mode_async_healthcheck.py"]
)
async def test_examples_in_socket_mode(slack_shapes: Path | None, name: str) -> None:
    async with running(example(name), slack_shapes) as (_, community):
        alice = community.people[0]
        if name != "socket_mode_async_healthcheck.py":
            reply = await slash(community, "/hello-socket-mode")
            assert alice.mention in str(reply)
        assert alice.mention in await mention(community, "Hi there")


@needs_examples
async def test_the_example_with_a_form_and_suggestions(slack_shapes: Path | None) -> None:
    async with running(example("socket_mode.py"), slack_shapes) as (_, community):
        community.declare("global", "socket-mode")
        modal = await community.people[0].shortcut("socket-mode")
        name = "Can you tell us your favorites?"
        assert [one.label for one in await modal.suggest(name, "")] == [
            ":cat: Cat",
            ":dog: Dog",
            ":bear: Bear",
        ]
        await modal.submit({"Write anything here!": "Cats", name: ":cat: Cat"}, shows=False)
        assert community.people[0].modal is None


@needs_examples
@pytest.mark.parametrize(
    "name", ["modals_app.py", "modals_app_typed.py", "lazy_modals_app.py", "lazy_async_modals_app.py"]
)
async def test_examples_with_modals(slack_shapes: Path | None, name: str) -> None:
    async with running(example(name), slack_shapes) as (_, community):
        alice: Person = community.people[0]
        await slash(community, "/hello-bolt-python", shows=False)
        await alice.wait(lambda: alice.modal, "the modal opens", lambda: str(alice.see()), PATIENCE)
        modal = alice.modal
        assert modal is not None
        assert [one.label for one in await modal.suggest("Search", "")] == ["Maru"]
        offered = await modal.suggest("Search (multi)", "")
        assert [one.value for one in offered] == ["1-1", "1-2", "2-1"]
        answers = {"Label": "x", "Search": "Maru", "Search (multi)": ["1-1", "2-1"]}
        await modal.submit(answers, shows=False)
        with_button = await alice.wait_for_message(alice.channel(), lambda one: bool(one.buttons))
        await with_button.click("Button")


@needs_examples
async def test_the_examples_of_events(slack_shapes: Path | None) -> None:
    async with running(example("events_app.py"), slack_shapes) as (_, community):
        assert await mention(community, "What's up?") == "What's up?"
    async with running(example("message_events.py"), slack_shapes) as (_, community):
        alice = community.people[0]
        await alice.say("Is this a test?")
        await alice.wait_for_message(alice.channel(), "Yes, tests are important!")
        await alice.say("A word of mine")
        await alice.wait_for_message(alice.channel(), "Hey, what's up?")


@needs_examples
@pytest.mark.parametrize("name", ["getting_started/app.py", "readme_app.py", "readme_async_app.py", "app.py"])
async def test_the_first_examples(slack_shapes: Path | None, name: str) -> None:
    async with running(example(name), slack_shapes) as (_, community):
        alice = community.people[0]
        if name == "getting_started/app.py":
            await alice.say("hello")
            reply = await alice.wait_for_message(alice.channel(), lambda one: bool(one.buttons))
            await reply.click("Click Me")
            await alice.wait_for_message(alice.channel(), "clicked the button")
        elif name == "app.py":
            assert await mention(community, "What's up?")
        else:
            community.declare("global", "callback-id-here")
            modal = await alice.shortcut("callback-id-here")
            await modal.submit({"Label": "x"}, shows=False)


@needs_examples
@pytest.mark.parametrize("name", ["oauth_app.py", "oauth_app_settings.py", "oauth_sqlite3_app.py"])
async def test_the_examples_that_are_installed(
    slack_shapes: Path | None, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    async with running(example(name), slack_shapes, oauth=True) as (_, community):
        address = community.app.part("settings", "interactivity", "request_url")
        page = await Browser(community.people[0]).install(address.replace("/slack/events", "/slack/install"))
        assert page.status == 200, page
        if name == "oauth_app_settings.py":
            await slash(community, "/hello-bolt-python", shows=False)
            await community.people[0].wait_for_message(community.people[0].channel(), "add a button")
        else:
            assert await mention(community, "What's up?") == "What's up?"
