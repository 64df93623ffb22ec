"""Interactions: made when a person uses a command, presses, chooses or sends a modal; answered by the bot.

`Interactions.begin` sends one to the bot. The endpoints that a bot answers with are in `routes/callbacks.py`.
Source: https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mentorbot.sandbox.discord.api.bodies.definitions import GROUP, STRING, SUBCOMMAND
from mentorbot.sandbox.discord.gateway.gateway import Gateway
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import DM, Channel, Guild, Message, Role
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER_WITHIN = 3.0
TOKEN_LIVES = 15 * 60.0
MOST_KEPT = 50_000
LARGEST_FILE = 10 * 1024 * 1024
IN_GUILD, IN_BOT_DM = 0, 1
NO_LONGER_A_MEMBER: Json = {"roles": [], "joined_at": None, "deaf": False, "mute": False, "flags": 0}


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction and what became of it.

    Args:
        born: When it was made, on the event loop's clock, in seconds.
        used: What the command is called, with group and subcommand.
        message: The message whose button was pressed, or from which the modal was opened.
        answered: The type of the callback, 0 while there is none.
        original: The message that `@original` stands for.
        edited: Whether the bot has changed the original since.
        sent: Every message that was sent with its token, the first answer included.
        modal: The modal that was opened, as it is shown.
        asked: The type of the option that somebody was typing.
        choices: What was offered for it.
        steps: How often something happened to it.
        about: What the bot's messages tell of it (`interaction_metadata`).
    """

    id: str
    token: str
    type: int
    app: Application
    user: User
    channel: Channel
    born: float
    about: Json
    command: Json | None = None
    used: str = ""
    message: Message | None = None
    answered: int = 0
    original: Message | None = None
    edited: bool = False
    sent: list[Message] = field(default_factory=list)
    modal: Json | None = None
    asked: int = STRING
    choices: list[Json] | None = None
    steps: int = 0
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def guild(self) -> Guild | None:
        """Where it was made; None in a DM."""
        return self.channel.guild

    def happened(self) -> None:
        """Wake who waits for the answer."""
        self.steps += 1
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def next_step(self, after: int, deadline: float) -> bool:
        """Wait until more than `after` steps have happened.

        Returns:
            False when the event loop's clock reached `deadline` first.
        """
        loop = asyncio.get_running_loop()
        while self.steps <= after:
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.append(future)
            timer = loop.call_at(deadline, _give_up, future)
            await future
            timer.cancel()
            if self.steps <= after and loop.time() >= deadline:
                return False
        return True


def _give_up(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


class Interactions:
    """The interactions of a sandbox, by their tokens.

    Args:
        world: Where they happen.
        gateway: Brings them to the bots.
    """

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.answer_within = ANSWER_WITHIN
        """Seconds that a bot has for its first answer."""
        self.token_lives = TOKEN_LIVES
        """Seconds for which a token can be used afterwards."""
        self.by_token: dict[str, Interaction] = {}
        self.by_id: dict[str, Interaction] = {}
        self.gone: set[str] = set()
        """Ids of ephemeral messages that were deleted."""
        self._oldest: deque[Interaction] = deque()

    def is_there(self, message: Message) -> bool:
        """Whether a message has not been deleted."""
        if message.ephemeral:
            return message.id not in self.gone
        return message.id in message.channel.history

    def begin(
        self,
        kind: int,
        app: Application,
        user: User,
        channel: Channel,
        data: Json,
        *,
        message: Message | None = None,
        command: Json | None = None,
        about: Json | None = None,
    ) -> Interaction:
        """Make an interaction and bring it to the application's bot.

        Args:
            kind: COMMAND, COMPONENT, AUTOCOMPLETE or MODAL_SUBMIT.
            data: What is particular to the kind, with `resolved` filled in.
            message: The message that the component or modal belongs to.
            command: The definition of the command.
            about: More for `interaction_metadata` of the messages that come of it.
        """
        identifier = self.world.new_id()
        metadata: Json = {
            "id": identifier,
            "type": kind,
            "user": payloads.user(user),
            "authorizing_integration_owners": {"0": channel.guild.id if channel.guild else "0"},
            **(about or {}),
        }
        interaction = Interaction(
            identifier,
            f"{identifier}{secrets.token_hex(16)}",
            kind,
            app,
            user,
            channel,
            asyncio.get_running_loop().time(),
            metadata,
            command=command,
            used=_used(command, data) if command is not None else "",
            message=message,
            asked=_typed(data.get("options") or []),
        )
        self._remember(interaction)
        payload = self._payload(interaction, data)
        self.gateway.dispatch("INTERACTION_CREATE", payload, guild=channel.guild, app=app)
        return interaction

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        channel, world = interaction.channel, self.world
        guild = channel.guild
        granted = permissions.in_channel(world, channel, interaction.user)
        payload: Json = {
            "id": interaction.id,
            "application_id": interaction.app.id,
            "type": interaction.type,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": channel.id,
            "channel": self.partial_channel(channel, granted),
            "locale": interaction.user.locale,
            "context": IN_BOT_DM if guild is None else IN_GUILD,
            "app_permissions": str(permissions.in_channel(world, channel, interaction.app.bot)),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": interaction.about["authorizing_integration_owners"],
            "attachment_size_limit": LARGEST_FILE,
        }
        if interaction.message is not None:
            payload["message"] = interaction.message.payload
        if guild is None:
            payload["user"] = interaction.about["user"]
            return payload
        payload["guild_id"] = guild.id
        payload["guild"] = {"id": guild.id, "locale": guild.locale, "features": guild.features}
        payload["guild_locale"] = guild.locale
        member = guild.members.get(interaction.user.id)
        shown = payloads.member(member, with_user=False) if member is not None else NO_LONGER_A_MEMBER
        payload["member"] = {**shown, "user": interaction.about["user"], "permissions": str(granted)}
        return payload

    def _remember(self, interaction: Interaction) -> None:
        self.by_token[interaction.token] = interaction
        self.by_id[interaction.id] = interaction
        self._oldest.append(interaction)
        while len(self._oldest) > MOST_KEPT or self._oldest[0].born + self.token_lives < interaction.born:
            gone = self._oldest.popleft()
            self.by_token.pop(gone.token, None)
            self.by_id.pop(gone.id, None)

    def partial_channel(self, channel: Channel, granted: int) -> Json:
        """A channel as an interaction tells of it: with what whoever made the interaction may do there."""
        shown = payloads.channel(channel)
        if channel.type != DM:
            shown["permissions"] = str(granted)
        return shown

    def resolved(self, objects: Iterable[Any], user: User, channel: Channel) -> Json:
        """What the ids in an interaction's data stand for."""
        resolved: Json = {}
        for one in map(self.found, objects):
            if isinstance(one, User):
                self._resolve_user(resolved, one, channel)
            elif isinstance(one, Role):
                resolved.setdefault("roles", {})[one.id] = payloads.role(one)
            elif isinstance(one, Channel):
                granted = permissions.in_channel(self.world, one, user)
                resolved.setdefault("channels", {})[one.id] = self.partial_channel(one, granted)
            elif isinstance(one, Message):
                resolved.setdefault("messages", {})[one.id] = one.payload
        return resolved

    def found(self, one: Any) -> Any:
        """The user, role, channel or message that somebody chose, also by its id; None when there is none."""
        if not isinstance(one, str):
            return getattr(one, "user", one)
        world = self.world
        if one in world.users or one in world.channels:
            return world.users.get(one) or world.channels.get(one)
        return next((guild.roles[one] for guild in world.guilds.values() if one in guild.roles), None)

    def _resolve_user(self, resolved: Json, one: User, channel: Channel) -> None:
        resolved.setdefault("users", {})[one.id] = payloads.user(one)
        member = channel.guild.members.get(one.id) if channel.guild else None
        if member is not None:
            shown = payloads.member(member, with_user=False)
            shown["permissions"] = str(permissions.in_channel(self.world, channel, one))
            resolved.setdefault("members", {})[one.id] = shown


def _used(command: Json, data: Json) -> str:
    words, inner = [command["name"]], data.get("options") or []
    while inner and inner[0]["type"] in {SUBCOMMAND, GROUP}:
        words.append(inner[0]["name"])
        inner = inner[0].get("options") or []
    return " ".join(words)


def _typed(options: list[Json]) -> int:
    """The type of the option that is being typed, text where none is."""
    for one in options:
        if one.get("focused"):
            return int(one["type"])
        if one.get("options"):
            return _typed(one["options"])
    return STRING
