"""What people are sent about a round: that it is open, whom they got, what they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import NotNullable, select

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import ResultState, Side
from mentorbot.mentoring.rounds.view import RoundView

CALL, CLOSED, GO_ON, NOTE, SPARE = "match_call", "match_closed", "match_go_on", "match_note", "match_spare"

REMINDS_BEFORE: Final = timedelta(hours=12)
"""So long before the end of it whoever has not answered is reminded."""


class What(StrEnum):
    """What a note is about."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    ASK_MENTEE = "ask_mentee"
    ASK_MENTOR = "ask_mentor"
    DECLINED = "declined"
    PEERS = "peers"
    ALONE = "alone"
    NOBODY = "nobody"
    AGAIN = "again"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What is due of a round, by its id."""

    round: int


@dataclass(frozen=True, slots=True)
class Turn(About):
    """The same, as long as the round is at this turn."""

    turn: int


@dataclass(frozen=True, slots=True)
class After(About):
    """Going on with those whose ids come after this one."""

    after: int


@dataclass(frozen=True, slots=True)
class Note(About):
    """What one member is told; ``about``: the mentee it is about, where a mentor may have several."""

    what: What
    about: int | None = None


def call_key(round_id: int) -> str:
    """By what the announcement of a round is found among what was sent."""
    return f"match:{round_id}:call"


async def announce_round(session: Session, found: RoundView) -> None:
    """Have the round announced now, and organizers told when sign-up closes."""
    channel = Address(found.platform, found.community, channel_id=found.channel_id)
    about = About(found.id)
    rows = [
        Row(
            CALL,
            about,
            channel,
            clock.now(),
            dedupe_key=call_key(found.id),
            community_id=found.community_id,
        )
    ]
    how = await settings.read_settings(session, found.community_id)
    if how.organizer_channel_id:
        to = Address(found.platform, found.community, channel_id=how.organizer_channel_id)
        key = f"match:{found.id}:closed"
        rows.append(Row(CLOSED, about, to, found.closes_at, dedupe_key=key, community_id=found.community_id))
    await delivery.schedule_many(session, rows)


async def unplan_notices(session: Session, found: RoundView) -> None:
    """Take back what is no longer needed once a round is published, called off or done."""
    for what in ("call", "closed"):
        await delivery.cancel(session, dedupe_key=f"match:{found.id}:{what}")
    if not found.live:
        await delivery.cancel(session, prefix=f"match:{found.id}:note:ask_")
        await forget_reminders(session, found)


async def go_on_later(session: Session, found: RoundView, left: int) -> None:
    """Have the next batch published, in a transaction of its own."""
    channel = Address(found.platform, found.community, channel_id=found.channel_id)
    await delivery.schedule(
        session,
        kind=GO_ON,
        payload=Turn(found.id, found.turn),
        to=channel,
        due_at=clock.now(),
        dedupe_key=f"match:{found.id}:go:{found.turn}:{left}",
        community_id=found.community_id,
    )


async def remind_asked(session: Session, found: RoundView, by: datetime) -> None:
    """Have those who are asked reminded before it is too late; whoever answers until then is left out.

    Args:
        by: Until when they can answer.
    """
    now = clock.now()
    asked = (MATCH_RESULT.c.round_id == found.id) & (MATCH_RESULT.c.state == ResultState.ASKED)
    columns = MATCH_RESULT.c.mentee_id, NotNullable(MATCH_RESULT.c.mentor_id)
    at = max(now, by - min(REMINDS_BEFORE, (by - now) / 2))
    pairs = (await session.execute(select(*columns).where(asked))).all()
    for first in range(0, len(pairs), delivery.CHUNK):
        some = pairs[first : first + delivery.CHUNK]
        known = await people.find_people(session, {id_ for pair in some for id_ in pair})
        rows = [
            _make_row(found, What.AGAIN, known[id_], mentee, at)
            for mentee, mentor in some
            for id_ in (mentee, mentor)
            if id_ in known
        ]
        await delivery.schedule_many(session, rows)


async def forget_reminders(session: Session, found: RoundView) -> None:
    """Nobody who was asked in this turn needs to be reminded any more."""
    await delivery.cancel(session, prefix=f"match:{found.id}:note:{What.AGAIN}:")


async def tell_signed_up(session: Session, found: RoundView) -> None:
    """Tell those who signed up, and are in no pair of it, that the round is called off."""
    formed = (MATCH_RESULT.c.round_id == found.id) & (MATCH_RESULT.c.state == ResultState.FORMED)
    pairs = select(MATCH_RESULT.c.mentee_id, MATCH_RESULT.c.mentor_id).where(formed)
    paired = {member for pair in await session.execute(pairs) for member in pair}
    signed = select(MATCH_SIGNUP.c.member_id).distinct().where(MATCH_SIGNUP.c.round_id == found.id)
    ids = sorted(set((await session.execute(signed)).scalars()) - paired)
    for first in range(0, len(ids), delivery.CHUNK):
        await tell_members(session, found, What.CALLED_OFF, ids[first : first + delivery.CHUNK])


async def tell_members(
    session: Session, found: RoundView, what: What, ids: Sequence[int], *, about: int | None = None
) -> None:
    """Have these members told.

    Args:
        about: The mentee it is about, where a mentor may have several.
    """
    known, now = await people.find_people(session, ids), clock.now()
    rows = [_make_row(found, what, known[id_], about, now) for id_ in ids if id_ in known]
    await delivery.schedule_many(session, rows)


def _make_row(found: RoundView, what: What, to: Person, about: int | None, due_at: datetime) -> Row:
    return Row(
        NOTE,
        Note(found.id, what, about),
        to.address,
        due_at,
        dedupe_key=f"match:{found.id}:note:{what}:{found.turn}:{to.id}:{about or ''}",
        community_id=found.community_id,
        member_id=to.id,
    )


async def tell_spare(session: Session, found: RoundView, after: int = 0) -> None:
    """Have mentors who signed up and got nobody told, some hundred at a time.

    Args:
        after: Whose ids come after this one.
    """
    formed = (MATCH_RESULT.c.round_id == found.id) & (MATCH_RESULT.c.state == ResultState.FORMED)
    got = select(MATCH_RESULT.c.mentor_id).where(formed, MATCH_RESULT.c.mentor_id.is_not(None))
    spare = (
        select(MATCH_SIGNUP.c.member_id)
        .where(MATCH_SIGNUP.c.round_id == found.id, MATCH_SIGNUP.c.side == Side.MENTOR)
        .where(MATCH_SIGNUP.c.member_id > after, MATCH_SIGNUP.c.member_id.not_in(got))
        .order_by(MATCH_SIGNUP.c.member_id)
        .limit(delivery.CHUNK)
    )
    ids = list((await session.execute(spare)).scalars())
    await tell_members(session, found, What.NOBODY, ids)
    if len(ids) == delivery.CHUNK:
        channel = Address(found.platform, found.community, channel_id=found.channel_id)
        await delivery.schedule(
            session,
            kind=SPARE,
            payload=After(found.id, ids[-1]),
            to=channel,
            due_at=clock.now(),
            dedupe_key=f"match:{found.id}:spare:{ids[-1]}",
            community_id=found.community_id,
        )
