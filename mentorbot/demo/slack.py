"""The demo on Slack: a local workspace as a page in the browser, with the real bot in it."""

import asyncio
import io
import sqlite3
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.text import Text

from mentorbot import clock
from mentorbot.config import Settings
from mentorbot.delivery import bell
from mentorbot.demo.asking import OFFERS, WISH
from mentorbot.demo.cast import (
    HOME,
    INVITES,
    MENTOR,
    NEWCOMER,
    ORGANIZER,
    ROLES,
    SECOND_MENTOR,
    STUDENT,
    Part,
)
from mentorbot.demo.company import Cast, DemoError, Rows, keep_in, read_stored, say_named
from mentorbot.demo.markdown import Reader
from mentorbot.demo.narrated import Narrated
from mentorbot.demo.page import DUE, MOST_DUE, tell_due, until_told
from mentorbot.demo.server import READY_WITHIN, listening
from mentorbot.demo.slack_screen import SlackForm, SlackScreen
from mentorbot.demo.stage.on_slack import SlackActor, SlackAsked, SlackSeen
from mentorbot.demo.stage.seen import Asked, Place, Seen
from mentorbot.demo.tour import tour
from mentorbot.on_slack.manifest import make_manifest
from mentorbot.on_slack.names import Names
from mentorbot.process import run
from mentorbot.rooms import declared
from mentorbot.sandbox.page import Due, Hooks, Narrator
from mentorbot.sandbox.page.slack import SlackClient
from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.keeping import Keeper
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.slack.world.teams import Role, Team

ABOUT: Final = """\
*This is a Slack on your own machine, and mentorbot is in it.* Nothing leaves this computer.
• Type `/` for its commands. `/nextstep` is the heart of it, and its Home tab is your own page.
• Below on the left (on a phone, behind ☰) you can be somebody else. Maya is a student.
• The clock above moves time, so that reminders come."""
PARTS: Final = (NEWCOMER, STUDENT, MENTOR, SECOND_MENTOR, ORGANIZER)
EVENTS: Final = "events"
"""The channel in which events are announced."""
RENAMED: Final[str] = Settings.model_fields["slack_names"].default
"""Commands that are called otherwise on Slack, as they are unless an operator says so."""


@dataclass(slots=True)
class Workspace:
    """A workspace with people and the bot in it.

    Args:
        database: The SQLite file that the bot keeps everything in.
        log: What the bot logged: warnings and errors, if any.
        found: Whether all this was there already, kept from the last time.
    """

    sandbox: Sandbox
    database: Path
    log: io.StringIO
    team: Team
    app: App
    people: dict[Part, Person]
    found: bool = False
    _running: asyncio.Task[None] | None = None
    _stop: asyncio.Event | None = None

    async def start(self) -> None:
        """Start the bot as an operator does, and wait until it is there.

        Raises:
            DemoError: It did not come.
        """
        installation = self.sandbox.install(self.app, self.team)
        settings = Settings(
            slack_bot_token=SecretStr(installation.token),
            slack_app_token=SecretStr(self.sandbox.app_token(self.app)),
            database=str(self.database),
            health_port=None,
            _env_file=None,
        )  # type: ignore[call-arg]
        self._stop = asyncio.Event()
        running = self._running = asyncio.create_task(run(settings, stop=self._stop))
        there = asyncio.create_task(self.sandbox.connected(self.app, timeout=READY_WITHIN))
        await asyncio.wait({running, there}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            there.cancel()
            await running
            raise DemoError("The bot stopped at once.")
        try:
            await there
        except TimeoutError:
            raise DemoError(f"The bot did not come within {READY_WITHIN:g} s.") from None

    async def stop(self) -> None:
        """Stop the bot as SIGTERM does, and wait until it has."""
        if self._running is not None and self._stop is not None:
            self._stop.set()
            await asyncio.wait({self._running})
            self._running = None

    async def begin_anew(self) -> None:
        """Make all as it was in the beginning: nothing stored, nothing said, the machine's own time."""
        await self.stop()
        for suffix in ("", "-wal", "-shm"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        self.sandbox.forget()
        clock.reset()
        self.team, self.app, self.people = _settle(self.sandbox)
        await self.start()

    async def reset(self) -> None:
        """Make all as it was in the beginning, for whoever goes on from there."""
        await self.begin_anew()
        await self.furnish()

    async def play(self, narrator: Narrator) -> None:
        """Play the tour, from the beginning."""
        await self.begin_anew()
        narrator.anew()
        with tempfile.TemporaryDirectory(prefix="mentorbot-demo-") as folder:
            await tour(Narrated(self, narrator), Path(folder))

    def hooks(self) -> Hooks:
        """What the page offers besides Slack itself."""
        return Hooks(
            about=ABOUT,
            begin=NEWCOMER.username,
            roles=ROLES,
            invites=INVITES,
            advance=self.advance,
            due=self.find_due,
            reset=self.reset,
            play=self.play,
        )

    # What a story needs

    @property
    def cast(self) -> Cast:
        """Who plays, and where."""
        names = _find_names()
        played = {part: SlackActor(person, names) for part, person in self.people.items()}
        general = self.sandbox.general(self.team)
        channels = self.sandbox.world.channels.values()
        events = next(one for one in channels if one.name == EVENTS)
        return Cast(
            played[STUDENT],
            (played[MENTOR], played[SECOND_MENTOR]),
            played[ORGANIZER],
            played[NEWCOMER],
            Place(general.name, general),
            Place(EVENTS, events),
        )

    @property
    def complaints(self) -> Sequence[str]:
        """What the bot did that Slack would not have taken."""
        return [str(one) for one in self.sandbox.complaints]

    @property
    def names(self) -> dict[str, str]:
        """What ids of people and channels are called."""
        world = self.sandbox.world
        named = {one.id: one.shown_name for one in world.users.values()}
        return named | {one.id: one.name for one in world.channels.values() if one.name}

    @property
    def reader(self) -> Reader:
        """Whose eyes all is read with."""
        return Reader(clock.now, HOME, self.names)

    def introduce(self) -> Text:
        """Where all is, and who is there."""
        people = "\n           ".join(f"{one.name}, {one.role}" for one in self.people)
        return Text.assemble(
            "A local Slack is running on ",
            (self.sandbox.url, "bold"),
            ", and the bot is in it: the same program that serves the real Slack, through the same client "
            "library, on a temporary SQLite file.\n\n",
            ("Workspace  ", "dim"),
            f"{self.team.name}, #{self.sandbox.general(self.team).name}\n",
            ("People     ", "dim"),
            f"{people}\n",
            ("App        ", "dim"),
            f"{self.app.name}, which reads no channel but those of pairs",
        )

    def say_typed(self, words: str, options: Mapping[str, Any]) -> Text:
        """A command with what is given to it."""
        return Text().append(_find_names().typed(words), style="bold cyan") + say_named(options)

    def draw(self, seen: Seen) -> RenderableType:
        """What somebody sees."""
        assert isinstance(seen, SlackSeen)  # noqa: S101
        return SlackScreen(seen.raw, self.reader)

    def draw_form(self, asked: Asked, answers: Mapping[str, Any]) -> RenderableType:
        """A form, filled in."""
        assert isinstance(asked, SlackAsked)  # noqa: S101
        return SlackForm(asked.raw, answers, self.reader)

    def stored(self) -> Rows:
        """Everything that is stored about people."""
        return read_stored(self.database)

    # What the page needs

    async def advance(self, by: timedelta) -> None:
        """Move the clock of the bot and of the local Slack."""
        clock.advance(by)
        bell.ring_now()

    async def find_due(self) -> Sequence[Due]:
        """What the bot will send, as its database has it."""
        if self._running is None:
            return []
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute(DUE, (MOST_DUE,)).fetchall()
        names = self.names
        return [tell_due(names, datetime.fromisoformat(at).replace(tzinfo=UTC), *rest) for at, *rest in rows]

    async def furnish(self) -> None:
        """Let there be something to go on from: a student has begun, and two mentors can be found."""
        student = self.people[STUDENT]
        form = await student.slash("/start")
        await form.submit({"stage": "masters_student", "goal": WISH["goals"]})
        for part, (about, offer) in zip((MENTOR, SECOND_MENTOR), OFFERS, strict=True):
            await _offer(self.people[part], about, offer)
        form = await student.slash("/mentee profile")
        await form.submit(WISH)
        for person in self.people.values():
            person.reload()


async def _offer(mentor: Person, about: Mapping[str, Any], offer: Mapping[str, Any]) -> None:
    """Let somebody offer to mentor, in three short forms."""
    form = await mentor.slash("/mentor join")
    step = await form.submit(about)
    form = await step.click("What you help with")
    usual = {"formats": ["pair"], "languages": ["en"], "day_parts": ["evenings"]}
    step = await form.submit({**offer, **usual})
    form = await step.click("How much time")
    await form.submit({"hours": "4", "capacity": "2"})


@asynccontextmanager
async def open_workspace(
    database: Path, *, port: int = 0, world: Path | None = None
) -> AsyncIterator[Workspace]:
    """A workspace in a local Slack, with the bot in it; everything stops at the end.

    Args:
        database: The SQLite file of the bot; it is made if it is not there.
        port: The port on 127.0.0.1; 0 for any free one.
        world: The file in which the local Slack is kept; None forgets it at the end.

    Raises:
        DemoError: The bot did not come, or the file cannot be used.
    """
    with listening() as log:
        # One clock for all, so that the page can move it.
        async with Sandbox(now=clock.now, port=port) as sandbox, keep_in(world, sandbox, Keeper) as found:
            parts = _known(sandbox) if found else _settle(sandbox)
            workspace = Workspace(sandbox, database, log, *parts, found=found)
            with sandbox.slack_sdk():
                try:
                    await workspace.start()
                    yield workspace
                finally:
                    await workspace.stop()


def _known(sandbox: Sandbox) -> tuple[Team, App, dict[Part, Person]]:
    """The workspace that was kept, its app as it is by now, and its people."""
    world = sandbox.world
    app = next(iter(world.apps.values()))
    app.manifest = _describe_app()
    users = {one.name: one for one in world.users.values()}
    people = {part: sandbox.person(users[part.username]) for part in PARTS}
    return next(iter(world.teams.values())), app, people


def _settle(sandbox: Sandbox) -> tuple[Team, App, dict[Part, Person]]:
    """Make the workspace, with its people and the bot's app in it."""
    team = sandbox.add_team("Future healthcare managers")
    roles: dict[Part, Role] = {ORGANIZER: "owner"}
    people = {
        part: sandbox.add_person(
            part.username, team, real_name=part.name, role=roles.get(part, "member"), tz=HOME.key
        )
        for part in PARTS
    }
    for part, person in people.items():
        person.user.profile.display_name = part.name
    sandbox.add_channel(EVENTS, people[ORGANIZER].user, *(one.user for one in people.values()))
    return team, sandbox.add_app("mentorbot", _describe_app()), people


def _describe_app() -> dict[str, Any]:
    """The app's manifest, as this version of the bot has it."""
    return make_manifest(declared(), _find_names())


@cache
def _find_names() -> Names:
    """How commands are called on Slack, as operators who change nothing have them."""
    return Names(declared().commands, renamed=RENAMED)


async def slack_page(console: Console, workspace: Workspace, *, open_it: bool = False) -> None:
    """Serve the page until somebody ends it.

    Args:
        open_it: Open it in the browser at once.
    """
    if not workspace.found:
        await workspace.furnish()
    async with SlackClient(workspace.sandbox, workspace.hooks()) as client:
        words = Text.assemble(
            "The page is at ", (client.url, f"bold link {client.url}"),
            "\n\nA local Slack with five people in it, and the bot: the same program that serves "
            "the real one. Ctrl+C ends it.",
        )  # fmt: skip
        console.print(Panel(words, title=Text("mentorbot", style="bold"), title_align="left", padding=(1, 2)))
        if open_it:
            webbrowser.open(client.url)
        await until_told()
    console.print("Bye.")
