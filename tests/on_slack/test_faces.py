"""Nothing that rooms declare lacks its face on Slack: no command, kind of option, menu, press or form."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from mailing import program_of
from slack_shapes import check_blocks, check_view

from mentorbot import rooms
from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Divider,
    Fields,
    Form,
    Image,
    Option,
    Pick,
    Pickable,
    Section,
    Style,
    TextField,
)
from mentorbot.chat.card import Block, Field, FormField
from mentorbot.chat.declare import Command, PressRule
from mentorbot.chat.options import Kind
from mentorbot.chat.router import Router
from mentorbot.db import Database
from mentorbot.on_slack import command_modal, modals, render
from mentorbot.on_slack.manifest import make_manifest
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.presses import read_press
from mentorbot.on_slack.shortcuts import find_menu, find_shortcuts
from mentorbot.on_slack.words import find_command

DECLARED = rooms.declared()
ROUTER = Router()
ROUTER.add(DECLARED.presses.values())
PRESSED = [rule for rule in DECLARED.presses.values() if not rule.sent]
SENT = [rule for rule in DECLARED.presses.values() if rule.sent]
ARGUMENT = "12:discord.page~x:3"
ROOT = Path(rooms.__file__).resolve().parent
NAMES = Names(DECLARED.commands)


@pytest.mark.parametrize("rule", PRESSED, ids=lambda rule: rule.id)
def test_every_press_finds_its_way_from_a_button_a_menu_and_a_drop_down(rule: PressRule) -> None:
    id_ = f"{rule.id}:{ARGUMENT}"
    buttons = tuple(Action(f"Button {n}", id_) for n in range(7))
    one, several = (
        Choice(id_, "Pick", (Option("One", "1"), Option("Two", "2")), most=most) for most in (1, 2)
    )
    blocks = render.message(Card("All ways", (Actions(buttons), one, several)), "T1").blocks
    check_blocks(blocks)
    asked = []
    for block in blocks[1:]:
        for part in block["elements"]:
            chosen = part.get("options", [None])[0]
            payload = {**part, "block_id": block["block_id"], "selected_option": chosen}
            asked.append(read_press({"actions": [payload]}).id)
    # Of those, the drop-down for several counts only with the button beside it.
    assert asked == [*[id_] * 4, id_, id_, "", id_]
    assert ROUTER.find(id_, sent=False) == (rule, ARGUMENT)


@pytest.mark.parametrize("rule", SENT, ids=lambda rule: rule.id)
def test_every_form_finds_its_way(rule: PressRule) -> None:
    view = modals.form(Form(f"{rule.id}:{ARGUMENT}", "A form", (TextField("text", "Text"),)), "T1", "key")
    check_view(view)
    assert ROUTER.find(view["callback_id"], sent=True) == (rule, ARGUMENT)


def test_every_command_is_reached_by_a_slash_command_and_by_the_one_for_all() -> None:
    manifest = make_manifest(DECLARED, NAMES)
    slashes = {one["command"] for one in manifest["features"]["slash_commands"]}
    assert len(slashes) <= 50
    for words, command in DECLARED.commands.items():
        top, *_ = typed = NAMES.typed(words).split()
        assert top in slashes
        assert find_command(DECLARED.commands, NAMES.words(top, " ".join(typed[1:]))) == (command, "")
        assert find_command(DECLARED.commands, NAMES.words("/mentorbot", words)) == (command, "")


def test_every_menu_is_a_shortcut() -> None:
    manifest = make_manifest(DECLARED, NAMES)
    offered = {one["callback_id"] for one in manifest["features"]["shortcuts"]}
    assert offered == {one.callback_id for one in find_shortcuts(DECLARED)}
    found = {id(find_menu(DECLARED, one)) for one in offered if one.startswith("slack:menu")}
    assert found == {id(menu) for menu in DECLARED.menus.values()}


# What is declared is read from the sources, too, so that nothing passes because nothing was found.


def written(*decorators: str) -> Iterator[str]:
    """The first words of what stands in the sources of rooms behind these decorators."""
    for path in sorted(ROOT.rglob("*.py")):
        if "chat" in path.relative_to(ROOT).parts[:1]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in decorators:
                texts = node.args if {"press", "sent"} & set(decorators) else node.args[:1]
                yield from (str(one.value) for one in texts if isinstance(one, ast.Constant))


def test_what_the_sources_declare_is_what_is_looked_at_here() -> None:
    assert set(written("command")) == set(DECLARED.commands)
    assert set(written("menu")) == set(DECLARED.menus)
    assert set(written("press")) == {rule.id for rule in PRESSED}
    assert set(written("sent")) == {rule.id for rule in SENT}
    assert len(DECLARED.commands) > 50
    assert len(PRESSED) > 100
    assert len(SENT) > 30


@pytest.mark.parametrize("command", DECLARED.commands.values(), ids=lambda one: one.words)
async def test_every_command_can_be_asked_for_in_a_form_with_a_field_for_each_option(
    command: Command, database: Database
) -> None:
    if not command.options:
        return
    view = command_modal.ask(command, program_of(database), "T1", "key")
    check_view(view)
    fields = {
        block["block_id"]: block["element"]["type"] for block in view["blocks"] if block["type"] == "input"
    }
    assert list(fields) == [one.name for one in command.options]


def test_every_kind_of_option_is_among_the_commands() -> None:
    assert {one.kind for command in DECLARED.commands.values() for one in command.options} == set(Kind)


def test_every_part_of_a_card_and_of_a_form_is_shown() -> None:
    options = (Option("One", "1"), Option("Two", "2"))
    card_parts = (
        Section("Words", heading="Heading"),
        Fields((Field("Name", "Value"),)),
        Divider(),
        Actions((Action("Press", "a:b:1", style=Style.PRIMARY),)),
        Choice("a:b:2", "Pick", options),
        Pick("a:b:3", "Where", Pickable.CHANNEL),
        Pick("a:b:4", "Who", Pickable.PERSON),
        Image(b"1", "p.png", "A picture"),
        Attachment(b"1", "f.csv"),
    )
    assert {type(one) for one in card_parts} == set(get_args(Block))
    for one in card_parts:
        for shown in (
            render.message(Card("Title", (one,)), "T1"),
            render.ephemeral(Card("Title", (one,)), "T1", "k"),
        ):
            check_blocks(shown.blocks)
        inside = render.ephemeral(Card("", (one,), Accent.PLAIN), "T1", "kept").blocks
        assert str(inside) != str(render.ephemeral(Card("", ()), "T1").blocks), f"{type(one)} is not shown"
    form_parts = (TextField("text", "Text"), ChoiceField("one", "One", options), DateField("day", "Day"))
    assert {type(one) for one in form_parts} == set(get_args(FormField))
    view = modals.form(Form("a:b:c", "A form", form_parts), "T1", "key")
    check_view(view)
    assert [one["block_id"] for one in view["blocks"] if one["type"] == "input"] == ["text", "one", "day"]
