"""The other side: a sandbox in a process of its own, which makes people use commands and times the answers.

`python -m benchmarks.venue` reads one JSON object a line and answers with one line each: `do` names a method
of Venue, the rest are its arguments. Rate limits are off; nothing is checked against Discord's OpenAPI file.
"""

import asyncio
import contextlib
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import cycle
from typing import Any, Final

from benchmarks.traffic import Traffic
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.api.interactions import COMMAND, Interaction
from mentorbot.sandbox.discord.gateway.sessions import Line
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world.users import Application

Json = dict[str, Any]

REGISTERED_WITHIN: Final = 90.0
ANSWER_WITHIN: Final = 90.0
"""Ten times what Discord gives a bot: on a busy machine a figure should be bad rather than missing."""
LOADING: Final = 1 << 7


class Venue:
    """One server with people in it, and the bots that are measured.

    Args:
        sandbox: Where it all happens.
        people: How many people use commands, taking turns.
    """

    def __init__(self, sandbox: Sandbox, people: int) -> None:
        self.sandbox = sandbox
        self.guild = sandbox.add_guild("Future managers")
        self.channel_in_use = self.guild.channel("general")
        self.people: list[Person] = [
            sandbox.add_person(f"person{number}", self.guild) for number in range(people)
        ]
        self.ready_at: dict[str, float] = {}
        self._came = asyncio.Event()
        self._traffic: Traffic | None = None
        self._watch_sessions()

    def about(self) -> Json:
        """Where the sandbox is, and who is in it."""
        return {
            "url": self.sandbox.url,
            "guild": self.guild.id,
            "people": [person.id for person in self.people],
        }

    def channel(self) -> Json:
        """Where messages can be sent."""
        return {"id": self.channel_in_use.id}

    def application(self, name: str) -> Json:
        """Make an application for a bot that is going to connect."""
        app = self.sandbox.add_application(name, self.guild)
        return {"id": app.id, "token": app.token}

    def forget_ready(self, app: str) -> Json:
        """Forget that a bot was ever READY, before it is started again."""
        self.ready_at.pop(app, None)
        return {}

    async def ready(self, app: str, within: float) -> Json:
        """Wait some seconds for a bot to have READY.

        Returns:
            When it was sent, `at`, on the machine's monotonic clock; None if it was not.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while app not in self.ready_at:
                    self._came.clear()
                    await self._came.wait()
        return {"at": self.ready_at.get(app)}

    async def commands(self, app: str, names: list[str]) -> Json:
        """Wait until a bot has registered all these commands."""
        async with asyncio.timeout(REGISTERED_WITHIN):
            while not set(names) <= self._registered(app):  # noqa: ASYNC110  (registering rings no bell)
                await asyncio.sleep(0.02)
        return {}

    async def show(self, app: str, command: str, options: list[Json], person: int) -> Json:
        """One use of a command, and what is on the screen after it."""
        deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN
        interaction = self._use(self.people[person], self._app(app), self._definition(app, command), options)
        await _answer(interaction, deadline)
        if interaction.original is None:
            raise RuntimeError(f"/{command} was not answered with a message")
        return {"components": interaction.original.payload["components"]}

    async def load(self, app: str, uses: list[list[Any]], count: int, at_once: int) -> Json:
        """Use commands as fast as the bot answers.

        Args:
            app: The bot's application id.
            uses: Commands with their options, in turn.
            count: How many uses in all.
            at_once: How many are under way at the same time.

        Returns:
            `seconds` for all, the `times` of each in milliseconds, from its dispatch to the bot until its
            answer is there, and the `cpu` seconds this process spent on it.
        """
        application = self._app(app)
        known = {command: self._definition(app, command) for command, _ in uses}

        async def use(person: Person, command: str, options: list[Json]) -> None:
            deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN
            await _answer(self._use(person, application, known[command], options), deadline)

        self._tidy()
        return await time_uses(use, self.people, uses, count, at_once)

    async def come(self, app: str, uses: list[list[Any]], rate: float, seconds: float) -> Json:
        """Use commands at their own pace, whether or not others were answered.

        Args:
            app: The bot's application id.
            uses: Commands with their options, in turn.
            rate: How many a second.
            seconds: For how long they come.

        Returns:
            `seconds` until the last was answered; the `times` of each, with its command, in milliseconds from
            when it was to come. What was given up counts as long as it was waited for.
        """
        application = self._app(app)
        known = {command: self._definition(app, command) for command, _ in uses}
        clock, times = asyncio.get_running_loop().time, list[tuple[str, float]]()

        async def use(person: Person, command: str, options: list[Json], due: float) -> None:
            await asyncio.sleep(max(0.0, due - clock()))
            with contextlib.suppress(RuntimeError):
                await _answer(self._use(person, application, known[command], options), due + ANSWER_WITHIN)
            times.append((command, (clock() - due) * 1000))

        self._tidy()
        began = clock()
        work = zip(range(int(rate * seconds)), cycle(self.people), cycle(uses), strict=False)
        coming = (use(one, what[0], what[1], began + number / rate) for number, one, what in work)
        await asyncio.gather(*coming)
        return {"seconds": clock() - began, "times": times}

    def limits(self, on: bool) -> Json:
        """Hold bots to Discord's rate limits, or let them do as they like."""
        self.sandbox.rate_limits.enabled = on
        return {}

    def watch(self) -> Json:
        """Begin (anew) to note what bots send."""
        if self._traffic is None:
            self._traffic = Traffic(self.sandbox)
        self._traffic.forget()
        self._tidy()
        return {}

    def seen(self) -> Json:
        """What was noted since `watch`, and the `cpu` seconds that this process has used in all."""
        if self._traffic is None:
            raise RuntimeError("nobody watches")
        return {**self._traffic.seen(), "cpu": time.process_time()}

    async def arrived(self, count: int, within: float) -> Json:
        """Wait some seconds until so many messages have come since `watch`; says how many `came`."""
        if self._traffic is None:
            raise RuntimeError("nobody watches")
        deadline = time.monotonic() + within
        while len(self._traffic.messages) < count and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return {"came": len(self._traffic.messages)}

    def _app(self, app: str) -> Application:
        return self.sandbox.world.applications[app]

    def _definition(self, app: str, command: str) -> Json:
        return next(one for one in self.sandbox.commands.of(app, self.guild.id) if one["name"] == command)

    def _registered(self, app: str) -> set[str]:
        return {one["name"] for one in self.sandbox.commands.of(app, self.guild.id)}

    def _use(self, person: Person, app: Application, command: Json, options: list[Json]) -> Interaction:
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
        return self.sandbox.interactions.begin(
            COMMAND, app, person.user, self.channel_in_use, data, command=command
        )

    def _tidy(self) -> None:
        """Start every measurement with the same little to remember, and without a collection in its midst."""
        self.sandbox.interactions.by_id.clear()
        self.sandbox.interactions.by_token.clear()
        for session in self.sandbox.gateway.sessions.values():
            session.kept.clear()
        gc.collect()
        gc.disable()

    def _watch_sessions(self) -> None:
        begin = self.sandbox.gateway.begin

        def watched(connection: Line, app: Application, intents: int, shard: tuple[int, int]) -> None:
            begin(connection, app, intents, shard)
            self.ready_at[app.id] = time.monotonic()
            self._came.set()

        self.sandbox.gateway.begin = watched  # type: ignore[method-assign]


async def time_uses(
    use: Callable[[Any, str, list[Json]], Awaitable[object]],
    people: Sequence[Any],
    uses: list[list[Any]],
    count: int,
    at_once: int,
) -> Json:
    """Let people use commands in turn, so many at once; what :meth:`Venue.load` returns.

    Args:
        use: Lets somebody use a command with options, until the answer is there.
    """
    work = zip(range(count), cycle(people), cycle(uses), strict=False)
    times: list[float] = []

    async def one_after_the_other() -> None:
        for _, person, (command, options) in work:
            began = time.perf_counter()
            await use(person, command, options)
            times.append((time.perf_counter() - began) * 1000)

    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "cpu": time.process_time() - cpu, "times": times}


async def _answer(interaction: Interaction, deadline: float) -> None:
    while True:
        steps = interaction.steps
        shown = interaction.original
        if interaction.answered and not (shown and shown.payload["flags"] & LOADING):
            return
        if not await interaction.next_step(steps, deadline):
            name = interaction.command["name"] if interaction.command else "?"
            raise RuntimeError(f"{interaction.app.name} did not answer /{name} within {ANSWER_WITHIN:g} s")


async def obey(venue: Any) -> None:
    """Do what the lines of the standard input say, until there are no more."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        request = json.loads(line)
        try:
            done = getattr(venue, request.pop("do"))(**request)
            answer = await done if asyncio.iscoroutine(done) else done
        except (RuntimeError, TimeoutError, StopIteration) as error:
            answer = {"error": str(error) or type(error).__name__}
        print(json.dumps(answer), flush=True)  # noqa: T201  (the way back)


async def serve(people: int) -> None:
    """Open the sandbox, and obey."""
    async with Sandbox(log_size=10) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.interactions.answer_within = ANSWER_WITHIN
        await obey(Venue(sandbox, people))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
