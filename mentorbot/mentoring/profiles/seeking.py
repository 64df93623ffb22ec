"""Saying what one looks for in a mentor."""

from collections.abc import Collection
from dataclasses import dataclass

from mentorbot.chat.caller import Caller
from mentorbot.credits import standing as credit
from mentorbot.db import AsyncConnection, Session
from mentorbot.members import service as members
from mentorbot.members.aims import find_credentials
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import answers, prefill, service
from mentorbot.mentoring.profiles.service import MenteeView, Reach, Wish
from mentorbot.progress import service as progress


@dataclass(frozen=True, slots=True)
class Seeking:
    """What the caller looks for; of somebody who has not said, what they may look for.

    Args:
        view: What they said; None if nothing.
    """

    view: MenteeView | None
    wish: MenteeView | Wish
    reach: MenteeView | Reach
    time_zone: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the caller looks for, as it was kept. ``time_zone``: the key of theirs."""

    view: MenteeView
    time_zone: str


async def find_seeking(
    connection: AsyncConnection | Session, caller: Caller, known: Collection[str]
) -> Seeking:
    """What the forms of a mentee are filled in with.

    Args:
        known: Ids of the credentials that mentors can say they hold.

    Raises:
        UserError: They are not enrolled.
    """
    standing = await progress.load_standing(connection, caller)
    if standing.member is None:
        raise members.refuse_stranger(caller)
    view = await service.find_mentee(connection, standing.member.id)
    if view is not None:
        return Seeking(view, view, view, standing.member.time_zone)
    kept = [goal.credential for goal in (await credit.load_standing(connection, caller)).goals]
    aims = [one for one in dict.fromkeys((*kept, *find_credentials(standing.member))) if one in known]
    wish, reach = (
        prefill.prefill_wish(standing.member, standing.marks),
        prefill.prefill_reach(standing.member, aims),
    )
    return Seeking(None, wish, reach, standing.member.time_zone)


async def save_wish(session: Session, caller: Caller, name: str, said: Wish, known: Collection[str]) -> Kept:
    """Keep what the caller looks for; ``known`` as for :func:`find_seeking`.

    Raises:
        UserError: They are not enrolled.
    """
    found = await find_seeking(session, caller, known)
    person = await people.find_caller(session, caller)
    reach = found.reach if isinstance(found.reach, Reach) else Reach(("en",), (), ())
    shown = answers.read_name(name)
    view = await service.begin_mentee(
        session, person.id, person.community_id, shown, said, reach=reach, username=caller.username
    )
    return Kept(view, person.time_zone)


async def save_reach(session: Session, caller: Caller, said: Reach, zone: str = "") -> Kept:
    """Keep how the caller can be met.

    Args:
        zone: The time zone they live in; empty for what is known.

    Raises:
        UserError: They are not enrolled, or have not said yet what they look for.
    """
    person = await people.find_caller(session, caller)
    if zone and zone != person.time_zone:
        await service.set_zone(session, person.id, zone)
    return Kept(await service.change_mentee(session, person.id, said), zone or person.time_zone)
