"""What is known of how mentorships do, read for many at once: sessions, check-ins, their threads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.errors import UserError
from mentorbot.meetings import planning
from mentorbot.meetings.planning import MeetingView
from mentorbot.meetings.terms import MeetingState
from mentorbot.mentoring.mentorships import health as rules
from mentorbot.mentoring.mentorships import pairs, talks
from mentorbot.mentoring.mentorships.health import Signs, Word
from mentorbot.mentoring.mentorships.models import CHECK_IN
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import Health, Said, TalkKind
from mentorbot.mentoring.terms import Format

PAIR, CIRCLE = "mentorship", "circle"
"""The kinds of what sessions are about."""


async def read_signs(
    connection: AsyncConnection | Session, mentorships: Sequence[MentorshipView], now: datetime
) -> dict[int, Signs]:
    """The signs of life of these mentorships, by id."""
    if not mentorships:
        return {}
    ids = [one.id for one in mentorships]
    circles = sorted({one.circle_id for one in mentorships if one.circle_id is not None})
    met = await _by_owner(connection, PAIR, ids)
    met_in_circle = await _by_owner(connection, CIRCLE, circles)
    threads = await talks.find_talks(connection, TalkKind.PAIR, ids)
    shared = await talks.find_talks(connection, TalkKind.CIRCLE, circles) if circles else {}
    said: dict[int, list[Word]] = {id_: [] for id_ in ids}
    words = select(CHECK_IN.c.mentorship_id, CHECK_IN.c.member_id, CHECK_IN.c.said, CHECK_IN.c.at)
    for row in await connection.execute(words.where(CHECK_IN.c.mentorship_id.in_(ids))):
        said[row.mentorship_id].append(Word(row.member_id, row.said, row.at))
    found = {}
    for one in mentorships:
        meetings = [*met.get(one.id, ()), *met_in_circle.get(one.circle_id or 0, ())]
        talk = threads.get(one.id) or shared.get(one.circle_id or 0)
        found[one.id] = Signs(
            formed_at=one.formed_at,
            ended=one.ended_at is not None,
            sessions=[
                each.ends_at
                for each in meetings
                if each.state is MeetingState.MET and each.ends_at is not None
            ],
            planned=any(_to_come(each, now) for each in meetings),
            written=talk.active_at if talk else None,
            words=said[one.id],
        )
    return found


async def read_health(
    connection: AsyncConnection | Session, mentorships: Sequence[MentorshipView], now: datetime
) -> dict[int, Health]:
    """How these mentorships do, by id."""
    return {
        id_: rules.judge_health(signs, now)
        for id_, signs in (await read_signs(connection, mentorships, now)).items()
    }


async def read_own_health(
    connection: AsyncConnection | Session, mine: Sequence[tuple[Pair, Side]], now: datetime
) -> dict[int, Health]:
    """How mentorships do as far as one of the two may know, by id: nothing tells what the other said.

    Args:
        mine: Each with the side that reads it.
    """
    known = await read_signs(connection, [pair.mentorship for pair, _ in mine], now)
    return {
        pair.id: rules.judge_health(rules.as_seen_by(known[pair.id], me.person.id), now) for pair, me in mine
    }


async def say_how_it_goes(
    session: Session, caller: Caller, mentorship_id: int, turn: int, said: Said
) -> tuple[Pair, Side]:
    """Keep what one of the two says at a check-in; saying another thing replaces it.

    Args:
        turn: The check-in that they answer; one to come is no check-in.

    Raises:
        UserError: It is not theirs, or has ended.
    """
    pair, me = await pairs.find_own(session, caller, mentorship_id)
    await _keep_words(session, me, {pair.id: min(max(turn, 1), _newest_turn(pair))}, said)
    return pair, me


async def say_all_go_well(session: Session, caller: Caller, mentorship_id: int) -> int:
    """Keep that all mentorships of a mentor go well; of how many.

    Args:
        mentorship_id: One of them, which says as which member.

    Raises:
        UserError: It is not the caller's.
    """
    one, me = await pairs.find_own(session, caller, mentorship_id, live=False)
    if me is not one.mentor:
        raise UserError(pairs.GONE)
    turns = {
        pair.id: _newest_turn(pair)
        for pair, side in await pairs.find_of_members(session, [me.person.id])
        if side is pair.mentor and pair.mentorship.format is not Format.ONCE
    }
    await _keep_words(session, me, turns, Said.WELL)
    return len(turns)


def _newest_turn(pair: Pair) -> int:
    return max(rules.count_turns(pair.mentorship.formed_at, clock.now()), 1)


async def _keep_words(session: Session, me: Side, turns: Mapping[int, int], said: Said) -> None:
    """Keep what somebody says at check-ins: of each of these mentorships at one, by its id."""
    rows = [
        {"mentorship_id": id_, "member_id": me.person.id, "turn": turn, "said": said, "at": clock.now()}
        for id_, turn in turns.items()
    ]
    added = insert(CHECK_IN)
    key, anew = ["mentorship_id", "member_id", "turn"], {"said": added.excluded.said, "at": added.excluded.at}
    if rows:
        await session.execute(added.on_conflict_do_update(index_elements=key, set_=anew), rows)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members said at check-ins, by member."""
    mentorship = CHECK_IN.c.mentorship_id.label("mentorship")
    statement = select(mentorship, CHECK_IN.c.said, CHECK_IN.c.at).order_by(CHECK_IN.c.at)
    return await rows_of(session, member_ids, CHECK_IN.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members said at check-ins."""
    await session.execute(delete(CHECK_IN).where(CHECK_IN.c.member_id.in_(member_ids)))


async def _by_owner(
    connection: AsyncConnection | Session, kind: str, ids: Sequence[int]
) -> dict[int, list[MeetingView]]:
    found: dict[int, list[MeetingView]] = {}
    for one in await planning.find_of_owner(connection, kind, ids) if ids else ():
        found.setdefault(one.owner_id, []).append(one)
    return found


def _to_come(meeting: MeetingView, now: datetime) -> bool:
    return meeting.state is MeetingState.AGREED and meeting.starts_at is not None and meeting.starts_at > now


def count_states(states: Iterable[Health]) -> dict[Health, int]:
    """How many mentorships do how, from best to worst."""
    found = list(states)
    return {state: found.count(state) for state in Health if state is not Health.ENDED}
