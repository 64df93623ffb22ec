"""Slack's strangest visitors: whatever is typed, pressed and sent there, it is answered and harms nobody.

What is tried is what rooms declare, so that a new command, button or form is tried without anybody thinking
of it. Each visit goes the way that Slack's own go: in an envelope, to a running bot.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from slack_shapes import check_view
from slack_town import RENAMED, SlackTown, empty_slack_town

from mentorbot import clock, rooms
from mentorbot.chat.options import CommandOption, Kind
from mentorbot.db import metadata
from mentorbot.on_slack.names import Names
from mentorbot.sandbox.slack.envelopes import Envelope
from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.interactions.state import walk
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.surfaces import Modal
from mentorbot.sandbox.slack.world.channels import Channel

__all__ = ["empty_slack_town"]

DECLARED = rooms.declared()
NAMES = Names(DECLARED.commands, renamed=RENAMED)
PRESSED = sorted(rule.id for rule in DECLARED.presses.values() if not rule.sent)
SENT = sorted(rule.id for rule in DECLARED.presses.values() if rule.sent)
LONGEST_ID = 255
TEXTS = (
    "x" * 4000,
    "<!channel> <!here> <!everyone> <!subteam^S404>",
    "\u202egnirts desrever\u202c العربية עברית \u200f\u061c",
    "👩🏽‍⚕️🏳️‍🌈 :wave: *bold* _it_ ~s~ `code` ```pre``` > quote",
    "<https://evil.example|click> <@U404> <#C404|x> &lt;!channel&gt; &amp;",
    '" unclosed "" “curly” topic: language: a:b:c',
    "   \t  ",
    "'; DROP TABLE member; -- {0.__class__} %s \\",
    "99999999999999999999999",
    "-1",
    "1e400",
    "٣ Ⅳ ² NaN",
    "\x00\x07\x1b[31m\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
)
"""What is typed. Of what they hold, nothing may call anybody."""
ARGUMENTS = ("", "1", "987654", "0:0:0", "-1", "T404:1", "م:👩🏽‍⚕️", "a" * 200, "discord.page~x:3")
LOUD = ("<!channel", "<!here", "<!everyone", "<@U404", "<!subteam^S404")
_FORMS = {"opened_form", "kept_form", "slack_heard"}


@dataclass
class Visit:
    """A workspace with a bot that is watched."""

    town: SlackTown
    ended: list[tuple[str, str]] = field(default_factory=list)
    """What was answered, and how it ended."""
    _texts: Iterator[str] = field(default_factory=lambda: cycle(TEXTS))

    @property
    def next_text(self) -> str:
        """Something else to type each time."""
        return next(self._texts)

    def given(self, option: CommandOption, foreign: Person, elsewhere: Channel) -> str:
        """What is typed for an option: nothing that there is, or what belongs to another workspace."""
        match option.kind:
            case Kind.PERSON:
                return f"<@{foreign.id}>"
            case Kind.CHANNEL:
                return f"<#{elsewhere.id}>"
            case Kind.GROUP:
                return "<!subteam^S404>"
            case _:
                text = self.next_text
                return f'"{text}"' if '"' not in text else text

    async def settle(self, sent: Sequence[Interaction] = ()) -> None:
        """Wait until all of it is answered."""
        process = self.town.process
        assert process is not None
        assert process._bot is not None
        async with asyncio.timeout(60):
            while not all(one.done for one in sent) or process._bot.answering:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.002)
        assert not [one.error for one in sent if one.error]

    def check(self, *people: Person) -> None:
        """Nothing broke, Slack refused nothing, and nothing that was shown calls anybody."""
        broken = [what for what, how in self.ended if how == "failed"]
        assert not broken
        assert not self.town.sandbox.complaints
        world = self.town.sandbox.world
        whispers = [one for person in people for one in world.whispers.get(person.id, {}).values()]
        messages = [one for channel in world.channels.values() for one in channel.messages.values()]
        for one in (*whispers, *(message for message in messages if message.app_id)):
            shown = str(one.blocks) + one.text
            assert not [sign for sign in LOUD if sign in shown]

    def stored(self, person: Person) -> list[Any]:
        """Every row about somebody."""
        path = self.town.database.path
        assert path is not None
        with sqlite3.connect(path) as looking:
            whose = "SELECT id FROM member WHERE user_id = ?"
            return [
                row
                for table in metadata.sorted_tables
                if "member_id" in table.c and table.name not in _FORMS
                for row in looking.execute(
                    f"SELECT * FROM {table.name} WHERE member_id IN ({whose})",  # noqa: S608
                    (person.id,),
                )
            ]


@pytest.fixture
async def visit(empty_slack_town: SlackTown) -> AsyncIterator[Visit]:
    """The workspace; at its end nothing may have broken."""
    town = empty_slack_town
    await town.start()
    assert town.process is not None
    assert town.process._bot is not None
    made = Visit(town)
    town.process._bot.answered = lambda doing, how, _: made.ended.append((doing, how))
    yield made
    made.check(town.alice, town.bob, town.owner)


async def test_whatever_is_typed_for_a_command_is_answered(visit: Visit) -> None:
    town = visit.town
    other = town.sandbox.add_team("Elsewhere")
    foreign, elsewhere = town.sandbox.add_person("eve", other), town.sandbox.general(other)
    await town.enrol(town.alice)
    for person, commands in ((town.owner, DECLARED.commands), (town.alice, list(DECLARED.commands)[::3])):
        for words in commands:
            options = DECLARED.commands[words].options
            typed = " ".join(f"{one.name}:{visit.given(one, foreign, elsewhere)}" for one in options)
            for line in (NAMES.typed(words), f"{NAMES.typed(words)} {typed}"):
                await person.slash(line, shows=False)
                person.reload()
    for text in TEXTS:
        for line in (f"/mentorbot {text}", f"/mentor {text}", f"/guide {text}"):
            await town.alice.slash(line, shows=False)
    assert not visit.stored(foreign)


@pytest.mark.slow
async def test_whatever_is_pressed_is_answered_and_changes_nothing_of_others(visit: Visit) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    await town.enrol(town.bob)
    before = visit.stored(town.bob)
    screen = await alice.slash("/nextstep")
    block, element = next(pair for pair in walk(screen.blocks) if pair[1]["type"] == "button")
    strange = ["nothing:at-all", "slack:run", "slack:files", "slack:retype", "slack:home", SENT[0]]
    for number, id_ in enumerate([*PRESSED, *strange]):
        argument = ARGUMENTS[number % len(ARGUMENTS)]
        forged = {**element, "action_id": f"{id_}:{argument}".rstrip(":"), "value": visit.next_text[:2000]}
        await visit.settle([alice.acts.act(alice.user, screen.source, block, forged, {})])
        if alice.modal is not None:
            await alice.modal.close(all_of_them=True)
    assert visit.stored(town.bob) == before


def sent(town: SlackTown, person: Person, like: dict[str, Any], id_: str, text: str) -> dict[str, Any]:
    """A form as Slack sends it, with another id, and a text in every field."""
    trigger = town.sandbox.world.triggers.issue(town.app.id, town.team.id, person.id)
    values = {
        name: {name: {"type": "plain_text_input", "value": text}}
        for name in ("text", "what", "when", "goal", "note", "reason", "title", "starts", "why")
    }
    view = {**like["view"], "callback_id": id_[:LONGEST_ID], "state": {"values": values}}
    return {**like, "view": view, "trigger_id": trigger.text}


async def test_whatever_is_sent_as_a_form_is_answered(visit: Visit) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    await town.enrol(town.bob)
    before = visit.stored(town.bob)
    form = await alice.slash("/report new")
    assert isinstance(form, Modal)
    real = alice.acts.submit(alice.user, form.source)
    await visit.settle([real])
    for number, id_ in enumerate([*SENT, *PRESSED[::9], "slack:command", "nothing", ""]):
        argument = ARGUMENTS[number % len(ARGUMENTS)]
        payload = sent(town, alice, real.payload, f"{id_}:{argument}".rstrip(":"), visit.next_text[:3000])
        answer = await town.sandbox.delivery.bring(town.app, Envelope("interactive", payload))
        if isinstance(answer, dict) and "view" in answer:
            check_view(answer["view"])
        await visit.settle()
        alice.reload()
    assert visit.stored(town.bob) == before


async def test_every_form_that_a_command_opens_takes_whatever_is_filled_in_or_left_out(visit: Visit) -> None:
    town, owner = visit.town, visit.town.owner
    await town.enrol(owner)
    for words, command in DECLARED.commands.items():
        texts = [one for one in command.options if one.kind is Kind.TEXT and one.suggest is None]
        if not texts:
            continue
        form = await owner.slash(f"{NAMES.typed(words)} ?")
        for one in texts:
            block, element = form.find(one.name)
            most = int(element.get("max_length", 3000))
            value = {"type": element["type"], "value": visit.next_text[:most]}
            owner.acts.fill(owner.user, form.source, block, element, value)
        await visit.settle([owner.acts.submit(owner.user, form.source)])
        owner.reload()


async def test_what_is_offered_is_offered_whatever_is_typed(visit: Visit) -> None:
    owner = visit.town.owner
    await visit.town.enrol(owner)
    offering = 0
    for words, command in DECLARED.commands.items():
        for one in command.options:
            if one.suggest is None:
                continue
            form = await owner.slash(f"{NAMES.typed(words)} ?")
            for text in ("", visit.next_text, visit.next_text):
                await form.suggest(one.name, text)
            offering += 1
            owner.reload()
    assert offering > 10


async def test_a_form_sent_twice_is_taken_once_and_one_from_another_workspace_is_not(visit: Visit) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    form = await alice.slash("/report new")
    await form.fill({"What happened?": "He shouts"})
    payload = alice.acts.submit(alice.user, form.source).payload
    await visit.settle()
    again = Envelope("interactive", payload, attempt=1, reason="timeout")
    await town.sandbox.delivery.bring(town.app, again)
    await visit.settle()
    assert (await alice.slash("/report list")).text.count("He shouts") == 1
    foreign = {**payload, "team": {"id": "T404", "domain": "elsewhere"}, "trigger_id": "1.2.elsewhere"}
    foreign["view"] = {**payload["view"], "private_metadata": '{"community":"T404","key":"[]"}'}
    await town.sandbox.delivery.bring(town.app, Envelope("interactive", foreign))
    await visit.settle()
    assert (await alice.slash("/report list")).text.count("He shouts") == 1


async def test_a_button_that_is_a_year_old_is_answered_and_one_pressed_twice_counts_once(
    visit: Visit,
) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    step = await alice.slash("/nextstep")
    block, element = step.find_button("Done")
    presses = [alice.acts.act(alice.user, step.source, block, element, {}) for _ in range(3)]
    await visit.settle(presses)
    assert "1 of" in (await alice.slash("/progress")).text
    clock.advance(timedelta(days=366))
    await visit.settle([alice.acts.act(alice.user, step.source, block, element, {})])
    assert "1 of" in (await alice.slash("/progress")).text


async def test_a_form_whose_trigger_has_expired_is_offered_by_a_button(visit: Visit) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    town.sandbox.world.triggers.lifetime = timedelta(seconds=-1)
    for words, command in DECLARED.commands.items():
        if command.needed:
            await alice.slash(NAMES.typed(words), shows=False)
            await visit.settle()
    told = [one for one in alice.see(town.general) if "no time to open the form" in one.text]
    assert len(told) > 10
    assert all(one.buttons for one in told)


async def test_shortcuts_answer_whatever_message_they_are_used_on(visit: Visit) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    for text in TEXTS[:6]:
        await town.bob.say(text, channel=town.general)
    await town.bob.say("", channel=town.general, files=[("notes.txt", b"x")])
    gone = town.sandbox.add_person("gina", town.team)
    await gone.say("Good bye", channel=town.general)
    town.sandbox.deactivate(gone.user)
    assert "is set" in (await town.owner.slash(f"/setup notices <#{town.general.id}>")).text  # the app's own
    messages = [one for one in alice.see(town.general) if not one.ephemeral]
    assert len(messages) > 8
    for message in messages:
        for name in ("Remind me of this", "Report this"):
            form = await message.shortcut(name)
            assert isinstance(form, Modal)
            check_view(form.source.given)
            await form.close()


async def test_whatever_is_pressed_on_ones_own_page_is_answered(visit: Visit) -> None:
    town, alice = visit.town, visit.town.alice
    await town.enrol(alice)
    page = await alice.open_home()
    block, element = next(pair for pair in walk(page.blocks) if pair[1]["type"] == "button")
    for number, id_ in enumerate(PRESSED[::5]):
        forged = {**element, "action_id": f"{id_}:{ARGUMENTS[number % len(ARGUMENTS)]}".rstrip(":")}
        await visit.settle([alice.acts.act(alice.user, page.source, block, forged, {})])
        if alice.modal is not None:
            check_view(alice.modal.source.given)
            await alice.modal.close(all_of_them=True)
