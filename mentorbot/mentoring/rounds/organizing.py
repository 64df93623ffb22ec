"""What organizers do with a round: opening it, looking at what was worked out, publishing it."""

from dataclasses import dataclass, replace

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members.clocks import Clock, find_clock
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import questions
from mentorbot.mentoring.profiles.questions import Replies
from mentorbot.mentoring.rounds import notices, publishing, results, service
from mentorbot.mentoring.rounds.results import Line, Overview
from mentorbot.mentoring.rounds.view import Plan, RoundView
from mentorbot.mentoring.terms import Role


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a round can be opened.

    Args:
        channel_id: Where it would be announced.
        clock: By which the organizer's times are read.
    """

    channel_id: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Look:
    """A round, how it has come out, and some of the lines."""

    round: RoundView
    overview: Overview
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Everybody:
    """All lines of a round, and what both sides answered to organizers' own questions."""

    lines: tuple[Line, ...]
    mentees: Replies
    mentors: Replies


async def find_opening(
    connection: AsyncConnection | Session,
    caller: Caller,
    rights: Rights,
    channel_id: str = "",
    zone: str = "",
) -> Opening:
    """Where the caller could open a round now.

    Args:
        channel_id: Where it is to be announced; empty for the community's channel for mentoring.
        zone: The city or time zone that they typed; blank for none.

    Raises:
        UserError: The caller may not, a round is under way, there is no channel, or no such zone.
    """
    _, how = await service.check_begin(connection, caller, rights)
    return Opening(service.choose_channel(how, channel_id), await find_clock(connection, caller, zone))


async def open_round(
    session: Session, caller: Caller, rights: Rights, plan: Plan, channel_id: str
) -> RoundView:
    """Open a round and have it announced, once it is known that the bot can write there.

    Raises:
        UserError: As :func:`mentorbot.mentoring.rounds.service.begin_round`.
    """
    found = await service.begin_round(session, caller, rights, plan, channel_id)
    await notices.announce_round(session, found)
    return found


async def find_pairs(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, round_id: int, page: int
) -> Look:
    """Who would get whom, a page of it with the reasons.

    Args:
        page: From 1.

    Raises:
        UserError: The caller is no organizer, or it is no round of their community.
    """
    found = await service.find_own(connection, caller, rights, round_id)
    overview = await results.read_overview(connection, found)
    return Look(found, overview, await results.read_lines(connection, found, matched=True, page=page))


async def find_lone(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, round_id: int, page: int
) -> Look:
    """Who would get no mentor; otherwise as :func:`find_pairs`."""
    found = await service.find_own(connection, caller, rights, round_id)
    lines = await results.read_lines(connection, found, matched=False, page=page)
    return Look(found, await results.read_overview(connection, found), lines)


async def find_all(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, round_id: int
) -> Everybody:
    """Everybody in a round with their ids on the platform, those with a mentor first.

    Raises:
        UserError: As :func:`find_pairs`.
    """
    found = await service.find_own(connection, caller, rights, round_id)
    paired = await results.read_lines(connection, found, matched=True)
    lines = [*paired, *await results.read_lines(connection, found, matched=False)]
    ids = {one.mentee_id for one in lines} | {one.mentor_id for one in lines if one.mentor_id is not None}
    users = {id_: one.user_id for id_, one in (await people.find_people(connection, ids)).items()}
    named = [
        replace(one, mentee_user=users.get(one.mentee_id, ""), mentor_user=users.get(one.mentor_id or 0, ""))
        for one in lines
    ]
    mentees, mentors = [
        await questions.find_every_reply(connection, found.community_id, role)
        for role in (Role.MENTEE, Role.MENTOR)
    ]
    return Everybody(tuple(named), mentees, mentors)


async def find_live(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, round_id: int
) -> RoundView:
    """A round that can be called off. Raises UserError as :func:`find_pairs`, and if it is over."""
    found = await service.find_own(connection, caller, rights, round_id)
    if not found.live:
        raise UserError(service.OVER)
    return found


async def publish_round(
    session: Session, caller: Caller, rights: Rights, round_id: int, solved: int
) -> tuple[RoundView, Overview]:
    """Publish what an organizer looked at; see :func:`mentorbot.mentoring.rounds.publishing.publish_round`.

    Returns:
        The round, and how it has come out.
    """
    found = await publishing.publish_round(session, caller, rights, round_id, solved)
    return found, await results.read_overview(session, found)
