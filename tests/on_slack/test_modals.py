"""Forms and commands as modals, and what was filled in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_shapes import check_view

from mentorbot import rooms
from mentorbot.chat import ChoiceField, DateField, Form, Option, TextField, escape
from mentorbot.chat.declare import Command
from mentorbot.chat.options import CommandOption, Kind
from mentorbot.chat.program import Program
from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.guide.load import Library
from mentorbot.on_slack import command_modal, limits, modals

OPTIONS = tuple(Option(f"Line {n}", str(n), chosen=n == 2) for n in range(1, 13))
FORM = Form(
    "members:enrol:1",
    "A title that is longer than a modal's",
    (
        TextField("goal", "Your goal", "In a sentence", "To lead", "For example", required=True, most=4000),
        TextField("about", "About you", paragraph=True, most=120),
        ChoiceField("stage", "Stage", OPTIONS[:3], "One of them"),
        ChoiceField("few", "A few", OPTIONS[:5], required=False, least=0, most=5),
        ChoiceField("some", "Some", OPTIONS, required=False, least=0, most=3),
        ChoiceField("maybe", "Maybe", OPTIONS[:3], required=False),
        DateField("until", "Until", value="2027-05-01"),
        DateField("since", "Since", "When it began", value="last spring"),
    ),
)
COMMANDS = rooms.declared().commands


@pytest.fixture(scope="module")
def program(whole_library: Library) -> Program:
    made = Program(Database(":memory:"))
    for part in (whole_library, Rules.load()):
        made.add_part(part)
    return made


def filled(view: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The view as it comes back: with what somebody filled in, and what stood there already."""
    states: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            states[block["block_id"]] = {element["action_id"]: _state(element, values.get(block["block_id"]))}
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": states}}


def _state(element: dict[str, Any], value: Any) -> dict[str, Any]:  # noqa: PLR0911 - one a kind
    options = {one["value"]: one for one in element.get("options", ())}
    kind = element["type"]
    match kind:
        case "plain_text_input" | "number_input":
            return {"type": kind, "value": value if value is not None else element.get("initial_value")}
        case "static_select" | "radio_buttons":
            return {"type": kind, "selected_option": options.get(value) or element.get("initial_option")}
        case "external_select":
            chosen = command_modal.suggested(value, value) if value else element.get("initial_option")
            return {"type": kind, "selected_option": chosen}
        case "checkboxes" | "multi_static_select":
            begun = element.get("initial_options", [])
            return {
                "type": kind,
                "selected_options": begun if value is None else [options[one] for one in value],
            }
        case "datepicker":
            return {"type": kind, "selected_date": value or element.get("initial_date")}
        case "users_select":
            return {"type": kind, "selected_user": value or element.get("initial_user")}
        case "conversations_select":
            return {"type": kind, "selected_conversation": value or element.get("initial_conversation")}
        case "file_input":
            return {"type": kind, "files": [value] if value else []}
    raise AssertionError(f"nobody has filled in a {kind} yet")


def test_a_form_is_a_modal_that_slack_takes() -> None:
    view = modals.form(FORM, "T1", "key")
    check_view(view)
    assert view["callback_id"] == "members:enrol:1"
    assert modals.read_metadata(view) == ("T1", "key")
    assert len(view["title"]["text"]) <= limits.VIEW_TITLE
    assert FORM.title in view["blocks"][0]["text"]["text"]


def test_a_form_left_as_it_was_comes_back_as_it_was() -> None:
    assert modals.read_answers(filled(modals.form(FORM, "T1"))) == {
        "goal": "To lead",
        "about": "",
        "stage": ["2"],
        "few": ["2"],
        "some": ["2"],
        "maybe": ["2"],
        "until": "2027-05-01",
        "since": "",
    }


def test_what_is_filled_in_comes_back_by_field() -> None:
    view = filled(
        modals.form(FORM, "T1"),
        goal="Two\nlines",
        few=[],
        some=["1", "12"],
        maybe=modals.NOTHING_CHOSEN,
        since="2026-04-01",
    )
    found = modals.read_answers(view)
    assert found["goal"] == "Two\nlines"
    assert (found["few"], found["some"], found["maybe"]) == ([], ["1", "12"], [])
    assert found["since"] == "2026-04-01"


def test_a_day_that_no_calendar_can_begin_with_is_said() -> None:
    hint = modals.form(FORM, "T1")["blocks"][-1]["hint"]["text"]
    assert "last spring" in hint


def test_a_refused_form_keeps_all_that_was_filled_in() -> None:
    sent = filled(modals.form(FORM, "T1", "key"), goal="Changed", few=["1", "3"], some=[], until="2028-01-01")
    again = modals.refused(sent, "Please <say> *more*.")
    check_view(again)
    assert modals.read_answers(filled(again)) == modals.read_answers(sent)
    assert modals.read_metadata(again) == ("T1", "key")
    twice = modals.refused(filled(again), "Not yet.")
    assert len(twice["blocks"]) == len(again["blocks"])
    assert "Not yet." in twice["blocks"][0]["text"]["text"]


def test_a_modal_that_waits_is_one_that_slack_takes() -> None:
    check_view(modals.loading("One moment", "T1"))


def test_what_a_modal_keeps_has_room() -> None:
    check_view(modals.form(FORM, "T1", "é" * 2900))
    with pytest.raises(ValueError, match="keeps"):
        modals.form(FORM, "T1", "é" * 3000)


@given(st.text())
def test_whatever_comes_back_as_kept_is_read_without_a_word(sent: str) -> None:
    assert all(isinstance(one, str) for one in modals.read_metadata({"private_metadata": sent}))
    assert all(isinstance(one, str) for one in modals.read_metadata({"private_metadata": json.dumps([sent])}))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_has_a_modal_with_a_field_for_each_option(command: Command, program: Program) -> None:
    problems = {one.name: "That is no <day>." for one in command.options}
    for view in (
        command_modal.ask(command, program, "T1"),
        command_modal.ask(command, program, "T1", "key", given={}, problems=problems),
    ):
        check_view(view)
        fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
        assert list(fields) == [one.name for one in command.options]
        assert [name for name, block in fields.items() if not block["optional"]] == [
            one.name for one in command.needed
        ]


def example(one: CommandOption, program: Program) -> Any:  # noqa: PLR0911 - one a kind
    """Something that can be given for an option, as Slack reads it from the line."""
    match one.kind:
        case Kind.WHOLE | Kind.DECIMAL:
            return f"{one.least or 0:.12g}"
        case Kind.YES_NO:
            return True
        case Kind.CHOICE:
            named = one.named(program) if callable(one.named) else one.named
            assert named
            return str(next(iter(named)))
        case Kind.PERSON:
            return "U012ABC"
        case Kind.CHANNEL:
            return "C012ABC"
        case Kind.GROUP:
            return "S012ABC"
        case Kind.FILE:
            return {"id": "F1", "name": "a.csv", "size": 3}
        case Kind.TEXT:
            return "x" * max(1, int(one.least or 1))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_what_was_given_stands_in_the_modal_and_comes_back_raw(command: Command, program: Program) -> None:
    values = {one.name: example(one, program) for one in command.options}
    typed = {one.name: values[one.name] for one in command.options if one.kind is not Kind.FILE}
    view = command_modal.ask(command, program, "T1", given=typed)
    check_view(view)
    files = {one.name: values[one.name] for one in command.options if one.kind is Kind.FILE}
    assert command_modal.read_options(filled(view, **files), command) == values


def test_nothing_is_read_of_what_was_left_empty(program: Program) -> None:
    for command in COMMANDS.values():
        found = command_modal.read_options(filled(command_modal.ask(command, program, "T1")), command)
        chosen = {one.name for one in command.options if one.kind is Kind.YES_NO}
        assert found.keys() <= chosen


def test_every_kind_of_option_is_among_the_commands() -> None:
    assert {one.kind for command in COMMANDS.values() for one in command.options} == set(Kind)


def test_what_a_field_cannot_begin_with_is_said_beside_it(program: Program) -> None:
    command = next(
        one for one in COMMANDS.values() if any(option.kind is Kind.DECIMAL for option in one.options)
    )
    name = next(option.name for option in command.options if option.kind is Kind.DECIMAL)
    view = command_modal.ask(
        command, program, "T1", given={name: "a lot"}, problems={name: "A number, please."}
    )
    check_view(view)
    place = next(n for n, block in enumerate(view["blocks"]) if block.get("block_id") == name)
    assert "a lot" in view["blocks"][place]["hint"]["text"]
    assert "A number, please." in view["blocks"][place - 1]["text"]["text"]


def test_no_sentence_above_a_form_marks_anything_up() -> None:
    view = modals.refused(filled(modals.form(FORM, "T1")), escape("*x* <!channel>"))
    assert "<!channel>" not in json.dumps(view)
