"""What somebody asks for, of what came in: a command, an entry of a menu, a press or a form.

And the same again of what was kept of it, once they have said which community they mean.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Command, Declared, Menu, PressRule
from mentorbot.chat.program import Program
from mentorbot.chat.router import Router
from mentorbot.chat.turn import Press, Turn
from mentorbot.on_discord import turns
from mentorbot.on_discord.asked import Asked
from mentorbot.on_discord.given import read_given, read_on

Interaction = discord.Interaction[Any]


def ask_command(
    interaction: Interaction, program: Program, command: Command, given: Mapping[str, Any], kept: int = 0
) -> Asked:
    """A command with these options.

    Args:
        kept: The number of what is kept of it with the forms; 0 for nothing.
    """
    turn = turns.turn(interaction, program, opens_form=command.opens_form)
    run = partial(_run_command, command)
    return Asked(turn, run, command.words, command.opens_form, True, "", command, given, kept)


def ask_menu(interaction: Interaction, program: Program, menu: Menu, given: Mapping[str, Any]) -> Asked:
    """An entry of the menu of a person or a message."""
    turn = turns.turn(interaction, program, opens_form=menu.opens_form)
    return Asked(turn, partial(_run_menu, menu), menu.name, menu.opens_form, True, given=given)


def ask_press(
    interaction: Interaction,
    program: Program,
    rule: PressRule,
    argument: str,
    *,
    answers: Mapping[str, str | list[str]],
    form_id: str,
) -> Asked:
    """What was pressed, chosen or sent.

    Args:
        answers: What was filled into a form.
        form_id: Of the form that was sent, if one was.
    """
    return _of_press(turns.press(interaction, program, rule, argument, answers), rule, form_id)


def read_asked(
    interaction: Interaction, program: Program, router: Router, kept: Mapping[str, Any]
) -> Asked | None:
    """What :meth:`Asked.write` wrote; None for what is not declared any more.

    Raises:
        UserError: The same of a button.
    """
    declared = program.part(Declared)
    if (id_ := kept.get("press")) is not None:
        rule, argument = router.find(id_, sent=bool(kept["form"]))
        press = turns.press(interaction, program, rule, argument, kept["answers"])
        before = replace(press, values=tuple(kept["values"]), attached=frozenset(kept["attached"]))
        return _of_press(before, rule, kept["form"])
    if command := declared.commands.get(kept.get("command", "")):
        return ask_command(
            interaction, program, command, read_given(interaction.client, command, kept["given"])
        )
    if menu := declared.menus.get(kept.get("menu", "")):
        return ask_menu(interaction, program, menu, {"on": read_on(menu.on, kept["given"]["on"])})
    return None


def _of_press(press: Press, rule: PressRule, form_id: str) -> Asked:
    return Asked(press, partial(_run_press, rule), rule.id, rule.opens_form, rule.anew, form_id)


async def _run_command(command: Command, turn: Turn, given: Mapping[str, Any]) -> Card | Form:
    return await command.handler(turn, **given)


async def _run_menu(menu: Menu, turn: Turn, given: Mapping[str, Any]) -> Card | Form:
    return await menu.handler(turn, *given.values())


async def _run_press(rule: PressRule, turn: Turn, _: Mapping[str, Any]) -> Card | Form:
    return await rule.handler(turn)
