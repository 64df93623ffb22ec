"""Which features are loaded: some from the start, the others in units, when somebody first needs them.

What a community never uses costs it no memory, and a bot that loads less answers sooner after a restart.
Whose something is, is told by its first word, in every layer: ``/event announce``, the button
``events:show:7``, the delivery ``event_note`` and the table ``event_rsvp`` are all of the unit "events".
"""

import asyncio
import gc
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from mentorbot import logs
from mentorbot.on_discord import kinds

if TYPE_CHECKING:
    from mentorbot.on_discord.bot import MentorBot

BASE: Final = ("guide", "members", "progress", "delivery", "community")
"""The cogs that are loaded at the start."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Features that are loaded together; those that hook into each other, so that no hook is ever missing.

    Args:
        cogs: In the order in which they are loaded; a button's id begins with the name of its cog.
        words: The first words of all else: commands and menus, kinds of deliveries, tables. Or a whole name,
            of a command in a group that is another's.
    """

    cogs: tuple[str, ...]
    words: tuple[str, ...]


UNITS: Final[Mapping[str, Unit]] = {
    "reminders": Unit(("reminders",), ("remind", "reminder", "plan")),
    "credits": Unit(("credits",), ("credit", "credits")),
    "events": Unit(("events",), ("event", "events")),
    # Mentoring, meetings and networking, with what speaks of all of them: the digest, and /privacy.
    "people": Unit(
        (
            *("meetings", "opportunities", "intros", "directory", "interviews", "network", "mentorship"),
            *("goals", "sessions", "report", "mentor", "mentee", "apart", "match", "find", "request"),
            "privacy",
        ),
        (
            *("setup mentoring", "ask", "block", "circle", "digest", "directory", "interview", "intro"),
            *("introduction", "intros", "match", "meeting", "mentee", "mentor", "mentoring", "mentorship"),
            *("network", "opportunity", "privacy", "report", "request", "saved", "session"),
        ),
    ),
}

ALL: Final = (*BASE, *(cog for unit in UNITS.values() for cog in unit.cogs))

LOOK_EVERY: Final = 600.0
"""Seconds between looks at what the database holds; another process may have begun with something."""

_OWNERS: Final = {word: unit for unit in UNITS.values() for word in (*unit.cogs, *unit.words)}
_FIRST: Final = re.compile(r"[a-z]*")

log = logs.get(__name__)


def owner(name: str) -> Unit | None:
    """Whose something is: a command, a menu, a button's id, a kind of deliveries, a table.

    Returns:
        None if it is loaded from the start, or nobody's.
    """
    first = _FIRST.match(name.lower())
    return _OWNERS.get(name) or _OWNERS.get(first[0] if first else "")


def called(data: Mapping[str, Any]) -> str:
    """What a command is called that came in, with the part of a group it is: "setup mentoring"."""
    options: list[kinds.Option] = data.get("options") or []
    inner = [option["name"] for option in options[:1] if option.get("type") in kinds.NESTED]
    return " ".join([data.get("name", ""), *inner])


def modules(cogs: Iterable[str] = ALL) -> list[ModuleType]:
    """The modules of cogs, with all that they import."""
    return [import_module(f"cogs.{cog}") for cog in cogs]


class Units:
    """What a bot has loaded, and loading the rest.

    Args:
        bot: Furnished before anything is asked for.
    """

    def __init__(self, bot: "MentorBot") -> None:
        self._bot = bot
        self._one_at_a_time = asyncio.Lock()

    def has(self, name: str) -> bool:
        """Whether the unit that owns something is loaded."""
        unit = owner(name)
        return unit is None or self._loaded(unit)

    async def need(self, name: str) -> None:
        """Wait until the unit that owns something is loaded. Raises whatever keeps it from being loaded."""
        unit = owner(name)
        if unit is None or self._loaded(unit):
            return
        async with self._one_at_a_time:
            if not self._loaded(unit):
                await self._load(unit)

    async def keep_up(self) -> None:
        """Load what the database holds anything of, so that its loops run; until all is loaded."""
        while not all(map(self._loaded, UNITS.values())):
            used = await self._used()
            for name, unit in UNITS.items():
                if unit in used:
                    try:
                        await self.need(unit.cogs[0])
                    except Exception:
                        log.exception("could not load a part of me; trying again later", unit=name)
            await asyncio.sleep(LOOK_EVERY)

    def _loaded(self, unit: Unit) -> bool:
        return all(self._bot.get_cog(cog) is not None for cog in unit.cogs)

    async def _load(self, unit: Unit) -> None:
        found = await asyncio.to_thread(modules, unit.cogs)
        try:
            for module in found:
                await module.setup(self._bot)
        except BaseException:
            # All of it or nothing: the next try begins anew.
            for cog in unit.cogs:
                await self._bot.remove_cog(cog)
            raise
        gc.freeze()  # it is here to stay, so no garbage is looked for in it

    async def _used(self) -> Iterable[Unit | None]:
        from mentorbot.community import service  # noqa: PLC0415 - what connects first loads little

        try:
            async with self._bot.database.read_scope() as connection:
                return {owner(table) for table in await service.tables_in_use(connection)}
        except Exception:
            # Better too much in memory than a thread that nobody looks after.
            log.exception("could not see which of my parts are used; loading all")
            return UNITS.values()
