"""Whatever somebody does again and again, nobody else hears of it more often than one may in a day."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import mailing
import pytest
from mentoring.conftest import look, person
from mentoring.pair import ADA, BEN, Two, bring_together
from sqlalchemy import select, update

from mentorbot import clock
from mentorbot.community import privacy
from mentorbot.db import Database, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.called import CALLED, tells_somebody
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer as OfferOfTimes
from mentorbot.members import presence, reaching
from mentorbot.mentoring.hours import service as hours
from mentorbot.mentoring.hours.reading import Opening
from mentorbot.mentoring.mentorships import agreement, circles, signs
from mentorbot.mentoring.mentorships.terms import Cadence
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.profiles import joining
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import service as requests

ITSELF: Final = "comes by itself, at a time that nobody else sets"
OWN: Final = "goes to whoever asked for it, or is their own"
ORGANIZERS: Final = "is sent by what organizers do, who are trusted, or by an organizer's own event"
ANSWERS: Final = "answers what the reader asked, or goes on from what both said, once for each time"
LIMITED: Final = "is sent once for each thing, and how many of these one may have is limited on the way"
BOUNDED: Final = {
    "credits": ITSELF, "digest": ITSELF, "event_feed": ITSELF, "event_note": ORGANIZERS,
    "event_message": ORGANIZERS, "event_native_gone": ITSELF, "event_too_few": ITSELF,
    "event_vanished": ITSELF, "event_poll": ORGANIZERS, "event_poll_note": ORGANIZERS,
    "setup_channel_lost": LIMITED,
    "event_group_lost": LIMITED, "event_group_trouble": ITSELF, "intro_room_lost": LIMITED,
    "interview": LIMITED, "intro_call": ORGANIZERS, "intro_greeting": ITSELF, "intro_invite": ORGANIZERS,
    "intro_note": ITSELF, "introduction_asked": LIMITED, "introduction_met": ANSWERS,
    "introduction_over": ITSELF, "match_call": ORGANIZERS, "match_closed": ITSELF,
    "match_note": ORGANIZERS, "mentor_decided": ORGANIZERS, "mentor_hand": ORGANIZERS, "mentor_resumed": OWN,
    "mentoring_intro": ANSWERS, "mentoring_invite": ORGANIZERS, "mentoring_no_place": ITSELF,
    "mentoring_room_lost": LIMITED,
    "mentorship_check": ITSELF,
    "mentorship_extended": ANSWERS, "mentorship_hand": ORGANIZERS, "mentorship_midway": ITSELF,
    "mentorship_help": LIMITED, "mentorship_risk": ITSELF, "mentorship_term": ITSELF,
    "mentorship_told": ITSELF, "opportunity_alert": LIMITED, "opportunity_decided": ORGANIZERS,
    "opportunity_why": ORGANIZERS,
    "opportunity_many": ORGANIZERS, "opportunity_message": LIMITED, "opportunity_remind": OWN,
    "opportunity_report": LIMITED, "opportunity_review": LIMITED, "organizers_wrote": ORGANIZERS,
    "plan": OWN, "reminder": OWN, "reminders_moved": OWN, "report_answer": ORGANIZERS,
    "report_news": LIMITED, "report_still": ITSELF,
    "event_team": LIMITED, "request_answer": LIMITED, "request_news": ANSWERS, "request_nudge": ITSELF,
    "request_question": LIMITED, "request_offered": ITSELF, "request_old": ITSELF,
    "request_over": LIMITED, "slack_reinstall": ITSELF,
}  # fmt: skip
"""Of each message that is not played below, why nobody is flooded with it by another."""


CY, DEE = person("cy"), person("dee")
ORGANIZERS_READ: Final = "70"
TIMES: Final = 2 * reaching.MOST_TO_ONE + 2


@dataclass
class Nag:
    """One who does the same again and again, some minutes after each other, and who has to do with Ada."""

    two: Two
    step: int = 0
    request: int = 0
    refused: bool = False
    hours: int = 0
    slot: int = 0
    erased: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What others heard, of which nothing is stored any more."""

    async def act(self, act: Callable[[Session], Awaitable[Any]]) -> Any:
        """What came of it; None if it was refused for having been done too often."""
        try:
            async with self.two.database.session_scope() as session:
                return await act(session)
        except UserError as error:
            if "in a day" not in str(error):
                raise
            self.refused = True
            return None

    async def propose_terms(self) -> None:
        cadence = (Cadence.WEEKLY, Cadence.MONTHLY)[self.step % 2]
        await self.act(lambda session: agreement.propose_terms(session, BEN, self.two.id, 6, cadence))

    async def wish_for_longer(self) -> None:
        months = 9 + self.step % 2
        await self.act(
            lambda session: agreement.propose_terms(session, BEN, self.two.id, months, Cadence.TWO_WEEKS)
        )

    async def propose_times(self) -> None:
        offered = OfferOfTimes((clock.now() + timedelta(days=2, minutes=self.step),), 30, "")
        await self.act(lambda session: meetings.propose_times(session, BEN, signs.PAIR, self.two.id, offered))

    async def book_and_cancel(self) -> None:
        if not self.hours:
            start = clock.now().replace(microsecond=0) + timedelta(days=3)
            opening = Opening(start, None, 30, 2, "")
            mine = await self.act(lambda session: hours.open_hours(session, ADA, opening))
            self.hours = mine.hours[0].id
            self.slot = int(start.timestamp())
        booked = await self.act(lambda session: hours.book_slot(session, BEN, self.hours, self.slot))
        await mailing.send(self.two.database)
        if booked is not None:
            await self.act(lambda session: meetings.cancel_meeting(session, BEN, booked.meeting.id))

    async def leave_and_come_back(self) -> None:
        if not self.step:
            await self.act(self._begin_circle)
        await self.act(lambda session: presence.note_presence(session, self.two.mentee_id, here=False))
        await self.act(lambda session: presence.note_presence(session, self.two.mentee_id, here=True))

    async def _begin_circle(self, session: Session) -> None:
        both = [self.two.mentee_id, self.two.mentor_id]
        mentor = await profiles.find_mentor(session, self.two.mentor_id)
        assert mentor is not None
        circle = await circles.begin_circle(session, mentor.community_id, "Finance")
        await circles.seat_peers(session, circle, both)

    async def write_another_note(self) -> None:
        if not self.request:
            await look(self.two.database, CY)
            asked = await self.act(
                lambda session: requests.ask_mentors(session, CY, [self.two.mentor_id], "Please help")
            )
            self.request = asked.request.id
        else:
            note = f"Please help, again {self.step}"
            await self.act(lambda session: requests.change_note(session, CY, self.request, note))

    async def join_and_leave(self) -> None:
        await self.join()
        if self.step % 2:
            await mailing.send(self.two.database)
        await self.act(lambda session: joining.leave_mentoring(session, DEE))

    async def join(self) -> None:
        await self.act(lambda session: joining.save_about(session, DEE, "Dee", about(self.step)))
        offered = profiles.Offer(("finance",), (), ("pair",), ("en",), ("evenings",))
        await self.act(lambda session: joining.save_offer(session, DEE, offered))
        await self.act(lambda session: joining.save_room(session, DEE, profiles.Room(4, 2)))

    async def join_and_erase(self) -> None:
        await self.join()
        await mailing.send(self.two.database)
        self.erased += await read_sent(self.two.database, {"mentor_waiting"})
        await self.act(lambda session: privacy.erase(session, DEE))

    async def write_another_profile(self) -> None:
        await self.act(lambda session: joining.save_about(session, ADA, "Ada", about(self.step)))


def about(number: int) -> profiles.About:
    return profiles.About(f"Director {number}", "County hospital", Setting.HOSPITAL, 12, "")


PLAYED: Final = {
    Nag.propose_terms: (True, {"mentorship_terms"}),
    Nag.wish_for_longer: (True, {"mentorship_longer"}),
    Nag.propose_times: (True, {"meeting_note"}),
    Nag.book_and_cancel: (True, {"meeting_note"}),
    Nag.leave_and_come_back: (
        False,
        {"mentorship_ended", "mentorship_resumed", "mentorship_left", "circle_rejoined"},
    ),
    Nag.write_another_note: (False, {"request_ask", "request_changed"}),
    Nag.join_and_leave: (False, {"mentor_waiting"}),
    Nag.join_and_erase: (False, {"mentor_waiting"}),
    Nag.write_another_profile: (False, {"mentor_changed"}),
}
"""What is played: whether it is refused when it is done too often, and what others hear by it."""


def test_of_each_message_it_is_known_why_nobody_is_flooded_with_it() -> None:
    played = {kind for _, kinds in PLAYED.values() for kind in kinds}
    assert not played & BOUNDED.keys()
    assert played | BOUNDED.keys() == {kind for kind in CALLED if tells_somebody(kind)}


@pytest.mark.parametrize(("again", "refused", "kinds"), [(act, *told) for act, told in PLAYED.items()])
async def test_whatever_is_done_again_and_again_reaches_another_seldom(
    database: Database, again: Callable[[Nag], Awaitable[None]], refused: bool, kinds: set[str]
) -> None:
    nag = Nag(await bring_together(database, organizers=ORGANIZERS_READ))
    async with database.session_scope() as session:
        await session.execute(update(MENTORING_SETTING).values(approval=True))
    for nag.step in range(TIMES):
        await again(nag)
        await mailing.send(database)
        clock.advance(timedelta(minutes=11))
        await mailing.send(database)
    assert nag.refused is refused
    heard = await read_sent(database, kinds) + nag.erased
    assert {kind for kind, _ in heard} == kinds
    # That it is off again is told as often as that it was on.
    assert max(heard.values()) <= reaching.MOST_TO_ONE * (2 if again is Nag.book_and_cancel else 1)


async def read_sent(database: Database, kinds: set[str]) -> Counter[tuple[str, str]]:
    """How often which of these reached whom."""
    table = delivery.delivery
    statement = select(table.c.kind, table.c.user_id, table.c.channel_id).where(
        table.c.state == "sent", table.c.kind.in_(kinds), table.c.user_id.is_distinct_from("ben")
    )
    async with database.read_scope() as connection:
        return Counter((kind, user or channel) for kind, user, channel in await connection.execute(statement))
