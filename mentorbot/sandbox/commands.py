"""Application commands: what every application has registered, and the endpoints that register them.

Source: https://docs.discord.com/developers/interactions/application-commands
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import checks, errors
from .checks import Json, Problems
from .definitions import MOST_BY_TYPE, command
from .errors import DiscordError
from .routing import Answer, Call, route

if TYPE_CHECKING:
    from .world import Application, Guild, Snowflakes

GLOBAL = ""
ROLE_RULE, USER_RULE, CHANNEL_RULE = 1, 2, 3
MOST_RULES = 100

Shelf = dict[str, Json]


class Commands:
    """The commands of all applications.

    Attributes:
        strict: refuse a command that leaves `contexts` or `integration_types` open.
        rules: who may use a command in a guild, by (guild id, id of the command or of its application).
    """

    def __init__(self, new_id: Snowflakes, *, strict: bool = False) -> None:
        self.strict = strict
        self.rules: dict[tuple[str, str], list[Json]] = {}
        self._new_id = new_id
        self._shelves: dict[tuple[str, str], Shelf] = {}

    def shelf(self, application_id: str, guild_id: str = GLOBAL) -> Shelf:
        """The commands of an application, by id: the global ones, or those of one guild."""
        return self._shelves.setdefault((application_id, guild_id), {})

    def shelves(self) -> list[tuple[tuple[str, str], Shelf]]:
        """Every set of commands, with the application and guild that it belongs to."""
        return list(self._shelves.items())

    def of(self, application_id: str, guild_id: str | None) -> Iterator[Json]:
        """The commands that an application offers in a guild, its own ones there first."""
        if guild_id is not None:
            yield from self._shelves.get((application_id, guild_id), {}).values()
        yield from self._shelves.get((application_id, GLOBAL), {}).values()

    def define(self, application: Application, guild_id: str, kept: Json, previous: Json | None) -> Json:
        """Put a checked command on its shelf; one that replaces another keeps its id."""
        identifier = previous["id"] if previous else self._new_id()
        known: Json = {"id": identifier, "application_id": application.id, "version": self._new_id(), **kept}
        if guild_id != GLOBAL:
            known["guild_id"] = guild_id
        self.shelf(application.id, guild_id)[identifier] = known
        return known

    def replace(self, application: Application, guild_id: str, kept: list[Json]) -> list[Json]:
        """Put a checked set of commands in the place of all that were there."""
        before = {(one["type"], one["name"]): one for one in self.shelf(application.id, guild_id).values()}
        self._shelves[application.id, guild_id] = {}
        return [
            self.define(application, guild_id, one, before.get((one["type"], one["name"]))) for one in kept
        ]


def _shelf(call: Call, application_id: str, guild_id: str) -> Shelf:
    if application_id != call.app.id:
        message = "You are not authorized to perform this action on this application"
        raise DiscordError(20012, message, status=403)
    if guild_id != GLOBAL:
        guild = call.sandbox.world.guilds.get(guild_id)
        if guild is None or call.app.bot.id not in guild.members:
            raise DiscordError(errors.MISSING_ACCESS)
    return call.sandbox.commands.shelf(application_id, guild_id)


def _localized(call: Call, one: Json) -> Json:
    if call.query.get("with_localizations", "").lower() in {"1", "true"}:
        return one
    return {name: value for name, value in one.items() if not name.endswith("_localizations")}


def _known(shelf: Shelf, command_id: str) -> Json:
    try:
        return shelf[command_id]
    except KeyError:
        raise DiscordError(errors.UNKNOWN_APPLICATION_COMMAND) from None


def _checked(call: Call, body: object) -> Json:
    problems = Problems()
    kept = command(body, problems, strict=call.sandbox.commands.strict)
    errors.refuse_if(problems)
    return kept


def _same_name(shelf: Shelf, kept: Json) -> Json | None:
    for one in shelf.values():
        if one["type"] == kept["type"] and one["name"] == kept["name"]:
            return one
    return None


def _too_many(kind: int) -> DiscordError:
    most = MOST_BY_TYPE[kind]
    return DiscordError(errors.TOO_MANY_COMMANDS, f"Maximum number of application commands reached ({most}).")


@route("GET", "/applications/{application_id}/commands")
def list_commands(call: Call, application_id: str, guild_id: str = GLOBAL) -> list[Json]:
    """The commands of an application."""
    return [_localized(call, one) for one in _shelf(call, application_id, guild_id).values()]


@route("POST", "/applications/{application_id}/commands")
def create_command(call: Call, application_id: str, guild_id: str = GLOBAL) -> Answer:
    """Register one command; one of the same name and type is replaced."""
    shelf = _shelf(call, application_id, guild_id)
    kept = _checked(call, call.body)
    previous = _same_name(shelf, kept)
    if previous is None:
        same_type = sum(1 for one in shelf.values() if one["type"] == kept["type"])
        if same_type >= MOST_BY_TYPE[kept["type"]]:
            raise _too_many(kept["type"])
    known = call.sandbox.commands.define(call.app, guild_id, kept, previous)
    return Answer(200 if previous else 201, known)


@route("PUT", "/applications/{application_id}/commands")
def replace_commands(call: Call, application_id: str, guild_id: str = GLOBAL) -> list[Json]:
    """Register all commands at once in the place of those that were there; nothing changes if one is bad."""
    _shelf(call, application_id, guild_id)
    problems = Problems()
    checked: list[Json] = []
    seen: set[tuple[int, str]] = set()
    for index, body in enumerate(checks.several(problems, (), call.body, 0, sum(MOST_BY_TYPE.values()))):
        kept = command(body, problems, (index,), strict=call.sandbox.commands.strict)
        if not kept:
            continue
        key = (kept["type"], kept["name"])
        if key in seen:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            problems.add((index, "name"), code, "Application command names must be unique")
        seen.add(key)
        checked.append(kept)
    errors.refuse_if(problems)
    for kind, most in MOST_BY_TYPE.items():
        if sum(1 for one in checked if one["type"] == kind) > most:
            raise _too_many(kind)
    registered = call.sandbox.commands.replace(call.app, guild_id, checked)
    call.sandbox.bell.ring()
    return registered


@route("GET", "/applications/{application_id}/commands/{command_id}")
def get_command(call: Call, application_id: str, command_id: str, guild_id: str = GLOBAL) -> Json:
    """One command."""
    return _known(_shelf(call, application_id, guild_id), command_id)


@route("PATCH", "/applications/{application_id}/commands/{command_id}")
def edit_command(call: Call, application_id: str, command_id: str, guild_id: str = GLOBAL) -> Json:
    """Change some of a command."""
    shelf = _shelf(call, application_id, guild_id)
    before = _known(shelf, command_id)
    change = call.body if isinstance(call.body, dict) else {}
    kept = _checked(call, {**before, **change, "type": before["type"]})
    other = _same_name(shelf, kept)
    if other is not None and other is not before:
        problems = Problems()
        code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
        problems.add(("name",), code, "Application command names must be unique")
        raise errors.invalid_form(problems)
    return call.sandbox.commands.define(call.app, guild_id, kept, before)


@route("DELETE", "/applications/{application_id}/commands/{command_id}")
def delete_command(call: Call, application_id: str, command_id: str, guild_id: str = GLOBAL) -> None:
    """Take a command away."""
    shelf = _shelf(call, application_id, guild_id)
    _known(shelf, command_id)
    del shelf[command_id]


GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
route("GET", GUILD)(list_commands)
route("POST", GUILD)(create_command)
route("PUT", GUILD)(replace_commands)
route("GET", f"{GUILD}/{{command_id}}")(get_command)
route("PATCH", f"{GUILD}/{{command_id}}")(edit_command)
route("DELETE", f"{GUILD}/{{command_id}}")(delete_command)


def _rules(application_id: str, guild_id: str, subject: str, rules: list[Json]) -> Json:
    return {"id": subject, "application_id": application_id, "guild_id": guild_id, "permissions": rules}


@route("GET", f"{GUILD}/permissions")
def list_rules(call: Call, application_id: str, guild_id: str) -> list[Json]:
    """Who may use which command in a guild."""
    _shelf(call, application_id, guild_id)
    known = {application_id, *(one["id"] for one in call.sandbox.commands.of(application_id, guild_id))}
    return [
        _rules(application_id, guild_id, subject, rules)
        for (where, subject), rules in call.sandbox.commands.rules.items()
        if where == guild_id and subject in known
    ]


@route("GET", f"{GUILD}/{{command_id}}/permissions")
def get_rules(call: Call, application_id: str, guild_id: str, command_id: str) -> Json:
    """Who may use one command in a guild."""
    _shelf(call, application_id, guild_id)
    rules = call.sandbox.commands.rules.get((guild_id, command_id))
    if rules is None:
        raise DiscordError(errors.UNKNOWN_COMMAND_PERMISSIONS)
    return _rules(application_id, guild_id, command_id, rules)


@route("PUT", f"{GUILD}/{{command_id}}/permissions")
def set_rules(call: Call, application_id: str, guild_id: str, command_id: str) -> Json:
    """Refuse: only people may set these, with a bearer token, never a bot."""
    raise DiscordError(20001, "Bots cannot use this endpoint", status=403)


def allowed_by_rules(rules: list[Json], guild: Guild, user_id: str, roles: list[str]) -> bool | None:
    """What a guild's rules say of a member: a rule for the user, then for their roles, then for everyone.

    Returns:
        None when no rule speaks of them.
    """
    spoken = {(rule["type"], rule["id"]): rule["permission"] for rule in rules}
    if (USER_RULE, user_id) in spoken:
        return bool(spoken[USER_RULE, user_id])
    of_roles = [spoken[ROLE_RULE, role] for role in roles if (ROLE_RULE, role) in spoken]
    if of_roles:
        return any(of_roles)
    everyone = spoken.get((ROLE_RULE, guild.id))
    return None if everyone is None else bool(everyone)
