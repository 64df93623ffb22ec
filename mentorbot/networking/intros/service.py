"""Who takes part in introductions, how often, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import NotNullable, delete, func, select

from mentorbot import clock
from mentorbot.chat import mention_group
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, name_columns, read_row
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import service as members
from mentorbot.members.answers import one_line
from mentorbot.members.service import MemberView
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.matching import facts
from mentorbot.mentoring.terms import MOST_TOPICS, DayPart
from mentorbot.networking.intros import programme
from mentorbot.networking.intros.costs import Person
from mentorbot.networking.intros.models import INTRO_MEMBER, INTRO_SETTING
from mentorbot.networking.intros.programme import ProgrammeView
from mentorbot.networking.intros.terms import LEAST_EVERY, MOST_CHAPTER, MOST_EVERY, By, Programme

NOT_IN: Final = "You do not take part in introductions. `/intros join` is the way in."
NOT_SEEN: Final = "Introductions here are for people who see the channel in which they are announced."
ONE_DAY: Final = "Please name one day until which you pause, such as “in 3 weeks”."
PROFESSIONALS: Final = {Stage.EARLY_CAREERIST, Stage.MANAGER}
"""Those on the one side when a round is across careers; the others are on the way into the field."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said of themselves; what is left out goes by their profile, or is not known."""

    setting: Setting | None = None
    topics: tuple[str, ...] = ()
    day_parts: tuple[str, ...] = ()
    every: int = 1
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """How somebody takes part."""

    member_id: int
    paused_until: datetime | None
    every: int
    setting: Setting | None
    topics: str
    day_parts: str
    chapter: str
    last_round: int
    waited: int
    joined_at: datetime


_COLUMNS: Final = tuple(INTRO_MEMBER.c[name] for name in Part.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody takes part, and in what; ``programme`` None: there are no introductions any more."""

    part: Part
    programme: ProgrammeView | None


async def find_standing(connection: AsyncConnection | Session, caller: Caller) -> Standing:
    """How the caller takes part.

    Raises:
        UserError: They are not enrolled, or do not take part.
    """
    _, found = await find_part(connection, caller)
    if found is None:
        raise UserError(NOT_IN)
    return Standing(found, await programme.find_open(connection, caller))


async def find_answers(connection: AsyncConnection | Session, caller: Caller) -> Part | None:
    """What the caller said when they joined, for the form; None if they have not.

    Raises:
        UserError: They are not enrolled, or there are no introductions here.
    """
    _, found = await find_part(connection, caller)
    await programme.find_programme(connection, caller)
    return found


async def join_programme(session: Session, caller: Caller, may: Rights, answers: Answers) -> Standing:
    """As :func:`join_rounds`; with what the caller takes part in."""
    found = await join_rounds(session, caller, may, answers)
    return Standing(found, await programme.find_open(session, caller))


async def resume_part(session: Session, caller: Caller) -> Standing:
    """Let the caller take part again at once. Raises UserError as :func:`pause_part`."""
    found = await pause_part(session, caller, None)
    return Standing(found, await programme.find_open(session, caller))


async def join_rounds(session: Session, caller: Caller, may: Rights, answers: Answers) -> Part:
    """Let the caller take part, or change how; a pause ends with it.

    Raises:
        UserError: They are not enrolled, do not have the role it is for, or chose too much; or there are no
            introductions here.
    """
    member, found = await _here(session, caller)
    if found.role_id and caller.direct:
        raise UserError(
            "Introductions are for a certain group there. Please use `/intros join` in the community itself."
        )
    if found.role_id and found.role_id not in may.roles:
        raise UserError(f"Introductions here are for people in {mention_group(found.role_id)}.")
    topics = [topic for topic in answers.topics if topic in vocabulary.list_topics()]
    if len(topics) > MOST_TOPICS:
        raise UserError(f"Please choose {MOST_TOPICS} topics at most.")
    row = {
        "paused_until": None,
        "every": min(max(answers.every, LEAST_EVERY), MOST_EVERY),
        "setting": answers.setting,
        "topics": vocabulary.join_ids(topics),
        "day_parts": vocabulary.join_ids(part for part in answers.day_parts if part in set(DayPart)),
        "chapter": _chapter(answers.chapter),
    }
    statement = (
        insert(INTRO_MEMBER)
        .values(
            member_id=member.id,
            community_id=found.community_id,
            last_round=0,
            joined_at=clock.now(),
            **row,
        )
        .on_conflict_do_update(index_elements=["member_id"], set_=row)
        .returning(*_COLUMNS)
    )
    return Part(*(await session.execute(statement)).one())


async def leave_rounds(session: Session, caller: Caller) -> bool:
    """Let the caller take part no more; whether they did. A group they are in already stays.

    Raises:
        UserError: They are not enrolled.
    """
    member = await _member_of(session, caller)
    gone = (
        delete(INTRO_MEMBER).where(INTRO_MEMBER.c.member_id == member.id).returning(INTRO_MEMBER.c.member_id)
    )
    return (await session.execute(gone)).first() is not None


async def pause_part(session: Session, caller: Caller, until: datetime | None) -> Part:
    """Leave the caller out of rounds until a moment; None: take part again at once.

    Raises:
        UserError: They are not enrolled, do not take part, or the moment is not in the future.
    """
    member = await _member_of(session, caller)
    if until is not None and until <= clock.now():
        raise UserError("That is not in the future. Try “in 3 weeks”, or a date.")
    statement = INTRO_MEMBER.update().where(INTRO_MEMBER.c.member_id == member.id).values(paused_until=until)
    row = (await session.execute(statement.returning(*_COLUMNS))).first()
    if row is None:
        raise UserError(NOT_IN)
    return read_row(Part, row)


async def find_part(connection: AsyncConnection | Session, caller: Caller) -> tuple[MemberView, Part | None]:
    """The caller, and how they take part, if they do.

    Raises:
        UserError: They are not enrolled.
    """
    member = await _member_of(connection, caller)
    row = (await connection.execute(select(*_COLUMNS).where(INTRO_MEMBER.c.member_id == member.id))).first()
    return member, read_row(Part, row) if row else None


async def count_members(connection: AsyncConnection | Session, community_id: int) -> int:
    """How many take part, those who pause included."""
    statement = (
        select(func.count()).select_from(INTRO_MEMBER).where(INTRO_MEMBER.c.community_id == community_id)
    )
    return int((await connection.execute(statement)).scalar_one())


async def find_soon(connection: AsyncConnection | Session, until: datetime) -> list[int]:
    """Everybody who takes part where a round is due before a moment."""
    running = (INTRO_SETTING.c.state == Programme.RUNNING) & (INTRO_SETTING.c.next_at <= until)
    here = INTRO_MEMBER.c.community_id.in_(select(INTRO_SETTING.c.community_id).where(running))
    return list((await connection.execute(select(INTRO_MEMBER.c.member_id).where(here))).scalars())


async def find_members(
    connection: AsyncConnection | Session, found: programme.ProgrammeView, moment: datetime
) -> list[Person]:
    """Everybody who is in the next round, as the grouping sees them."""
    statement = (
        select(*members.COLUMNS, *name_columns("part_", _COLUMNS))
        .select_from(members.SOURCE.join(INTRO_MEMBER, INTRO_MEMBER.c.member_id == members.ID))
        .where(
            INTRO_MEMBER.c.community_id == found.community_id,
            members.PRESENT,
            INTRO_MEMBER.c.paused_until.is_(None) | (INTRO_MEMBER.c.paused_until <= moment),
            (INTRO_MEMBER.c.last_round == 0)
            | (INTRO_MEMBER.c.last_round + INTRO_MEMBER.c.every <= found.number),
        )
        .order_by(members.ID)
    )
    offsets: dict[str, int] = {}
    crowd = []
    for row in await connection.execute(statement):
        member, theirs = members.read_member(row), read_row(Part, row, "part_")
        zone = member.time_zone
        if zone not in offsets:
            offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
            offsets[zone] = int(offset.total_seconds() // 60) if offset else 0
        crowd.append(_person(member, theirs, found.by, offsets[zone]))
    return crowd


async def note_round(session: Session, placed: Sequence[int], left_out: Sequence[int], number: int) -> None:
    """Remember which round members were in last, and for whom there was nobody in it.

    Args:
        placed: The ids of those who were in it.
        left_out: The ids of those for whom there was nobody.
        number: Of the round.
    """
    met = {"last_round": number, "waited": 0}
    for ids, values in ((placed, met), (left_out, {"waited": INTRO_MEMBER.c.waited + 1})):
        for start in range(0, len(ids), _MANY):
            theirs = INTRO_MEMBER.c.member_id.in_(ids[start : start + _MANY])
            await session.execute(INTRO_MEMBER.update().where(theirs).values(values))


async def find_settings(
    connection: AsyncConnection | Session, member_ids: Sequence[int]
) -> dict[int, Setting]:
    """Where those of these members work who take part and said so."""
    theirs = INTRO_MEMBER.c.member_id.in_(member_ids) & INTRO_MEMBER.c.setting.is_not(None)
    setting = NotNullable(INTRO_MEMBER.c.setting)
    rows = await connection.execute(select(INTRO_MEMBER.c.member_id, setting).where(theirs))
    return {row.member_id: row.setting for row in rows}


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, Any]:
    """How these members take part, by member; None for whoever does not."""
    found: dict[int, Any] = dict.fromkeys(member_ids)
    rows = await session.execute(select(INTRO_MEMBER).where(INTRO_MEMBER.c.member_id.in_(member_ids)))
    for row in rows.mappings():
        found[row["member_id"]] = {name: row[name] for name in row if not name.endswith("_id")}
    return found


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Let these members take part no more."""
    await session.execute(delete(INTRO_MEMBER).where(INTRO_MEMBER.c.member_id.in_(member_ids)))


_MANY: Final = 500


def group_of(stage: Stage | None, theirs: Part, by: By) -> str:
    """What "across" and "within" go by, of one person; empty where it is not known."""
    if by is By.SETTING:
        return theirs.setting.value if theirs.setting else ""
    if by is By.CHAPTER:
        return theirs.chapter.casefold()
    if stage is None:
        return ""
    return "professional" if stage in PROFESSIONALS else "student"


def _person(member: MemberView, theirs: Part, by: By, offset: int) -> Person:
    return Person(
        id=member.id,
        group=group_of(member.stage, theirs, by),
        setting=theirs.setting.value if theirs.setting else "",
        topics=frozenset(vocabulary.split_ids(theirs.topics)),
        free=facts.find_free(offset, vocabulary.split_ids(theirs.day_parts)),
        waited=theirs.waited,
    )


def _chapter(typed: str) -> str:
    chapter = one_line(typed)
    if len(chapter) > MOST_CHAPTER:
        raise UserError(
            f"The chapter's name has {len(chapter)} characters; please use {MOST_CHAPTER} at most."
        )
    return chapter


async def _member_of(connection: AsyncConnection | Session, caller: Caller) -> MemberView:
    member = await members.find_profile(connection, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    return member


async def _here(session: Session, caller: Caller) -> tuple[MemberView, programme.ProgrammeView]:
    return await _member_of(session, caller), await programme.find_programme(session, caller)
