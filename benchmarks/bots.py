"""The bots that are measured, and what is asked of them."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.population import fill
from benchmarks.processes import Bot, Venue

Json = dict[str, Any]
Use = tuple[str, list[Json]]

TOPIC: Final = "fache"
NEXTSTEP: Final[Use] = ("nextstep", [])
GUIDE: Final[Use] = ("guide", [{"name": "topic", "type": 3, "value": TOPIC}])
HELP: Final[Use] = ("help", [])
USES: Final = (NEXTSTEP, GUIDE, HELP)

LIBRARIES: Final = (
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "mentorbot.logs",
    "yaml",
    "dateutil.rrule",
    "apscheduler.schedulers.asyncio",
    "pydantic_settings",
    "typer",
    "rich.progress",
    "PIL.ImageDraw",
    "icalendar",
    "dateparser",
    "rapidfuzz.process",
    "prometheus_client",
)
"""What mentorbot is made of beside discord.py, and has loaded as long as it runs."""

PEOPLE: Final = 1_000
FEW: Final = 100
"""As many people are enough to see whether everything runs; a database has communities for these at least."""
SHOWN_TO: Final = 2
"""The person whose /nextstep the bare bot repeats: enrolled, with two milestones done."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The venue and the files of one run."""

    venue: Venue
    folder: Path
    layouts: Path

    def mentor(
        self, name: str = "mentorbot", database: Path | str | None = None, rate: float | None = None
    ) -> Bot:
        """The bot itself.

        Args:
            name: What it is called.
            database: Its database, or the URL of one; without one it gets its own, of the people alone.
            rate: How many requests a second it makes when it delivers, if not as many as Discord allows.
        """
        if database is None:
            database = self.database(name)
        environment = {"MENTORBOT_TOKEN": "TOKEN", "MENTORBOT_DATABASE": str(database)}
        arguments = [] if rate is None else [str(rate)]
        return Bot(self.venue, name, "benchmarks.mentor_bot", arguments, environment)

    @property
    def people(self) -> int:
        """How many people there are to use commands."""
        return len(self.venue.people)

    def database(self, name: str, members: int | None = None) -> Path:
        """Make a database with so many members, or with the people alone."""
        path = self.folder / f"{name}.sqlite3"
        fill(path, self.venue.guild, self.venue.people, members or self.people)
        return path

    def bare(self, name: str = "bare") -> Bot:
        """The floor."""
        return Bot(self.venue, name, "benchmarks.bare_bot", ["TOKEN", str(self.layouts)])

    def laden(self, name: str) -> Bot:
        """The floor with mentorbot's libraries imported: what no bot made of them can go below."""
        return Bot(self.venue, name, "benchmarks.bare_bot", ["TOKEN", str(self.layouts), *LIBRARIES])

    def tutorial(self) -> Bot:
        """The peer."""
        database = self.database("tutorial")
        return Bot(self.venue, "tutorial", "benchmarks.tutorial_bot", ["TOKEN", str(database)])


@contextmanager
def setting(people: int = PEOPLE) -> Iterator[Setting]:
    """Start the sandbox, and see once what mentorbot answers, for the bare bot to repeat.

    Args:
        people: How many there are to use commands.
    """
    with tempfile.TemporaryDirectory() as name, Venue(people) as venue:
        found = Setting(venue, Path(name), Path(name) / "layouts.json")
        with found.mentor("model") as bot:
            ready(bot, USES)
            shown = {command: bot.show(command, options, SHOWN_TO) for command, options in USES}
        found.layouts.write_text(json.dumps(shown), encoding="utf-8")
        yield found


def ready(bot: Bot, uses: Sequence[Use], warm_up: int = 0) -> None:
    """Wait until the bot has these commands, and let it warm up with so many uses of each."""
    bot.wait_for_commands(*(command for command, _ in uses))
    for use in uses if warm_up else ():
        bot.load([use], warm_up, 10)
