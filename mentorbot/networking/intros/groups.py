"""A group of a round: who is in it, what its people are sent, and whether they met."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, read_row, some_of_each
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.terms import BlockKind
from mentorbot.networking.intros.models import (
    INTRO_GROUP,
    INTRO_MEMBER,
    INTRO_PERSON,
    INTRO_ROUND,
    INTRO_SETTING,
)
from mentorbot.networking.intros.programme import ProgrammeView
from mentorbot.networking.intros.terms import Met, Place

NOTE, GREETING = "intro_note", "intro_greeting"
NOT_YOURS: Final = "This introduction is not yours, or not there any more."
MOST_OF_ONE: Final = 5
MOST_AT_ONCE: Final = 100
"""Groups whose rooms are opened at a time: of one community, and in all."""
ASKED_FOR: Final = timedelta(days=14)
"""How long after a round people can still say whether they met."""


class What(StrEnum):
    """What a message about a group says."""

    NEW = "new"
    HALFWAY = "halfway"
    ASKED = "asked"
    LEFT_OUT = "left_out"
    BROKEN = "broken"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What is due of a group, by its id."""

    group: int


@dataclass(frozen=True, slots=True)
class Note(Payload):
    """What one person is told: of their group, by its id; or, left out, when the next round is."""

    what: What
    group: int | None = None
    next: datetime | None = None


@dataclass(frozen=True, slots=True)
class Someone:
    """One of a group, as the others see them."""

    member_id: int
    user_id: str
    stage: Stage | None
    goal: str
    time_zone: str
    setting: Setting | None
    topics: str
    met: Met | None
    username: str = ""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of a round."""

    id: int
    community_id: int
    platform: str
    community: str
    number: int
    begins_at: datetime
    ends_at: datetime
    people: tuple[Someone, ...]

    def others(self, member_id: int) -> tuple[Someone, ...]:
        """Everybody in it but this member."""
        return tuple(one for one in self.people if one.member_id != member_id)

    def one(self, member_id: int) -> Someone | None:
        """This member, if they are in it."""
        return next((one for one in self.people if one.member_id == member_id), None)


_MEMBER: Final = {column.name: column for column in members.COLUMNS}
_SOMEONE: Final = (
    members.ID.label("member_id"),
    members.USER_ID,
    _MEMBER["stage"],
    _MEMBER["goal"],
    _MEMBER["time_zone"],
    INTRO_MEMBER.c.setting,
    # Whoever takes part no more has said nothing of topics.
    func.coalesce(INTRO_MEMBER.c.topics, "").label("topics"),
    INTRO_PERSON.c.met,
    members.USERNAME,
)
_ABOUT: Final = (
    INTRO_GROUP.c.id,
    INTRO_ROUND.c.community_id,
    *members.PLACE,
    INTRO_ROUND.c.number,
    INTRO_ROUND.c.begins_at,
    INTRO_ROUND.c.ends_at,
)
_FULL: Final = (
    select(*_ABOUT, *_SOMEONE)
    .select_from(
        members.SOURCE.join(INTRO_PERSON, INTRO_PERSON.c.member_id == members.ID)
        .join(INTRO_GROUP, INTRO_GROUP.c.id == INTRO_PERSON.c.group_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .outerjoin(INTRO_MEMBER, INTRO_MEMBER.c.member_id == members.ID)
    )
    .order_by(INTRO_GROUP.c.id, members.ID)
)


async def find_groups(
    connection: AsyncConnection | Session, group_ids: Sequence[int]
) -> dict[int, GroupView]:
    """Groups by their ids; a group from which all have gone is not there."""
    rows = (await connection.execute(_FULL.where(INTRO_GROUP.c.id.in_(group_ids)))).all()
    people: dict[int, list[Someone]] = {}
    for row in rows:
        people.setdefault(row.id, []).append(read_row(Someone, row))
    return {row.id: read_row(GroupView, row, people=tuple(people[row.id])) for row in rows}


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, group_id: int
) -> tuple[GroupView, Someone]:
    """A group of the caller's, and the caller in it.

    Raises:
        UserError: It is gone, or not theirs.
    """
    found = (await find_groups(connection, [group_id])).get(group_id)
    here = found is not None and caller.acts_in(found.community)
    if found is None or not here or found.platform != caller.platform:
        raise UserError(NOT_YOURS)
    me = next((one for one in found.people if one.user_id == caller.user_id), None)
    if me is None:
        raise UserError(NOT_YOURS)
    return found, me


async def find_others(
    connection: AsyncConnection | Session, caller: Caller, group_id: int
) -> tuple[GroupView, Someone]:
    """A group of the caller's in which there is somebody else, and the caller in it.

    Raises:
        UserError: It is not theirs, or they are alone in it.
    """
    found, me = await find_own(connection, caller, group_id)
    if not found.others(me.member_id):
        raise UserError(NOT_YOURS)
    return found, me


async def say_met(session: Session, caller: Caller, group_id: int, met: Met) -> GroupView:
    """Say whether the caller met their group; said again, the last word holds.

    Raises:
        UserError: It is not theirs, or its round was over too long ago.
    """
    found, me = await find_own(session, caller, group_id)
    if clock.now() > found.ends_at + ASKED_FOR:
        raise UserError("That round was a while ago, so I keep what was said of it.")
    theirs = (INTRO_PERSON.c.group_id == group_id) & (INTRO_PERSON.c.member_id == me.member_id)
    await session.execute(update(INTRO_PERSON).where(theirs).values(met=met))
    await _close(session, group_id, me.member_id)
    return (await find_groups(session, [group_id]))[group_id]


async def note_met(session: Session, group_id: int) -> None:
    """The people of a group met as they had planned here; what somebody said themselves stays."""
    silent = (INTRO_PERSON.c.group_id == group_id) & INTRO_PERSON.c.met.is_(None)
    said = update(INTRO_PERSON).where(silent).values(met=Met.YES).returning(INTRO_PERSON.c.member_id)
    for member_id in (await session.execute(said)).scalars().all():
        await _close(session, group_id, member_id)


async def keep_from(session: Session, caller: Caller, group_id: int, other_id: int) -> GroupView:
    """Never bring the caller together with somebody of their group again; nobody is told.

    Raises:
        UserError: It is not theirs, or the other is not in it.
    """
    found, me = await find_own(session, caller, group_id)
    if found.one(other_id) is None or other_id == me.member_id:
        raise UserError(NOT_YOURS)
    await blocks.block_member(session, me.member_id, other_id, BlockKind.NOT_MATCH)
    return found


async def tell_groups(
    session: Session,
    plan: ProgrammeView,
    group_ids: Sequence[int],
    begins_at: datetime,
    ends_at: datetime,
) -> None:
    """Have the people of groups told whom they meet, asked halfway, and asked at the end whether they met."""
    moments = {What.NEW: begins_at, **list_moments(begins_at, ends_at)}
    rows = []
    for group_ in (await find_groups(session, group_ids)).values():
        for one in group_.people:
            rows += [make_note(group_, one, what, moment) for what, moment in moments.items()]
    await delivery.schedule_many(session, rows)


async def tell_left_out(session: Session, plan: ProgrammeView, member_ids: Sequence[int]) -> None:
    """Tell those for whom there was nobody this time."""
    them = (await people.find_people(session, member_ids)).values()
    await delivery.schedule_many(
        session,
        [
            Row(
                NOTE,
                Note(What.LEFT_OUT, next=plan.after(clock.now())),
                one.address,
                clock.now(),
                dedupe_key=f"intros:{plan.community_id}:left:{plan.number}:{one.id}",
                community_id=plan.community_id,
                member_id=one.id,
                late_after=timedelta(days=2),
            )
            for one in them
        ],
    )


@dataclass(frozen=True, slots=True)
class Roomless:
    """A group that is to get a room, or whose room is to be looked at once more.

    Args:
        under: The channel that it belongs to.
        thread_id: The room, if there is one already; or empty.
    """

    group: GroupView
    under: str
    thread_id: str

    @property
    def id(self) -> int:
        """The group's."""
        return self.group.id

    @property
    def community_id(self) -> int:
        """The group's."""
        return self.group.community_id


async def find_waiting(
    connection: AsyncConnection | Session,
    *,
    without: Collection[int] = (),
    without_communities: Collection[int] = (),
) -> list[Roomless]:
    """A few of each community's groups that are to get a room, the oldest first.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    waiting = (
        select(INTRO_GROUP.c.id, INTRO_ROUND.c.community_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .where(
            INTRO_GROUP.c.place == Place.WANTED,
            INTRO_GROUP.c.id.not_in(without),
            INTRO_ROUND.c.community_id.not_in(without_communities),
        )
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    channels = (
        select(some.c.id, INTRO_SETTING.c.channel_id, INTRO_GROUP.c.thread_id)
        .join(INTRO_GROUP, INTRO_GROUP.c.id == some.c.id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .join(INTRO_SETTING, INTRO_SETTING.c.community_id == INTRO_ROUND.c.community_id)
        .order_by(some.c.turn, some.c.id)
    )
    rows = (await connection.execute(channels)).all()
    found = await find_groups(connection, [row.id for row in rows])
    return [Roomless(found[row.id], row.channel_id, row.thread_id) for row in rows if row.id in found]


async def want_thread(session: Session, group_id: int) -> None:
    """Have the thread of a group, if it has one, looked at again: for who is let in or out, or made anew."""
    there = (INTRO_GROUP.c.id == group_id) & (INTRO_GROUP.c.place == Place.THREAD)
    await session.execute(update(INTRO_GROUP).where(there).values(place=Place.WANTED))


async def settle_place(session: Session, group_: GroupView, thread_id: str = "", before: str = "") -> None:
    """A group has its thread, in which it is greeted once; or, without one, it never will.

    Args:
        before: The thread that it had, which may be another.
    """
    place = Place.THREAD if thread_id else Place.DIRECT
    wanted = (INTRO_GROUP.c.id == group_.id) & (INTRO_GROUP.c.place == Place.WANTED)
    await session.execute(update(INTRO_GROUP).where(wanted).values(place=place, thread_id=thread_id))
    if thread_id:
        await delivery.schedule(
            session,
            kind=GREETING,
            payload=About(group_.id),
            to=Address(group_.platform, group_.community, channel_id=thread_id),
            due_at=clock.now(),
            dedupe_key=f"{prefix(group_.id)}thread{'' if before in {'', thread_id} else f':{thread_id}'}",
            community_id=group_.community_id,
            respect_quiet=False,
        )


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Take these members out of their groups; whoever is left alone by it in a running round is told."""
    await leave_groups(session, INTRO_PERSON.c.member_id.in_(member_ids))


async def leave_groups(session: Session, whose: ColumnElement[bool]) -> None:
    """Take these people out of groups; whoever is left alone by it in a running round is told.

    Args:
        whose: A condition on INTRO_PERSON.
    """
    gone = delete(INTRO_PERSON).where(whose).returning(INTRO_PERSON.c.group_id)
    left = sorted(set((await session.execute(gone)).scalars()))
    alone = {
        id_: group_ for id_, group_ in (await find_groups(session, left)).items() if len(group_.people) == 1
    }
    running = [one for one in alone.values() if one.ends_at > clock.now()]
    for group_ in running:
        await delivery.cancel(session, prefix=f"{prefix(group_.id)}")
    now = clock.now()
    # Whoever left may have come back, and be gone again: that is told, too.
    when = f"{int(now.timestamp())}:"
    await delivery.schedule_many(
        session, [make_note(one, one.people[0], What.BROKEN, now, when) for one in running]
    )


async def _close(session: Session, group_id: int, member_id: int) -> None:
    """Send this member nothing more of the group."""
    for what in (What.HALFWAY, What.ASKED):
        await delivery.cancel(session, dedupe_key=f"{prefix(group_id)}{what}:{member_id}")


def list_moments(begins_at: datetime, ends_at: datetime) -> dict[What, datetime]:
    """When the people of a group are asked whether they have met."""
    halfway = begins_at + (ends_at - begins_at) / 2
    return {What.HALFWAY: halfway, What.ASKED: ends_at - timedelta(hours=12)}


def make_note(group_: GroupView, one: Someone, what: What, due_at: datetime, when: str = "") -> Row:
    """What one of a group is sent; ``when`` tells messages apart of which there may be several."""
    return Row(
        NOTE,
        Note(what, group_.id),
        Address(group_.platform, group_.community, user_id=one.user_id),
        due_at,
        dedupe_key=f"{prefix(group_.id)}{what}:{when}{one.member_id}",
        community_id=group_.community_id,
        member_id=one.member_id,
    )


def prefix(group_id: int) -> str:
    """What the keys of all that is sent about a group begin with."""
    return f"intros:group:{group_id}:"
