"""The life of a community in which organizers do things by hand besides, and mentors have office hours."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from mentoring.coming_and_going import ComingAndGoing
from mentoring.conftest import person
from mentoring.life import mentees, mentors, nth, people, places
from mentoring.whole_life import ORGANIZER
from sqlalchemy import or_, select

from mentorbot import clock
from mentorbot.meetings import service as meetings
from mentorbot.meetings.models import MEETING
from mentorbot.members.models import MEMBER
from mentorbot.mentoring import acts
from mentorbot.mentoring.hours import service as hours
from mentorbot.mentoring.hours import slots
from mentorbot.mentoring.hours.models import OFFICE_BOOKING, OFFICE_HOURS
from mentorbot.mentoring.hours.reading import Opening
from mentorbot.mentoring.mentorships import limits
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.organizing import attention, hand, listing
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.requests.models import MENTOR_REQUEST
from mentorbot.mentoring.terms import MentorState

REASON = "Because"


class OrganizedLife(ComingAndGoing):
    """What organizers do by hand, and office hours, on top of all the rest."""

    @rule(place=places, mentor=mentors, mentee=mentees)
    def make_by_hand(self, place: str, mentor: str, mentee: str) -> None:
        """An organizer brings two together, or tries to, and presses twice."""
        if (place, mentor) in self.known and (place, mentee) in self.known:
            two = self._id(place, mentor), self._id(place, mentee)
            for _ in range(2):
                self.try_(lambda session: _bring_together(session, self._boss(place), *two))

    @rule(place=places, which=nth, to=mentors, how=st.sampled_from(("end", "change", "longer", "hand over")))
    def change_by_hand(self, place: str, which: int, to: str, how: str) -> None:
        """An organizer ends a mentorship, changes it or has somebody else mentor, twice; theirs or not."""
        ids = self._ids(select(MENTORSHIP.c.id))
        if not ids:
            return
        boss, id_ = self._boss(place), ids[-1 - which % len(ids)]
        to_id = self._id(place, to) if how == "hand over" and (place, to) in self.known else None
        months = {"change": 4, "longer": 12}.get(how)

        async def act(session: Any) -> None:
            if how == "end":
                await hand.end_mentorship(session, boss, ORGANIZER, id_, REASON)
            else:
                await hand.change_mentorship(
                    session, boss, ORGANIZER, id_, months=months, to_id=to_id, reason=REASON
                )

        for _ in range(2):
            self.try_(act)

    @rule(place=places, name=mentors, how=st.sampled_from(("pause", "until", "remove", "list")))
    def take_off_or_list(self, place: str, name: str, how: str) -> None:
        """An organizer takes a mentor off the list, or puts them on it again."""
        if (place, name) not in self.known:
            return
        boss, id_ = self._boss(place), self._id(place, name)

        async def act(session: Any) -> None:
            if how == "remove":
                await listing.remove_mentor(session, boss, ORGANIZER, id_, REASON)
            elif how == "list":
                await listing.list_again(session, boss, ORGANIZER, id_)
            else:
                until = "in 2 weeks" if how == "until" else ""
                await listing.pause_mentor(session, boss, ORGANIZER, id_, until=until, reason=REASON)

        self.try_(act)

    @rule(place=places, which=nth, mentor=mentors, handled=st.booleans())
    def look_after_request(self, place: str, which: int, mentor: str, handled: bool) -> None:
        """An organizer suggests a mentor for a request, or says that they look after it."""
        ids = self._ids(select(MENTOR_REQUEST.c.id))
        if not ids or (place, mentor) not in self.known:
            return
        boss, id_, mentor_id = self._boss(place), ids[-1 - which % len(ids)], self._id(place, mentor)
        if handled:
            self.try_(lambda session: attention.mark_handled(session, boss, ORGANIZER, id_))
        else:
            self.try_(lambda session: attention.suggest_mentor(session, boss, ORGANIZER, id_, mentor_id))

    @rule(place=places, name=people, minutes=st.sampled_from((20, 45)))
    def open_hours(self, place: str, name: str, minutes: int) -> None:
        """Somebody opens office hours, mentor or not."""
        opening = Opening(clock.now().replace(microsecond=0) + timedelta(days=1), None, minutes, 3, "")
        self.try_(lambda session: hours.open_hours(session, person(name, place), opening))

    @rule(place=places, names=st.lists(people, min_size=1, max_size=3), which=nth)
    def book(self, place: str, names: list[str], which: int) -> None:
        """Some people book the same time, and one of them presses twice."""

        async def find(session: Any, who: Any) -> Any:
            return (await hours.find_free(session, who)).slots

        free = self.try_(lambda session: find(session, person(names[0], place)))
        if free:
            slot = free[which % len(free)]
            stamp = int(slot.starts_at.timestamp())
            for name in (*names, names[0]):
                who = person(name, place)
                self.try_(lambda session, who=who: hours.book_slot(session, who, slot.hours.id, stamp))

    @rule(place=places, name=mentors, which=nth)
    def close_hours(self, place: str, name: str, which: int) -> None:
        """Somebody closes office hours, theirs or not."""
        if ids := self._ids(select(OFFICE_HOURS.c.id)):
            id_ = ids[-1 - which % len(ids)]
            self.try_(lambda session: hours.close_hours(session, person(name, place), id_))

    @rule(place=places, name=people, which=nth)
    def cancel_booked(self, place: str, name: str, which: int) -> None:
        """Somebody calls off what was booked, theirs or not."""
        if ids := self._ids(select(MEETING.c.id).where(MEETING.c.kind == slots.KIND)):
            id_ = ids[-1 - which % len(ids)]
            self.try_(lambda session: meetings.cancel_meeting(session, person(name, place), id_))

    async def _holds(self) -> None:
        await super()._holds()
        async with self.database.engine.connect() as connection:
            await _held(connection)
            await _booked(connection)


async def _bring_together(session: Any, boss: Any, mentor_id: int, mentee_id: int) -> None:
    """By hand two can be brought together beyond the limit; here nobody is."""
    if await limits.may_have_more(session, mentee_id):
        await hand.make_mentorship(session, boss, ORGANIZER, mentor_id, mentee_id, months=3, reason=REASON)


async def _held(connection: Any) -> None:
    """Whom organizers took off the list is not on it, and nobody waits for them."""
    for community_id in (await connection.execute(select(MENTOR.c.community_id).distinct())).scalars().all():
        held = await acts.find_held(connection, community_id)
        listed = (MENTOR.c.community_id == community_id) & (MENTOR.c.state == MentorState.LISTED)
        assert not held & set((await connection.execute(select(MENTOR.c.member_id).where(listed))).scalars())
        owned = select(MENTOR_REQUEST.c.owner_id).where(MENTOR_REQUEST.c.owner_id.is_not(None))
        assert not held & set((await connection.execute(owned)).scalars())


async def _booked(connection: Any) -> None:
    """No mentor has two times booked at once; who mentors no longer, or has left, has none to come."""
    times = (
        select(OFFICE_BOOKING.c.mentor_id, MEETING.c.starts_at, MEETING.c.minutes)
        .join(MEETING, (MEETING.c.owner_id == OFFICE_BOOKING.c.id) & (MEETING.c.kind == slots.KIND))
        .where(MEETING.c.state == "agreed")
        .order_by(OFFICE_BOOKING.c.mentor_id, MEETING.c.starts_at)
    )
    for one, other in pairwise((await connection.execute(times)).all()):
        if one.mentor_id == other.mentor_id:
            assert one.starts_at + timedelta(minutes=one.minutes) <= other.starts_at
    to_come = times.where(MEETING.c.starts_at > clock.now())
    gone = select(MEMBER.c.id).where(MEMBER.c.left_at.is_not(None))
    both = or_(OFFICE_BOOKING.c.mentor_id.in_(gone), OFFICE_BOOKING.c.member_id.in_(gone))
    unlisted = OFFICE_BOOKING.c.mentor_id.not_in(select(MENTOR.c.member_id))
    assert (await connection.execute(to_come.where(or_(both, unlisted)))).first() is None
