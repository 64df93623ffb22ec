"""Whatever is filled into a form, it is stored and shown without effect, or refused with a sentence.

The forms are found by pressing every button that a student meets. See test_commands about the examples.
"""

import json
from typing import Any

import pytest
from hostile.conftest import Village
from hostile.test_commands import careful, everyone, wrong
from hostile.texts import NASTY, anything
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.sandbox.discord.api.bodies.forms import LABEL, SELECTS, STRING_SELECT, TEXT_INPUT
from mentorbot.sandbox.discord.people.answers import fields
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.wire import Json


def component(field: Json, value: Any) -> Json:
    """A field as it is sent, with any value at all."""
    where = "value" if field["type"] == TEXT_INPUT else "values"
    sent = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"], where: value}
    return {"type": LABEL, "id": field["id"] + 100, "component": sent}


def plausible(field: Json) -> st.SearchStrategy[Any]:
    """Something of the right kind for a field, within its limits or not, offered or not."""
    if field["type"] == TEXT_INPUT:
        return anything
    if field["type"] == STRING_SELECT:
        offered = st.sampled_from([one["value"] for one in field["options"]])
        return st.lists(offered, max_size=8) | st.lists(offered | anything, max_size=30)
    if field["type"] in SELECTS:
        return st.lists(anything | st.integers(1, 2**63).map(str), max_size=3)
    raise NotImplementedError(f"say here what to fill in for fields of type {field['type']}")


def filled_in(data: st.DataObject, modal: Modal) -> list[Json]:
    """The components of an answer to a form: mostly plausible, sometimes of no sense at all."""
    answer = []
    for _, field in fields(modal.shown):
        kind = data.draw(st.sampled_from(["offered", "plausible", "plausible", "wrong", "left out"]))
        if kind == "offered" and field["type"] == STRING_SELECT:
            answer.append(component(field, [field["options"][0]["value"]]))
        elif kind != "left out":
            answer.append(component(field, data.draw(plausible(field) if kind != "wrong" else wrong)))
    if data.draw(st.booleans()):
        answer.append(component({"type": TEXT_INPUT, "id": 50, "custom_id": "unknown"}, data.draw(anything)))
    return answer


async def test_there_are_forms_to_try(village: Village) -> None:
    assert "members:enrol" in (await village.found()).forms


@careful
@given(data=st.data())
async def test_whatever_is_sent_in_a_form_is_understood_or_refused(
    village: Village, data: st.DataObject
) -> None:
    person, where = data.draw(st.sampled_from(await everyone(village)))
    forms = list((await village.found()).forms.values())
    modal = data.draw(st.sampled_from(forms))
    before = await village.watcher.stored()
    answer = filled_in(data, modal)
    reply = await person.forge_submit(modal.custom_id, answer, channel=where)
    await village.watcher.check(reply, before)
    for command in ("profile", "nextstep"):
        shown = await person.slash(command, channel=where)
        await village.watcher.check(shown, await village.watcher.stored())


@pytest.mark.slow
async def test_every_nasty_text_in_every_field_is_shown_without_effect_and_handed_out_whole(
    village: Village,
) -> None:
    alice = village.town.alice
    await village.town.enrol(alice)
    forms = (await village.found()).forms.values()
    understood = 0
    for text in NASTY:
        for modal in forms:
            for _, field in fields(modal.shown):
                before = await village.watcher.stored()
                others = [one for _, one in fields(modal.shown) if one["type"] == STRING_SELECT]
                first = [component(one, [one["options"][0]["value"]]) for one in others if one is not field]
                value = text if field["type"] == TEXT_INPUT else [text]
                reply = await alice.forge_submit(modal.custom_id, [*first, component(field, value)])
                await village.watcher.check(reply, before)
                understood += "did not work" not in reply.text
        await village.watcher.check(await alice.slash("profile"), await village.watcher.stored())
        handed_out = await alice.slash("privacy export")
        member = json.loads(handed_out.read("mentorbot-my-data.json"))["memberships"][0]["member"]
        assert any(member["goal"] in row for row in (await village.watcher.stored())["member"])
    assert understood > len(NASTY) / 2, "most of these are strange goals, but goals"


@careful
@given(argument=anything)
async def test_a_form_whose_id_was_forged_changes_nothing(village: Village, argument: str) -> None:
    await everyone(village)
    for modal in (await village.found()).forms.values():
        feature, verb, *_ = modal.custom_id.split(":", 2)
        if not argument.strip() or argument.startswith("~"):
            continue
        forged = f"{feature}:{verb}:{argument}"[:100]
        before = await village.watcher.stored()
        answer = [
            component(one, [one["options"][0]["value"]])
            for _, one in fields(modal.shown)
            if one["type"] == STRING_SELECT
        ]
        reply = await village.town.alice.forge_submit(forged, answer)
        await village.watcher.check(reply, before)
        if verb == "enrol":
            assert "I do not know that time zone" in reply.text
