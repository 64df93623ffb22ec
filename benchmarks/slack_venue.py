"""The other side on Slack: a sandbox in a process of its own, which makes people use commands and times them.

`python -m benchmarks.slack_venue` obeys the lines that `benchmarks.venue` does. All apps are in one
workspace; each has its own commands, which begin with its name.
"""

import asyncio
import contextlib
import gc
import sys
import time
from typing import Any, Final

from benchmarks.venue import ANSWER_WITHIN, Json, obey, time_uses
from mentorbot.on_slack.manifest import make_manifest
from mentorbot.on_slack.names import Names
from mentorbot.rooms import declared
from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.envelopes import Envelope
from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world.apps import App

LOOK: Final = 0.005


def prefix_of(name: str) -> str:
    """What stands before each command of an app."""
    return f"{name}-"


class SlackVenue:
    """One workspace with people in it, and the bots that are measured.

    Args:
        people: How many people use commands, taking turns.
    """

    def __init__(self, sandbox: Sandbox, people: int) -> None:
        self.sandbox = sandbox
        self.team = sandbox.add_team("Future managers")
        self.general = sandbox.general(self.team)
        self.people: list[Person] = [
            sandbox.add_person(f"person{number}", self.team) for number in range(people)
        ]
        self._apps: dict[str, App] = {}
        self._answered: dict[int, asyncio.Future[None]] = {}
        self._watch()

    def about(self) -> Json:
        """Where the sandbox is, and who is in it."""
        people = [person.id for person in self.people]
        return {"url": self.sandbox.url, "guild": self.team.id, "people": people}

    def application(self, name: str) -> Json:
        """Make an app for a bot that is going to connect, and let it into the workspace."""
        found = declared()
        names = Names(found.commands, prefix_of(name))
        app = self.sandbox.add_app(name, make_manifest(found, names))
        self._apps[app.id] = app
        token = self.sandbox.install(app, self.team).token
        return {"id": app.id, "token": token, "app_token": self.sandbox.app_token(app)}

    def forget_ready(self, app: str) -> Json:
        """Nothing is kept of who was there."""
        return {}

    async def ready(self, app: str, within: float) -> Json:
        """Wait some seconds for a bot to be connected; says since when on the machine's monotonic clock."""
        with contextlib.suppress(TimeoutError):
            await self.sandbox.connected(self._apps[app], timeout=within)
            return {"at": time.monotonic()}
        return {"at": None}

    def commands(self, app: str, names: list[str]) -> Json:
        """They are in the manifest, so they are there."""
        return {}

    async def show(self, app: str, command: str, options: list[Json], person: int) -> Json:
        """One use of a command, and what is on the screen after it."""
        interaction = await self._use(self._apps[app], self.people[person], command)
        return {"components": interaction.messages[0].blocks}

    async def load(self, app: str, uses: list[list[Any]], count: int, at_once: int) -> Json:
        """Use commands as fast as the bot answers; the arguments and what is returned are as on Discord."""

        async def use(person: Person, command: str, _: list[Json]) -> None:
            await self._use(self._apps[app], person, command)

        self.sandbox.world.whispers.clear()
        gc.collect()
        gc.disable()
        return await time_uses(use, self.people, uses, count, at_once)

    async def _use(self, app: App, person: Person, command: str) -> Interaction:
        typed = f"/{prefix_of(app.name)}{command}"
        interaction = self.sandbox.acts.command(person.user, self.team, self.general, typed, "")
        answered = asyncio.get_running_loop().create_future()
        self._answered[id(interaction)] = answered
        async with asyncio.timeout(ANSWER_WITHIN):
            await answered
            while not interaction.messages and not interaction.error:  # noqa: ASYNC110 - it comes by HTTP
                await asyncio.sleep(LOOK)
        if interaction.error:
            raise RuntimeError(f"{app.name} did not answer {typed}: {interaction.error}")
        return interaction

    def _watch(self) -> None:
        """Know at once when an app has answered, without everybody looking whenever anything happens."""
        deliver = self.sandbox.acts._deliver

        async def watched(interaction: Interaction, envelope: Envelope) -> None:
            await deliver(interaction, envelope)
            if (waiting := self._answered.pop(id(interaction), None)) is not None:
                waiting.set_result(None)

        self.sandbox.acts._deliver = watched  # type: ignore[method-assign]


async def serve(people: int) -> None:
    """Open the sandbox, and obey."""
    async with Sandbox(log_size=10) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.delivery.answer_within = ANSWER_WITHIN
        await obey(SlackVenue(sandbox, people))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
