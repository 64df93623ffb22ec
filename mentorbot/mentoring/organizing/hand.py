"""What organizers do by hand about mentorships: bring two together, change or end what they have.

Each has a reason, which whoever it is about reads. It is kept as an act (:mod:`mentorbot.mentoring.acts`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import acts, people, rights, settings
from mentorbot.mentoring.mentorships import agreement, notices, pairs
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.organizing.roster import NO_MENTOR
from mentorbot.mentoring.organizing.telling import tell_of_act
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.terms import MOST_MONTHS, MOST_REASON, ActKind, Ending, Format, MentorState, Origin

_MOST_PROBLEMS: Final = 5
PAIR_TOLD: Final = "mentorship_hand"
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
ALREADY: Final = "That is how it is already, so nothing was changed."


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
    agreement.check_months(months)
    made = await _form(session, mentor_id, mentee_id, months)
    await _tell_pair(session, caller, made, ActKind.MADE, reason)
    return await _pair(session, made.id)


async def find_months(connection: AsyncConnection | Session, caller: Caller, allowed: Rights) -> int:
    """For how many months two are brought together here. Raises UserError: the caller is no organizer."""
    community = await rights.require_organizer(connection, caller, allowed)
    return (await settings.read_settings(connection, community)).months


async def find_makings(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, pairs_: Sequence[tuple[str, str]]
) -> list[Making]:
    """Many who could be brought together, by their ids on the platform: mentor and mentee of each pair.

    Raises:
        UserError: As :func:`find_making`, of each pair that it concerns.
    """
    found: list[Making] = []
    problems: list[str] = []
    for number, (mentor, mentee) in enumerate(pairs_, 1):
        try:
            found.append(await find_making(connection, caller, allowed, mentor, mentee))
        except UserError as error:
            problems.append(f"Pair {number}: {error.sentence}")
    if problems:
        raise UserError(say_all(problems))
    return found


async def make_many(
    session: Session,
    caller: Caller,
    allowed: Rights,
    pairs_: Sequence[tuple[str, str]],
    *,
    months: int,
    reason: str,
) -> list[Pair]:
    """Bring many together, each as :func:`make_mentorship` does: all of them, or nobody.

    Raises:
        UserError: One of them cannot be, and why.
    """
    made: list[Pair] = []
    for number, one in enumerate(await find_makings(session, caller, allowed, pairs_), 1):
        ids = one.mentor.member_id, one.mentee.member_id
        try:
            made.append(await make_mentorship(session, caller, allowed, *ids, months=months, reason=reason))
        except UserError as error:
            raise UserError(f"Pair {number}: {error.sentence} So nobody was brought together.") from None
    return made


def say_all(problems: Sequence[str]) -> str:
    """What is wrong with several pairs, in one text; of very many, how many more there are."""
    more = len(problems) - _MOST_PROBLEMS
    return " ".join([*problems[:_MOST_PROBLEMS], *([f"And {more} more."] if more > 0 else [])])


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
    changed = await agreement.set_months(session, pair, months)
    await _tell_pair(session, caller, changed.mentorship, ActKind.CHANGED, reason)
    return changed


async def end_mentorship(
    session: Session, caller: Caller, allowed: Rights, mentorship_id: int, reason: str
) -> Pair:
    """End a mentorship by hand; both read the reason.

    Raises:
        UserError: The caller is no organizer, or it has ended.
    """
    pair = await _live(session, caller, allowed, mentorship_id)
    await end_by_hand(session, caller, pair.mentorship, reason)
    return await _pair(session, pair.id)


async def end_by_hand(session: Session, caller: Caller, old: MentorshipView, reason: str) -> None:
    """End a mentorship for the caller, an organizer; the message that tells of it has the reason."""
    await acts.note_act(session, caller, old.community_id, ActKind.ENDED, reason, mentorship_id=old.id)
    await pairing.end_mentorship(session, old.id, Ending.ORGANIZER)


async def find_pair(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, mentorship_id: int
) -> Pair:
    """A mentorship of the caller's community. Raises UserError: they are no organizer, or there is none."""
    community = await rights.require_organizer(connection, caller, allowed)
    pair = await pairs.find_pair(connection, mentorship_id)
    if pair is None or pair.mentorship.community_id != community:
        raise UserError(NOT_TOGETHER)
    return pair


async def check_members(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_ids: Sequence[int]
) -> None:
    """Whether the caller organizes the community that these are members of. Raises UserError: they do not."""
    community = await rights.require_organizer(connection, caller, allowed)
    found = await people.find_people(connection, member_ids)
    if any(id_ not in found or found[id_].community_id != community for id_ in member_ids):
        raise UserError(NO_MENTOR)


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
    await end_by_hand(session, caller, old, reason)
    lasting = months or min(left, MOST_MONTHS)
    agreement.check_months(lasting)
    # One conversation stays one; who was in a circle is in a pair from then on.
    format_ = Format.ONCE if pair.once else Format.PAIR
    made = await _form(session, to_id, old.mentee_id, lasting, format_=format_)
    await _tell_pair(session, caller, made, ActKind.MADE, reason)
    return await _pair(session, made.id)


async def _live(session: Session, caller: Caller, allowed: Rights, mentorship_id: int) -> Pair:
    pair = await find_pair(session, caller, allowed, mentorship_id)
    if not pair.live:
        raise UserError(pairs.OVER)
    return pair


async def _pair(connection: AsyncConnection | Session, mentorship_id: int) -> Pair:
    pair = await pairs.find_pair(connection, mentorship_id)
    if pair is None:
        raise UserError(NOT_TOGETHER)
    return pair


async def _tell_pair(
    session: Session, caller: Caller, made: MentorshipView, kind: ActKind, reason: str
) -> None:
    act = await acts.note_act(session, caller, made.community_id, kind, reason, mentorship_id=made.id)
    key = f"{notices.prefix(made.id)}hand:{act.id}"
    keys = {id_: f"{key}:{id_}" for id_ in (made.mentor_id, made.mentee_id)}
    await tell_of_act(session, PAIR_TOLD, act, keys)
