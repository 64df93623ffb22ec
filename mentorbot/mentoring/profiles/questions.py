"""Questions that organizers add to the forms of mentors and mentees; organizers alone read the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.members.rights import find_organizers
from mentorbot.mentoring import people, rights
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.profiles.models import QUESTION, REPLY
from mentorbot.mentoring.terms import MOST_QUESTION, MOST_QUESTIONS, MOST_REPLY, Role

PLACES: Final = range(1, MOST_QUESTIONS + 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the organizers, and what somebody answered; empty for nothing yet."""

    id: int
    place: int
    text: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Replies:
    """What organizers ask mentors or mentees, and all that these answered, as columns of a table.

    Args:
        said: The answers by member, and of each by the question's id.
    """

    asked: tuple[Asked, ...] = ()
    said: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    def heads(self, whose: str = "") -> tuple[str, ...]:
        """What the columns are called; ``whose``: who answered, where a table has both sides."""
        return tuple(f"{whose}: {one.text}" if whose else one.text for one in self.asked)

    def cells(self, member_id: int | None) -> tuple[str, ...]:
        """What a member answered; empty where they did not."""
        theirs = self.said.get(member_id or 0, {})
        return tuple(theirs.get(one.id, "") for one in self.asked)


async def find_questions(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, role: Role
) -> list[Asked]:
    """What organizers ask in the caller's community. Raises UserError: the caller is no organizer."""
    await rights.check_organizer(connection, caller, allowed)
    community = (await find_organizers(connection, caller)).community_id
    return await _find(connection, community, role) if community else []


async def set_questions(
    session: Session, caller: Caller, allowed: Rights, role: Role, texts: Sequence[str]
) -> list[Asked]:
    """Say what organizers ask. Whoever has answered another question in that place is asked anew.

    Args:
        texts: In their order; an empty one is none.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.begin_organizing(session, caller, allowed)
    wanted = dict(zip(PLACES, texts, strict=False))
    here = (QUESTION.c.community_id == community) & (QUESTION.c.role == role)
    for one in await _find(session, community, role):
        if wanted.get(one.place, "") == one.text:
            del wanted[one.place]
        else:
            await session.execute(delete(QUESTION).where(here, QUESTION.c.place == one.place))
    for place, text in wanted.items():
        if text:
            row = {"community_id": community, "role": role, "place": place, "text": text}
            await session.execute(insert(QUESTION).values(row))
    return await _find(session, community, role)


async def find_asked(connection: AsyncConnection | Session, caller: Caller, role: Role) -> list[Asked]:
    """What organizers ask the caller, and what they answered. Raises UserError: they are not enrolled."""
    person = await people.find_caller(connection, caller)
    return await _find(connection, person.community_id, role, person.id)


async def find_replies(
    connection: AsyncConnection | Session, community_id: int, role: Role, member_id: int
) -> list[Asked]:
    """What a member answered, for organizers; what they left out is left out."""
    return [one for one in await _find(connection, community_id, role, member_id) if one.reply]


async def find_every_reply(connection: AsyncConnection | Session, community_id: int, role: Role) -> Replies:
    """What organizers ask in a community, and all that was answered, for what they are given as a file."""
    asked = await _find(connection, community_id, role)
    said: dict[int, dict[int, str]] = {}
    theirs = REPLY.c.question_id.in_([one.id for one in asked])
    columns = REPLY.c.member_id, REPLY.c.question_id, REPLY.c.text
    for row in await connection.execute(select(*columns).where(theirs)) if asked else ():
        said.setdefault(row.member_id, {})[row.question_id] = row.text
    return Replies(tuple(asked), said)


async def keep_replies(session: Session, caller: Caller, role: Role, said: Mapping[int, str]) -> list[Asked]:
    """Keep what the caller answers; an empty answer takes one back.

    Args:
        said: By the question's id; what is no question here is left out.

    Raises:
        UserError: They are not enrolled.
    """
    person = await people.find_caller(session, caller)
    for one in await _find(session, person.community_id, role):
        text = said.get(one.id, "")
        if not text:
            theirs = (REPLY.c.question_id == one.id) & (REPLY.c.member_id == person.id)
            await session.execute(delete(REPLY).where(theirs))
            continue
        values = {"text": text, "at": clock.now()}
        added = insert(REPLY).values(question_id=one.id, member_id=person.id, **values)
        await session.execute(
            added.on_conflict_do_update(index_elements=["question_id", "member_id"], set_=values)
        )
    return await _find(session, person.community_id, role, person.id)


def read_questions(typed: answers.Values) -> list[str]:
    """Understand the form of organizers. Raises UserError: a question is too long."""
    return [answers.read_line(typed, f"question{place}", MOST_QUESTION, "that question") for place in PLACES]


def read_replies(typed: answers.Values) -> dict[int, str]:
    """Understand the form of a member: answers by the question's id. Raises UserError: one is too long."""
    ids = [name.removeprefix("reply") for name in typed if name.startswith("reply")]
    return {
        int(id_): answers.read_lines(typed, f"reply{id_}", "your answer", MOST_REPLY)
        for id_ in ids
        if id_.isascii() and id_.isdigit() and len(id_) < 10
    }


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members answered, by member."""
    statement = select(QUESTION.c.text.label("question"), REPLY.c.text.label("answer"), REPLY.c.at)
    statement = statement.join_from(REPLY, QUESTION, QUESTION.c.id == REPLY.c.question_id)
    return await rows_of(session, member_ids, REPLY.c.member_id, statement.order_by(QUESTION.c.id))


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members answered."""
    await session.execute(delete(REPLY).where(REPLY.c.member_id.in_(member_ids)))


async def _find(
    connection: AsyncConnection | Session, community_id: int, role: Role, member_id: int = 0
) -> list[Asked]:
    theirs = and_(REPLY.c.question_id == QUESTION.c.id, REPLY.c.member_id == member_id)
    statement = (
        select(QUESTION.c.id, QUESTION.c.place, QUESTION.c.text, REPLY.c.text.label("reply"))
        .outerjoin_from(QUESTION, REPLY, theirs)
        .where(QUESTION.c.community_id == community_id, QUESTION.c.role == role)
        .order_by(QUESTION.c.place)
    )
    return [Asked(*row[:3], row.reply or "") for row in await connection.execute(statement)]
