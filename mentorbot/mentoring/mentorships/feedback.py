"""What the two say of a mentorship afterwards: organizers see averages, and words only where allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.answers import paragraph
from mentorbot.mentoring import rights
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.mentorships.models import FEEDBACK
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.terms import FEWEST_SHOWN, MOST_FEEDBACK

NOT_ENDED: Final = "This mentorship goes on. Feedback is for afterwards; until then, talk to each other."


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says. ``shared``: organizers may read it with their name."""

    rating: int
    recommend: bool
    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Average:
    """What mentors, or mentees, say on average; None of fewer than FEWEST_SHOWN."""

    count: int
    rating: float | None
    recommend: float | None


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of them says, who allows it to be read with their name."""

    user_id: str
    as_mentor: bool
    rating: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What organizers see."""

    mentors: Average
    mentees: Average
    voices: tuple[Voice, ...]


def read_feedback(typed: Mapping[str, str | list[str]]) -> Answers:
    """Understand the form.

    Raises:
        UserError: A choice is missing, or the text is too long.
    """
    rating, recommend, shared = (_chosen(typed, name) for name in ("rating", "recommend", "shared"))
    if rating not in {"1", "2", "3", "4", "5"} or recommend not in {"yes", "no"}:
        raise UserError("Please choose a rating, and whether you would recommend it.")
    text = typed.get("text", "")
    words = paragraph(text) if isinstance(text, str) else ""
    if len(words) > MOST_FEEDBACK:
        raise UserError(f"That is {len(words):,} characters long. Please use at most {MOST_FEEDBACK:,}.")
    return Answers(int(rating), recommend == "yes", words, shared == "yes")


async def find_ended(
    connection: AsyncConnection | Session, caller: Caller, mentorship_id: int
) -> tuple[Pair, Side]:
    """A mentorship that the caller can say something of. Raises UserError: not theirs, or not ended."""
    pair, me = await pairs.find_own(connection, caller, mentorship_id, live=False)
    if pair.live:
        raise UserError(NOT_ENDED)
    return pair, me


async def give_feedback(
    session: Session, caller: Caller, mentorship_id: int, answers: Answers
) -> tuple[Pair, Side]:
    """Keep what one of the two says; said again, it replaces what they said before.

    Raises:
        UserError: It is not theirs, or has not ended.
    """
    pair, me = await find_ended(session, caller, mentorship_id)
    values = {
        "rating": answers.rating,
        "recommend": answers.recommend,
        "text": answers.text,
        "shared": answers.shared,
        "at": clock.now(),
    }
    row = {
        "community_id": pair.mentorship.community_id,
        "mentorship_id": pair.id,
        "member_id": me.person.id,
        "as_mentor": me is pair.mentor,
        **values,
    }
    added = insert(FEEDBACK).values(row)
    key = ["mentorship_id", "member_id"]
    await session.execute(added.on_conflict_do_update(index_elements=key, set_=values))
    return pair, me


async def find_missing(connection: AsyncConnection | Session, members_by_id: Mapping[int, int]) -> set[int]:
    """Of which mentorships nobody has said yet how it was.

    Args:
        members_by_id: For each mentorship the member who is asked.
    """
    said = select(FEEDBACK.c.mentorship_id, FEEDBACK.c.member_id).where(
        FEEDBACK.c.mentorship_id.in_(list(members_by_id))
    )
    given = {(row.mentorship_id, row.member_id) for row in await connection.execute(said)}
    return {id_ for id_, member_id in members_by_id.items() if (id_, member_id) not in given}


async def sum_up_feedback(connection: AsyncConnection | Session, caller: Caller, allowed: Rights) -> Summary:
    """What mentors and mentees of the community say; of the caller themselves only within the averages.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    of_caller = pairs.is_said_of(FEEDBACK, await members.find_memberships(connection, caller))
    rows = (
        await connection.execute(
            select(FEEDBACK, members.USER_ID, of_caller.label("of_caller"))
            .join(members.SOURCE, FEEDBACK.c.member_id == members.ID)
            .where(FEEDBACK.c.community_id == community)
            .order_by(FEEDBACK.c.at.desc())
        )
    ).mappings()
    found = list(rows)
    voices = [
        Voice(row["user_id"], row["as_mentor"], row["rating"], row["text"], row["at"])
        for row in found
        if row["shared"] and not row["of_caller"]
    ]
    sides = [[row for row in found if row["as_mentor"] is side] for side in (True, False)]
    return Summary(_average(sides[0]), _average(sides[1]), tuple(voices))


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members said afterwards, by member."""
    names = ("as_mentor", "rating", "recommend", "text", "shared", "at")
    statement = select(*(FEEDBACK.c[name] for name in names)).order_by(FEEDBACK.c.id)
    return await rows_of(session, member_ids, FEEDBACK.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members said afterwards."""
    await session.execute(delete(FEEDBACK).where(FEEDBACK.c.member_id.in_(member_ids)))


def _average(rows: Sequence[Any]) -> Average:
    count = len(rows)
    if count < FEWEST_SHOWN:
        return Average(count, None, None)
    return Average(
        count,
        sum(row["rating"] for row in rows) / count,
        sum(bool(row["recommend"]) for row in rows) / count,
    )


def _chosen(typed: Mapping[str, str | list[str]], name: str) -> str:
    value = typed.get(name, "")
    if isinstance(value, str):
        return value
    return value[0] if value else ""
