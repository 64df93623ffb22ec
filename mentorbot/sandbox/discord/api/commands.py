"""Application commands: what every application has registered, and who may use it in a guild.

Source: https://docs.discord.com/developers/interactions/application-commands
"""

from collections.abc import Iterator

from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.discord.world.ids import Snowflakes
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.wire import Json

GLOBAL = ""
ROLE_RULE, USER_RULE, CHANNEL_RULE = 1, 2, 3

Shelf = dict[str, Json]


class Commands:
    """The commands of all applications.

    Args:
        new_id: Makes ids.
        strict: Refuse a command that leaves `contexts` or `integration_types` open.
    """

    def __init__(self, new_id: Snowflakes, *, strict: bool = False) -> None:
        self.strict = strict
        self.rules: dict[tuple[str, str], list[Json]] = {}
        """Who may use a command in a guild, by (guild id, id of the command or of its application)."""
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
