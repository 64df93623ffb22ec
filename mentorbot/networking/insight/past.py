"""Whom somebody met here, gathered from every room that brings people together.

It is theirs alone, and holds only what took place or what both agreed to: nothing of who said no to whom.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.guide.model import Setting
from mentorbot.meetings import planning
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships import signs
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.terms import MentorState
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory import service as directory
from mentorbot.networking.directory import terms as directory_terms
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.interviews import offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.intros import cards as intro_cards
from mentorbot.networking.intros import numbers
from mentorbot.networking.intros import service as taking_part

MONTHS: Final = 12
"""How many months the picture shows, this one included."""
LATELY: Final = 5
"""How many meetings are shown one by one."""


class How(StrEnum):
    """By what two people met."""

    INTRODUCTION = "introduction"
    INTERVIEW = "interview"
    MENTORING = "mentoring"
    DIRECTORY = "directory"


_KINDS: Final = {
    intro_cards.OWNER: How.INTRODUCTION,
    interviews.OWNER: How.INTERVIEW,
    signs.PAIR: How.MENTORING,
    signs.CIRCLE: How.MENTORING,
    directory_terms.KIND: How.DIRECTORY,
}


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting that took place, and who else was there."""

    how: How
    at: datetime
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom one met, and how and when for the first time."""

    how: How
    since: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody's network.

    Args:
        held: The meetings that took place, the last one first.
        known: Everybody they met, by member.
        settings: How many of those work where, as far as the member may know.
    """

    me: Person
    held: tuple[Held, ...]
    known: Mapping[int, Known]
    settings: Mapping[Setting, int]

    @property
    def months(self) -> list[tuple[tuple[int, int], Counter[How]]]:
        """The last MONTHS by year and month on their clock, and how many people they met first in each."""
        zone = ZoneInfo(self.me.time_zone)
        today = clock.now().astimezone(zone)
        this = 12 * today.year + today.month - 1
        counted = {place: Counter[How]() for place in range(this - MONTHS + 1, this + 1)}
        for one in self.known.values():
            local = one.since.astimezone(zone)
            place = 12 * local.year + local.month - 1
            if place in counted:
                counted[place][one.how] += 1
        return [((place // 12, place % 12 + 1), many) for place, many in counted.items()]

    def since(self, moment: datetime) -> int:
        """How many they met for the first time since a moment."""
        return sum(one.since >= moment for one in self.known.values())


async def gather_past(connection: AsyncConnection | Session, caller: Caller) -> Past:
    """The caller's network.

    Raises:
        UserError: They are not enrolled.
    """
    me = await people.find_caller(connection, caller)
    held = await _held(connection, me.id)
    first = [(other, Known(one.how, one.at)) for one in held for other in one.others]
    pairs = await pairing.find_mentorships(connection, me.id, live=False)
    first += [(pair.other(me.id), Known(How.MENTORING, pair.formed_at)) for pair in pairs]
    agreed = await introductions.find_agreed(connection, me.id)
    first += [(one.partner(me.id), Known(How.DIRECTORY, at)) for one, at in agreed]
    known: dict[int, Known] = {}
    for other, one in sorted(first, key=lambda each: each[1].since):
        known.setdefault(other, one)
    met = {other for one in held if one.how is How.INTRODUCTION for other in one.others}
    settings = Counter((await _settings(connection, list(known), met)).values())
    return Past(me, tuple(held), known, dict(settings.most_common()))


async def _held(connection: AsyncConnection | Session, member_id: int) -> list[Held]:
    """What took place, each once: what was planned here, and said to have happened besides, is the same."""
    found: dict[tuple[str, int, int], Held] = {}
    planned = set()
    for meeting in await planning.find_held(connection, member_id):
        how = _KINDS.get(meeting.kind)
        others = tuple(one.member_id for one in meeting.others(member_id) if one.met is not False)
        if how is not None and meeting.starts_at is not None:
            planned.add((meeting.kind, meeting.owner_id))
            key = (meeting.kind, meeting.owner_id, meeting.id)
            found[key] = Held(how, meeting.starts_at, others)
    for group in await numbers.find_met_by(connection, member_id):
        if (intro_cards.OWNER, group.id) not in planned:
            found[intro_cards.OWNER, group.id, 0] = Held(How.INTRODUCTION, group.begins_at, group.others)
    for request in await interviews.find_met_by(connection, member_id):
        if (interviews.OWNER, request.id) not in planned:
            other = request.both[0] if request.both[0] != member_id else request.both[1]
            at = request.settled_at or request.asked_at
            found[interviews.OWNER, request.id, 0] = Held(How.INTERVIEW, at, (other,))
    return sorted(found.values(), key=lambda one: one.at, reverse=True)


async def _settings(
    connection: AsyncConnection | Session, ids: Sequence[int], introduced: set[int]
) -> dict[int, Setting]:
    """Where these people work, by what each lets the member see.

    Args:
        introduced: Those they met in a round, in which each is told where the others work.
    """
    if not ids:
        return {}
    found = await taking_part.find_settings(connection, [id_ for id_ in ids if id_ in introduced])
    for entry in (await directory.find_seen(connection, ids)).values():
        if shown := entry.values.get(EntryField.SETTING):
            found[entry.member_id] = Setting(shown[0])
    mentors = await profiles.find_mentors(connection, ids)
    found |= {id_: one.setting for id_, one in mentors.items() if one.state is MentorState.LISTED}
    return found | await offering.find_settings(connection, ids)
