"""Finding out what there is: every command, and every button, drop-down and form one comes to from there."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from town import Town

from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.wire import Json

SUBCOMMAND, GROUP = 1, 2
SLASH = 1


@dataclass
class Found:
    """What there is to press and fill in.

    Attributes:
        buttons: ids of buttons, one or more for each verb.
        choices: ids of drop-downs, each with the values that it offers.
        forms: forms by their feature and verb.
        screens: messages with buttons.
    """

    buttons: set[str] = field(default_factory=set)
    choices: dict[str, set[str]] = field(default_factory=dict)
    forms: dict[str, Modal] = field(default_factory=dict)
    screens: list[Reply] = field(default_factory=list)

    @property
    def verbs(self) -> set[str]:
        """Every ``feature:verb``."""
        return {verb_of(one) for one in (*self.buttons, *self.choices)} | set(self.forms)


def commands(town: Town) -> list[tuple[str, list[Json]]]:
    """Every command as Discord has it: its full name, and its options."""
    found = [one for one in town.sandbox.commands.of(town.app.id, None) if one["type"] == SLASH]
    return [
        (name, options) for one in found for name, options in _within(one["name"], one.get("options", []))
    ]


def _within(name: str, options: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    if options and options[0]["type"] in {SUBCOMMAND, GROUP}:
        for option in options:
            yield from _within(f"{name} {option['name']}", option.get("options", []))
    else:
        yield name, options


def verb_of(custom_id: str) -> str:
    """The feature and the verb of an id."""
    return ":".join(custom_id.split(":")[:2])


async def explore(town: Town, person: Person) -> Found:
    """Let a person use every command and press a button of every kind; they end as strangers or members."""
    found = Found()
    for enrolled in (False, True):
        if enrolled:
            form = found.forms["members:enrol"]
            await person.forge_submit(form.custom_id, [_stage()])
        pressed: set[str] = set()
        waiting: list[Any] = [shown async for shown in _commands_used(town, person)]
        while waiting:
            shown = waiting.pop()
            if isinstance(shown, Modal):
                found.forms.setdefault(verb_of(shown.custom_id), shown)
                continue
            found.screens.append(shown)
            for select in shown.selects:
                found.choices.setdefault(select.custom_id, set()).update(
                    str(one.value) for one in select.choices
                )
            for custom_id in {one.custom_id for one in shown.buttons if one.custom_id}:
                found.buttons.add(custom_id)
                if verb_of(custom_id) not in pressed:
                    pressed.add(verb_of(custom_id))
                    waiting.append(await person.forge_click(custom_id, shown))
    return found


async def _commands_used(town: Town, person: Person) -> AsyncIterator[Any]:
    for name, options in commands(town):
        if any(option.get("required") for option in options):
            continue
        try:
            yield await person.slash(name)
        except ClientRefusedError:
            continue  # it is not for them


def _stage() -> Json:
    return {
        "type": 18,
        "id": 1,
        "component": {"type": 3, "id": 2, "custom_id": "stage", "values": ["clinician"]},
    }
