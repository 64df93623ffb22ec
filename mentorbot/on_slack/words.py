"""What was typed after a slash command: which command it is, and what stands for its options.

mentor find topic:leadership language:"Italian"      options by their names
remind me call ACHE tomorrow 9am                     what, then when: the end that can be a time
match pin <@U1> <@U2>                                people, channels and groups as Slack writes them
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz, process

from mentorbot.chat.declare import Command
from mentorbot.chat.options import CommandOption, Kind, Named

FORM: Final = "?"
"""Typed after a command, it asks for a form with all that the command takes."""
MOST_WORDS: Final = 3
NEAR_ENOUGH: Final = 70.0
"""Out of 100: how alike a command's words have to be to what was typed, to be proposed."""

_MENTIONS: Final = {
    Kind.PERSON: re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>"),
    Kind.CHANNEL: re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>"),
    Kind.GROUP: re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>"),
}
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_PIECE: Final = re.compile(r'"([^"]*)"|(<[^>\s][^>]*>)|([a-z_]{1,32}):(?=\S)(?!//)|([^\s"]+|")')
_LINK: Final = re.compile(r"<((?:https?://|mailto:)[^|>]*)(?:\|[^>]*)?>")
_YES: Final = {
    **dict.fromkeys(("yes", "y", "true", "on"), True),
    **dict.fromkeys(("no", "n", "false", "off"), False),
}


@dataclass(slots=True)
class Typed:
    """What was typed for a command.

    Args:
        given: Values by option, raw: text, whole and decimal numbers as text, yes or no, and ids.
        left: What stands for nothing that the command takes.
        form: A form was asked for.
    """

    given: dict[str, Any] = field(default_factory=dict)
    left: str = ""
    form: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    quoted: bool = False
    name: str = ""
    """It begins what stands for the option of this name."""
    apart: bool = True
    """Something blank stands before it."""


def find_command(commands: Mapping[str, Command], line: str) -> tuple[Command, str] | None:
    """The command that a line begins with, and the rest of the line; None if there is no such command."""
    words = line.split(None, MOST_WORDS)
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        command = commands.get(" ".join(words[:count]).casefold())
        if command is not None:
            return command, line.split(None, count)[count] if len(line.split(None, count)) > count else ""
    return None


def find_near(commands: Mapping[str, Command], line: str, most: int = 3) -> list[str]:
    """The words of commands that may have been meant; first those that begin as the line does."""
    words = line.casefold().split()[:MOST_WORDS]
    under = [one for one in commands if words and one.split()[: len(words)] == words]
    if under:
        return under[:10]
    typed = " ".join(words)
    found = process.extract(typed, list(commands), scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH, limit=most)
    shorter = process.extract(
        " ".join(words[:2]), list(commands), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=most
    )
    return list(dict.fromkeys(name for name, *_ in [*shorter, *found]))[:most]


def read_options(command: Command, line: str, named: Callable[[CommandOption], Named]) -> Typed:
    """What a line says of a command's options.

    Args:
        line: What stands after the command's words.
        named: What can be chosen for an option, by value.
    """
    line = line.strip()
    if line == FORM:
        return Typed(form=True)
    typed = Typed()
    begun, named_pieces = _parted(_pieces(line.translate(_QUOTES)), {one.name for one in command.options})
    for option in command.options:
        if (pieces := named_pieces.get(option.name)) is not None:
            typed.given[option.name] = _value(option, _join(pieces), named)
    _place(command.options, command.needed, begun, typed, named)
    return typed


def write_line(command: Command, given: Mapping[str, Any], most: int) -> str:
    """What is typed to run a command again; empty where it cannot be, or is longer than that."""
    if any(not isinstance(value, str | bool) for value in given.values()):
        return ""
    said = " ".join(f'{name}:"{_written(value)}"' for name, value in given.items())
    typed = f"{command.words} {said}".strip()
    return typed if len(typed) <= most else ""


def _written(value: str | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value.replace('"', "")


def _pieces(line: str) -> Iterator[_Piece]:
    for found in _PIECE.finditer(line):
        quoted, mention, name, word = found.groups()
        apart = not line[found.start() - 1 : found.start()].strip()
        if quoted is not None:
            yield _Piece(plain(quoted), quoted=True, apart=apart)
        elif name is not None:
            yield _Piece(f"{name}:", name=name, apart=apart)
        elif mention is not None:
            link = _LINK.fullmatch(mention)
            yield _Piece(plain(link[1]) if link else mention, apart=apart)
        else:
            yield _Piece(plain(word), apart=apart)


def _join(pieces: Sequence[_Piece]) -> str:
    """The text that these are; quotes are left out only where they are around all of it."""
    if len(pieces) == 1:
        return pieces[0].text
    said = ((" " if one.apart else "") + (f'"{one.text}"' if one.quoted else one.text) for one in pieces)
    return "".join(said).strip()


def plain(text: str) -> str:
    """Text as it was typed: Slack hands it over with these three written otherwise."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _parted(pieces: Iterator[_Piece], names: set[str]) -> tuple[list[_Piece], dict[str, list[_Piece]]]:
    """What stands before the first name, and what stands after each."""
    begun: list[_Piece] = []
    named: dict[str, list[_Piece]] = {}
    into, glue = begun, ""
    for piece in pieces:
        if piece.name in names:
            into, glue = named.setdefault(piece.name, []), ""
        elif piece.name:
            glue = piece.text  # no option of the command: it is a word, such as 10:30 or https:
        elif glue:
            into.append(_Piece(f'{glue}"{piece.text}"' if piece.quoted else glue + piece.text))
            glue = ""
        else:
            into.append(piece)
    return begun, named


def _place(
    options: Sequence[CommandOption],
    needed: Sequence[CommandOption],
    pieces: list[_Piece],
    typed: Typed,
    named: Callable[[CommandOption], Named],
) -> None:
    """Give what has no name to the options that it can be."""
    free = [one for one in options if one.name not in typed.given]
    pieces = _place_mentions(free, pieces, typed)
    texts = [one for one in free if one.kind is Kind.TEXT]
    wanted = [one for one in texts if one in needed] or texts[:1]
    for option in free:
        if option.kind in {Kind.WHOLE, Kind.DECIMAL} and (not wanted or option in needed):
            pieces = _place_number(option, pieces, typed)
    for option in free:
        if option.kind is Kind.CHOICE and (not wanted or option in needed):
            pieces = _place_choice(option, pieces, typed, named)
        if option.kind is Kind.YES_NO and not wanted and pieces and pieces[0].text.casefold() in _YES:
            typed.given[option.name] = _YES[pieces.pop(0).text.casefold()]
    _place_texts(wanted, pieces, typed)


def _place_mentions(free: Sequence[CommandOption], pieces: list[_Piece], typed: Typed) -> list[_Piece]:
    left = []
    for piece in pieces:
        for option in free:
            pattern = _MENTIONS.get(option.kind)
            if pattern and option.name not in typed.given and (found := pattern.fullmatch(piece.text)):
                typed.given[option.name] = found[1]
                break
        else:
            left.append(piece)
    return left


def _place_number(option: CommandOption, pieces: list[_Piece], typed: Typed) -> list[_Piece]:
    """The last word that is a number."""
    for index in range(len(pieces) - 1, -1, -1):
        if re.fullmatch(r"\d+(?:[.,]\d+)?", pieces[index].text) and not pieces[index].quoted:
            typed.given[option.name] = pieces[index].text
            return pieces[:index] + pieces[index + 1 :]
    return pieces


def _place_choice(
    option: CommandOption,
    pieces: list[_Piece],
    typed: Typed,
    named: Callable[[CommandOption], Named],
) -> list[_Piece]:
    """As many words from the first on as are the name of something that can be chosen."""
    for count in range(len(pieces), 0, -1):
        value = _choice(_join(pieces[:count]), named(option))
        if value is not None:
            typed.given[option.name] = value
            return pieces[count:]
    return pieces


def _place_texts(wanted: Sequence[CommandOption], pieces: list[_Piece], typed: Typed) -> None:
    if not pieces:
        return
    if not wanted:
        typed.left = _join(pieces)
        return
    *before, last = wanted
    if before and all(piece.quoted for piece in pieces) and len(pieces) <= len(wanted):
        for option, piece in zip(wanted, pieces, strict=False):
            typed.given[option.name] = piece.text
        return
    if len(before) == 1 and last.ends is not None:
        for index in range(1, len(pieces)):
            end = _join(pieces[index:])
            if last.ends(end):
                typed.given[before[0].name] = _join(pieces[:index])
                typed.given[last.name] = end
                return
    typed.given[wanted[0].name] = _join(pieces)


def _value(option: CommandOption, text: str, named: Callable[[CommandOption], Named]) -> Any:
    """What was typed for an option by its name, as :class:`Typed` has it; or as it is, unread."""
    if (pattern := _MENTIONS.get(option.kind)) and (found := pattern.fullmatch(text)):
        return found[1]
    if option.kind is Kind.YES_NO:
        return _YES.get(text.casefold(), text)
    if option.kind is Kind.CHOICE:
        found_value = _choice(text, named(option))
        return text if found_value is None else found_value
    return text


def _choice(text: str, named: Named) -> str | None:
    """The value that is called so, as text."""
    wanted = text.casefold()
    for value, name in named.items():
        if wanted in {str(value).casefold(), name.casefold()}:
            return str(value)
    return None
