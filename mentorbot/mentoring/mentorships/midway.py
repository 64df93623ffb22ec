"""Halfway through a mentorship each of the two is asked how it is; the other does not read what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.answers import paragraph
from mentorbot.mentoring import rights
from mentorbot.mentoring.mentorships import notices, pairs
from mentorbot.mentoring.mentorships.feedback import Average, Summary, Voice
from mentorbot.mentoring.mentorships.models import MIDWAY
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import FEWEST_SHOWN, MOST_FEEDBACK

RATINGS: Final = {5: "Very good", 4: "Good", 3: "Mixed", 2: "Poor", 1: "Bad"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says halfway. ``shared``: organizers may read it with their name."""

    rating: int
    text: str
    shared: bool


async def forget_question(session: Session, pair: MentorshipView, _: frozenset[int]) -> None:
    """It has ended: nobody is asked halfway any more."""
    await delivery.cancel(session, prefix=notices.midway_prefix(pair.id))


async def find_asked(
    connection: AsyncConnection | Session, caller: Caller, mentorship_id: int
) -> tuple[Pair, Side, Answers | None]:
    """A mentorship of the caller's, and what they said of it before.

    Raises:
        UserError: It is not theirs, or has ended.
    """
    pair, me = await pairs.find_own(connection, caller, mentorship_id)
    theirs = (MIDWAY.c.mentorship_id == pair.id) & (MIDWAY.c.member_id == me.person.id)
    row = (await connection.execute(select(MIDWAY).where(theirs))).first()
    return pair, me, Answers(row.rating, row.text, row.shared) if row else None


async def keep_answers(session: Session, caller: Caller, mentorship_id: int, said: Answers) -> None:
    """Keep what one of the two says halfway; said again, it replaces what they said before.

    Raises:
        UserError: It is not theirs, or has ended.
    """
    pair, me = await pairs.find_own(session, caller, mentorship_id)
    values = {"rating": said.rating, "text": said.text, "shared": said.shared, "at": clock.now()}
    row = {
        "mentorship_id": pair.id,
        "member_id": me.person.id,
        "community_id": pair.mentorship.community_id,
        "as_mentor": me is pair.mentor,
        **values,
    }
    added = insert(MIDWAY).values(row)
    await session.execute(
        added.on_conflict_do_update(index_elements=["mentorship_id", "member_id"], set_=values)
    )


def read_answers(typed: Mapping[str, str]) -> Answers:
    """Understand the form. Raises UserError: the choice is missing, or the text is too long."""
    rating = typed.get("rating", "")
    if rating not in {str(one) for one in RATINGS}:
        raise UserError("Please choose how it is so far.")
    text = paragraph(typed.get("text", ""))
    if len(text) > MOST_FEEDBACK:
        raise UserError(f"That is {len(text):,} characters long. Please use at most {MOST_FEEDBACK:,}.")
    return Answers(int(rating), text, typed.get("shared", "") == "yes")


async def sum_up(connection: AsyncConnection | Session, caller: Caller, allowed: Rights) -> Summary:
    """What people say halfway in the caller's community; of the caller only within the averages.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    of_caller = pairs.is_said_of(MIDWAY, await members.find_memberships(connection, caller))
    rows = await connection.execute(
        select(MIDWAY, members.USER_ID, of_caller.label("of_caller"))
        .join(members.SOURCE, MIDWAY.c.member_id == members.ID)
        .where(MIDWAY.c.community_id == community)
        .order_by(MIDWAY.c.at.desc())
    )
    found = list(rows.mappings())
    voices = [
        Voice(row["user_id"], row["as_mentor"], row["rating"], row["text"], row["at"])
        for row in found
        if row["shared"] and not row["of_caller"]
    ]
    mentors, mentees = (
        [row["rating"] for row in found if row["as_mentor"] is side] for side in (True, False)
    )
    return Summary(_average(mentors), _average(mentees), tuple(voices))


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members said halfway, by member."""
    names = ("as_mentor", "rating", "text", "shared", "at")
    statement = select(*(MIDWAY.c[name] for name in names)).order_by(MIDWAY.c.at)
    return await rows_of(session, member_ids, MIDWAY.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members said halfway."""
    await session.execute(delete(MIDWAY).where(MIDWAY.c.member_id.in_(member_ids)))


def is_due(pair: MentorshipView, now: datetime) -> bool:
    """Whether it is still worth asking: it goes on for a while."""
    return now < pair.ends_at - (pair.ends_at - pair.formed_at) / 4


def _average(ratings: Sequence[int]) -> Average:
    count = len(ratings)
    return Average(count, sum(ratings) / count if count >= FEWEST_SHOWN else None, None)
