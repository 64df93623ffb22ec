"""What people are sent about a round: that it is open, whom they got, what they are asked."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.service import Row
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.mentorships.models import CIRCLE, CIRCLE_PEER
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds import notice_cards as cards
from mentorbot.mentoring.rounds import results, service
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_SIGNUP
from mentorbot.mentoring.rounds.notice_cards import Partner
from mentorbot.mentoring.rounds.service import RoundView
from mentorbot.mentoring.rounds.terms import ResultState, RoundState, Side

CALL, CLOSED, GO_ON, NOTE, SPARE = "match_call", "match_closed", "match_go_on", "match_note", "match_spare"


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


async def announce(session: Session, found: RoundView) -> None:
    """Have the round announced now, and organizers told when sign-up closes."""
    channel = Address(found.platform, found.community, channel_id=found.channel_id)
    rows = [
        Row(CALL, {"round": found.id}, channel, clock.now(), f"match:{found.id}:call", found.community_id)
    ]
    how = await settings.of(session, found.community_id)
    if how.organizer_channel_id:
        to = Address(found.platform, found.community, channel_id=how.organizer_channel_id)
        key = f"match:{found.id}:closed"
        rows.append(Row(CLOSED, {"round": found.id}, to, found.closes_at, key, found.community_id))
    await delivery.schedule_many(session, rows)


async def unplan(session: Session, found: RoundView) -> None:
    """Take back what is no longer needed once a round is published, called off or done."""
    for what in ("call", "closed"):
        await delivery.cancel(session, dedupe_key=f"match:{found.id}:{what}")
    if not found.live:
        await delivery.cancel(session, prefix=f"match:{found.id}:note:ask_")


async def go_on_later(session: Session, found: RoundView, left: int) -> None:
    """Have the next batch published, in a transaction of its own."""
    channel = Address(found.platform, found.community, channel_id=found.channel_id)
    payload = {"round": found.id, "turn": found.turn}
    key = f"match:{found.id}:go:{found.turn}:{left}"
    await delivery.schedule_many(
        session, [Row(GO_ON, payload, channel, clock.now(), key, found.community_id)]
    )


async def tell(
    session: Session, found: RoundView, what: What, ids: Sequence[int], *, about: int | None = None
) -> None:
    """Have these members told.

    Args:
        about: The mentee it is about, where a mentor may have several.
    """
    known = await people.some(session, ids)
    payload = {"round": found.id, "what": what, "about": about}
    rows = [
        Row(
            NOTE, payload, person.address, clock.now(),
            f"match:{found.id}:note:{what}:{found.turn}:{person.id}:{about or ''}",
            found.community_id, person.id,
        )
        for person in (known[id_] for id_ in ids if id_ in known)
    ]  # fmt: skip
    await delivery.schedule_many(session, rows)


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
    await tell(session, found, What.NOBODY, ids)
    if len(ids) == delivery.CHUNK:
        channel = Address(found.platform, found.community, channel_id=found.channel_id)
        payload, key = {"round": found.id, "after": ids[-1]}, f"match:{found.id}:spare:{ids[-1]}"
        row = Row(SPARE, payload, channel, clock.now(), key, found.community_id)
        await delivery.schedule_many(session, [row])


@handler(CALL)
async def call(session: Session, due: Due) -> Card | None:
    """The message in which everybody can sign up."""
    found = await service.get(session, int(due.payload["round"]))
    if found is None or found.state is not RoundState.OPEN:
        return None
    return cards.call_card(found)


@handler(CLOSED)
async def closed(session: Session, due: Due) -> Card | None:
    """Tells organizers that sign-up is over."""
    found = await service.get(session, int(due.payload["round"]))
    return cards.closed_card(found) if found is not None and found.state is RoundState.OPEN else None


@handler(SPARE)
async def spare_on(session: Session, due: Due) -> Card | None:
    """The next of the mentors who got nobody."""
    found = await service.get(session, int(due.payload["round"]))
    if found is not None:
        await tell_spare(session, found, int(due.payload["after"]))
    return None


@handler(NOTE)
async def note(session: Session, due: Due) -> Card | None:
    """What one member is told or asked, as it stands by now."""
    found = await service.get(session, int(due.payload["round"]))
    if found is None or due.member_id is None:
        return None
    what, about = What(due.payload["what"]), due.payload.get("about")
    if what in _SAME_FOR_ALL:
        return _SAME_FOR_ALL[what](found)
    match what:
        case What.MENTEE:
            return await _to_mentee(session, found, due.member_id)
        case What.MENTOR:
            return await _to_mentor(session, found, due.member_id, about)
        case What.PEERS:
            return await _to_peer(session, found, due.member_id)
    return await _question(session, found, due.member_id, due.member_id if about is None else about)


_SAME_FOR_ALL: Final = {
    What.DECLINED: cards.declined_card,
    What.ALONE: cards.alone_card,
    What.NOBODY: cards.nobody_card,
}


async def _to_mentee(session: Session, found: RoundView, member: int) -> Card | None:
    (row, *_) = await _pairs(session, found, mentee=member) or [None]
    if row is None or row.state is not ResultState.FORMED:
        # It could not be formed any more; to the mentee it is as if nobody had been found.
        return None if row is None else cards.alone_card(found)
    (partner,) = await _partners(session, [row], mentors=True)
    return cards.mentor_found_card(found, partner)


async def _to_mentor(session: Session, found: RoundView, member: int, about: int | None) -> Card | None:
    rows = [
        row
        for row in await _pairs(session, found, mentor=member)
        if row.state is ResultState.FORMED and about in {None, row.mentee_id}
    ]
    return cards.mentees_found_card(found, await _partners(session, rows, mentors=False)) if rows else None


async def _question(session: Session, found: RoundView, member: int, mentee: int) -> Card | None:
    (row, *_) = await _pairs(session, found, mentee=mentee) or [None]
    if row is None or row.state is not ResultState.ASKED or found.state is RoundState.CANCELLED:
        return None
    to_mentee = member == row.mentee_id
    (partner,) = await _partners(session, [row], mentors=to_mentee)
    return cards.question_card(found, row.mentee_id, partner, to_mentee=to_mentee)


async def _to_peer(session: Session, found: RoundView, member: int) -> Card | None:
    own = select(CIRCLE_PEER.c.circle_id).join(CIRCLE, CIRCLE.c.id == CIRCLE_PEER.c.circle_id)
    own = own.where(CIRCLE_PEER.c.member_id == member, CIRCLE.c.formed_at >= found.created_at)
    circle = (await session.execute(own.order_by(CIRCLE_PEER.c.circle_id.desc()).limit(1))).scalar()
    others = select(CIRCLE_PEER.c.member_id, MENTEE.c.name).join(
        MENTEE, MENTEE.c.member_id == CIRCLE_PEER.c.member_id
    )
    others = others.where(CIRCLE_PEER.c.circle_id == circle, CIRCLE_PEER.c.member_id != member)
    others = others.where(CIRCLE_PEER.c.left_at.is_(None))
    names: dict[int, str] = {row[0]: row[1] for row in await session.execute(others)}
    known = await people.some(session, names)
    partners = [Partner(names[id_], person.user_id) for id_, person in sorted(known.items())]
    return cards.peers_card(found, partners) if partners else None


async def _pairs(
    session: Session, found: RoundView, *, mentee: int | None = None, mentor: int | None = None
) -> Sequence[Any]:
    whose = MATCH_RESULT.c.mentee_id == mentee if mentee is not None else MATCH_RESULT.c.mentor_id == mentor
    here = (MATCH_RESULT.c.round_id == found.id) & MATCH_RESULT.c.mentor_id.is_not(None)
    return (
        await session.execute(select(MATCH_RESULT).where(here, whose).order_by(MATCH_RESULT.c.mentee_id))
    ).all()


async def _partners(session: Session, rows: Sequence[Any], *, mentors: bool) -> list[Partner]:
    """The other one of each of these pairs."""
    ids = [row.mentor_id if mentors else row.mentee_id for row in rows]
    table, words = (MENTOR, MENTOR.c.about) if mentors else (MENTEE, MENTEE.c.goals)
    work = (MENTOR.c.role, MENTOR.c.organization) if mentors else ()
    found = select(table.c.member_id, table.c.name, words, *work).where(table.c.member_id.in_(ids))
    said = {row[0]: row for row in await session.execute(found)}
    known: dict[int, Person] = await people.some(session, ids)
    why = await results.why(session, [(row.mentee_id, row.mentor_id) for row in rows])
    return [
        Partner(name, known[id_].user_id, about, ", ".join(filter(None, role)), tuple(says))
        for id_, says in zip(ids, why, strict=True)
        if id_ in said and id_ in known
        for name, about, *role in [said[id_][1:]]
    ]
