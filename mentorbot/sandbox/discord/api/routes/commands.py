"""The endpoints with which applications register their commands.

Source: https://docs.discord.com/developers/interactions/application-commands
"""

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.definitions import MOST_BY_TYPE, command
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.commands import GLOBAL, Shelf
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, flag_of
from mentorbot.sandbox.discord.api.routing import Answer, route
from mentorbot.sandbox.wire import Json


def _shelf(call: Call, application_id: str, guild_id: str) -> Shelf:
    if application_id != call.app.id:
        message = "You are not authorized to perform this action on this application"
        raise DiscordError(20012, message, status=403)
    if guild_id != GLOBAL:
        guild = call.sandbox.world.guilds.get(guild_id)
        if guild is None or call.app.bot.id not in guild.members:
            raise DiscordError(errors.MISSING_ACCESS)
    return call.sandbox.commands.shelf(application_id, guild_id)


def _plain(one: Json) -> Json:
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
    found, localized = _shelf(call, application_id, guild_id).values(), flag_of(call, "with_localizations")
    return list(found) if localized else [_plain(one) for one in found]


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
        checks.snowflake(problems, (index, "id"), body.get("id"), optional=True)  # it is found by its name
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
    return call.sandbox.commands.replace(call.app, guild_id, checked)


@route("GET", "/applications/{application_id}/commands/{command_id}")
def get_command(call: Call, application_id: str, command_id: str, guild_id: str = GLOBAL) -> Json:
    """One command."""
    return _known(_shelf(call, application_id, guild_id), command_id)


@route("PATCH", "/applications/{application_id}/commands/{command_id}")
def edit_command(call: Call, application_id: str, command_id: str, guild_id: str = GLOBAL) -> Json:
    """Change some of a command."""
    shelf = _shelf(call, application_id, guild_id)
    before = _known(shelf, command_id)
    body = body_of(call)
    kept = _checked(call, body.over(before).instead(type=before["type"]))
    if body.get("type", kept["type"]) != kept["type"]:
        forgo(body, "type")
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
