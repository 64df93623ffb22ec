"""Reading and writing requests, and the one question that decides whom a mentee can ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, null, or_, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, in_parts, insert, read_row
from mentorbot.members import service as members
from mentorbot.members.traces import count_kept
from mentorbot.mentoring import candidates, words
from mentorbot.mentoring.matching import explain
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.requests.models import MENTOR_REQUEST, REQUEST_CHOICE
from mentorbot.mentoring.terms import ChoiceState, Format, MentorState, RequestState

OPEN: Final = (RequestState.ASKING, RequestState.OPEN)
WEEK: Final = timedelta(days=7)
AGAIN_AFTER: Final = timedelta(days=30)
"""How long after a mentor could not take a request the same mentee may ask them again."""

KEPT: Final = "request"
"""What is kept of whoever asked a mentor, and was erased."""

requests: Final = MENTOR_REQUEST
choices: Final = REQUEST_CHOICE

Reading = AsyncConnection | Session


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as the rest of the program sees it.

    Args:
        owner_id: The mentor who is asked; None once it stands open to all, or is settled.
        turn: How often it was handed on.
        turned_at: When that was last.
        once: One conversation is asked for rather than a mentorship.
    """

    id: int
    community_id: int
    mentee_id: int
    owner_id: int | None
    state: RequestState
    turn: int
    note: str
    created_at: datetime
    turned_at: datetime
    deadline_at: datetime | None
    settled_at: datetime | None
    mentorship_id: int | None
    once: bool = False

    @property
    def open(self) -> bool:
        """Whether anybody still has to do something about it."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One of the mentors that a request names."""

    request_id: int
    place: int
    mentor_id: int
    state: ChoiceState


COLUMNS: Final = tuple(requests.c[name] for name in RequestView.__dataclass_fields__)
_CHOICE: Final = tuple(choices.c[name] for name in ChoiceView.__dataclass_fields__)


async def find_request(connection: Reading, request_id: int) -> RequestView | None:
    """A request by its id alone: whoever asks for a person checks that it is theirs."""
    found = await _some(connection, requests.c.id == request_id)
    return found[0] if found else None


async def find_of_mentee(connection: Reading, member_id: int) -> list[RequestView]:
    """The open requests of a mentee, the oldest first."""
    return await _some(connection, (requests.c.mentee_id == member_id) & requests.c.state.in_(OPEN))


async def find_left(connection: Reading, member_id: int, since: datetime) -> list[RequestView]:
    """What a mentee asked that was taken back when they left the community, not before then; oldest first."""
    return await _some(connection, (requests.c.mentee_id == member_id) & (requests.c.left_at > since))


async def find_owned(connection: Reading, member_id: int) -> list[RequestView]:
    """The requests that wait for this mentor's answer, the most urgent first."""
    found = await _some(connection, requests.c.owner_id == member_id)
    return sorted(found, key=lambda one: (one.deadline_at or one.turned_at, one.id))


async def read_pool(connection: Reading, community_id: int, member_id: int) -> list[RequestView]:
    """The requests of a community that stand open to all, the oldest first, as this member may see them."""
    here = (requests.c.community_id == community_id) & (requests.c.state == RequestState.OPEN)
    seen = ~blocks.are_apart(requests.c.mentee_id, member_id) & (requests.c.mentee_id != member_id)
    return await _some(connection, here & seen)


async def read_overview(connection: Reading, community_id: int) -> list[RequestView]:
    """All open requests of a community, the oldest first."""
    here = (requests.c.community_id == community_id) & requests.c.state.in_(OPEN)
    return await _some(connection, here)


async def count_open(connection: Reading, community_id: int) -> dict[RequestState, int]:
    """How many requests of a community are with a mentor, and how many are open to all."""
    here = (requests.c.community_id == community_id) & requests.c.state.in_(OPEN)
    rows = await connection.execute(
        select(requests.c.state, func.count().label("many")).where(here).group_by(requests.c.state)
    )
    return {row.state: row.many for row in rows}


async def find_choices(connection: Reading, request_ids: Iterable[int]) -> dict[int, list[ChoiceView]]:
    """Whom these requests name, in order, by request."""
    found: dict[int, list[ChoiceView]] = {id_: [] for id_ in request_ids}
    rows = await connection.execute(
        select(*_CHOICE).where(choices.c.request_id.in_(list(found))).order_by(choices.c.place)
    )
    for one in map(_choice, rows):
        found[one.request_id].append(one)
    return found


async def can_ask(
    connection: Reading,
    mentee_id: int,
    mentor_ids: Sequence[int],
    *,
    asks_a_week: int,
    within: int | None = None,
    once: bool | None = None,
) -> set[int]:
    """Those of these mentors whom a mentee can ask now: the one place that decides it.

    They are listed in the mentee's community and have room; neither keeps away from the other; the two are
    not in a mentorship; the mentor was not asked too often this week, nor lately by this mentee.

    Args:
        asks_a_week: How often a mentor is asked in a week.
        within: The request on whose behalf it is asked, which names them itself.
        once: Only those who offer one-off conversations; False: who mentor one person for months. None:
            either, which leaves out those who lead circles alone: they are met in rounds.
    """
    now = clock.now()
    mentor = MENTOR.c.member_id
    # However often one mentee asks and takes it back, it is no burden to the mentor.
    kept = or_(requests.c.state != RequestState.WITHDRAWN, choices.c.answered_at.is_not(None))
    week = (
        select(func.count(requests.c.mentee_id.distinct()))
        .join_from(choices, requests, requests.c.id == choices.c.request_id)
        .where(choices.c.mentor_id == mentor, choices.c.asked_at > now - WEEK, kept)
    )
    before = count_kept(KEPT, against=mentor, since=now - WEEK)
    again = count_kept(KEPT, of=mentee_id, against=mentor)
    statement = select(mentor).where(
        mentor.in_(list(mentor_ids)),
        mentor != mentee_id,
        MENTOR.c.state == MentorState.LISTED,
        MENTOR.c.taken < MENTOR.c.capacity,
        _meets(once),
        _same_community(mentee_id),
        _is_here(mentor),
        ~blocks.are_apart(mentor, mentee_id),
        ~_paired(mentor, mentee_id),
        ~_asked_by(mentor, mentee_id, now, within),
        again.correlate(MENTOR).scalar_subquery() == 0,
        week.correlate(MENTOR).scalar_subquery() + before.correlate(MENTOR).scalar_subquery() < asks_a_week,
    )
    return set((await connection.execute(statement)).scalars())


async def explain_asking(connection: Reading, request: RequestView) -> list[str]:
    """Why the mentee of a request and the mentor who is asked fit, in words for the mentor."""
    now = clock.now()
    mentee_row: Any = (
        await connection.execute(candidates.MENTEES.where(MENTEE.c.member_id == request.mentee_id))
    ).first()
    mentor_row: Any = (
        await connection.execute(candidates.MENTORS.where(MENTOR.c.member_id == request.owner_id))
    ).first()
    if mentee_row is None or mentor_row is None:
        return []
    mentee, mentor = candidates.mentee_facts(mentee_row, now), candidates.mentor_facts(mentor_row, now)
    return words.name_reasons(explain(mentee, mentor), mentor.years)


async def find_accepted_by(connection: Reading, request: RequestView) -> int | None:
    """The mentor who accepted a request."""
    statement = select(MENTORSHIP.c.mentor_id).where(MENTORSHIP.c.id == request.mentorship_id)
    return (await connection.execute(statement)).scalar()


async def name_mentors(session: Session, request_id: int, mentor_ids: Sequence[int]) -> None:
    """Name these mentors behind those that a request names already; none twice.

    One whose turn it was before, and who is not asked now, stands behind the others once more.
    """
    found = await session.execute(select(func.max(choices.c.place)).where(choices.c.request_id == request_id))
    last = found.scalar() or 0
    rows = [
        {"request_id": request_id, "place": last + place, "mentor_id": one, "state": ChoiceState.WAITING}
        for place, one in enumerate(mentor_ids, 1)
    ]
    added = insert(choices)
    anew = {"state": added.excluded.state, "place": added.excluded.place, "answered_at": null()}
    # Not IN, which cannot be sent for many rows at once.
    over = (choices.c.state != ChoiceState.WAITING) & (choices.c.state != ChoiceState.ASKED)
    again = added.on_conflict_do_update(
        index_elements=["request_id", "mentor_id"],
        set_=anew,
        where=over,
    )
    await session.execute(again, rows)


async def mark_choice(session: Session, request: RequestView, mentor_id: int, **values: Any) -> None:
    """Note what became of a mentor whom a request names."""
    which = (choices.c.request_id == request.id) & (choices.c.mentor_id == mentor_id)
    await session.execute(update(choices).where(which).values(values))


async def change_request(session: Session, request: RequestView, **values: Any) -> RequestView:
    """Write these values into a request; the request as it is then."""
    await session.execute(update(requests).where(requests.c.id == request.id).values(values))
    return replace(request, **values)


async def note_left(session: Session, request: RequestView) -> None:
    """Keep that a request was taken back since whoever asked has left the community."""
    which = requests.c.id == request.id
    await session.execute(update(requests).where(which).values(left_at=clock.now()))


async def open_again(session: Session, request: RequestView) -> RequestView:
    """Let a request that was taken back wait once more for those whom it names, and was taken back from."""
    asked = (choices.c.request_id == request.id) & (choices.c.state == ChoiceState.ASKED)
    await session.execute(update(choices).where(asked).values(state=ChoiceState.WAITING))
    which = requests.c.id == request.id
    await session.execute(update(requests).where(which).values(left_at=None))
    return await change_request(
        session, request, state=RequestState.OPEN, settled_at=None, deadline_at=clock.now()
    )


def _meets(once: bool | None) -> ColumnElement[bool]:
    if once is None:
        return MENTOR.c.formats != Format.CIRCLE.value
    return MENTOR.c.formats.contains(Format.ONCE.value if once else Format.PAIR.value)


def _paired(mentor: ColumnElement[int], mentee_id: int) -> ColumnElement[bool]:
    return exists().where(
        MENTORSHIP.c.ended_at.is_(None),
        or_(
            and_(MENTORSHIP.c.mentor_id == mentor, MENTORSHIP.c.mentee_id == mentee_id),
            and_(MENTORSHIP.c.mentor_id == mentee_id, MENTORSHIP.c.mentee_id == mentor),
        ),
    )


def _asked_by(
    mentor: ColumnElement[int], mentee_id: int, now: datetime, within: int | None
) -> ColumnElement[bool]:
    """A condition: an open request of the mentee names the mentor, or one lately that came to nothing.

    They could not take it; or they were asked, and it was taken back.
    """
    refused = and_(
        choices.c.state.in_((ChoiceState.DECLINED, ChoiceState.SILENT)),
        choices.c.answered_at > now - AGAIN_AFTER,
    )
    taken_back = and_(
        requests.c.state == RequestState.WITHDRAWN,
        choices.c.state == ChoiceState.ASKED,
        choices.c.asked_at > now - WEEK,
    )
    named = requests.c.state.in_(OPEN) & choices.c.state.in_((ChoiceState.WAITING, ChoiceState.ASKED))
    if within is not None:
        named &= requests.c.id != within
    return exists().where(
        requests.c.mentee_id == mentee_id,
        choices.c.request_id == requests.c.id,
        choices.c.mentor_id == mentor,
        or_(named, refused, taken_back),
    )


def _is_here(mentor: ColumnElement[int]) -> ColumnElement[bool]:
    return mentor.in_(select(members.ID).where(members.PRESENT))


async def count_withdrawn(connection: Reading, member_id: int) -> int:
    """How many requests of a mentee that had asked somebody were taken back within a week."""
    asked = select(choices.c.request_id).where(choices.c.asked_at.is_not(None))
    by_hand = (requests.c.state == RequestState.WITHDRAWN) & requests.c.left_at.is_(None)
    theirs = (requests.c.mentee_id == member_id) & by_hand
    lately = requests.c.settled_at > clock.now() - WEEK
    counted = select(func.count()).select_from(requests).where(theirs, lately, requests.c.id.in_(asked))
    return (await connection.execute(counted)).scalar_one()


async def find_next(connection: Reading, request_id: int) -> list[int]:
    """The mentors whom a request names and has not asked yet."""
    named = (await find_choices(connection, [request_id]))[request_id]
    return [one.mentor_id for one in named if one.state is ChoiceState.WAITING]


async def find_turning(connection: Reading, until: datetime) -> list[int]:
    """The mentors whom requests name next that go on by themselves before a moment."""
    going = (requests.c.state == RequestState.ASKING) & (requests.c.deadline_at <= until)
    waiting = (choices.c.state == ChoiceState.WAITING) & (choices.c.request_id == requests.c.id)
    return list((await connection.execute(select(choices.c.mentor_id).where(going, waiting))).scalars())


def _same_community(mentee_id: int) -> ColumnElement[bool]:
    return MENTOR.c.community_id == (
        select(members.MEMBER_COMMUNITY).where(members.ID.in_([mentee_id])).scalar_subquery()
    )


async def _some(connection: Reading, which: ColumnElement[bool]) -> list[RequestView]:
    statement = select(*COLUMNS).where(which).order_by(requests.c.created_at, requests.c.id)
    rows = (await connection.execute(statement)).all()
    return [read_row(RequestView, row) async for some in in_parts(rows) for row in some]


def _choice(row: Any) -> ChoiceView:
    return read_row(ChoiceView, row)
