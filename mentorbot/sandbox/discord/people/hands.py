"""What a scripted person does beneath commands and messages: where they are, and sending interactions."""

import asyncio
import mimetypes
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from mentorbot.sandbox.discord.api.interactions import AUTOCOMPLETE, COMMAND, Interaction
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.people.answers import Filled
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotAnsweredError
from mentorbot.sandbox.discord.world.guilds import TEXT, Channel, Message
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.wire import Json


class Hands:
    """Somebody in the sandbox, without the gestures of `people.Person`.

    Args:
        sandbox: Where they are.
        user: The user they are.
    """

    def __init__(self, sandbox: LocalDiscord, user: User) -> None:
        self.sandbox = sandbox
        self.user = user
        self.here: Channel | None = None
        """The channel that they are in when no channel is said; None for the first of their first guild."""

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    @property
    def id(self) -> str:
        """Their id."""
        return self.user.id

    @property
    def name(self) -> str:
        """Their username."""
        return self.user.username

    @property
    def called(self) -> str:
        """What others see that they are called."""
        return self.user.global_name or self.user.username

    @property
    def mention(self) -> str:
        """The text that mentions them."""
        return self.user.mention

    # --- where they are -------------------------------------------------------------------------

    def dm(self, with_: Application | User | None = None) -> Channel:
        """Their DM channel with a bot or a user; without one, with the only bot there is."""
        other = with_.bot if isinstance(with_, Application) else with_
        return self.sandbox.world.dm(self.user, other or self.app().bot)

    def app(self, application: Application | None = None) -> Application:
        """That application, or the only one there is."""
        known = list(self.sandbox.world.applications.values())
        if application is not None:
            return application
        if len(known) != 1:
            raise ClientRefusedError(f"There are {len(known)} applications: say which with `application=`.")
        return known[0]

    def channel(self, channel: Channel | None = None) -> Channel:
        """That channel, or where they are."""
        if found := channel or self.here:
            return found
        guild = next(self.sandbox.world.guilds_of(self.id), None)
        for one in guild.channels.values() if guild else ():
            if one.type == TEXT:
                return one
        raise ClientRefusedError(f"{self.name} is in no channel: say which with `channel=`.")

    # --- interactions ---------------------------------------------------------------------------

    def use(
        self, app: Application, definition: Json, filled: Filled, channel: Channel, **more: Any
    ) -> Interaction:
        """Send a command that is filled in, and do not wait."""
        data: Json = {"id": definition["id"], "name": definition["name"], "type": definition["type"], **more}
        if "guild_id" in definition:
            data["guild_id"] = definition["guild_id"]
        if filled.data:
            data["options"] = filled.data
        if resolved := self.resolve(filled, channel):
            data["resolved"] = resolved
        return self.begin(COMMAND, data, app_id=app.id, channel=channel, command=definition)

    def ask(self, app: Application, definition: Json, filled: Filled, channel: Channel) -> Interaction:
        """Ask what is offered for the option that is being typed, and do not wait."""
        data: Json = {"id": definition["id"], "name": definition["name"], "type": 1, "options": filled.data}
        if "guild_id" in definition:
            data["guild_id"] = definition["guild_id"]
        if resolved := self.resolve(filled, channel):
            data["resolved"] = resolved
        return self.begin(AUTOCOMPLETE, data, app_id=app.id, channel=channel, command=definition)

    def resolve(self, filled: Filled, channel: Channel) -> Json:
        """What the ids in the data of an interaction stand for; files that were attached are uploaded."""
        resolved = self.sandbox.interactions.resolved(filled.objects, self.user, channel)
        if filled.uploads:
            uploaded = {key: self._upload(*file, channel) for key, file in filled.uploads.items()}
            _rename(filled.data, {key: one["id"] for key, one in uploaded.items()})
            resolved["attachments"] = {one["id"]: one for one in uploaded.values()}
        return resolved

    def _upload(self, name: str, content: bytes, channel: Channel) -> Json:
        identifier = self.sandbox.world.new_id()
        place = f"/ephemeral-attachments/{channel.id}/{identifier}/{name}"
        kind, _ = mimetypes.guess_type(name)
        self.sandbox.world.keep_files({place: (kind, content)})
        address = self.sandbox.url + quote(place)
        return {
            "id": identifier,
            "filename": name,
            "size": len(content),
            "url": address,
            "proxy_url": address,
            "content_type": kind or "application/octet-stream",
            "ephemeral": True,
        }

    def begin(
        self,
        kind: int,
        data: Json,
        *,
        app_id: str,
        channel: Channel,
        message: Message | None = None,
        command: Json | None = None,
        about: Json | None = None,
    ) -> Interaction:
        """Send an interaction of any kind with any data, and do not wait."""
        app = self.sandbox.world.applications.get(app_id) or self.sandbox.world.by_bot[app_id]
        return self.sandbox.interactions.begin(
            kind, app, self.user, channel, data, message=message, command=command, about=about
        )

    async def wait(
        self, ready: Callable[[], bool], what: str, seen: Callable[[], str], timeout: float  # noqa: ASYNC109
    ) -> None:  # fmt: skip
        """Wait until `ready` is true, which is asked again whenever something happens in the sandbox."""
        try:
            async with asyncio.timeout(timeout):
                while not ready():
                    await self.sandbox.bell.rings()
        except TimeoutError:
            raise NotAnsweredError(
                f"{what}, and {timeout:g} s went by. On the screen was:\n{seen()}"
            ) from None


def _rename(part: Any, names: Mapping[str, str]) -> None:
    """Put the ids of uploads in the place of what stood for them, in the data of an interaction."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(value, str) and value in names:
            part[key] = names[value]
        elif isinstance(value, dict | list):
            _rename(value, names)
