"""How introductions are doing: how many meet, and who has met nobody for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, case, func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import NOTHING
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.meetings import planning
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.intros import programme
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_MEMBER, INTRO_PERSON, INTRO_ROUND
from mentorbot.networking.intros.programme import ProgrammeView
from mentorbot.networking.intros.terms import ISOLATED, Met

INVITE: Final = "intro_invite"
SHOWN_ROUNDS: Final = 12
MOST_INVITED: Final = 500
_AGAIN_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """One round: how many groups there were, and in how many somebody said that they met."""

    number: int
    begins_at: datetime
    ends_at: datetime
    people: int
    left_out: int
    groups: int
    met: int


@dataclass(frozen=True, slots=True)
class MetGroup:
    """A group that somebody met: when its round began, and who else was in it."""

    id: int
    begins_at: datetime
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What organizers see. ``isolated``: members of introductions who met nobody for ISOLATED, or never.

    ``dark``: whether it is drawn for a dark screen.
    """

    programme: ProgrammeView
    rounds: tuple[RoundNumbers, ...]
    taking_part: int
    enrolled: int
    isolated: int
    dark: bool


async def read_numbers(connection: AsyncConnection | Session, caller: Caller, may: Rights) -> Numbers:
    """How introductions are doing in the caller's community, the last rounds in order.

    Raises:
        UserError: The caller is no organizer, or there are no introductions.
    """
    await programme.require_organizer(connection, caller, may)
    found = await programme.find_programme(connection, caller)
    met = func.max(case((INTRO_PERSON.c.met == Met.YES, 1), else_=0))
    each = (
        select(INTRO_GROUP.c.round_id, met.label("met"))
        .join(INTRO_PERSON, INTRO_PERSON.c.group_id == INTRO_GROUP.c.id)
        .group_by(INTRO_GROUP.c.id, INTRO_GROUP.c.round_id)
        .subquery()
    )
    statement = (
        select(
            INTRO_ROUND.c.number,
            INTRO_ROUND.c.begins_at,
            INTRO_ROUND.c.ends_at,
            INTRO_ROUND.c.people,
            INTRO_ROUND.c.left_out,
            func.count(each.c.round_id).label("groups"),
            func.coalesce(func.sum(each.c.met), 0).label("met"),
        )
        .outerjoin(each, each.c.round_id == INTRO_ROUND.c.id)
        .where(INTRO_ROUND.c.community_id == found.community_id)
        .group_by(INTRO_ROUND.c.id)
        .order_by(INTRO_ROUND.c.number.desc())
        .limit(SHOWN_ROUNDS)
    )
    rounds = [read_row(RoundNumbers, row) for row in await connection.execute(statement)]
    taking = (
        select(func.count())
        .select_from(INTRO_MEMBER)
        .where(INTRO_MEMBER.c.community_id == found.community_id)
    )
    enrolled = select(func.count()).select_from(members.SOURCE)
    enrolled = enrolled.where(members.MEMBER_COMMUNITY.in_([found.community_id]))
    alone = select(func.count()).select_from(_isolated(found.community_id).subquery())
    part, everybody, isolated = [
        int((await connection.execute(one)).scalar_one()) for one in (taking, enrolled, alone)
    ]
    dark = await members.prefers_dark(connection, caller)
    return Numbers(found, tuple(rounds[::-1]), part, everybody, isolated, dark)


async def invite_isolated(session: Session, caller: Caller, may: Rights) -> int:
    """Write to those who met nobody for long, each once a month at most; returns how many are written to.

    Raises:
        UserError: The caller is no organizer, or there are no introductions, or nobody is alone.
    """
    await programme.require_organizer(session, caller, may)
    found = await programme.find_programme(session, caller)
    ids = list((await session.execute(_isolated(found.community_id).limit(MOST_INVITED))).scalars())
    if not ids:
        raise UserError("Nobody has been alone for that long. Nothing was sent.")
    month = int(clock.now().timestamp() // _AGAIN_AFTER.total_seconds())
    them = (await people.find_people(session, ids)).values()
    await delivery.schedule_many(
        session,
        [
            Row(
                INVITE,
                NOTHING,
                one.address,
                clock.now(),
                dedupe_key=f"intros:{found.community_id}:invite:{month}:{one.id}",
                community_id=found.community_id,
                member_id=one.id,
            )
            for one in them
        ],
    )
    return len(ids)


async def find_met_by(connection: AsyncConnection | Session, member_id: int) -> list[MetGroup]:
    """The groups that this member said they met, the oldest first."""
    other = INTRO_PERSON.alias("other")
    statement = (
        select(INTRO_GROUP.c.id, INTRO_ROUND.c.begins_at, other.c.member_id)
        .select_from(INTRO_PERSON)
        .join(
            other,
            (other.c.group_id == INTRO_PERSON.c.group_id) & (other.c.member_id != INTRO_PERSON.c.member_id),
        )
        .join(INTRO_GROUP, INTRO_GROUP.c.id == INTRO_PERSON.c.group_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .where(INTRO_PERSON.c.member_id == member_id, INTRO_PERSON.c.met == Met.YES)
        .order_by(INTRO_GROUP.c.id, other.c.member_id)
    )
    found: dict[int, MetGroup] = {}
    for id_, begins_at, other_id in await connection.execute(statement):
        before = found[id_].others if id_ in found else ()
        found[id_] = MetGroup(id_, begins_at, (*before, other_id))
    return list(found.values())


def _isolated(community_id: int) -> Select[Any]:
    """Members of introductions, for ISOLATED at least, who met nobody in that time by anything there is."""
    since = clock.now() - ISOLATED
    introduced = (
        select(INTRO_PERSON.c.member_id)
        .join(INTRO_GROUP, INTRO_GROUP.c.id == INTRO_PERSON.c.group_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .where(
            INTRO_ROUND.c.community_id == community_id,
            INTRO_PERSON.c.met == Met.YES,
            INTRO_ROUND.c.ends_at >= since,
        )
    )
    return (
        select(INTRO_MEMBER.c.member_id)
        .where(
            INTRO_MEMBER.c.community_id == community_id,
            INTRO_MEMBER.c.joined_at <= since,
            INTRO_MEMBER.c.member_id.not_in(introduced),
            INTRO_MEMBER.c.member_id.not_in(planning.select_met_since(community_id, since)),
            *(
                INTRO_MEMBER.c.member_id.not_in(side)
                for side in interviews.select_met_since(community_id, since)
            ),
        )
        .order_by(INTRO_MEMBER.c.member_id)
    )
