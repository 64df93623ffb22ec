"""What stands in Slack's menus of shortcuts: commands asked for often, and what rooms declare for menus.

Slack has no menu of a person: what Discord has there is a shortcut here, which asks for the person first.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mentorbot.chat.declare import Audience, Command, Declared, Menu, MenuOn
from mentorbot.chat.options import person
from mentorbot.errors import UserError

RUN: Final = "slack:run"
MENU: Final = "slack:menu"
OFTEN: Final = {
    "Remind me": "remind me",
    "Announce an event": "organize event announce",
    "Report": "report new",
}
"""Commands that are a shortcut too, by what it is called."""
CALLED: Final = {"Ask to be my mentor": "Ask for a mentor"}
"""Menus of a person that are called otherwise here, where nobody is chosen yet when they are opened."""
MOST: Final = 5
"""Shortcuts of each sort that an app may have: global ones, and those on messages."""
OUTDATED: Final = "That shortcut is from another version of me. `/help` shows what I can do now."
_MOST_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One entry of a menu. ``on_message``: in the menu of a message; otherwise it is a global one."""

    name: str
    about: str
    callback_id: str
    on_message: bool = False


def find_shortcuts(declared: Declared) -> Iterator[Shortcut]:
    """All of them."""
    for name, words in OFTEN.items():
        command = declared.commands.get(words)
        if command is not None:
            yield Shortcut(name, command.about, f"{RUN}:{words}")
    for menu in declared.menus.values():
        yield Shortcut(
            call_menu(menu.name)[:_MOST_NAME], menu.about, menu_id(menu), on_message=menu.on is MenuOn.MESSAGE
        )


def call_menu(name: str) -> str:
    """What a menu of this name is called among shortcuts, where the app's name stands beside it."""
    return CALLED.get(name) or name.rpartition(": ")[2].capitalize()


def call_often(callback_id: str) -> str:
    """What the shortcut of a command is called; empty for anything else."""
    words = callback_id.removeprefix(f"{RUN}:")
    return next((name for name, often in OFTEN.items() if often == words), "")


def menu_id(menu: Menu) -> str:
    """The id of a menu's shortcut."""
    return f"{MENU}:{re.sub('[^a-z]+', '_', menu.name.casefold())}"


def find_menu(declared: Declared, callback_id: str) -> Menu:
    """The menu of a shortcut. Raises UserError: there is none such any more."""
    for menu in declared.menus.values():
        if menu_id(menu) == callback_id:
            return menu
    raise UserError(OUTDATED)


def command_of(menu: Menu) -> Command | None:
    """A menu of a person as a command that asks for the person; None for a menu of a message."""
    if menu.on is not MenuOn.PERSON:
        return None
    _, name = inspect.signature(menu.handler).parameters
    whom = person(name, "Who it is about.")
    return Command(call_menu(menu.name), menu.about, (whom,), menu.handler, Audience.EVERYONE, direct=True)
