"""How a room declares what people can do in it, once for every chat platform.

    @command("guide", "Read the guide, or look something up in it.", text("topic", "What you look for."))
    async def read_guide(turn: Turn, topic: str = "") -> Card: ...

    @press("guide:page")
    async def turn_page(press: Press) -> Card: ...

A handler takes the turn, and a command's also its options by their names. It returns a card or a form; one
that may return a form says so in its annotation, and is never put off, since no platform opens a form late.
These decorators only note on the function what it is; :func:`read_module` finds them again.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any, Final, TypeVar, get_args, get_type_hints

from mentorbot.chat import limits
from mentorbot.chat.bell import Bell
from mentorbot.chat.card import Card, Form
from mentorbot.chat.options import CommandOption
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Turn

Handler = Callable[..., Awaitable[Card | Form]]
LoopHandler = Callable[[Program], Awaitable[None]]
PartHandler = Callable[[Turn], Awaitable[Card | None]]

_NOTED: Final = "__mentorbot_declared__"
_WORDS: Final = re.compile(r"[a-z]{1,32}( [a-z]{1,32}){0,2}")
_OPTION: Final = re.compile(r"[a-z_]{1,32}")
_ID: Final = re.compile(r"[a-z]+:[a-z_]+")
_Function = TypeVar("_Function", bound=Callable[..., Any])
_Kept = TypeVar("_Kept")


class Audience(StrEnum):
    """Whom a command is for: where help and the docs list it. What somebody may do, the rules decide.

    The values are on screens that people have.
    """

    EVERYONE = "student"
    MENTORS = "mentor"
    ORGANIZERS = "organizer"


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Args:
        words: As it is typed, without a slash: "remind me".
        about: What it does, in a line.
        direct: Whether it may be used in a direct message too.
    """

    words: str
    about: str
    options: tuple[CommandOption, ...]
    handler: Handler
    audience: Audience
    direct: bool

    @property
    def opens_form(self) -> bool:
        """Whether the answer may be a form."""
        return _may_return_form(self.handler)

    def default(self, option: CommandOption) -> Any:
        """What stands for an option that is left out; :data:`inspect.Parameter.empty` if it must be given."""
        return inspect.signature(self.handler).parameters[option.name].default

    @property
    def needed(self) -> tuple[CommandOption, ...]:
        """The options that must be given."""
        return tuple(one for one in self.options if self.default(one) is inspect.Parameter.empty)


@dataclass(frozen=True, slots=True)
class PressRule:
    """What happens when something with this id is pressed, chosen or sent.

    Args:
        id: ``feature:verb``.
        anew: The answer is a message of its own; otherwise the caller's own message becomes the answer.
        sent: It is the answer of a form.
    """

    id: str
    handler: Handler
    anew: bool
    sent: bool

    @property
    def opens_form(self) -> bool:
        """Whether the answer may be a form."""
        return _may_return_form(self.handler)


class MenuOn(StrEnum):
    """What a menu is opened on."""

    PERSON = "person"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry in the menu of a person or a message; its handler gets the turn and that person or message.

    Args:
        about: What it does, in a line, where a platform has room for that.
    """

    name: str
    about: str
    on: MenuOn
    handler: Handler

    @property
    def opens_form(self) -> bool:
        """Whether the answer may be a form."""
        return _may_return_form(self.handler)


@dataclass(frozen=True, slots=True)
class Loop:
    """Something done again and again while the bot runs.

    Args:
        every: Seconds.
        rung_by: What lets it come round without waiting for its next time.
    """

    every: float
    handler: LoopHandler
    rung_by: Bell | None = None


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A part of a person's own page, where the platform has one.

    Args:
        place: Where it stands among the others; the smallest comes first.
    """

    place: int
    handler: PartHandler


Declaration = Command | PressRule | Menu | Loop | OwnPart


@dataclass(slots=True)
class Declared:
    """All that some rooms declare, in the order in which it stands there."""

    commands: dict[str, Command] = field(default_factory=dict)
    presses: dict[str, PressRule] = field(default_factory=dict)
    menus: dict[str, Menu] = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)
    own_parts: list[OwnPart] = field(default_factory=list)

    def add(self, one: Declaration) -> None:
        """Take one in. Raises ValueError if there is another of that name."""
        match one:
            case Command():
                _add(self.commands, one.words, one)
            case PressRule():
                _add(self.presses, one.id, one)
            case Menu():
                _add(self.menus, one.name, one)
            case Loop():
                self.loops.append(one)
            case OwnPart():
                self.own_parts.append(one)


def command(
    words: str,
    about: str,
    *options: CommandOption,
    audience: Audience = Audience.EVERYONE,
    direct: bool = True,
) -> Callable[[_Function], _Function]:
    """Declare a command of up to three words; what stands before its last is among the roots.

    Raises:
        ValueError: The words cannot be a command's, or the options are not the handler's arguments.
    """

    def note(function: _Function) -> _Function:
        if not _WORDS.fullmatch(words) or not 1 <= len(about) <= limits.COMMAND_ABOUT:
            raise ValueError(f"{words}: a command has up to three lower-case words, and a line about it")
        _check_options(words, options, function)
        return _noted(function, Command(words, about, options, function, audience, direct))

    return note


def press(*ids: str, anew: bool = False) -> Callable[[_Function], _Function]:
    """Declare what answers buttons and drop-downs with these ids, ``feature:verb`` each.

    Args:
        anew: The answer is a message of its own; otherwise the caller's own message becomes the answer.
    """
    return _presses(ids, anew=anew, sent=False)


def sent(*ids: str, anew: bool = False) -> Callable[[_Function], _Function]:
    """Declare what takes the answers of forms with these ids; ``anew`` as for :func:`press`."""
    return _presses(ids, anew=anew, sent=True)


def menu(name: str, about: str, on: MenuOn) -> Callable[[_Function], _Function]:
    """Declare an entry in the menu of a person or a message, with a line about it."""
    return lambda function: _noted(function, Menu(name, about, on, function))


def loop(
    *, seconds: float = 0.0, minutes: float = 0.0, rung_by: Bell | None = None
) -> Callable[[_Function], _Function]:
    """Declare what is done again and again while the bot runs; how often is counted from end to beginning.

    Args:
        rung_by: What lets it come round at once, too.
    """
    return lambda function: _noted(function, Loop(seconds + 60 * minutes, function, rung_by))


def own_part(place: int) -> Callable[[_Function], _Function]:
    """Declare a part of a person's own page: a card, or None where there is nothing to show.

    A UserError (whoever is not enrolled, no organizer …) leaves it out too.
    """
    return lambda function: _noted(function, OwnPart(place, function))


def read_module(module: ModuleType) -> Iterator[Declaration]:
    """All that a module declares, in the order in which it stands there."""
    for one in vars(module).values():
        if getattr(one, "__module__", None) == module.__name__:
            yield from getattr(one, _NOTED, ())


def declared_in(modules: Iterable[ModuleType]) -> Declared:
    """All that some modules declare. Raises ValueError if a name is declared twice."""
    found = Declared()
    for module in modules:
        for one in read_module(module):
            found.add(one)
    return found


def _add(kept: dict[str, _Kept], name: str, one: _Kept) -> None:
    if name in kept:
        raise ValueError(f"{name} is declared twice")
    kept[name] = one


def _presses(ids: tuple[str, ...], *, anew: bool, sent: bool) -> Callable[[_Function], _Function]:
    def note(function: _Function) -> _Function:
        for id_ in ids:
            if not _ID.fullmatch(id_):
                raise ValueError(f"{id_}: an id is feature:verb")
            _noted(function, PressRule(id_, function, anew, sent))
        return function

    return note


@cache
def _may_return_form(handler: Handler) -> bool:
    said = get_type_hints(handler).get("return")
    return said is Form or Form in get_args(said)


def _noted(function: _Function, declaration: Declaration) -> _Function:
    noted: list[Declaration] = function.__dict__.setdefault(_NOTED, [])
    noted.append(declaration)
    return function


def _check_options(words: str, options: tuple[CommandOption, ...], function: Callable[..., Any]) -> None:
    _, *takes = inspect.signature(function).parameters
    if takes != [one.name for one in options]:
        raise ValueError(f"/{words}: its options should be the arguments of {function.__name__}, in order")
    for one in options:
        if not _OPTION.fullmatch(one.name) or not 1 <= len(one.about) <= limits.COMMAND_ABOUT:
            raise ValueError(f"/{words}: {one.name} should be lower-case, with a line about it")
        if isinstance(one.named, Mapping) and not 1 <= len(one.named) <= limits.SUGGESTIONS:
            raise ValueError(f"/{words}: {one.name} offers nothing, or more than platforms show")
