"""What is sent of a mentorship while it lives: the opening, check-ins, what is at risk, its term.

All of it has a key that begins with ``mentorship:<id>:`` and is taken back when the mentorship ends.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.mentorships import health, pairs
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import (
    ASKED_MIDWAY,
    CHECK_EVERY,
    END_ASKED,
    LOOKED_AFTER,
)
from mentorbot.mentoring.terms import Format

CHECK, LOOK, RISK, ORGANIZERS = "mentorship_check", "mentorship_look", "mentorship_risk", "mentorship_told"
TERM, OVER, HELP = "mentorship_term", "mentorship_over", "mentorship_help"
MIDWAY: Final = "mentorship_midway"


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What is due of a mentorship, by its id."""

    mentorship: int


@dataclass(frozen=True, slots=True)
class Turn(About):
    """The same, at a check-in, by its number."""

    turn: int


@dataclass(frozen=True, slots=True)
class Help(About):
    """Who asks for help: the member's id."""

    by: int


async def plan_notices(session: Session, pair: MentorshipView) -> None:
    """Plan the next check-in, and what is asked before the end."""
    found = await people.find_people(session, (pair.mentor_id, pair.mentee_id))
    turn = health.count_turns(pair.formed_at, clock.now()) + 1
    rows = []
    for id_, person in found.items():
        if pair.format is not Format.ONCE:
            rows.append(make_check_row(pair, turn, id_, person.address))
            if pair.ends_at - pair.formed_at >= ASKED_MIDWAY:
                rows.append(_midway_row(pair, id_, person.address))
        rows.append(make_term_row(pair, id_, person.address))
    if pair.mentee_id in found:
        rows.append(make_over_row(pair, found[pair.mentee_id].address))
        if pair.format is not Format.ONCE:
            rows.append(make_look_row(pair, turn, found[pair.mentee_id].address))
    await delivery.schedule_many(session, rows)


async def plan_end(session: Session, pair: Pair) -> None:
    """Its end was moved: ask before the new one, in the place of the old."""
    for what in ("term", "over"):
        await delivery.cancel(session, prefix=f"{prefix(pair.id)}{what}:")
    rows = [make_term_row(pair.mentorship, side.person.id, side.person.address) for side in pair.sides]
    rows.append(make_over_row(pair.mentorship, pair.mentee.person.address))
    await delivery.schedule_many(session, rows)


@dataclass(frozen=True, slots=True)
class Listening:
    """Where organizers are told of a mentorship, and the other one of it, by the platform's ids."""

    community: str
    channel_id: str
    other: str


async def find_listening(
    connection: AsyncConnection | Session, caller: Caller, mentorship_id: int
) -> Listening | None:
    """Where organizers would be told of a mentorship of the caller's; None for nowhere.

    Raises:
        UserError: It is not the caller's, or has ended.
    """
    pair, me = await pairs.find_own(connection, caller, mentorship_id)
    to = (await settings.read_settings(connection, pair.mentorship.community_id)).organizers(me.person)
    if to is None or to.channel_id is None:
        return None
    return Listening(me.person.community, to.channel_id, pair.other(me.person.id).person.user_id)


async def ask_for_help(session: Session, caller: Caller, mentorship_id: int, turn: int) -> bool:
    """Tell organizers that one of the two asks for help; whether there is a channel to tell them in.

    Args:
        turn: The check-in at which they do; they are told once for each.

    Raises:
        UserError: It is not the caller's, or has ended.
    """
    pair, by = await pairs.find_own(session, caller, mentorship_id)
    rules = await settings.read_settings(session, pair.mentorship.community_id)
    to = rules.organizers(by.person)
    if to is None:
        return False
    row = Row(
        HELP,
        Help(pair.id, by.person.id),
        to,
        clock.now(),
        dedupe_key=f"{prefix(pair.id)}help:{turn}:{by.person.id}",
        community_id=pair.mentorship.community_id,
        member_id=by.person.id,
        respect_quiet=False,
    )
    await delivery.schedule_many(session, [row])
    return True


def prefix(mentorship_id: int) -> str:
    """How the keys of everything begin that a live mentorship has to come."""
    return f"mentorship:{mentorship_id}:"


def make_check_row(pair: MentorshipView, turn: int, member_id: int, to: Address) -> Row:
    due = pair.formed_at + turn * CHECK_EVERY
    return _row(
        pair, CHECK, to, due, f"check:{turn}:{member_id}", member_id=member_id, payload=Turn(pair.id, turn)
    )


def make_look_row(pair: MentorshipView, turn: int, to: Address) -> Row:
    due = pair.formed_at + turn * CHECK_EVERY + LOOKED_AFTER
    name, payload = f"look:{turn}", Turn(pair.id, turn)
    return _row(pair, LOOK, to, due, name, member_id=pair.mentee_id, quiet=False, payload=payload)


def midway_prefix(mentorship_id: int) -> str:
    """How the keys begin of the question how it is halfway."""
    return f"mentorship_midway:{mentorship_id}:"


def _midway_row(pair: MentorshipView, member_id: int, to: Address) -> Row:
    return Row(
        MIDWAY,
        About(pair.id),
        to,
        pair.formed_at + (pair.ends_at - pair.formed_at) / 2,
        dedupe_key=f"{midway_prefix(pair.id)}{member_id}",
        community_id=pair.community_id,
        member_id=member_id,
    )


def make_over_row(pair: MentorshipView, to: Address) -> Row:
    return _row(pair, OVER, to, pair.ends_at, f"over:{pair.months}", member_id=pair.mentee_id, quiet=False)


def make_term_row(pair: MentorshipView, member_id: int, to: Address) -> Row:
    # Of what lasts a month the middle is early enough.
    due = max(pair.ends_at - END_ASKED, pair.formed_at + (pair.ends_at - pair.formed_at) / 2)
    return _row(pair, TERM, to, due, f"term:{pair.months}:{member_id}", member_id=member_id)


def make_note(
    pair: Pair, kind: str, side: Side, name: str, *, payload: About | None = None, by: int | None = None
) -> Row:
    """A message to one of the two, due now; with the same name it is the same.

    Args:
        by: The member by whose act it is sent, where it is the other's.
    """
    person = side.person
    name, now = f"{name}:{person.id}", clock.now()
    row = _row(pair.mentorship, kind, person.address, now, name, member_id=person.id, payload=payload)
    return replace(row, sender_id=by)


def _row(
    pair: MentorshipView,
    kind: str,
    to: Address,
    due: datetime,
    name: str,
    *,
    member_id: int,
    quiet: bool = True,
    payload: About | None = None,
) -> Row:
    return Row(
        kind,
        payload or About(pair.id),
        to,
        due,
        dedupe_key=f"{prefix(pair.id)}{name}",
        community_id=pair.community_id,
        member_id=member_id,
        respect_quiet=quiet,
    )
