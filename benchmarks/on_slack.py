"""What Slack costs: `/nextstep` beside a bare Bolt app, and a process that serves both platforms."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.bots import NEXTSTEP, SHOWN_TO, USES, Setting, ready
from benchmarks.measures import AT_ONCE, COLUMNS, Size, take_turns
from benchmarks.population import fill
from benchmarks.processes import Bot, BrokenRunError, Venue
from benchmarks.report import Gate, Result
from benchmarks.slack_venue import prefix_of

LIBRARIES: Final = ("slack-bolt", "slack-sdk", "aiohttp", "SQLAlchemy", "aiosqlite")
CONNECTED_WITHIN: Final = 30.0
"""Seconds."""


def nextstep(here: Setting, size: Size) -> Result:
    """/nextstep on Slack, beside a bare Bolt app that answers with the same blocks."""
    with _venue(here.people) as venue:
        mentor = _mentor(venue, here.folder, "mentorbot")
        with mentor:
            shown = mentor.show(*NEXTSTEP, SHOWN_TO)
            blocks = here.folder / "blocks.json"
            blocks.write_text(json.dumps({f"{prefix_of('bare')}{NEXTSTEP[0]}": shown}), encoding="utf-8")
            with Bot(venue, "bare", "benchmarks.bare_bolt", ["TOKEN", "APP_TOKEN", str(blocks)]) as bare:
                for bot in (mentor, bare):
                    bot.load([NEXTSTEP], size.alone, 10)
                ours, floor = take_turns([(mentor, NEXTSTEP), (bare, NEXTSTEP)], size)
    rows = [["/nextstep, mentorbot", *ours.row], ["/nextstep, a bare Bolt app", *floor.row]]
    gates = [
        Gate(
            "/nextstep on Slack, answers/s, beside the bare app", ours.rate / floor.rate, 0.4, at_least=True
        ),
        Gate("/nextstep on Slack, p99, beside the bare app", ours.percentile(99) / floor.percentile(99), 3.0),
    ]
    return Result("Answers on Slack, one at a time and 50 at once", ("", *COLUMNS), rows, gates)


def memory(here: Setting, size: Size) -> Result:
    """What a process holds that serves Discord and Slack, beside one that serves Discord alone."""
    half = size.interactions // 2
    with here.mentor("discord-alone") as alone:
        ready(alone, USES)
        alone.load(USES, size.interactions, AT_ONCE)
        one = alone.memory
    with _venue(here.people) as venue:
        made = venue.ask("application", name="both")
        environment = {
            **_settings("both", made["token"], made["app_token"]),
            "MENTORBOT_TOKEN": "TOKEN",
            "MENTORBOT_DATABASE": str(here.database("both")),
        }
        with Bot(here.venue, "both", "benchmarks.mentor_bot", [venue.url], environment) as both:
            ready(both, USES)
            if venue.ask("ready", app=made["id"], within=CONNECTED_WITHIN)["at"] is None:
                raise BrokenRunError("the bot did not connect to Slack")
            both.load(USES, half, AT_ONCE)
            venue.ask("load", app=made["id"], uses=[NEXTSTEP], count=half, at_once=AT_ONCE)
            two = both.memory
    rows = [["Discord alone", f"{one:.1f}"], ["Discord and Slack", f"{two:.1f}"]]
    gates = [Gate("memory with both platforms, beside Discord alone", two / one, 1.35)]
    return Result("Memory with both platforms", (f"after {size.interactions:,}", "MB (RSS)"), rows, gates)


def _mentor(venue: Venue, folder: Path, name: str) -> Bot:
    """The bot on Slack, with the people of the venue among its members."""
    path = folder / f"slack-{name}.sqlite3"
    fill(path, venue.guild, venue.people, len(venue.people), "slack")
    environment = {**_settings(name, "TOKEN", "APP_TOKEN"), "MENTORBOT_DATABASE": str(path)}
    return Bot(venue, name, "benchmarks.mentor_slack_bot", (), environment)


def _settings(name: str, token: str, app_token: str) -> dict[str, str]:
    return {
        "MENTORBOT_SLACK_BOT_TOKEN": token,
        "MENTORBOT_SLACK_APP_TOKEN": app_token,
        "MENTORBOT_SLACK_PREFIX": prefix_of(name),
        "MENTORBOT_SLACK_NAMES": "",
    }


def _venue(people: int) -> Venue:
    return Venue(people, "benchmarks.slack_venue")


MEASURES: Final[dict[str, Callable[[Setting, Size], Result]]] = {
    "slack-nextstep": nextstep,
    "slack-memory": memory,
}
