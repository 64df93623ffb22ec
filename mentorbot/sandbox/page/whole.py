"""What can be done with the whole sandbox from a page: with its time, story, people and faults."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from typing import Any

from mentorbot.sandbox.discord.people.answers import fields
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.hours import Hours
from mentorbot.sandbox.page.story import Player
from mentorbot.sandbox.page.view import View
from mentorbot.sandbox.wire import Json

LONGEST_NAME = 32


class Whole(Hours):
    """All that is shown, as one.

    Args:
        sandbox: What the pages show.
        hooks: What the page offers besides.
        tell: Tells every page of the story.
        refresh: Tells every page what has changed on it.
        begin_anew: Tells every page that all it knows is gone.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        hooks: Hooks,
        *,
        tell: Callable[[Json], None],
        refresh: Callable[[], None],
        begin_anew: Callable[[], None],
    ) -> None:
        super().__init__(hooks, sandbox.world.now, refresh)
        self.sandbox = sandbox
        self.busy = asyncio.Lock()
        """Held while all is made as it was in the beginning."""
        self.player = Player(hooks, self._draw, tell, begin_anew)
        """Plays the story."""
        self._begin_anew = begin_anew
        self.actions: dict[str, Callable[[Given], Awaitable[Any]]] = {
            one.__name__: one
            for one in (
                self.advance, self.due, self.reset, self.add_person, self.world, self.add_fault,
                self.clear_faults,
            )
        }  # fmt: skip
        """What can be done, by name."""
        self.actions |= {"play": self.player.play, "stop_story": self.player.stop}

    async def reset(self, given: Given) -> None:
        """Make all as it was in the beginning; every page is told to begin anew."""
        if self.hooks.reset is None:
            raise ClientRefusedError("This sandbox has no beginning to go back to.")
        await self.player.stop()
        async with self.busy:
            await self.hooks.reset()
        # Whoever asked is answered first: their page is another one then.
        asyncio.get_running_loop().call_soon(self._begin_anew)

    async def _draw(self, modal: Modal, answers: Mapping[str, object]) -> Json:
        """A form of a story as somebody has filled it in."""
        return View(self.sandbox, modal.person.user).modal(filled(modal.shown, answers))

    async def add_person(self, given: Given) -> Json:
        """Add a person to every guild, or to those of the roles' names in `roles`."""
        name = " ".join(given.text("name").split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ClientRefusedError(f"A name has 1 to {LONGEST_NAME} characters.")
        taken = {one.username for one in self.sandbox.world.users.values()}
        guilds = list(self.sandbox.world.guilds.values())
        person = self.sandbox.add_person(name)
        if person.name in taken:
            person.user.username = f"{person.name[:25]}_{person.id[-6:]}"
        wanted = set(given.several("roles"))
        for guild in guilds:
            roles = [one for one in guild.roles.values() if one.name in wanted]
            self.sandbox.join(person.user, guild, roles=roles)
        self.sandbox.bell.ring()
        return {"id": person.id, "name": name, "username": person.name}

    async def world(self, given: Given) -> Json:
        """All there is: guilds with channels and members, people, bots."""
        world = self.sandbox.world
        view = View(self.sandbox, next(one for one in world.users.values() if not one.bot))
        return {
            "now": world.now().timestamp(),
            "people": [view.user(one) for one in view.people()],
            "bots": [
                {**view.user(one.bot), "application": one.id, "online": self._online(one.id)}
                for one in world.applications.values()
            ],
            "guilds": [
                {
                    "id": one.id,
                    "name": one.name,
                    "channels": [
                        {"id": each.id, "name": each.name, "type": each.type}
                        for each in one.channels.values()
                    ],
                    "threads": [{"id": each.id, "name": each.name} for each in one.threads.values()],
                    "roles": [{"id": each.id, "name": each.name} for each in one.roles.values()],
                    "members": list(one.members),
                }
                for one in world.guilds.values()
            ],
            "complaints": self.sandbox.complaints,
        }

    def _online(self, application_id: str) -> bool:
        sessions = self.sandbox.gateway.sessions.values()
        return any(one.app.id == application_id and one.connection for one in sessions)

    async def add_fault(self, given: Given) -> None:
        """Let requests go wrong: `method`, `path`, `times`; `status`, `reset`, `lost_ack` or `delay`."""
        self.sandbox.faults.add(
            given.text("method", "*"),
            given.text("path"),
            times=given.whole("times", 1, lowest=1),
            status=given.whole("status", lowest=200, highest=599) if given.has("status") else None,
            reset=given.flag("reset"),
            lost_ack=given.flag("lost_ack"),
            delay=given.seconds("delay"),
        )

    async def clear_faults(self, given: Given) -> None:
        """Let everything go well again."""
        self.sandbox.faults.clear()


def filled(modal: Json, answers: Mapping[str, object]) -> Json:
    """A form with these answers in it, by custom id or label."""
    modal = deepcopy(modal)
    for label, one in fields(modal):
        given = answers.get(one["custom_id"], answers.get(label))
        if given is None:
            continue
        chosen = given if isinstance(given, list) else [given]
        if "options" in one:
            for option in one["options"]:
                option["default"] = option["value"] in chosen
        elif isinstance(given, str):
            one["value"] = given
    return modal
