"""Which commands Discord's client shows a person, and why it does not show the others."""

from collections.abc import Iterator

from mentorbot.sandbox.discord.api import commands
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.wire import Json

CONTEXT_GUILD, CONTEXT_BOT_DM = 0, 1

Offer = tuple[Application, Json]


def _applications(sandbox: LocalDiscord, application: Application | None) -> list[Application]:
    return [application] if application else list(sandbox.world.applications.values())


def _all(sandbox: LocalDiscord, channel: Channel, application: Application | None) -> Iterator[Offer]:
    guild_id = channel.guild.id if channel.guild else None
    for app in _applications(sandbox, application):
        for command in sandbox.commands.of(app.id, guild_id):
            yield app, command


def offered(
    sandbox: LocalDiscord, user: User, channel: Channel, application: Application | None = None
) -> list[Offer]:
    """The commands that a person is shown in a channel."""
    return [
        (app, command)
        for app, command in _all(sandbox, channel, application)
        if refusal(sandbox, user, channel, app, command) is None
    ]


def find(
    sandbox: LocalDiscord,
    user: User,
    channel: Channel,
    wanted: tuple[str, int],
    application: Application | None = None,
) -> Offer:
    """The command of that name and type that a person is shown in a channel.

    Raises:
        ClientRefusedError: There is none, or they may not use it.
    """
    why = None
    name, kind = wanted
    for app, command in _all(sandbox, channel, application):
        if command["name"] == name and command["type"] == kind:
            why = refusal(sandbox, user, channel, app, command)
            if why is None:
                return app, command
    if why is not None:
        raise ClientRefusedError(f"{user.username} may not use “{name}” here: {why}.")
    known = sorted(
        one["name"] for _, one in offered(sandbox, user, channel, application) if one["type"] == kind
    )
    listed = ", ".join(known) or "none"
    raise ClientRefusedError(f"There is no command “{name}” here. There are: {listed}.")


def refusal(
    sandbox: LocalDiscord, user: User, channel: Channel, app: Application, command: Json
) -> str | None:
    """Why a person cannot use a command in a channel; None when they can.

    Source: https://docs.discord.com/developers/interactions/application-commands#permissions
    """
    guild, contexts = channel.guild, command["contexts"]
    if guild is None:
        if app.bot not in channel.recipients:
            return "its bot is not in this conversation"
        in_dms = command["dm_permission"] if contexts is None else CONTEXT_BOT_DM in contexts
        return None if in_dms else "it cannot be used in a DM"
    if app.bot.id not in guild.members:
        return "its bot is not in this server"
    if contexts is not None and CONTEXT_GUILD not in contexts:
        return "it cannot be used in a server"
    return _not_permitted(sandbox, user, channel, guild, command)


def _not_permitted(
    sandbox: LocalDiscord, user: User, channel: Channel, guild: Guild, command: Json
) -> str | None:
    member = guild.members.get(user.id)
    granted = permissions.in_channel(sandbox.world, channel, user)
    if member is None or not granted & permissions.VIEW_CHANNEL:
        return "they do not see the channel"
    if granted == permissions.ALL:
        return None
    if not granted & permissions.USE_COMMANDS:
        return "they may not use application commands there"
    rules = sandbox.commands.rules
    for subject in (command["id"], command["application_id"]):
        said = commands.allowed_by_rules(rules.get((guild.id, subject), []), guild, user.id, member.roles)
        if said is not None:
            return None if said else "the server's settings do not allow it"
    needed = command["default_member_permissions"]
    if needed is not None and (int(needed) == 0 or granted & int(needed) != int(needed)):
        return "it needs permissions that they do not have"
    return None
