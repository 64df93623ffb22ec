"""``mentorbot doctor``: looks at everything a bot needs, and says what to do about what is not well."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import discord
from discord.http import Route
from rich.console import Console
from rich.text import Text

from mentorbot import __version__, clock, files, narrow
from mentorbot.aside import list_needed
from mentorbot.config import Settings
from mentorbot.credits.rules import Rules
from mentorbot.db import addresses, backups, upkeep
from mentorbot.db.examining import examine_database
from mentorbot.delivery.examining import examine_deliveries
from mentorbot.errors import OperatorError, UserError
from mentorbot.events.examining import examine_feeds
from mentorbot.events.hooks import PATH
from mentorbot.finding import Finding
from mentorbot.guide.load import ContentError, Library
from mentorbot.narrow import Narrowed
from mentorbot.on_discord.permissions import WANTED

# An answer to an interaction needs no permission, and mentorbot only ever answers.
PERMISSIONS: Final = 0
SCOPES: Final = ("bot", "applications.commands")

MOST_SKEW_SECONDS: Final = 5.0
"""An interaction has to be answered within three seconds of Discord's clock; a little is normal."""

_TOO_MUCH: Final = {
    1 << 3: "Administrator",
    1 << 1: "Kick Members",
    1 << 2: "Ban Members",
    1 << 4: "Manage Channels",
    1 << 5: "Manage Server",
    1 << 13: "Manage Messages",
    1 << 29: "Manage Webhooks",
}
"""https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags"""

_ROLES: Final = (
    "Manage Roles is for the roles of those who come to events alone; where there are none, take it away"
)

_PRIVILEGED: Final = {
    (1 << 12) | (1 << 13): "Presence",
    (1 << 14) | (1 << 15): "Server Members",
    (1 << 18) | (1 << 19): "Message Content",
}
"""https://discord.com/developers/docs/resources/application#application-object-application-flags"""

_WAIT = aiohttp.ClientTimeout(total=15)
_PORTAL = "https://discord.com/developers/applications"


def examine(settings: Settings, console: Console | None = None) -> int:
    """Look at everything and print a line for each.

    Returns:
        0 if all is well, 1 if there is something to do.
    """
    out = console or Console(highlight=False, soft_wrap=True)
    findings = here(settings) + asyncio.run(inside(settings))
    if settings.find_secret("token") is not None or not settings.on_slack:
        findings += asyncio.run(there(settings))
    if settings.on_slack:
        # It takes Slack's libraries, which a bot that is on Discord alone does without.
        from mentorbot.on_slack.examining import examine_slack  # noqa: PLC0415

        findings += asyncio.run(examine_slack(settings))
    for finding in findings:
        mark = (
            ("ok", "green") if finding.well else ("advice", "yellow") if finding.advice else ("to do", "red")
        )
        line = Text.assemble((f"{mark[0]:<7}", mark[1]), f"{finding.what}: {finding.told}")
        out.print(line)
    to_do = sum(not finding.well and not finding.advice for finding in findings)
    out.print("All is well." if not to_do else f"{to_do} to do.")
    return 1 if to_do else 0


def here(settings: Settings) -> list[Finding]:
    """What can be seen on this machine: the database, its copies, the content, who can read secrets."""
    return [
        _database(settings),
        *_backups(settings),
        _content(settings.content),
        *files.find_readable(settings),
        _narrowing(),
        *_calendars(settings),
    ]


async def inside(settings: Settings) -> list[Finding]:
    """What the database says of itself, and of what waits in it; nothing where that is said already."""
    try:
        async with upkeep.open_existing(settings.database, 2) as database:
            found = await examine_database(database)
            async with database.engine.connect() as connection:
                return [*found, await examine_deliveries(connection), await examine_feeds(connection)]
    except (OperatorError, UserError) as error:
        said = await asyncio.to_thread(_database, settings)
        return [Finding("Database", error.sentence, well=False)] if said.well else []


def _calendars(settings: Settings) -> list[Finding]:
    """Whether calendars can be followed; nothing where nobody wants that."""
    if settings.calendar_address:
        return [Finding("Calendars", f"can be followed at {settings.calendar_address}{PATH}")]
    if not settings.web_address:
        return []
    told = "cannot be followed at MENTORBOT_WEB_ADDRESS: set MENTORBOT_HEALTH_PORT too"
    return [Finding("Calendars", told, well=False)]


def _narrowing() -> Finding:
    """How far the processes can be narrowed that read what strangers made."""
    command = [sys.executable, "-m", narrow.__name__]
    found = subprocess.run(command, capture_output=True, env=list_needed(), check=False)  # noqa: S603 - our own
    name = found.stdout.decode(errors="replace")
    how = Narrowed.__members__.get(name, Narrowed.NOTHING)
    well = how is Narrowed.KERNEL
    return Finding("Foreign files", how.value, well=well, advice=not well)


def _database(settings: Settings) -> Finding:
    try:
        problems = upkeep.check(settings.database)
    except OperatorError as error:
        return Finding("Database", error.sentence, well=False)
    return Finding("Database", " ".join(problems) or f"{settings.place} is sound", well=not problems)


def _backups(settings: Settings) -> list[Finding]:
    if settings.backups is None:
        try:
            if addresses.find_path(settings.database) is None:
                return []
        except OperatorError:  # it is said of the database
            return []
        told = "the bot makes none by itself. Set MENTORBOT_BACKUPS to a folder, best on another disk"
        return [Finding("Backups", told, well=False, advice=True)]
    try:
        newest = backups.find_newest(settings.backups, clock.now())
    except OSError as error:
        told = f"the folder {settings.backups} cannot be looked into ({error.strerror})"
        return [Finding("Backups", told, well=False)]
    if newest is None:
        told = f"there is none yet in {settings.backups}; the bot makes one when it starts"
        return [Finding("Backups", told, well=False, advice=True)]
    age = clock.now() - newest
    late = age > 2 * timedelta(hours=settings.backup_hours)
    told = f"the newest is {age / timedelta(hours=1):.1f} hours old"
    if late:
        told += f", though one is wanted every {settings.backup_hours}. Look in the log of the bot for why"
    return [Finding("Backups", told, well=not late)]


def _content(path: Path) -> Finding:
    try:
        library, rules = Library.load(path), Rules.load(path)
    except ContentError as error:
        return Finding("Content", f"{error} (`mentorbot content check` lists all mistakes)", well=False)
    guide = library.guide("en")
    told = (
        f"{len(guide.steps)} steps, {len(guide.milestones)} milestones, {len(guide.pages)} pages, "
        f"the rules of {len(rules.credentials)} credentials"
    )
    return Finding("Content", told)


async def there(settings: Settings) -> list[Finding]:
    """What Discord says: the token, the clock, intents, and every server the bot is in."""
    try:
        async with _discord(settings) as session:
            return await _ask(session)
    except OperatorError as error:
        return [Finding("Token", error.sentence, well=False)]


async def application_id(settings: Settings) -> str:
    """The id of the application that the token belongs to.

    Raises:
        OperatorError: There is no token, Discord refuses it, or cannot be reached.
    """
    async with _discord(settings) as session:
        application, _ = await _get(session, "applications/@me")
        return str(application["id"])


def invite_link(application: str) -> str:
    """The link that adds the bot to a server, with the least it needs."""
    query = {"client_id": application, "scope": " ".join(SCOPES), "permissions": PERMISSIONS}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


@asynccontextmanager
async def _discord(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {
        "Authorization": f"Bot {settings.secret()}",
        "User-Agent": f"DiscordBot (https://github.com/mentorbot/mentorbot, {__version__})",
    }
    base = Route.BASE.rstrip("/") + "/"
    async with aiohttp.ClientSession(base, headers=headers, timeout=_WAIT, trust_env=True) as session:
        yield session


async def _get(session: aiohttp.ClientSession, path: str) -> tuple[Any, datetime | None]:
    try:
        async with session.get(path) as response:
            sent = response.headers.get("Date")
            moment = parsedate_to_datetime(sent) if sent else None
            if response.status == 401:
                raise OperatorError(
                    "Discord does not know this token. Make a new one at "
                    f"{_PORTAL} (Bot, Reset Token) and set it."
                )
            if response.status >= 400:
                raise OperatorError(
                    f"Discord answered {response.status} to {path}. Try again in a minute; "
                    "https://discordstatus.com tells of outages."
                )
            return await response.json(), moment
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise OperatorError(
            f"Discord cannot be reached ({type(error).__name__}). Check this machine's network and firewall: "
            "it must be able to open https://discord.com."
        ) from error


async def _ask(session: aiohttp.ClientSession) -> list[Finding]:
    application, moment = await _get(session, "applications/@me")
    findings = [Finding("Token", f"it is {application['name']}'s ({application['id']})")]
    if moment is not None:
        findings.append(_clock(moment, datetime.now(UTC)))
    findings.append(_intents(int(application.get("flags") or 0)))
    guilds, after = [], "0"
    while True:
        page, _ = await _get(session, f"users/@me/guilds?limit=200&after={after}")
        guilds += page
        if len(page) < 200:
            break
        after = page[-1]["id"]
    if not guilds:
        findings.append(
            Finding("Servers", f"the bot is in none yet; open {invite_link(application['id'])}", well=False)
        )
    return findings + [_guild(guild) for guild in guilds]


def _clock(theirs: datetime, ours: datetime) -> Finding:
    skew = (ours - theirs).total_seconds()
    if abs(skew) <= MOST_SKEW_SECONDS:
        return Finding("Clock", "it agrees with Discord's")
    way = "ahead of" if skew > 0 else "behind"
    return Finding(
        "Clock",
        f"this machine is {abs(skew):.0f} seconds {way} Discord. Turn on time synchronization (NTP).",
        well=False,
    )


def _intents(flags: int) -> Finding:
    unneeded = [name for bits, name in _PRIVILEGED.items() if flags & bits]
    if not unneeded:
        return Finding("Intents", "no privileged intent is on, and none is needed")
    return Finding(
        "Intents",
        f"{', '.join(unneeded)} is on and not needed. Turn it off at {_PORTAL} (Bot), to hold less.",
        well=False,
        advice=True,
    )


def _guild(guild: dict[str, Any]) -> Finding:
    held = int(guild.get("permissions") or 0)
    too_much = [name for bit, name in _TOO_MUCH.items() if held & bit]
    what = f"Server {guild['name']}"
    if not too_much:
        may = discord.Permissions(held)
        lacking = [f"without {one.name} {one.without}" for one in WANTED if not one.held(may)]
        told = "the permissions are enough, and no more than that"
        roles = [_ROLES] if may.manage_roles else []
        return Finding(what, "; ".join((told, *roles, *lacking)))
    return Finding(
        what,
        f"the bot has {', '.join(too_much)}, which it does not need. "
        "Take it away in the server's role settings.",
        well=False,
        advice=True,
    )
