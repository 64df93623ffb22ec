"""Nothing that rooms declare lacks its face on Slack: no command, kind of option, menu, press or form."""

import pytest
from slack_shapes import check_blocks, check_view

from mentorbot import rooms
from mentorbot.chat import Action, Actions, Card, Choice, Form, Option, TextField
from mentorbot.chat.declare import PressRule
from mentorbot.chat.router import Router
from mentorbot.on_slack import modals, render
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
NAMES = Names([words.split()[0] for words in DECLARED.commands])


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
