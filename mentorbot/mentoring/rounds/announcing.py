"""Announcements say how far their rounds are: closed, published or called off, without buttons by then."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

from sqlalchemy import and_, case, literal, update

from mentorbot import clock
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import CannotPostError
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, name_place
from mentorbot.delivery import service as delivery
from mentorbot.mentoring.rounds import notice_cards, notices
from mentorbot.mentoring.rounds.models import MATCH_ROUND
from mentorbot.mentoring.rounds.terms import RoundState, Shows
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.rounds.waiting import find_some


class Announcements:
    """Changes announcements of rounds, wherever they were posted."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._work = FairWork("an announcement of a round", self._find, self._do)

    async def bring_up(self) -> None:
        """Let each say what there is to say by now."""
        await self._work.finish()

    async def _find(self, without: Collection[int], places: Collection[int]) -> list[RoundView]:
        async with self._program.database.read_scope() as connection:
            return await find_outdated(connection, without=without, without_communities=places)

    async def _do(self, found: RoundView) -> None:
        platform = self._program.find_platform(found.platform)
        shows = what_it_shows(found)
        async with self._program.database.read_scope() as connection:
            message_id = await delivery.find_sent_message(connection, notices.call_key(found.id))
        if message_id:
            card = notice_cards.over_card(found, shows)
            with suppress(CannotPostError):  # it is gone, or nothing may be changed there any more
                async with asyncio.timeout(PATIENCE):
                    await platform.change_post(found.community, found.channel_id, message_id, card)
        async with self._program.database.session_scope(
            name_place(found.platform, found.community)
        ) as session:
            await note_shown(session, found.id, shows)


def what_it_shows(found: RoundView) -> Shows:
    """What the announcement of a round has to say."""
    match found.state:
        case RoundState.DONE:
            return Shows.DONE
        case RoundState.CANCELLED:
            return Shows.CANCELLED
        case _:
            return Shows.CLOSED if found.closed else Shows.OPEN


async def find_outdated(
    connection: AsyncConnection | Session,
    *,
    without: Collection[int] = (),
    without_communities: Collection[int] = (),
) -> list[RoundView]:
    """Rounds whose announcement says what is no longer so: a few of each community.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    state, closes = MATCH_ROUND.c.state, MATCH_ROUND.c.closes_at
    wanted = case(
        (state == RoundState.DONE, literal(Shows.DONE.value)),
        (state == RoundState.CANCELLED, literal(Shows.CANCELLED.value)),
        (and_(state == RoundState.OPEN, closes > clock.now()), literal(Shows.OPEN.value)),
        else_=literal(Shows.CLOSED.value),
    )
    return await find_some(
        connection,
        MATCH_ROUND.c.shows != wanted,
        without=without,
        without_communities=without_communities,
    )


async def note_shown(session: Session, round_id: int, shows: Shows) -> None:
    """Keep what an announcement says now."""
    await session.execute(update(MATCH_ROUND).where(MATCH_ROUND.c.id == round_id).values(shows=shows.value))
