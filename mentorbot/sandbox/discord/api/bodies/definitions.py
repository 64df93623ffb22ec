"""Definitions of application commands as Discord checks them when a bot registers them.

Source: https://docs.discord.com/developers/interactions/application-commands
"""

import unicodedata
from contextlib import suppress
from typing import Any

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.forms import CHANNEL_KINDS
from mentorbot.sandbox.discord.api.bodies.given import forgo, pass_over
from mentorbot.sandbox.wire import Json

CHAT_INPUT, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER_OPTION = 1, 2, 3, 4, 5, 6
CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 7, 8, 9, 10, 11

MOST_BY_TYPE = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, ENTRY_POINT: 1}
OF_SOME_OPTIONS = ("required", "choices", "autocomplete", "options", "channel_types")
"""What only some options have; some libraries say of every option that it has none of it."""
MOST_OPTIONS = 25
MOST_CHOICES = 25
MOST_CHARACTERS = 8000
LONGEST_STRING = 6000
MOST_PERMISSIONS = (1 << 54) - 1
SAFE_INTEGER = (1 << 53) - 1

LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
        "ar",
        "he",
    ]
)


def _fits_a_name(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return "\u0900" <= character <= "\u097f" or "\u0e00" <= character <= "\u0e7f"


def name(problems: Problems, path: Path, value: object, *, slash: bool = True) -> str | None:
    """Check the name of a command or option: 1–32 characters, and lower-case words for slash commands."""
    given = checks.text(problems, path, value, 1, 32)
    if given is None:
        return None
    if slash and not (all(map(_fits_a_name, given)) and given == given.lower()):
        problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        return None
    return given


def localized(
    problems: Problems, path: Path, value: object, longest: int, *, slash_name: bool = False
) -> dict[str, str] | None:
    """Check the wordings of something in other languages."""
    if value is None:
        return None
    given = checks.mapping(problems, path, value)
    shown: dict[str, str] = {}
    for locale, words in (given or {}).items():
        where = (*path, locale)
        if locale not in LOCALES:
            problems.add(where, "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')
            continue
        if slash_name:
            checked = name(problems, where, words)
        else:
            checked = checks.text(problems, where, words, 1, longest)
        if checked is not None:
            shown[locale] = checked
    return shown


def _words(problems: Problems, path: Path, given: Json, *, slash: bool) -> Json:
    """Name and description with their localizations, for a command or an option."""
    named = name(problems, (*path, "name"), given.get("name"), slash=slash)
    words = given.get("name_localizations")
    names = localized(problems, (*path, "name_localizations"), words, 32, slash_name=slash)
    return {"name": named, "name_localizations": names}


def _described(problems: Problems, path: Path, given: Json) -> Json:
    where = (*path, "description")
    described = checks.text(problems, where, given.get("description"), 1, 100)
    words = given.get("description_localizations")
    return {
        "description": described,
        "description_localizations": localized(problems, (*path, "description_localizations"), words, 100),
    }


def _choice_value(problems: Problems, path: Path, kind: int, value: object) -> Any:
    if kind == STRING:
        return checks.text(problems, path, value, 0, LONGEST_STRING)
    if kind == INTEGER:
        return checks.whole(problems, path, value, -SAFE_INTEGER, SAFE_INTEGER, optional=False)
    return checks.number(problems, path, value, -SAFE_INTEGER, SAFE_INTEGER, optional=False)


def coerced(problems: Problems, path: Path, kind: int, value: object) -> Any:
    """Check what is offered for an option while somebody types; Discord makes text of numbers and so on."""
    if kind == STRING and isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if kind in {INTEGER, NUMBER} and isinstance(value, str):
        with suppress(ValueError):  # what is no number is refused as it is
            value = int(value) if kind == INTEGER else float(value)
    return _choice_value(problems, path, kind, value)


def _choices(problems: Problems, path: Path, kind: int, given: object) -> list[Json]:
    shown: list[Json] = []
    names: set[str | None] = set()
    for index, raw in enumerate(checks.several(problems, path, given, 0, MOST_CHOICES, optional=True)):
        here = (*path, index)
        choice = checks.mapping(problems, here, raw)
        if choice is None:
            continue
        label = checks.text(problems, (*here, "name"), choice.get("name"), 1, 100)
        if label in names:
            code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS"
            problems.add((*here, "name"), code, "An option choice already exists that uses this name.")
        names.add(label)
        where = (*here, "name_localizations")
        words = localized(problems, where, choice.get("name_localizations"), 100)
        value = _choice_value(problems, (*here, "value"), kind, choice.get("value"))
        shown.append({"name": label, "name_localizations": words, "value": value})
    return shown


def _limits(problems: Problems, path: Path, option: Json, given: Json) -> None:
    kind = option["type"]
    if kind == STRING:
        pairs = (("min_length", 0), ("max_length", 1))
        for key, lowest in pairs:
            if given.get(key) is not None:
                option[key] = checks.whole(problems, (*path, key), given[key], lowest, LONGEST_STRING)
    elif kind in {INTEGER, NUMBER}:
        for key in ("min_value", "max_value"):
            if given.get(key) is not None:
                option[key] = _choice_value(problems, (*path, key), kind, given[key])
    for low, high in (("min_length", "max_length"), ("min_value", "max_value")):
        lowest_value, highest_value = option.get(low), option.get(high)
        if lowest_value is not None and highest_value is not None and lowest_value > highest_value:
            message = f"{low} must be less than or equal to {high}"
            problems.add((*path, low), "APPLICATION_COMMAND_OPTION_MIN_MAX_INVALID", message)


def _option(problems: Problems, path: Path, given: Json, depth: int) -> Json:
    kinds = {0: tuple(range(1, 12)), 1: (1, *range(3, 12)), 2: tuple(range(3, 12))}
    kind = checks.one_of(problems, (*path, "type"), given.get("type"), kinds[depth])
    pass_over(given, [name for name in OF_SOME_OPTIONS if not dict.get(given, name)])
    option: Json = {"type": kind, **_words(problems, path, given, slash=True)}
    option.update(_described(problems, path, given))
    if kind == GROUP:
        option["options"] = options(problems, (*path, "options"), given.get("options"), 1, only=(SUBCOMMAND,))
        return option
    if kind == SUBCOMMAND:
        option["options"] = options(problems, (*path, "options"), given.get("options"), 2)
        return option
    option["required"] = checks.flag(problems, (*path, "required"), given.get("required"))
    if kind in {STRING, INTEGER, NUMBER}:
        choices = _choices(problems, (*path, "choices"), kind, given.get("choices"))
        where = (*path, "autocomplete")
        if checks.flag(problems, where, given.get("autocomplete")):
            option["autocomplete"] = True
            if choices:
                code = "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES"
                problems.add(where, code, "An option with choices cannot have autocomplete")
        if choices:
            option["choices"] = choices
        _limits(problems, path, option, given)
    if kind == CHANNEL and given.get("channel_types") is not None:
        where = (*path, "channel_types")
        option["channel_types"] = checks.each_of(problems, where, given["channel_types"], CHANNEL_KINDS)
    return option


def options(
    problems: Problems, path: Path, given: object, depth: int = 0, *, only: tuple[int, ...] = ()
) -> list[Json]:
    """Check the options of a command (depth 0), a group (1) or a subcommand (2)."""
    shown: list[Json] = []
    seen: set[str] = set()
    optional_before = False
    for index, raw in enumerate(checks.several(problems, path, given, 0, MOST_OPTIONS, optional=True)):
        here = (*path, index)
        mapping = checks.mapping(problems, here, raw)
        if mapping is None:
            continue
        option = _option(problems, here, mapping, depth)
        shown.append(option)
        if option["name"] in seen:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
            problems.add((*here, "name"), code, "Option name already exists")
        seen.add(option["name"])
        if option.get("required") and optional_before:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            problems.add(here, code, "Required options must be placed before non-required options")
        optional_before = optional_before or not option.get("required")
    nested = [option["type"] in {SUBCOMMAND, GROUP} for option in shown]
    mixed = any(nested) and not all(nested)
    if mixed or (only and any(option["type"] not in only for option in shown)):
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        problems.add(path, code, message)
    return shown


def _permissions(problems: Problems, path: Path, given: object) -> str | None:
    if given is None:
        return None
    if isinstance(given, str) and given.isascii() and given.isdigit():
        given = int(given)
    checked = checks.whole(problems, path, given, 0, MOST_PERMISSIONS)
    return None if checked is None else str(checked)


def _characters(part: Json) -> int:
    """How many characters a command counts towards the limit: the longest wording of each field."""
    total = 0
    for field in ("name", "description"):
        wordings = [part.get(field) or "", *(part.get(f"{field}_localizations") or {}).values()]
        total += max(map(len, wordings))
    value = part.get("value")
    total += len(value) if isinstance(value, str) else 0
    nested = (*part.get("options", ()), *part.get("choices", ()))
    return total + sum(map(_characters, nested))


def command(given: object, problems: Problems, path: Path = (), *, strict: bool = False) -> Json:
    """Check the definition of one command.

    Args:
        given: The command as the bot sent it.
        problems: Where to note what is wrong; when it stays empty the result is good.
        path: Where the command stands in the request: `(index,)` in a bulk overwrite.
        strict: Refuse a command that leaves `contexts` or `integration_types` open.

    Returns:
        The command as Discord keeps it, without the ids.
    """
    body = checks.mapping(problems, path, given)
    if body is None:
        return {}
    kind = checks.one_of(problems, (*path, "type"), body.get("type"), (1, 2, 3, 4), default=CHAT_INPUT)
    slash = kind == CHAT_INPUT
    kept: Json = {"type": kind, **_words(problems, path, body, slash=slash)}
    if slash or kind == ENTRY_POINT:
        kept.update(_described(problems, path, body))
    else:
        kept.update(_no_description(problems, path, body))
    handler = checks.one_of(problems, (*path, "handler"), body.get("handler"), (1, 2), default=1)
    if kind == ENTRY_POINT:
        kept["handler"] = handler
    else:
        forgo(body, "handler")
    if slash:
        checked = options(problems, (*path, "options"), body.get("options"))
        if checked:
            kept["options"] = checked
    elif body.get("options"):
        code = "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED"
        problems.add((*path, "options"), code, "Context menu commands cannot have options")
    pass_over(body, ("default_permission",))  # what came before the next; older libraries send both
    where = (*path, "default_member_permissions")
    kept["default_member_permissions"] = _permissions(problems, where, body.get("default_member_permissions"))
    kept["dm_permission"] = checks.flag(
        problems, (*path, "dm_permission"), body.get("dm_permission"), default=True
    )
    kept["contexts"] = checks.each_of(
        problems, (*path, "contexts"), body.get("contexts"), (0, 1, 2), fewest=1
    )
    where = (*path, "integration_types")
    given_types = body.get("integration_types")
    kept["integration_types"] = checks.each_of(problems, where, given_types, (0, 1), fewest=1)
    kept["nsfw"] = checks.flag(problems, (*path, "nsfw"), body.get("nsfw"))
    for field in ("contexts", "integration_types"):
        if strict and kept[field] is None:
            problems.required((*path, field))
    kept["integration_types"] = kept["integration_types"] or [0]
    if _characters(kept) > MOST_CHARACTERS:
        message = f"Command exceeds maximum size ({MOST_CHARACTERS})"
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", message)
    return kept


def _no_description(problems: Problems, path: Path, body: Json) -> Json:
    if body.get("description"):
        code = "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED"
        problems.add((*path, "description"), code, "Context menu commands cannot have a description")
    return {"description": "", "description_localizations": None}
