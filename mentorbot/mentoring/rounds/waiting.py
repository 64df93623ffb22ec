"""Rounds about which the bot has something to do by itself: a few of each community at a time."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, select

from mentorbot.db import AsyncConnection, Session, read_row, some_of_each
from mentorbot.mentoring.rounds.models import MATCH_ROUND
from mentorbot.mentoring.rounds.view import VIEW, RoundView

MOST_OF_ONE: Final = 5
MOST_AT_ONCE: Final = 50
"""Rounds that are looked after at a time: of one community, and in all."""


async def find_some(
    connection: AsyncConnection | Session,
    which: ColumnElement[bool],
    *,
    without: Collection[int],
    without_communities: Collection[int],
) -> list[RoundView]:
    """A few of each community's rounds for which a condition holds.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    waiting = select(MATCH_ROUND.c.id, MATCH_ROUND.c.community_id).where(
        which,
        MATCH_ROUND.c.id.not_in(without),
        MATCH_ROUND.c.community_id.not_in(without_communities),
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    in_turn = VIEW.join(some, some.c.id == MATCH_ROUND.c.id).order_by(some.c.turn, some.c.id)
    return [read_row(RoundView, row) for row in await connection.execute(in_turn)]
