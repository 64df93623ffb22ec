"""What organizers do by hand: bring two together, change or end a mentorship, take a mentor off the list.

Each has a reason, which whoever it is about reads. It is kept as an act (:mod:`mentorbot.mentoring.acts`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.mentoring import acts, people, rights, settings
from mentorbot.mentoring.acts import ActView
from mentorbot.mentoring.hours import service as office_hours
from mentorbot.mentoring.mentorships import notices, pairs
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.organizing.roster import NO_MENTOR
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import answers, approval, joining
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.terms import MOST_MONTHS, MOST_REASON, ActKind, Ending, Format, MentorState, Origin

PAIR_TOLD, MENTOR_TOLD = "mentorship_hand", "mentor_hand"
NO_MENTEE: Final = (
    "That person has not said what they look for yet. Ask them to use `/mentee profile`; then you can bring "
    "the two together."
)
NOT_FINISHED: Final = (
    "They have begun to join as a mentor and not finished. Ask them to go on with `/mentor join`."
)
NOT_TOGETHER: Final = (
    "These two are in no mentorship that goes on. `/organize mentorship overview` shows those there are."
)
SHORTER: Final = "It has lasted longer than that already. Choose more months, or end it instead."
ALREADY: Final = "That is how it is already, so nothing was changed."
NOT_A_MENTOR: Final = "The case is about nobody who mentors here, so there is nothing to take off the list."


@dataclass(frozen=True, slots=True)
class Act(Payload):
    """Something that an organizer did, by its id."""

    act: int


@dataclass(frozen=True, slots=True)
class Making:
    """Two whom an organizer means to bring together. ``months``: how long it is to last."""

    mentor: MentorView
    mentee: MenteeView
    months: int


@dataclass(frozen=True, slots=True)
class Changing:
    """A mentorship that an organizer means to change.

    Args:
        months: How long it is to last in all; None leaves it.
        to: Who mentors from then on; None leaves it.
    """

    pair: Pair
    months: int | None
    to: MentorView | None


# Two are brought together


async def find_making(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, mentor_user: str, mentee_user: str
) -> Making:
    """Two, by their ids on the platform, who could be brought together.

    Raises:
        UserError: The caller is no organizer, the one is no mentor, or the other has not said what they seek.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    mentor = await people.find_user(connection, community, mentor_user)
    mentee = await people.find_user(connection, community, mentee_user)
    if mentor is None:
        raise UserError(NO_MENTOR)
    if mentee is None:
        raise UserError(NO_MENTEE)
    return await _making(connection, community, mentor.id, mentee.id)


async def make_mentorship(
    session: Session,
    caller: Caller,
    allowed: Rights,
    mentor_id: int,
    mentee_id: int,
    *,
    months: int,
    reason: str,
) -> Pair:
    """Bring two together; both read the reason, and what the mentee asked of this mentor is settled.

    Raises:
        UserError: As :func:`find_making`; or the mentor is full, the two are together already, or one keeps
            away from the other.
    """
    community = await rights.require_organizer(session, caller, allowed)
    await _making(session, community, mentor_id, mentee_id)
    made = await _form(session, mentor_id, mentee_id, _within(months))
    await _tell_pair(session, caller, made, ActKind.MADE, reason)
    return await _pair(session, made.id)


# A mentorship is changed or ended


async def find_changing(
    connection: AsyncConnection | Session,
    caller: Caller,
    allowed: Rights,
    mentor_user: str,
    mentee_user: str,
    *,
    months: int | None = None,
    to_user: str | None = None,
) -> Changing:
    """The live mentorship of two, by their ids on the platform, and what is to change of it.

    Raises:
        UserError: The caller is no organizer, there is none, or who is named to mentor is no mentor.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    found = [await people.find_user(connection, community, user) for user in (mentor_user, mentee_user)]
    between = None
    if found[0] is not None and found[1] is not None:
        between = await pairing.find_between(connection, found[0].id, found[1].id)
    if between is None:
        raise UserError(NOT_TOGETHER)
    to = None
    if to_user is not None:
        person = await people.find_user(connection, community, to_user)
        to = await profiles.find_mentor(connection, person.id) if person else None
        if to is None:
            raise UserError(NO_MENTOR)
    return Changing(await _pair(connection, between.id), months, to)


async def change_mentorship(
    session: Session,
    caller: Caller,
    allowed: Rights,
    mentorship_id: int,
    *,
    months: int | None,
    to_id: int | None,
    reason: str,
) -> Pair:
    """Let a mentorship last another time, or have somebody else mentor; all of them read the reason.

    Returns:
        The mentorship as it is now; another one, if somebody else mentors.

    Raises:
        UserError: The caller is no organizer, it has ended or would be over by now, or the new mentor has no
            room.
    """
    pair = await _live(session, caller, allowed, mentorship_id)
    if to_id is not None and to_id != pair.mentorship.mentor_id:
        return await _hand_over(session, caller, pair, to_id=to_id, months=months, reason=reason)
    if months is None or months == pair.mentorship.months:
        raise UserError(ALREADY)
    changed = await pairing.extend_mentorship(session, pair.id, _within(months))
    if changed is None:
        raise UserError(pairs.OVER)
    if changed.ends_at <= clock.now():
        raise UserError(SHORTER)
    await notices.plan_end(session, Pair(changed, pair.mentor, pair.mentee))
    await _tell_pair(session, caller, changed, ActKind.CHANGED, reason)
    return await _pair(session, pair.id)


async def end_mentorship(
    session: Session, caller: Caller, allowed: Rights, mentorship_id: int, reason: str
) -> Pair:
    """End a mentorship by hand; both read the reason.

    Raises:
        UserError: The caller is no organizer, or it has ended.
    """
    pair = await _live(session, caller, allowed, mentorship_id)
    await _end(session, caller, pair.mentorship, reason)
    return await _pair(session, pair.id)


# Somebody is taken off the list of mentors


async def pause_mentor(
    session: Session, caller: Caller, allowed: Rights, member_id: int, *, until: str, reason: str
) -> MentorView:
    """Offer a mentor to nobody new until a day, or until an organizer lists them again; they read the reason.

    Args:
        until: The day as it was typed, or nothing.

    Raises:
        UserError: The caller is no organizer, there is no such mentor on the list, or the day makes no sense.
    """
    view, person = await _mentor(session, caller, allowed, member_id)
    if view.state is MentorState.DRAFT:
        raise UserError(NOT_FINISHED)
    me = await people.find_user(session, person.community_id, caller.user_id)
    ends = answers.pause_end(until, (me or person).time_zone, clock.now())
    return await _take_off(session, caller, person, ActKind.PAUSED, reason, ends=ends)


async def remove_mentor(
    session: Session, caller: Caller, allowed: Rights, member_id: int, reason: str
) -> tuple[MentorView, int]:
    """Take a mentor off the list and end what they are in as one; they read the reason.

    Returns:
        What they offer, and how many mentorships ended.

    Raises:
        UserError: The caller is no organizer, or there is no such mentor.
    """
    _, person = await _mentor(session, caller, allowed, member_id)
    view = await _take_off(session, caller, person, ActKind.REMOVED, reason)
    theirs = [one for one in await pairing.find_mentorships(session, member_id) if one.mentor_id == member_id]
    for one in theirs:
        await _end(session, caller, one, "")
    return view, len(theirs)


async def list_again(session: Session, caller: Caller, allowed: Rights, member_id: int) -> MentorView:
    """Put a mentor on the list again, who is told.

    Raises:
        UserError: The caller is no organizer, or there is no mentor who is off the list.
    """
    view, person = await _mentor(session, caller, allowed, member_id)
    if view.state is not MentorState.PAUSED:
        raise UserError(ALREADY)
    if not view.finished:
        raise UserError(NOT_FINISHED)
    view = await joining.put_back(session, person)
    await _tell_mentor(session, caller, person, ActKind.LISTED, "")
    return view


async def delist_reported(
    session: Session, caller: Caller, allowed: Rights, report_id: int
) -> tuple[reports.CaseView, MentorView]:
    """Take the mentor off the list whom a case is about; they learn of no report. It is noted in the case.

    Raises:
        UserError: The caller may not see that case, or it is about no mentor.
    """
    case, organizes = await reports.look_at_case(session, caller, allowed, report_id)
    person = await people.find_user(session, case.community_id, case.about or "")
    view = await profiles.find_mentor(session, person.id) if person and organizes else None
    if person is None or view is None:
        raise UserError(NOT_A_MENTOR)
    view = await _take_off(session, caller, person, ActKind.DELISTED, "")
    if case.closed_at is None:
        case, _ = await reports.add_note(
            session, caller, allowed, report_id, "Taken off the list of mentors."
        )
    return case, view


async def check_members(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_ids: Sequence[int]
) -> None:
    """Whether the caller organizes the community that these are members of. Raises UserError: they do not."""
    community = await rights.require_organizer(connection, caller, allowed)
    found = await people.find_people(connection, member_ids)
    if any(id_ not in found or found[id_].community_id != community for id_ in member_ids):
        raise UserError(NO_MENTOR)


async def find_told(connection: AsyncConnection | Session, act_id: int) -> tuple[ActView, Pair | None] | None:
    """What was done, and the mentorship that it is about; None if it is gone."""
    act = await acts.find_act(connection, act_id)
    if act is None:
        return None
    return act, await pairs.find_pair(connection, act.mentorship_id) if act.mentorship_id else None


def read_reason(values: Mapping[str, Any]) -> str:
    """The reason that was typed. Raises UserError: it is too long, or there is none."""
    reason = answers.read_lines(values, "reason", "your reason", MOST_REASON)
    if not reason:
        raise UserError("Please say why, in a sentence. Whoever it is about reads it.")
    return reason


async def _making(
    connection: AsyncConnection | Session, community: int, mentor_id: int, mentee_id: int
) -> Making:
    mentor = await profiles.find_mentor(connection, mentor_id)
    mentee = await profiles.find_mentee(connection, mentee_id)
    if mentor is None or mentor.community_id != community:
        raise UserError(NO_MENTOR)
    if mentor.state is MentorState.DRAFT:
        raise UserError(NOT_FINISHED)
    if mentee is None or mentee.community_id != community:
        raise UserError(NO_MENTEE)
    rules = await settings.read_settings(connection, community)
    return Making(mentor, mentee, rules.months)


async def _form(
    session: Session, mentor_id: int, mentee_id: int, months: int, *, format_: Format = Format.PAIR
) -> MentorshipView:
    made = await pairing.form_mentorship(
        session,
        mentor_id=mentor_id,
        mentee_id=mentee_id,
        origin=Origin.ORGANIZER,
        months=months,
        format_=format_,
    )
    await requests.settle_by_hand(session, made)
    return made


async def _hand_over(
    session: Session, caller: Caller, pair: Pair, *, to_id: int, months: int | None, reason: str
) -> Pair:
    """Have somebody else mentor: for as long as was left, unless it is said how long."""
    old = pair.mentorship
    await _making(session, old.community_id, to_id, old.mentee_id)
    left = max(1, round((old.ends_at - clock.now()).days / 30))
    await _end(session, caller, old, reason)
    lasting = _within(months or min(left, MOST_MONTHS))
    # One conversation stays one; who was in a circle is in a pair from then on.
    format_ = Format.ONCE if pair.once else Format.PAIR
    made = await _form(session, to_id, old.mentee_id, lasting, format_=format_)
    await _tell_pair(session, caller, made, ActKind.MADE, reason)
    return await _pair(session, made.id)


async def _end(session: Session, caller: Caller, old: MentorshipView, reason: str) -> None:
    """End it; the message that tells of it has the reason."""
    actor = await people.find_user(session, old.community_id, caller.user_id)
    await acts.note_act(
        session, old.community_id, ActKind.ENDED, actor.id if actor else None, reason, mentorship_id=old.id
    )
    await pairing.end_mentorship(session, old.id, Ending.ORGANIZER)


async def _take_off(
    session: Session,
    caller: Caller,
    person: Person,
    kind: ActKind,
    reason: str,
    *,
    ends: datetime | None = None,
) -> MentorView:
    await approval.withdraw_question(session, person.id)
    view, _ = await joining.take_off(session, person, ends)
    if kind is not ActKind.PAUSED:
        await office_hours.close_all(session, person.id)
    await _tell_mentor(session, caller, person, kind, reason, until=ends)
    return view


async def _live(session: Session, caller: Caller, allowed: Rights, mentorship_id: int) -> Pair:
    community = await rights.require_organizer(session, caller, allowed)
    pair = await pairs.find_pair(session, mentorship_id)
    if pair is None or pair.mentorship.community_id != community:
        raise UserError(NOT_TOGETHER)
    if not pair.live:
        raise UserError(pairs.OVER)
    return pair


async def _pair(connection: AsyncConnection | Session, mentorship_id: int) -> Pair:
    pair = await pairs.find_pair(connection, mentorship_id)
    if pair is None:
        raise UserError(NOT_TOGETHER)
    return pair


async def _mentor(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_id: int
) -> tuple[MentorView, Person]:
    community = await rights.require_organizer(connection, caller, allowed)
    view = await profiles.find_mentor(connection, member_id)
    person = await people.find_person(connection, member_id)
    if view is None or person is None or view.community_id != community:
        raise UserError(NO_MENTOR)
    return view, person


async def _tell_pair(
    session: Session, caller: Caller, made: MentorshipView, kind: ActKind, reason: str
) -> None:
    actor = await people.find_user(session, made.community_id, caller.user_id)
    act = await acts.note_act(
        session, made.community_id, kind, actor.id if actor else None, reason, mentorship_id=made.id
    )
    found = await people.find_people(session, (made.mentor_id, made.mentee_id))
    key = f"{notices.prefix(made.id)}hand:{act.id}"
    await delivery.schedule_many(
        session, [_row(PAIR_TOLD, act, person, f"{key}:{id_}") for id_, person in found.items()]
    )


async def _tell_mentor(
    session: Session,
    caller: Caller,
    person: Person,
    kind: ActKind,
    reason: str,
    *,
    until: datetime | None = None,
) -> None:
    actor = await people.find_user(session, person.community_id, caller.user_id)
    act = await acts.note_act(
        session,
        person.community_id,
        kind,
        actor.id if actor else None,
        reason,
        member_id=person.id,
        until=until,
    )
    await delivery.schedule_many(
        session, [_row(MENTOR_TOLD, act, person, f"mentor:{person.id}:hand:{act.id}")]
    )


def _row(kind: str, act: ActView, to: Person, key: str) -> Row:
    return Row(
        kind,
        Act(act.id),
        to.address,
        clock.now(),
        dedupe_key=key,
        community_id=act.community_id,
        member_id=to.id,
    )


def _within(months: int) -> int:
    if not 1 <= months <= MOST_MONTHS:
        raise UserError(f"A mentorship lasts 1 to {MOST_MONTHS} months.")
    return months
