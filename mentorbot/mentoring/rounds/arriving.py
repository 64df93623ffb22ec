"""The messages about a round, made when they fall due, and going on with one that is being published."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import literal, select

from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import CIRCLE, CIRCLE_PEER
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds import notice_cards as cards
from mentorbot.mentoring.rounds import notices, publishing, results, service
from mentorbot.mentoring.rounds.models import MATCH_RESULT
from mentorbot.mentoring.rounds.notice_cards import Partner
from mentorbot.mentoring.rounds.notices import About, After, Note, Turn
from mentorbot.mentoring.rounds.terms import ResultState, RoundState
from mentorbot.mentoring.rounds.view import RoundView


@handler(notices.CALL, About)
async def make_call(session: Session, due: Due, about: About) -> Card | None:
    """The message in which everybody can sign up."""
    found = await service.find_round(session, about.round)
    return None if found is None or found.closed else cards.call_card(found)


@handler(notices.CLOSED, About)
async def make_closed(session: Session, due: Due, about: About) -> Card | None:
    """Tells organizers that sign-up is over."""
    found = await service.find_round(session, about.round)
    return cards.closed_card(found) if found is not None and found.state is RoundState.OPEN else None


@handler(notices.SPARE, After)
async def tell_more_spare(session: Session, due: Due, about: After) -> Card | None:
    """The next of the mentors who got nobody."""
    found = await service.find_round(session, about.round)
    if found is not None:
        await notices.tell_spare(session, found, about.after)
    return None


@handler(notices.NOTE, Note)
async def make_note(session: Session, due: Due, note: Note) -> Card | None:
    """What one member is told or asked, as it stands by now."""
    found = await service.find_round(session, note.round)
    if found is None or due.member_id is None:
        return None
    what, about = note.what, note.about
    if what in _SAME_FOR_ALL:
        return _SAME_FOR_ALL[what](found)
    made: Card | None
    match what:
        case notices.What.MENTEE:
            made = await _to_mentee(session, found, due.member_id)
        case notices.What.MENTOR:
            made = await _to_mentor(session, found, due.member_id, about)
        case notices.What.PEERS:
            made = await _to_peer(session, found, due.member_id)
        case notices.What.ALONE:
            made = cards.alone_card(found, await results.find_reason(session, found, due.member_id))
        case _:
            mentee = due.member_id if about is None else about
            again = what is notices.What.AGAIN
            made = await _question(session, found, due.member_id, mentee, again=again)
    return made


_SAME_FOR_ALL: Final = {
    notices.What.DECLINED: cards.declined_card,
    notices.What.NOBODY: cards.nobody_card,
    notices.What.CALLED_OFF: cards.called_off_card,
}


async def _to_mentee(session: Session, found: RoundView, member: int) -> Card | None:
    (row, *_) = await _pairs(session, found, mentee=member) or [None]
    if row is None or row.state is not ResultState.FORMED:
        # It could not be formed any more; to the mentee it is as if nobody had been found.
        return None if row is None else cards.alone_card(found)
    (partner,) = await _partners(session, found, [row], mentors=True)
    return cards.mentor_found_card(found, partner)


async def _to_mentor(session: Session, found: RoundView, member: int, about: int | None) -> Card | None:
    rows = [
        row
        for row in await _pairs(session, found, mentor=member)
        if row.state is ResultState.FORMED and about in {None, row.mentee_id}
    ]
    return (
        cards.mentees_found_card(found, await _partners(session, found, rows, mentors=False))
        if rows
        else None
    )


async def _question(
    session: Session, found: RoundView, member: int, mentee: int, *, again: bool
) -> Card | None:
    (row, *_) = await _pairs(session, found, mentee=mentee) or [None]
    if row is None or row.state is not ResultState.ASKED or found.state is RoundState.CANCELLED:
        return None
    to_mentee = member == row.mentee_id
    if again and (row.mentee_yes if to_mentee else row.mentor_yes):
        return None
    (partner,) = await _partners(session, found, [row], mentors=to_mentee)
    return cards.question_card(found, row.mentee_id, partner, to_mentee=to_mentee, again=again)


async def _to_peer(session: Session, found: RoundView, member: int) -> Card | None:
    own = select(CIRCLE_PEER.c.circle_id).join(CIRCLE, CIRCLE.c.id == CIRCLE_PEER.c.circle_id)
    own = own.where(CIRCLE_PEER.c.member_id == member, CIRCLE.c.formed_at >= found.created_at)
    circle = (await session.execute(own.order_by(CIRCLE_PEER.c.circle_id.desc()).limit(1))).scalar()
    others = select(CIRCLE_PEER.c.member_id, MENTEE.c.name).join(
        MENTEE, MENTEE.c.member_id == CIRCLE_PEER.c.member_id
    )
    others = others.where(CIRCLE_PEER.c.circle_id == circle, CIRCLE_PEER.c.member_id != member)
    others = others.where(CIRCLE_PEER.c.left_at.is_(None))
    names: dict[int, str] = {row.member_id: row.name for row in await session.execute(others)}
    known = await people.find_people(session, names)
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


async def _partners(
    session: Session, found: RoundView, rows: Sequence[Any], *, mentors: bool
) -> list[Partner]:
    """The other one of each of these pairs, which all are of the same mentor."""
    ids = [row.mentor_id if mentors else row.mentee_id for row in rows]
    if mentors:
        told = select(
            MENTOR.c.member_id, MENTOR.c.name, MENTOR.c.about, MENTOR.c.role, MENTOR.c.organization
        ).where(MENTOR.c.member_id.in_(ids))
    else:
        none = literal("")
        told = select(
            MENTEE.c.member_id,
            MENTEE.c.name,
            MENTEE.c.goals.label("about"),
            none.label("role"),
            none.label("organization"),
        ).where(MENTEE.c.member_id.in_(ids))
    said = {row.member_id: row for row in await session.execute(told)}
    known: dict[int, Person] = await people.find_people(session, ids)
    why = await results.explain_pairs(session, found, [(row.mentee_id, row.mentor_id) for row in rows])
    live = await pairing.find_mentorships(session, rows[0].mentor_id)
    formed = {(one.mentor_id, one.mentee_id): one.id for one in live}
    return [
        Partner(
            said[id_].name,
            known[id_].user_id,
            said[id_].about,
            ", ".join(filter(None, (said[id_].role, said[id_].organization))),
            tuple(says),
            formed.get((row.mentor_id, row.mentee_id)),
        )
        for row, id_, says in zip(rows, ids, why, strict=True)
        if id_ in said and id_ in known
    ]


handler(notices.GO_ON, Turn)(publishing.go_on)
