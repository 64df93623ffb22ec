"""A scripted person is held to what Discord's own client would let them send."""

from __future__ import annotations

from typing import Any

import pytest

from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.definitions import command
from mentorbot.sandbox.discord.api.bodies.modals import modal
from mentorbot.sandbox.discord.people.answers import fill_modal, fill_options, fill_partly
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.wire import Json


def option(name: str, kind: int, **more: Any) -> Json:
    return {"type": kind, "name": name, "description": "What for", **more}


def define(*options: Json) -> Json:
    problems = Problems()
    kept = command({"name": "guide", "description": "Read", "options": list(options)}, problems)
    assert not problems, str(problems)
    return kept


BIG = {"name": "Big", "value": 2}


@pytest.mark.parametrize(
    ("known", "given", "words"),
    [
        (option("topic", 3, required=True), {}, "needs the option “topic”"),
        (option("topic", 3), {"tpoic": "x"}, "has no option “tpoic”. It has: topic"),
        (option("topic", 3), {"topic": 5}, "wants text, not 5"),
        (option("topic", 3, min_length=3), {"topic": "ab"}, "at least 3 characters"),
        (option("topic", 3), {"topic": "x" * 6001}, "at most 6000 characters"),
        (option("times", 4), {"times": True}, "wants a whole number"),
        (option("times", 4), {"times": 1.5}, "wants a whole number"),
        (option("times", 4, min_value=1, max_value=9), {"times": 10}, "at least 1 and at most 9, not 10"),
        (option("size", 4, choices=[BIG]), {"size": 3}, "has no choice 3. It offers: Big"),
        (option("loud", 5), {"loud": "yes"}, "wants true or false"),
    ],
)
def test_a_slash_command_filled_in_wrongly_never_leaves_the_client(
    known: Json, given: Json, words: str
) -> None:
    with pytest.raises(ClientRefusedError, match=words.replace("(", r"\(")):
        fill_options(define(known), [], given)


def test_a_choice_may_be_named_by_its_label_or_its_value() -> None:
    size = define(option("size", 4, choices=[BIG]))
    by_label, by_value = fill_options(size, [], {"size": "Big"}), fill_options(size, [], {"size": 2})
    assert by_label.data == by_value.data == [{"name": "size", "type": 4, "value": 2}]


def test_words_after_the_name_lead_to_the_subcommand() -> None:
    tree = define(option("set", 2, options=[option("zone", 1, options=[option("to", 3)])]))
    inner = {"name": "zone", "type": 1, "options": [{"name": "to", "type": 3, "value": "UTC"}]}
    filled = fill_options(tree, ["set", "zone"], {"to": "UTC"})
    assert filled.data == [{"name": "set", "type": 2, "options": [inner]}]
    with pytest.raises(ClientRefusedError, match="is not complete: add one of zone"):
        fill_options(tree, ["set"], {})
    with pytest.raises(ClientRefusedError, match=r"no subcommand “place”\. It has: zone"):
        fill_options(tree, ["set", "place"], {})


def test_while_typing_the_last_option_has_the_cursor_and_nothing_else_is_asked() -> None:
    known = define(option("must", 3, required=True), option("topic", 3, autocomplete=True))
    filled = fill_partly(known, [], {"topic": "fa"})
    assert filled.data == [{"name": "topic", "type": 3, "value": "fa", "focused": True}]
    with pytest.raises(ClientRefusedError, match="does not complete the option “must”"):
        fill_partly(known, [], {"must": "x"})


def label(name: str, component: Json) -> Json:
    return {"type": 18, "label": name, "component": component}


def form(*components: Json) -> Json:
    problems = Problems()
    shown = modal({"title": "About you", "custom_id": "m", "components": list(components)}, problems)
    assert not problems, str(problems)
    return shown


STAGES = [{"label": "High school", "value": "high"}, {"label": "Manager", "value": "manager"}]
GOAL = label("Your goal", {"type": 4, "custom_id": "goal", "style": 1, "max_length": 10})
STAGE = label("Your stage", {"type": 3, "custom_id": "stage", "options": STAGES})


@pytest.mark.parametrize(
    ("component", "given", "words"),
    [
        (GOAL, {}, "“Your goal” must be filled in"),
        (GOAL, {"goal": "   "}, "“Your goal” must be filled in"),
        (GOAL, {"goal": "x" * 11}, "takes 0 to 10 characters, not 11"),
        (GOAL, {"gaol": "x"}, "has no field “gaol”. It has: “Your goal”"),
        (STAGE, {}, "takes 1 choices, not 0"),
        (STAGE, {"stage": ["high", "manager"]}, "takes 1 choices, not 2"),
        (STAGE, {"stage": "pilot"}, "has no choice 'pilot'. It offers: High school, Manager"),
        (label("Pick", {"type": 21, "custom_id": "pick", "options": STAGES}), {}, "takes one choice, not 0"),
        (label("File", {"type": 19, "custom_id": "f"}), {"f": []}, "takes 1 choices, not 0"),
    ],
)
def test_a_modal_filled_in_wrongly_never_leaves_the_client(component: Json, given: Json, words: str) -> None:
    with pytest.raises(ClientRefusedError, match=words):
        fill_modal(form(component), given)


def test_a_modal_is_answered_by_label_or_custom_id_and_keeps_what_was_filled_in_before() -> None:
    shown = form(
        label("Your goal", {"type": 4, "custom_id": "goal", "style": 1, "value": "Lead"}),
        {"type": 10, "content": "Nearly there"},
        STAGE,
        label("Sure?", {"type": 23, "custom_id": "sure", "default": True}),
        {
            "type": 1,
            "components": [{"type": 4, "custom_id": "old", "style": 1, "label": "Old", "required": False}],
        },
    )
    filled = fill_modal(shown, {"Your stage": "Manager"})
    goal, note, stage, sure, old = filled.data
    assert goal["component"] == {"type": 4, "id": 2, "custom_id": "goal", "value": "Lead"}
    assert note == {"type": 10, "id": 3}
    assert stage["component"]["values"] == ["manager"]
    assert sure["component"]["value"] is True
    assert old["components"][0]["value"] == ""
